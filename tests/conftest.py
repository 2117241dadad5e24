"""What pytest itself is told."""

import os
import signal
import warnings
from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from browsing import find_browser, started

# how long an example takes says how busy the machine is, not whether the law holds
settings.register_profile("lawful", deadline=None)
settings.load_profile("lawful")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-expected",
        action="store_true",
        help="rewrite tests/problems/*/expected.txt from what is said now, and remove folders of codes that are no more",
    )


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Builds keep their manifests here, and not where whoever runs the tests has theirs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """A preview is ended as by Ctrl-C, which what a shell starts in its background ignores, and all that it starts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless browser of the machine's own."""
    found = find_browser()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium on this machine, and on CI there must be one")
        warnings.warn("NO CHROMIUM FOUND: the browser tests are skipped", stacklevel=1)
        pytest.skip("no Chromium or Chrome on this machine: apt-get install chromium")
    with started(found) as running:
        yield running
