"""What one build of a preview leaves to the next: what it has built, and of much what is not made at each edit."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

from onrecord import writer
from onrecord.before import Before
from onrecord.exports.offer import Offer
from onrecord.indexer import INDEX
from onrecord.permalinks import DATA, path_of
from onrecord.site import Site

log = logging.getLogger("mkdocs.plugins.onrecord")
MUCH = 4_000
"""Pages beyond which the search index and the downloads are made once: whoever edits would wait for them alone."""
_OUTDATED = "what was on record when this preview began; start it anew for the rest"


@dataclass(slots=True)
class Last:
    """The last build of this preview. Before there was one, all is empty."""

    built: Before = field(default_factory=Before)
    """What stands there."""
    world: bytes = b""
    """The print of what all its pages depend on."""
    offer: Offer | None = None
    """What there is to say of its downloads."""
    outdated: bool = False
    """Whether the search index holds what is no more: it is noted as if it held what there is now."""

    def before(self, made_in: bytes) -> Before:
        """What stands there, if it was made in this world."""
        return self.built if self.world == made_in else Before()

    def downloads(self, site: Site, folder: Path, made_in: bytes) -> Offer | None:
        """Take the downloads over, if there is much; None where they are to be made."""
        if len(site.refs) <= MUCH or self.offer is None or self.world != made_in:
            return None
        if names := [path_of(DATA) + name for name in site.downloads]:
            writer.take_over(self.built.folder, folder, names)
            log.info("The downloads: %s", _OUTDATED)
        return self.offer

    def keeps_index(self, before: Before, pages: int) -> bool:
        """Whether the search index stays that was built `before`: nothing that it holds has changed, or `pages` are
        many.
        """
        self.outdated = self.outdated or not before.holds(INDEX)
        much = INDEX in before.manifest.pages and pages > MUCH
        if self.outdated and much:
            log.info("Search: %s", _OUTDATED)
        return much or not self.outdated
