"""The navigation names sections and hand-written pages, never every page: each page would carry them all."""

from collections.abc import Sequence
from typing import Any

from onrecord import languages
from onrecord.pages import Edition
from onrecord.permalinks import CORRECTIONS, DATA, QUALITY, SECTION_KINDS, Ref, path_of, source_path

Entry = str | dict[str, str] | dict[str, list[dict[str, str]]]


def navigation(edition: Edition, pages: Sequence[str]) -> list[Entry]:
    """MkDocs' `nav`: the home page, the sections, the hand-written pages `pages` (file names), in their order, and in a
    section of their own, which the theme puts at the foot, the pages about the record itself.
    """
    names = {"statements": "Statements", "actors": "Actors", "topics": "Topics", "sources": "Sources"}
    sections = sorted(SECTION_KINDS, key=list(names).index)
    entries: list[Entry] = [{edition.words.text("Home"): "index.md"}]
    entries += [{edition.words.text(names[kind]): source_path(path_of(Ref(kind)))} for kind in sections]
    more = {"Corrections": CORRECTIONS, "Data quality": QUALITY, "Downloads": DATA}
    listed = [{edition.words.text(name): source_path(path_of(ref))} for name, ref in more.items()]
    return [*entries, *pages, {edition.words.text("About this record"): listed}]


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
        "feed_label": text("Feed of this page"),
        "record_label": text("This page as data (JSON)"),
        "missing_label": text("No page here"),
        "missing_text": text("Addresses of this record do not die: this one was never part of it, or was mistyped."),
    }
