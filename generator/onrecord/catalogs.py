"""Catalogs: the site's own words in other languages.

A catalog is a text file, `locales/<language>.po`, and is read as it stands: there is no compiled copy of it that could
be older than the words. The words of the source are English and need none. A language without a catalog is given that
of the language it belongs to (`he-IL` that of `he`), else English words, and the owner is told.
"""

import gettext
import io
import logging
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parent / "locales"
"""Where the catalogs are: in the package, so that they are in the wheel too."""
SOURCE = "en"
"""The language in which the messages are written."""
_FORMER = {"iw": "he", "in": "id", "ji": "yi"}
"""Tags of languages that have another one now."""

# named otherwise than MkDocs' own: a language without a catalog is no reason for `--strict` to build nothing
log = logging.getLogger("onrecord")


def catalog_name(language: str) -> str:
    """The name of the catalog for a language tag; empty where there is none."""
    names = {path.stem.lower(): path.stem for path in FOLDER.glob("*.po")} | {SOURCE: SOURCE}
    first, *rest = language.lower().split("-")
    subtags = [_FORMER.get(first, first), *rest]
    tags = ("-".join(subtags[:length]) for length in range(len(subtags), 0, -1))
    return next((names[tag] for tag in tags if tag in names), "")


@lru_cache
def words_language(language: str) -> str:
    """The language in which a site in `language` speaks to its readers: that language, or English."""
    if catalog_name(language):
        return language
    log.warning(
        "onrecord: `language: %s`: there is no catalog of the site's own words in this language; they are English",
        language,
    )
    return SOURCE


@lru_cache
def messages() -> frozenset[str]:
    """Every word of the site in English, as the catalogs hold them all."""
    first = min(FOLDER.glob("*.po"))
    held = read_po(io.BytesIO(first.read_bytes()))
    forms = (each.id if isinstance(each.id, list | tuple) else [each.id] for each in held)
    return frozenset(form for each in forms for form in each if form)


@lru_cache
def catalog(language: str) -> gettext.NullTranslations:
    """The words of a language that has a catalog; without one, the messages as they are."""
    name = catalog_name(language)
    if name in ("", SOURCE):
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO((FOLDER / f"{name}.po").read_bytes()), locale=name.replace("-", "_")))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
