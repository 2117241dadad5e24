"""An edition: the record, in one language, with one site's settings. What every page is made from."""

from dataclasses import dataclass

from onrecord.config import Config
from onrecord.index import Index
from onrecord.wording import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Everything that pages depend on besides templates."""

    index: Index
    """The record."""
    words: Words
    """The site's own words."""
    config: Config
    """The owner's settings."""
    introduction: str = ""
    """Markdown of the hand-written home page."""
