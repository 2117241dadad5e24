"""The search index, written by Pagefind into the built site.

Records are handed to it rather than parsed back from pages, and one language is forced, so that a site in several
languages searches as one.
"""

import asyncio
import shutil
from collections.abc import Iterable
from pathlib import Path

from pagefind.index import IndexConfig, PagefindIndex

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
    number = asyncio.run(_write(folder, records, pages))
    for path in folder.iterdir():  # Pagefind's own search interfaces, which this site does not use
        if path.is_file() and path.suffix in (".js", ".css") and path.name not in _NEEDED:
            path.unlink()
    return number


async def _write(folder: Path, records: Iterable[SearchRecord], pages: Iterable[tuple[str, str]]) -> int:
    number = 0
    if folder.exists():
        shutil.rmtree(folder)
    async with PagefindIndex(config=IndexConfig(force_language=LANGUAGE, output_path=str(folder))) as index:
        for record in records:
            await index.add_custom_record(
                url=absolute("/", record.path),
                content=record.content,
                language=LANGUAGE,
                meta=dict(record.meta),
                filters=dict(record.filters),
                sort=dict(record.sort),
            )
            number += 1
        for path, html in pages:
            await index.add_html_file(content=html, url=absolute("/", path))
            number += 1
    return number
