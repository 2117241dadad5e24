"""The search index, written by Pagefind into the built site.

Records are handed to it rather than parsed back from pages, and one language is forced, so that a site in several
languages searches as one. Its binary is spoken to directly, in the protocol of its wrappers for Node.js and Python:
base64 of JSON, a comma after each message. The Python wrapper reads ten answers a second and no more.
"""

import base64
import gzip
import hashlib
import json
import shutil
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
    """Index `records` and hand-written `pages` (path and HTML); return how many were indexed."""
    folder = site / FOLDER
    if folder.exists():
        shutil.rmtree(folder)
    number = _converse(_requests(folder, records, pages))
    for path in folder.iterdir():  # Pagefind's own search interfaces, which this site does not use
        if path.is_file() and path.suffix in (".js", ".css") and path.name not in _NEEDED:
            path.unlink()
    _settle(folder)
    return number


Message = dict[str, Any]


def _requests(folder: Path, records: Iterable[SearchRecord], pages: Iterable[tuple[str, str]]) -> Iterator[Message]:
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
    yield {"type": "WriteFiles", "index_id": 0, "output_path": str(folder)}


def _converse(requests: Iterable[Message]) -> int:
    """Send all requests to Pagefind and await its answer to each; return how many entries it took.

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
            if answer["type"] == "WriteFiles":
                break
        else:
            raise RuntimeError("Pagefind stopped before the index was written") from sender.failure
        return number
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
    waiting = b""
    while chunk := pipe.read1(65536):
        *whole, waiting = (waiting + chunk).split(b",")
        for message in whole:
            yield json.loads(base64.b64decode(message))["payload"]


_SIGNATURE = b"pagefind_dcd"


def _settle(folder: Path) -> None:
    """Bring the filters into a fixed order: Pagefind writes them in that of a hash table, another one at every run.

    A file is CBOR (RFC 8949) behind a signature, packed, and named by a hash; the metadata list the filters' names, and
    the entry file that of the metadata.
    """
    entry_file = folder / "pagefind-entry.json"
    entry = json.loads(entry_file.read_text(encoding="utf-8"))
    for language in entry["languages"].values():
        meta_file = folder / f"pagefind.{language['hash']}.pf_meta"
        meta = _unpacked(meta_file)
        filters, sorts = meta[3], meta[4]
        for each in filters:
            filter_file = folder / "filter" / f"{each[1]}.pf_filter"
            name, values = _unpacked(filter_file)
            filter_file.unlink()
            packed, each[1] = _packed([name, sorted(values)])
            (folder / "filter" / f"{each[1]}.pf_filter").write_bytes(packed)
        filters.sort()
        sorts.sort()
        meta_file.unlink()
        packed, language["hash"] = _packed(meta)
        (folder / f"pagefind.{language['hash']}.pf_meta").write_bytes(packed)
    entry_file.write_text(json.dumps(entry, separators=(",", ":"), ensure_ascii=False), encoding="utf-8", newline="\n")


def _unpacked(path: Path) -> Any:
    content = gzip.decompress(path.read_bytes())
    if not content.startswith(_SIGNATURE):
        raise RuntimeError(f"{path.name} is not as Pagefind 1.5 writes it")
    return cbor2.loads(content[len(_SIGNATURE) :])


def _packed(value: Any) -> tuple[bytes, str]:
    content = _SIGNATURE + cbor2.dumps(value)
    return gzip.compress(content, mtime=0), f"{LANGUAGE}_{hashlib.sha256(content).hexdigest()[:10]}"
