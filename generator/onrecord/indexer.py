"""The search index, written by Pagefind into the built site.

Records are handed to it rather than parsed back from pages, and one language is forced, so that a site in several
languages searches as one. Its binary is spoken to directly, in the protocol of its wrappers for Node.js and Python:
base64 of JSON, a comma after each message. The Python wrapper reads ten answers a second and no more.
"""

import base64
import gzip
import hashlib
import json
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import cbor2
from pagefind.service import get_executable

from onrecord.permalinks import absolute
from onrecord.search import SearchRecord

LANGUAGE = "en"
"""Decides about stemming only; the words of other languages are indexed as they are."""
FOLDER = "pagefind"
"""Where in the site the index lies."""
_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")


def write_index(site: Path, records: Iterable[SearchRecord], pages: Iterable[tuple[str, str]]) -> int:
    """Index `records` and hand-written `pages` (path and HTML); return how many were indexed.

    The files are taken from Pagefind and written here: it reports its own as written before they are.
    """
    number, files = _converse(_requests(records, pages))
    for name, content in _settled(files).items():
        path = site / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return number


Message = dict[str, Any]
Files = dict[str, bytes]


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


def _converse(requests: Iterable[Message]) -> tuple[int, Files]:
    """Send all requests to Pagefind and await its answer to each; return how many entries it took, and the index.

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
        for answer in _answers(process.stdout):
            if answer["type"] == "Error":
                raise RuntimeError(f"Pagefind: {answer['message']}")
            number += int(answer["type"] == "IndexedFile")
            if answer["type"] == "GetFiles":
                return number, {file["path"]: base64.b64decode(file["content"]) for file in answer["files"]}
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


def _answers(pipe: Any) -> Iterator[Message]:
    waiting: list[bytes] = []
    while chunk := pipe.read1(1 << 20):
        first, *others = chunk.split(b",")
        waiting.append(first)
        for following in others:
            yield json.loads(base64.b64decode(b"".join(waiting)))["payload"]
            waiting = [following]


_SIGNATURE = b"pagefind_dcd"


def _settled(files: Files) -> Files:
    """What the site needs of Pagefind's files, the filters in a fixed order: theirs is that of a hash table.

    A file is CBOR (RFC 8949) behind a signature, packed, and named by a hash; the metadata list the filters' names, and
    the entry file that of the metadata. Pagefind's own search interfaces are left out.
    """
    kept = {name: content for name, content in files.items() if "/" in name or name in _NEEDED or "wasm." in name}
    entry = json.loads(files["pagefind-entry.json"])
    for language in entry["languages"].values():
        meta = _unpacked(files[f"pagefind.{language['hash']}.pf_meta"])
        filters, sorts = meta[3], meta[4]
        for each in filters:
            name, values = _unpacked(kept.pop(f"filter/{each[1]}.pf_filter"))
            packed, each[1] = _packed([name, sorted(values)])
            kept[f"filter/{each[1]}.pf_filter"] = packed
        filters.sort()
        sorts.sort()
        packed, language["hash"] = _packed(meta)
        kept[f"pagefind.{language['hash']}.pf_meta"] = packed
    kept["pagefind-entry.json"] = json.dumps(entry, separators=(",", ":"), ensure_ascii=False).encode()
    return kept


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
