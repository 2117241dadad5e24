"""How much a reader loads: the largest page, the first search, and what a statement takes on the server.

    python benchmarks/readers_side.py SITE [WORD]

SITE is a built site's folder. The first search is one in a browser that has loaded nothing before: from the home page a
word is typed, and all that the server sends until the first result stands there is counted, without headers. It is
counted at the server, since a page does not see what its workers load. Needs Chromium or Chrome.
"""

import argparse
import functools
import gzip
import http.server
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

sys.path.append(str(Path(__file__).parent.parent / "tests"))
PACKED = frozenset({".html", ".js", ".css", ".json", ".svg"})
"""What servers pack on the way; the index of the search is packed already."""


class _Counting(http.server.SimpleHTTPRequestHandler):
    sent: dict[str, bytes]

    def copyfile(self, source: Any, outputfile: Any) -> None:
        content = source.read()
        self.sent[self.path.partition("?")[0]] = content
        outputfile.write(content)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def counted(folder: Path) -> Iterator[tuple[str, dict[str, bytes]]]:
    """The address at which `folder` is served meanwhile, and what has been sent, by path."""
    sent: dict[str, bytes] = {}
    handler = type("Counting", (_Counting,), {"sent": sent})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", sent
    finally:
        server.shutdown()


def first_search(site: Path, word: str) -> tuple[dict[str, bytes], dict[str, bytes], float]:
    """What the home page loads, what the first search loads besides, and its seconds until the first result."""
    from browsing import find_browser, started

    executable = find_browser()
    if executable is None:
        raise SystemExit("there is no Chromium on this machine: apt-get install chromium")
    with counted(site) as (address, sent), started(executable) as browser:
        page = browser.new_context().new_page()
        page.goto(address, wait_until="networkidle")
        home = dict(sent)
        start = time.monotonic()
        page.locator("#site-query").fill(word)
        page.keyboard.press("Enter")
        page.locator(".results li").first.wait_for(timeout=120_000)
        return home, {path: content for path, content in sent.items() if path not in home}, time.monotonic() - start


def sizes(files: dict[str, bytes]) -> str:
    """Bytes as they lie there, and as a server that packs would send them."""
    plain = sum(map(len, files.values()))
    packed = sum(
        len(gzip.compress(content) if PurePosixPath(path).suffix in PACKED or path.endswith("/") else content)
        for path, content in files.items()
    )
    return f"{plain:13,}{packed:13,}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("site", type=Path, metavar="SITE")
    parser.add_argument("word", nargs="?", default="government", metavar="WORD", help="what is searched for")
    given = parser.parse_args()
    pages = sorted(given.site.rglob("*.html"), key=lambda path: path.stat().st_size)
    if not pages:
        parser.error(f"{given.site} holds no site")
    total = sum(path.stat().st_size for path in given.site.rglob("*") if path.is_file())
    statements = len(list((given.site / "statements").glob("*/index.json"))) or 1
    home, search, taken = first_search(given.site, given.word)
    say = sys.stdout.write
    say(f"{'':18}{'bytes':>13}{'packed':>13}\n")
    for name, path in (("largest page", pages[-1]), ("median page", pages[len(pages) // 2])):
        where = path.relative_to(given.site).as_posix()
        say(f"{name:18}{sizes({where: path.read_bytes()})}  {where}\n")
    say(f"{'home page':18}{sizes(home)}  {len(home)} files\n")
    say(f"{'first search':18}{sizes(search)}  {len(search)} files more, first result after {taken:.1f} s\n")
    for path, content in sorted(search.items()):
        say(f"  {path:50}{len(content):10,}\n")
    say(f"{'whole site':18}{total:13,}  {total // statements:,} for each of {statements:,} statements\n")


if __name__ == "__main__":
    main()
