"""The navigation names sections and hand-written pages, never every page: each page would carry them all."""

from collections.abc import Sequence
from typing import Any

from onrecord import languages
from onrecord.pages import Edition
from onrecord.permalinks import CORRECTIONS, DATA, QUALITY, Kind, Ref, path_of, source_path

Entry = str | dict[str, str] | dict[str, list[dict[str, str]]]


def navigation(edition: Edition, pages: Sequence[str]) -> list[Entry]:
    """MkDocs' `nav`: the home page, the sections, the hand-written pages `pages` (file names), in their order, and in a
    section of their own, which the theme puts at the foot, the pages about the record itself.
    """
    text = edition.words.text
    names: dict[Kind, str] = {
        "statements": text("Statements"),
        "actors": text("Actors"),
        "topics": text("Topics"),
        "sources": text("Sources"),
        "timeline": text("Timeline"),
        "positions": text("Positions"),
    }
    listed = [{text("Home"): "index.md"}, *({name: source_path(path_of(Ref(kind)))} for kind, name in names.items())]
    more = ((text("Corrections"), CORRECTIONS), (text("Data quality"), QUALITY), (text("Downloads"), DATA))
    return [*listed, *pages, {text("About this record"): [{name: source_path(path_of(ref))} for name, ref in more]}]


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
