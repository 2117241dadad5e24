"""A large index: made part by part, it says what is said by one that is made of the whole."""

import gzip
import json
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drawing import tree
from onrecord import bundles, indexer
from onrecord.bundles import GROUP
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


def record(number: int, content: str, day: str = "") -> SearchRecord:
    kind = ("Topic", "Actor", "Statement")[number % 3]
    meta = {"title": content[:30]} | ({"date": "a day"} if day else {})
    filters = {"kind": [kind]} | ({"year": [day[:4], "2000"]} if day else {})
    return SearchRecord(path=f"{kind}/{number}/", content=content, meta=meta, filters=filters, day=day)


def many() -> list[SearchRecord]:
    """So many words that they stand in several chunks, the first records without a date."""
    chance = random.Random(2031)  # noqa: S311 - words
    words = [*WORDS, *(f"word{number}" for number in range(400))]
    texts = [" ".join(chance.choices(words, k=chance.randint(1, 240))) for _ in range(400)]
    return [
        record(number, text, f"{1990 + number * 7 % 30}-01-02" if number > 150 and number % 5 else "")
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

    packed = [gzip.decompress((folder / f"fragment/{name}.pf_fragment").read_bytes()) for name, _ in pages]
    return {
        "entry": entry,
        "meta": [version, [words for _, words in pages], [each[:2] for each in chunks], sorts, fields],
        "names": [name for name, _ in pages],
        "days": json.loads((folder / "days.json").read_bytes()),
        "fragments": [json.loads(each.removeprefix(b"pagefind_dcd")) for each in packed],
        "chunks": [named("index", name) for *_, name in chunks],
        "filters": {filtered: named("filter", name) for filtered, name in filters},
        "files": {kind: len(list((folder / kind).iterdir())) for kind in ("fragment", "index", "filter")},
    }


@pytest.mark.parametrize(("records", "part"), [(world(), GROUP), (many()[:90], GROUP), (many(), 3 * GROUP)])
def test_parts_are_joined_into_the_index_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, records: list[SearchRecord], part: int
) -> None:
    assert len(records) > part
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


def test_metadata_are_small_and_say_of_each_page_its_fragment_its_length_and_its_day(tmp_path: Path) -> None:
    records, pages = many(), [(f"{number}/", BY_HAND.format(number)) for number in range(9)]
    write_index(tmp_path, records, pages)
    found = said(tmp_path)
    names, fragments = found["names"], found["fragments"]
    assert len(set(names)) == len(names) == len(records) + len(pages)
    assert all(re.fullmatch(r"[0-9a-z]{7}", name) for name in names)
    days = {
        f"{group}{digit}": day
        for group, each in found["days"].items()
        for digit, day in zip(bundles._DIGITS, each, strict=False)
    }
    held = {f"/{each.path}": each for each in records}
    for number, (name, fragment) in enumerate(zip(names, fragments, strict=True)):
        expected = held.pop(fragment["url"], None)
        assert days.get(name, "") == (expected.day.replace("-", "") if expected else "")
        assert names[number - number % GROUP][:-1] == name[:-1]
        words, exactly = found["meta"][1][number], max(8, fragment["word_count"]) / 8
        assert words - 0.5 <= exactly < words * 2**0.5 + 1
    assert not held
    groups = [fragments[start : start + GROUP] for start in range(0, len(records) - GROUP, GROUP)]
    for group in groups:
        lengths = [len(each["content"].split()) for each in group]
        assert lengths == sorted(lengths)
    assert found["meta"][3] == []  # no orders


def test_a_fragment_has_another_name_when_one_of_its_group_has_another_content(tmp_path: Path) -> None:
    records = many()[: 3 * GROUP]
    write_index(tmp_path / "old", records, [])
    records[GROUP + 3] = replace(records[GROUP + 3], meta={"title": "Another"})
    write_index(tmp_path / "new", records, [])
    old, new = said(tmp_path / "old"), said(tmp_path / "new")
    same = [before == after for before, after in zip(old["names"], new["names"], strict=True)]
    assert same == [not GROUP <= number < 2 * GROUP for number in range(3 * GROUP)]


def test_groups_that_would_have_one_name_have_two() -> None:
    contents = [gzip.compress(b"x")]
    taken: set[str] = set()
    first, second, third = (bundles._group(contents, taken) for _ in range(3))
    assert (len(first), len(second), len(third)) == (6, 7, 8)
    assert taken == {first, second, third}


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


def test_a_record_that_is_passed_over_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="passed over a record"):
        write_index(tmp_path, [record(1, "words"), record(2, "…", "2031-01-01")], [])
