"""The navigation names sections and hand-written pages, never every page: each page would carry them all."""

from collections.abc import Mapping, Sequence
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
    more = {text("Corrections"): CORRECTIONS, text("Data quality"): QUALITY, text("Downloads"): DATA}

    def entries(named: Mapping[str, Ref]) -> list[dict[str, str]]:
        wanted = {name: ref for name, ref in named.items() if not {ref.kind, ref.id} & edition.config.without}
        return [{name: source_path(path_of(ref))} for name, ref in wanted.items()]

    listed = entries({name: Ref(kind) for kind, name in names.items()})
    return [{text("Home"): "index.md"}, *listed, *pages, {text("About this record"): entries(more)}]


def shell(edition: Edition, *, social_image: str = "") -> dict[str, Any]:
    """What the theme's shell needs to know, as `extra.onrecord` of the MkDocs configuration: plain values only.

    `social_image` is where the picture for other sites stands, if the owner names none.
    """
    text = edition.words.text
    return {
        "language": edition.config.language,
        "direction": languages.direction(edition.config.language),
        "search": edition.config.search == "pagefind",
        "skip": text("Skip to the text"),
        "search_label": text("Search"),
        "sections_label": text("Sections"),
        "page_label": text("Page"),
        "as_of_label": text("What is on record, as of"),
        "light_label": text("Light colours"),
        "dark_label": text("Dark colours"),
        "copy_label": text("Copy"),
        "copied_label": text("Copied"),
        "filter_label": text("Find in this list"),
        "words_language": edition.words.spoken,
        "entries_labels": edition.words.forms("{n} entry found", "{n} entries found"),
        "none_label": text("None found"),
        "most_label": text("Most statements first"),
        "order_label": text("Back to the first order"),
        "logo": edition.config.logo,
        "social_image": edition.config.social_image or social_image,
        "colors": bool(edition.config.colors),
        "feed_label": text("Feed of this page"),
        "record_label": text("This page as data (JSON)"),
        "missing_label": text("No page here"),
        "missing_text": text("Addresses of this record do not die: this one was never part of it, or was mistyped."),
    }
