"""What pytest itself is told."""

import pytest
from hypothesis import settings

# how long an example takes says how busy the machine is, not whether the law holds
settings.register_profile("lawful", deadline=None)
settings.load_profile("lawful")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-expected",
        action="store_true",
        help="rewrite tests/problems/*/expected.txt from what is said now, and remove folders of codes that are no more",
    )
