"""What Pagefind has made, as the site gets it: in one order, and of several indexes one.

Pagefind holds all that it indexes in memory, some 70 kB for each entry. So a large record is indexed part by part, and
the parts are joined here into one index, which finds what an index of the whole would find: readers load no more for
that.

A file is CBOR (RFC 8949) behind a signature, packed, and named by a hash. The metadata list the pages, each with its
fragment and the number of its words; the chunks, in which the words stand in order; the filters; and the orders of
pages. All name pages by number, in a word's list by the difference from the number before.

The metadata are loaded before anything is found, and of many pages they are large. So a page has no more in them than
it must: the name of a fragment is that of a group of pages and a digit, the number of words is a rough one, and the
orders are left out. Browsers make the metadata of a list that is smaller still (`worker.js`). Days, by which results
are sorted, are in a file of their own, which is loaded for that.
"""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

import cbor2

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
GROUP = len(_DIGITS)
"""Pages whose fragments have a name in common: it is a hash of them all, so that what browsers keep is not taken for
what another edition has by this name.
"""
_DISTINCT = 6
"""Digits of a group's name, at the least: two billion names."""
DAYS = "days.json"
"""The days of each group's pages, by its name."""
LANGUAGE = "en"
"""Decides about stemming only; the words of other languages are indexed as they are."""
ENTRY = "pagefind-entry.json"
LISTED = 1
"""Changes with the form of the list of pages, which browsers keep."""
CHUNK = 20_000
"""Positions in a chunk, as Pagefind counts them, after which it begins another."""
_STRANGE = "the index is not as Pagefind 1.5 makes it"
_SIGNATURE = b"pagefind_dcd"
_VERSION, _PAGES, _CHUNKS, _FILTERS, _SORTS, _FIELDS = range(6)
"""The places of the metadata."""

Files = dict[str, bytes]
Written = Iterator[tuple[str, bytes]]
"""Files: name and content."""


@dataclass(slots=True)
class Bundle:
    """What Pagefind has made of one part; no more the fragments, once they are named, since they need no joining."""

    days: list[str]
    """The day of each record (`2031-03-04`, or empty); hand-written pages, which come after all records, have none."""
    files: Files = field(default_factory=dict)
    """By name."""
    pages: list[list[Any]] = field(default_factory=list)
    """The pages, once their fragments are named, as the metadata list them."""
    groups: dict[str, list[str]] = field(default_factory=dict)
    """The days of each group's pages, as digits, by the group's name."""

    def name_fragments(self, taken: set[str]) -> Written:
        """The fragments, each by its new name. `taken` are the names of groups so far."""
        pages = self.meta()[_PAGES]
        if len(pages) < len(self.days):  # it does so with what holds no word
            raise RuntimeError("Pagefind has passed over a record")
        for start in range(0, len(pages), GROUP):
            named = pages[start : start + GROUP]
            contents = [self._fragment(name) for name, _ in named]
            group = _group(contents, taken)
            self.groups[group] = [day.replace("-", "") for day in self.days[start : start + GROUP]]
            for digit, (_, words), content in zip(_DIGITS, named, contents, strict=False):
                self.pages.append([f"{group}{digit}", _roughly(words)])
                yield f"fragment/{group}{digit}.pf_fragment", content

    def _fragment(self, name: str) -> bytes:
        content = self.files.pop(f"fragment/{name}.pf_fragment", None)
        if content is None:
            raise RuntimeError(_STRANGE)
        return content

    def meta(self) -> Any:
        """The metadata; those of no pages where there is none."""
        language = json.loads(self.files[ENTRY])["languages"].get(LANGUAGE)
        if language is None:
            return ["", [], [], [], [], []]
        meta = unpacked(self.files[f"pagefind.{language['hash']}.pf_meta"])
        if len(meta) != _FIELDS + 1:
            raise RuntimeError(_STRANGE)
        return meta


def bundled(bundles: Sequence[Bundle]) -> Written:
    """All files but the fragments, of one bundle or of several joined."""
    metas = [bundle.meta() for bundle in bundles]
    starts = [sum(len(meta[_PAGES]) for meta in metas[:number]) for number in range(len(metas))]
    whole = next((meta for meta in metas if meta[_PAGES]), metas[0])
    whole = [*whole[:_FILTERS], [], [], whole[_FIELDS]]
    whole[_PAGES] = [page for bundle in bundles for page in bundle.pages]
    if len(bundles) == 1:  # as they came
        yield from ((name, content) for name, content in bundles[0].files.items() if name.startswith("index/"))
    else:
        whole[_FIELDS] = sorted({each for meta in metas for each in meta[_FIELDS]})
        whole[_CHUNKS] = []
        for words in _chunked(_words(bundles, metas, starts, whole[_FIELDS])):
            content, name = packed([words])
            whole[_CHUNKS].append([words[0][0], words[-1][0], name])
            yield f"index/{name}.pf_index", content
        _shorten(whole[_CHUNKS])
    for filtered, values in sorted(_values(bundles, metas, starts).items()):
        content, name = packed([filtered, sorted([value, pages] for value, pages in values.items())])
        whole[_FILTERS].append([filtered, name])
        yield f"filter/{name}.pf_filter", content
    days = dict(each for bundle in bundles for each in bundle.groups.items())
    yield DAYS, json.dumps(days, separators=(",", ":")).encode()
    yield from _entry(bundles, whole)


def _roughly(words: int) -> int:
    """A number of words, counted by eights, and rounded down to half a power of two: ranking compares the length of a
    page with the average, and that is near enough.
    """
    power = (max(8, words) ** 2).bit_length() - 1  # twice the logarithm, rounded down
    return round(2 ** (power / 2) / 8)


def _group(contents: Sequence[bytes], taken: set[str]) -> str:
    """A name that no other group has: some digits of a hash, and more where others have these."""
    found = hashlib.sha256()
    for content in contents:
        plain = gzip.decompress(content)  # what packs it may pack otherwise on another machine
        found.update(len(plain).to_bytes(8, "big") + plain)
    left, name = int.from_bytes(found.digest(), "big"), ""
    while len(name) < _DISTINCT or name in taken:
        left, digit = divmod(left, len(_DIGITS))
        name += _DIGITS[digit]
    taken.add(name)
    return name


def _entry(bundles: Sequence[Bundle], meta: list[Any]) -> Written:
    entry = json.loads(bundles[0].files[ENTRY])
    for each in (language for bundle in bundles for language in json.loads(bundle.files[ENTRY])["languages"].items()):
        entry["languages"].setdefault(*each)
    if language := entry["languages"].get(LANGUAGE):
        content, language["hash"] = packed(meta)
        language["page_count"] = len(meta[_PAGES])
        yield f"pagefind.{language['hash']}.pf_meta", content
        yield f"pagefind.{language['hash']}.pf_list", _listed(meta)
    yield ENTRY, json.dumps(entry, separators=(",", ":"), ensure_ascii=False).encode()


def _listed(meta: list[Any]) -> bytes:
    """The metadata, in which 36 pages that have all but the last digit of their names in common are named once:
    `worker.js` makes the metadata themselves of it.
    """
    pages = meta[_PAGES]
    sizes = Counter(name[:-1] for name, _ in pages)
    words = sorted({number for _, number in pages})
    letters = {number: chr(ord("0") + place) for place, number in enumerate(words)}
    listed = {
        "form": LISTED,
        "groups": list(sizes),
        "sizes": {place: size for place, size in enumerate(sizes.values()) if size < GROUP},
        "words": words,
        "numbers": "".join(letters[number] for _, number in pages),
        "place": len(_SIGNATURE) + 1 + len(cbor2.dumps(meta[_VERSION])),
    }
    head = json.dumps(listed, separators=(",", ":")).encode()
    return _zipped(head + b"\n" + _SIGNATURE + cbor2.dumps([*meta[:_PAGES], [], *meta[_CHUNKS:]]))


def _values(bundles: Sequence[Bundle], metas: Sequence[Any], starts: Sequence[int]) -> dict[str, dict[str, list[int]]]:
    """Each filter's values, with the pages of each: Pagefind's own order is that of a hash table."""
    found: dict[str, dict[str, list[int]]] = {}
    for bundle, meta, start in zip(bundles, metas, starts, strict=True):
        for _, file in meta[_FILTERS]:
            name, values = unpacked(bundle.files[f"filter/{file}.pf_filter"])
            known = found.setdefault(name, {})
            for value, pages in values:
                known.setdefault(value, []).extend(start + page for page in pages)
    return found


def _words(
    bundles: Sequence[Bundle], metas: Sequence[Any], starts: Sequence[int], fields: Sequence[str]
) -> Iterator[Any]:
    """Every word of all parts in order, with its pages, and with those where it is spelt otherwise (`café`)."""

    def of(bundle: Bundle, meta: Any, start: int) -> Iterator[tuple[str, int, list[int], Any]]:
        places = [] if meta[_FIELDS] == fields else [fields.index(each) for each in meta[_FIELDS]]
        for _, _, file in meta[_CHUNKS]:
            (chunk,) = unpacked(bundle.files[f"index/{file}.pf_index"])
            yield from ((word[0], start, places, word) for word in chunk)

    parts = [of(*each) for each in zip(bundles, metas, starts, strict=True)]
    for name, found in groupby(merge(*parts, key=itemgetter(0, 1)), itemgetter(0)):
        lists: list[tuple[int, list[int], Any]] = []
        spelt: dict[str, list[tuple[int, list[int], Any]]] = {}
        for _, start, places, (_, pages, others) in found:
            lists.append((start, places, pages))
            for spelling, its_pages in others:
                spelt.setdefault(spelling, []).append((start, places, its_pages))
        yield [name, _joined(lists), [[spelling, _joined(each)] for spelling, each in spelt.items()]]


def _joined(lists: Iterable[tuple[int, list[int], Any]]) -> list[Any]:
    """The pages of one word: the difference in number, the positions, and those in fields, where -1 - n names the nth;
    or the one in its place in `places`, if there are any.
    """
    whole: list[Any] = []
    last = 0
    for start, places, pages in lists:
        if pages:
            end = start + sum(page[0] for page in pages)
            pages[0][0] += start - last
            last = end
            if places:
                for page in pages:
                    page[2] = [-1 - places[-1 - each] if each < 0 else each for each in page[2]]
            whole += pages
    return whole


def _chunked(words: Iterable[Any]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    size = 0
    for word in words:
        chunk.append(word)
        size += sum(len(positions) + len(in_fields) + 1 for _, positions, in_fields in word[1])
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _shorten(chunks: Sequence[list[str]]) -> None:
    """Name each chunk's first and last word only as far as these tell neighbours apart, and the last is not before the
    first.
    """
    for before, after in pairwise(chunks):
        alike = 0
        while alike < min(len(before[1]), len(after[0])) and before[1][alike] == after[0][alike]:
            alike += 1
        last, after[0] = before[1][: alike + 1], after[0][: alike + 1]
        if last >= before[0]:
            before[1] = last


def unpacked(content: bytes) -> Any:
    """What a file says. Raises RuntimeError where it is none of Pagefind's."""
    plain = gzip.decompress(content)
    if not plain.startswith(_SIGNATURE):
        raise RuntimeError(_STRANGE)
    return cbor2.loads(plain[len(_SIGNATURE) :])


def packed(value: Any) -> tuple[bytes, str]:
    """A file and its name, without the kind."""
    content = _SIGNATURE + cbor2.dumps(value)
    return _zipped(content), name_of(content)


def _zipped(content: bytes) -> bytes:
    file = gzip.compress(content, mtime=0)
    # what packed it and for which system (RFC 1952, 2.3.1): Python's releases fill that in differently
    return file[:8] + b"\x02\xff" + file[10:]


def name_of(content: bytes) -> str:
    """The name of a file that holds `content`, without the kind."""
    return f"{LANGUAGE}_{hashlib.sha256(content).hexdigest()[:10]}"
