"""The navigation names sections and hand-written pages, never every page: each page would carry them all."""

from collections.abc import Sequence
from typing import Any

from onrecord import languages
from onrecord.pages import Edition
from onrecord.permalinks import CORRECTIONS, QUALITY, SECTION_KINDS, Ref, path_of, source_path

Entry = str | dict[str, str]


def navigation(edition: Edition, pages: Sequence[str]) -> list[Entry]:
    """MkDocs' `nav`: the home page, the sections, then the hand-written pages `pages` (file names), in their order."""
    names = {"statements": "Statements", "actors": "Actors", "topics": "Topics", "sources": "Sources"}
    sections = sorted(SECTION_KINDS, key=list(names).index)
    entries: list[Entry] = [{edition.words.text("Home"): "index.md"}]
    entries += [{edition.words.text(names[kind]): source_path(path_of(Ref(kind)))} for kind in sections]
    logs = {"Corrections": CORRECTIONS, "Data quality": QUALITY}
    entries += [{edition.words.text(name): source_path(path_of(ref))} for name, ref in logs.items()]
    return entries + list(pages)


def shell(edition: Edition) -> dict[str, Any]:
    """What the theme's shell needs to know, as `extra.onrecord` of the MkDocs configuration: plain values only."""
    text = edition.words.text
    return {
        "language": edition.config.language,
        "direction": languages.direction(edition.config.language),
        "search": edition.config.search == "pagefind",
        "skip": text("Skip to the text"),
        "search_label": text("Search"),
        "sections_label": text("Sections"),
        "page_label": text("Page"),
        "missing_label": text("No page here"),
        "missing_text": text("Addresses of this record do not die: this one was never part of it, or was mistyped."),
    }
