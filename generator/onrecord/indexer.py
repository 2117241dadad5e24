"""The search index, written by Pagefind into the built site.

Records are handed to it rather than parsed back from pages, and one language is forced, so that a site in several
languages searches as one. Its binary is spoken to directly, in the protocol of its wrappers for Node.js and Python:
base64 of JSON, a comma after each message. The Python wrapper reads ten answers a second and no more.
"""

import base64
import json
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pagefind.service import get_executable

from onrecord import writer
from onrecord.bundles import ENTRY, GROUP, LANGUAGE, Bundle, bundled
from onrecord.permalinks import absolute
from onrecord.progress import Count, unseen
from onrecord.search import SearchRecord

FOLDER = "pagefind"
"""Where in the site the index lies."""
INDEX = f"{FOLDER}/"
"""The same as the path of a page: a manifest knows it by this."""
PART = 450 * GROUP
"""Entries that Pagefind indexes at once, with some 1.1 GB of memory."""
_WORKER = "pagefind-worker.js"
_NEEDED = ("pagefind.js", _WORKER)
"""What the site needs of Pagefind's own files, besides what they load: its search interfaces are left out."""
BEGINNING = Path(__file__).with_name("worker.js")
"""Is put before the program that searches."""

_STRAY = re.compile("[\ud800-\udfff]")
"""A byte in a variable of the environment that is not UTF-8: Pagefind stops at it."""

Message = dict[str, Any]
Taker = Callable[[str, bytes], None]
"""Is given each file of an index, name and content, as it comes."""


@dataclass(frozen=True, slots=True)
class _Entry:
    request: Message
    day: str | None
    """None of a hand-written page."""


def write_index(
    site: Path, records: Iterable[SearchRecord], pages: Iterable[tuple[str, str]], count: Count = unseen
) -> int:
    """Index `records` and hand-written `pages` (path and HTML); return how many were indexed. `count` is told it too.

    The files are taken from Pagefind one by one and written here: it reports its own as written before they are, and
    tries for ever where the disk is full. Raises RuntimeError, OSError.
    """
    folder = site / FOLDER
    taken: set[str] = set()
    made: list[Bundle] = []
    number = 0
    entries = _entries(records, pages)
    while (part := list(islice(entries, PART))) or not made:
        made.append(Bundle([entry.day for entry in part if entry.day is not None]))
        number += _converse(_requests(part), _taker(folder, made[-1]), _after(number, count))
        writer.write_files(folder, made[-1].name_fragments(taken))
    writer.write_files(folder, bundled(made))
    return number


def _after(before: int, count: Count) -> Count:
    return lambda done: count(before + done)


def _taker(folder: Path, bundle: Bundle) -> Taker:
    """What keeps the files of a part that are named or joined, and writes those that stay as they are."""

    def take(name: str, content: bytes) -> None:
        if "/" in name or name == ENTRY or name.endswith(".pf_meta"):
            bundle.files[name] = content
        elif name in _NEEDED or "wasm." in name:
            writer.write_files(folder, [(name, BEGINNING.read_bytes() + content if name == _WORKER else content)])

    return take


def _entries(records: Iterable[SearchRecord], pages: Iterable[tuple[str, str]]) -> Iterator[_Entry]:
    for record in _by_length(records):
        request = {
            "type": "AddRecord",
            "index_id": 0,
            "url": absolute("/", record.path),
            "content": record.content,
            "language": LANGUAGE,
            "meta": record.meta,
            "filters": record.filters,
            "sort": {},
        }
        yield _Entry(request, record.day)
    for path, html in pages:
        yield _Entry({"type": "AddFile", "index_id": 0, "url": absolute("/", path), "file_contents": html}, None)


def _by_length(records: Iterable[SearchRecord]) -> Iterator[SearchRecord]:
    """Within each group the shorter first: what the metadata say of neighbours is alike then, and packs well."""
    waiting = iter(records)
    while group := list(islice(waiting, GROUP)):
        yield from sorted(group, key=lambda record: record.content.count(" "))


def _requests(entries: Iterable[_Entry]) -> Iterator[Message]:
    yield {"type": "NewIndex", "config": {"force_language": LANGUAGE}}
    yield from (entry.request for entry in entries)
    yield {"type": "GetFiles", "index_id": 0}


def _converse(requests: Iterable[Message], take: Taker, count: Count) -> int:
    """Send all requests to Pagefind, await its answer to each, and hand on the index; return how many entries it took.

    Raises RuntimeError where it is not installed, refuses a request, or stops.
    """
    binary = get_executable()
    if binary is None:
        raise RuntimeError("Pagefind's binary is not installed: pip install 'pagefind[bin]', or set `search: none`")
    process = subprocess.Popen(  # noqa: S603 - the binary of the package
        [str(binary), "--service"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not _STRAY.search(name + value)},
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("no pipe to Pagefind")
    sender = _Sender(process, requests)
    sender.start()
    number = 0
    try:
        for answer in _answers(process.stdout, take):
            if answer["type"] == "Error":
                raise RuntimeError(f"Pagefind: {answer['message']}")
            if answer["type"] == "IndexedFile":
                number += 1
                count(number)
            if answer["type"] == "GetFiles":
                return number
        raise RuntimeError("Pagefind stopped before the index was made") from sender.failure
    finally:
        process.kill()
        process.wait()
        sender.join()
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()


class _Sender(threading.Thread):
    """Writes requests while the answers are read: either pipe alone would fill and stop the other."""

    def __init__(self, process: subprocess.Popen[bytes], requests: Iterable[Message]) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.pipe: Any = process.stdin
        self.requests = requests
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            for number, payload in enumerate(self.requests, start=1):
                message = json.dumps({"message_id": number, "payload": payload}).encode()
                self.pipe.write(base64.b64encode(message) + b",")
            self.pipe.flush()  # and stays open: at its end Pagefind would stop at once
        except Exception as error:  # raised again by the reader, whose answers end here
            self.failure = error
            self.process.kill()


_FILES = b'"payload":{"type":"GetFiles","files":['
_FILE = re.compile(rb'\{"path":"([^"]*)","content":"([^"]*)"\},?')


def _answers(pipe: Any, take: Taker) -> Iterator[Message]:
    """Each answer when it is complete. The one with the files, which may be gigabytes, is never held: they are given to
    `take` as they come.
    """
    held = bytearray()
    for piece in _decoded(pipe):
        held += piece
        if _FILES in held[:80]:
            end = 0
            for found in _FILE.finditer(held):
                take(found[1].decode(), base64.b64decode(found[2]))
                end = found.end()
            del held[held.index(b"[") + 1 : end]
        if not piece:
            yield json.loads(held)["payload"]
            held.clear()


def _decoded(pipe: Any) -> Iterator[bytes]:
    """What is said, a piece at a time, and after each message an empty piece."""
    waiting = b""
    while chunk := pipe.read1(1 << 20):
        for number, part in enumerate(chunk.split(b",")):
            if number:
                yield b""
            waiting += part
            whole = len(waiting) // 4 * 4  # a message is a multiple of that
            if whole:
                yield base64.b64decode(waiting[:whole])
            waiting = waiting[whole:]
