"""Pictures of the site, to look at: `make pictures`.

Two of the record's own pages for README, into `docs/pictures/`. And into `pictures/`, which git ignores, each kind of
page of the tests' world: on a phone and on a desk, in light and in dark, in English and in Hebrew.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from browsing import find_browser, served, started

ROOT = Path(__file__).parent.parent
FOR_README = ROOT / "docs" / "pictures"
ALL = ROOT / "pictures"
SHOTS = (
    ("statement", "statements/2016-04-09-dehqan-nonsense/", 1100, 1000, "light"),
    ("topic-phone-dark", "topics/missile-negotiations/", 390, 844, "dark"),
)
"""Name, page, width, height, colour scheme."""
KINDS = {
    "home": "",
    "actors": "actors/",
    "actor": "actors/ada-lin/",
    "topics": "topics/",
    "topic": "topics/ports/",
    "sources": "sources/",
    "source": "sources/tide-dues/",
    "statements": "statements/",
    "statement": "statements/2031-03-04-lin-dues/",
    "misattributed": "statements/2031-04-04-misattributed/",
    "tombstone": "statements/2031-04-05-withdrawn/",
    "timeline": "timeline/",
    "positions": "positions/",
    "corrections": "corrections/",
    "quality": "quality/",
    "data": "data/",
    "search": "search/?q=dues",
}
"""Each kind of page, by an example."""


def main() -> int:
    """Take each picture anew."""
    found = find_browser()
    if found is None:
        sys.stderr.write("there is no Chromium or Chrome on this machine\n")
        return 1
    with tempfile.TemporaryDirectory() as name, started(found) as browser:
        FOR_README.mkdir(parents=True, exist_ok=True)
        with served(ROOT / "site") as address:
            for shot, path, width, height, scheme in SHOTS:
                _take(browser, address + path, FOR_README / f"{shot}.png", (width, height), scheme, whole=False)
        for language in ("en", "he"):
            site = _world(Path(name) / language, language)
            with served(site) as address:
                for kind, path in KINDS.items():
                    for size in ((1200, 900), (390, 844)):
                        for scheme in ("light", "dark"):
                            target = ALL / language / f"{kind}-{'phone' if size[0] < 500 else 'desk'}-{scheme}.png"
                            _take(browser, address + path, target, size, scheme, whole=True)
    return 0


def _world(folder: Path, language: str) -> Path:
    """The tests' world, built in a language."""
    shutil.copytree(ROOT / "tests" / "world", folder, ignore=shutil.ignore_patterns("site"))
    settings = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace("  - onrecord\n", f"  - onrecord: {{language: {language}}}\n")
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=folder, check=True)
    return folder / "site"


def _take(browser: Browser, address: str, target: Path, size: tuple[int, int], scheme: str, *, whole: bool) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=target, full_page=whole)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
