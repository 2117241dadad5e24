"""Make the pictures that README shows, from the built site: `make pictures`."""

import sys
from pathlib import Path

from browsing import find_browser, served, started

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
SHOTS = (
    ("statement", "statements/2016-04-09-dehqan-nonsense/", 1100, 1000, "light"),
    ("topic-phone-dark", "topics/missile-negotiations/", 390, 844, "dark"),
)
"""Name, page, width, height, colour scheme."""


def main() -> int:
    """Take each picture anew."""
    browser_path = find_browser()
    if browser_path is None:
        sys.stderr.write("there is no Chromium or Chrome on this machine\n")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with served(ROOT / "site") as address, started(browser_path) as browser:
        for name, path, width, height, scheme in SHOTS:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            page = context.new_page()
            page.goto(address + path, wait_until="networkidle")
            page.screenshot(path=PICTURES / f"{name}.png")
            context.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
