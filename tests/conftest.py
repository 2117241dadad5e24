"""What pytest itself is told."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-expected",
        action="store_true",
        help="rewrite tests/problems/*/expected.txt from what is said now, and remove folders of codes that are no more",
    )
