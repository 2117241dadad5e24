"""The search index, written by Pagefind into the built site.

Records are handed to it rather than parsed back from pages, and one language is forced, so that a site in several
languages searches as one. Its binary is spoken to directly, in the protocol of its wrappers for Node.js and Python:
base64 of JSON, a comma after each message. The Python wrapper reads ten answers a second and no more.
"""

import base64
import gzip
import hashlib
import json
import re
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import cbor2
from pagefind.service import get_executable

from onrecord.permalinks import absolute
from onrecord.progress import Count, unseen
from onrecord.search import SearchRecord

LANGUAGE = "en"
"""Decides about stemming only; the words of other languages are indexed as they are."""
FOLDER = "pagefind"
"""Where in the site the index lies."""
_NEEDED = ("pagefind.js", "pagefind-worker.js")
"""What the site needs of Pagefind's own files, besides what they load: its search interfaces are left out."""
_ENTRY = "pagefind-entry.json"
_UNSETTLED = (_ENTRY, ".pf_meta", ".pf_filter")
"""How the names of files end that are brought into a fixed order when all have come."""


def write_index(
    site: Path, records: Iterable[SearchRecord], pages: Iterable[tuple[str, str]], count: Count = unseen
) -> int:
    """Index `records` and hand-written `pages` (path and HTML); return how many were indexed. `count` is told it too.

    The files are taken from Pagefind one by one and written here: it reports its own as written before they are, and
    tries for ever where the disk is full. Raises RuntimeError, OSError.
    """
    folder = site / FOLDER
    unsettled: Files = {}

    def take(name: str, content: bytes) -> None:
        if name.endswith(_UNSETTLED):
            unsettled[name] = content
        elif "/" in name or name in _NEEDED or "wasm." in name:
            _write(folder / name, content)

    number = _converse(_requests(records, pages), take, count)
    for name, content in _settled(unsettled):
        _write(folder / name, content)
    return number


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


Message = dict[str, Any]
Files = dict[str, bytes]
Taker = Callable[[str, bytes], None]
"""Is given each file of an index, name and content, as it comes."""


def _requests(records: Iterable[SearchRecord], pages: Iterable[tuple[str, str]]) -> Iterator[Message]:
    yield {"type": "NewIndex", "config": {"force_language": LANGUAGE}}
    for record in records:
        yield {
            "type": "AddRecord",
            "index_id": 0,
            "url": absolute("/", record.path),
            "content": record.content,
            "language": LANGUAGE,
            "meta": record.meta,
            "filters": record.filters,
            "sort": record.sort,
        }
    for path, html in pages:
        yield {"type": "AddFile", "index_id": 0, "url": absolute("/", path), "file_contents": html}
    yield {"type": "GetFiles", "index_id": 0}


def _converse(requests: Iterable[Message], take: Taker, count: Count) -> int:
    """Send all requests to Pagefind, await its answer to each, and hand on the index; return how many entries it took.

    Raises RuntimeError where it is not installed, refuses a request, or stops.
    """
    binary = get_executable()
    if binary is None:
        raise RuntimeError("Pagefind's binary is not installed: pip install 'pagefind[bin]', or set `search: none`")
    process = subprocess.Popen(  # noqa: S603 - the binary of the package
        [str(binary), "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
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


_SIGNATURE = b"pagefind_dcd"


def _settled(files: Files) -> Iterator[tuple[str, bytes]]:
    """The files that say what there is, the filters in a fixed order: theirs is that of a hash table.

    A file is CBOR (RFC 8949) behind a signature, packed, and named by a hash; the metadata list the filters' names, and
    the entry file that of the metadata.
    """
    entry = json.loads(files[_ENTRY])
    for language in entry["languages"].values():
        meta = _unpacked(files[f"pagefind.{language['hash']}.pf_meta"])
        filters, sorts = meta[3], meta[4]
        for each in filters:
            name, values = _unpacked(files[f"filter/{each[1]}.pf_filter"])
            packed, each[1] = _packed([name, sorted(values)])
            yield f"filter/{each[1]}.pf_filter", packed
        filters.sort()
        sorts.sort()
        packed, language["hash"] = _packed(meta)
        yield f"pagefind.{language['hash']}.pf_meta", packed
    yield _ENTRY, json.dumps(entry, separators=(",", ":"), ensure_ascii=False).encode()


def _unpacked(content: bytes) -> Any:
    plain = gzip.decompress(content)
    if not plain.startswith(_SIGNATURE):
        raise RuntimeError("the index is not as Pagefind 1.5 makes it")
    return cbor2.loads(plain[len(_SIGNATURE) :])


def _packed(value: Any) -> tuple[bytes, str]:
    content = _SIGNATURE + cbor2.dumps(value)
    packed = gzip.compress(content, mtime=0)
    # what packed it and for which system (RFC 1952, 2.3.1): Python's releases fill that in differently
    return packed[:8] + b"\x02\xff" + packed[10:], f"{LANGUAGE}_{hashlib.sha256(content).hexdigest()[:10]}"
