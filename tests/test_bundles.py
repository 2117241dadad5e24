"""A large index: made part by part, it is the very one that Pagefind makes of the whole."""

import gzip
import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest

from drawing import tree
from onrecord import bundles, indexer
from onrecord.config import Config
from onrecord.indexer import write_index
from onrecord.load import load
from onrecord.search import SearchRecord
from onrecord.site import build
from onrecord.theme import PAGES

WORLD = Path(__file__).parent / "world"
BY_HAND = '<html lang="fa"><body><main data-pagefind-body><h1>{0}</h1><p>Wörter {0}</p></main></body></html>'
WORDS = ("café", "cafe", "cafè", "résumé", "resume", "Zürich", "zurich", "naïve", "ports", "dues", "بیژن", "بيژن", "林愛達",
         "نمی‌رویم", "strike", "no-way", "1990", "x”")  # fmt: skip


def record(number: int, content: str, **sort: str) -> SearchRecord:
    kind = ("Topic", "Actor", "Statement")[number % 3]
    meta = {"title": content[:30]} | ({"date": "a day"} if sort else {})
    filters = {"kind": [kind]} | ({"year": [sort["date"][:4], "2000"]} if sort else {})
    return SearchRecord(path=f"{kind}/{number}/", content=content, meta=meta, filters=filters, sort=sort)


def many() -> list[SearchRecord]:
    """So many words that they stand in several chunks, the first records without a date."""
    chance = random.Random(2031)  # noqa: S311 - words
    words = [*WORDS, *(f"word{number}" for number in range(400))]
    texts = [" ".join(chance.choices(words, k=120)) for _ in range(400)]
    return [
        record(number, text, **({"date": f"{1990 + number * 7 % 30}-01-02"} if number > 150 and number % 5 else {}))
        for number, text in enumerate(texts)
    ]


def world() -> list[SearchRecord]:
    return list(build(load([WORLD / "data"])[0], Config(), [PAGES]).search_records())


def said(site: Path) -> dict[str, Any]:
    """What an index says, whatever its files are called."""
    folder = site / "pagefind"
    entry = json.loads((folder / "pagefind-entry.json").read_bytes())
    meta = bundles.unpacked((folder / f"pagefind.{entry['languages']['en'].pop('hash')}.pf_meta").read_bytes())
    version, pages, chunks, filters, sorts, fields = meta

    def named(kind: str, name: str) -> Any:
        return bundles.unpacked((folder / f"{kind}/{name}.pf_{kind}").read_bytes())

    fragments = [gzip.decompress((folder / f"fragment/{name}.pf_fragment").read_bytes()) for name, _ in pages]
    return {
        "entry": entry,
        "meta": [version, [words for _, words in pages], [each[:2] for each in chunks], sorts, fields],
        "fragments": fragments,
        "chunks": [named("index", name) for *_, name in chunks],
        "filters": {filtered: named("filter", name) for filtered, name in filters},
        "files": {kind: len(list((folder / kind).iterdir())) for kind in ("fragment", "index", "filter")},
    }


@pytest.mark.parametrize("records", [world(), many()], ids=["world", "many"])
@pytest.mark.parametrize("part", [7, 100])
def test_parts_are_joined_into_the_index_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, records: list[SearchRecord], part: int
) -> None:
    records = records if part > 7 else records[:60]
    pages = [(f"{number}/", BY_HAND.format(number) if number != 4 else "") for number in range(9)]
    told: list[int] = []
    number = write_index(tmp_path / "whole", records, pages)
    monkeypatch.setattr(indexer, "PART", part)
    assert write_index(tmp_path / "joined", records, pages, told.append) == number
    assert told == list(range(1, number + 1))
    assert said(tmp_path / "joined") == said(tmp_path / "whole")
    write_index(tmp_path / "again", records, pages)
    assert tree(tmp_path / "again") == tree(tmp_path / "joined")


def test_chunks_part_where_pagefind_parts_them(tmp_path: Path) -> None:
    write_index(tmp_path, many(), [])
    assert len(said(tmp_path)["chunks"]) > 3


def short_name(path: str) -> str:
    """The short name that Pagefind gives the fragment of a record that is one word."""
    said = f'{{"url":"/{path}","content":"x","word_count":1,"filters":{{"kind":["x"]}},"meta":{{}},"anchors":[]}}'
    return "".join(f"{byte:x}" for byte in hashlib.sha1(said.encode(), usedforsecurity=False).digest())[:7]


def test_fragments_of_two_parts_that_would_bear_one_name_bear_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: dict[str, str] = {}
    number = 0
    while known.setdefault(short_name(f"{number}/"), f"{number}/") == f"{number}/":
        number += 1
    name = short_name(f"{number}/")
    paths = [known[name], f"{number}/"]
    records = [SearchRecord(path=path, content="x", meta={}, filters={"kind": ["x"]}, sort={}) for path in paths]
    monkeypatch.setattr(indexer, "PART", 1)
    write_index(tmp_path, records, [])
    urls = [json.loads(each.removeprefix(b"pagefind_dcd"))["url"] for each in said(tmp_path)["fragments"]]
    assert urls == [f"/{path}" for path in paths]
    assert f"en_{name}.pf_fragment" in {path.name for path in (tmp_path / "pagefind/fragment").iterdir()}


def test_an_index_of_nothing_is_one(tmp_path: Path) -> None:
    assert write_index(tmp_path, [], []) == 0
    assert json.loads((tmp_path / "pagefind/pagefind-entry.json").read_bytes())["version"]


def test_what_is_not_as_it_is_known_is_refused(tmp_path: Path) -> None:
    content, name = bundles.packed([1])
    entry = json.dumps({"languages": {"en": {"hash": name}}}).encode()
    bundle = bundles.Bundle([], files={bundles.ENTRY: entry, f"pagefind.{name}.pf_meta": content})
    with pytest.raises(RuntimeError, match=r"as Pagefind 1\.5 makes it"):
        list(bundles.bundled([bundle]))
    with pytest.raises(RuntimeError, match=r"as Pagefind 1\.5 makes it"):
        bundles.unpacked(gzip.compress(b"something else"))


def test_a_record_that_is_passed_over_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer, "PART", 1)
    with pytest.raises(RuntimeError, match="passed over a record"):
        write_index(tmp_path, [record(1, "words"), record(2, "…", date="2031-01-01")], [])
