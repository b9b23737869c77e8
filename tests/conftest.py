"""Options and fixtures that tests of several folders share."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

from wxarchive.store.database import Store

# no test is to fail because another program works too
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

os.environ["TZ"] = "CST-8"  # what people are told is in the zone of their clock
if sys.platform != "win32":  # which has no tzset; there it has to be the machine's zone
    time.tzset()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the expected records of tests/golden"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive without articles, made once: that takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "archive.db"
    Store(path).close()
    return path


@pytest.fixture
def store(tmp_path: Path, empty_archive: Path) -> Iterator[Store]:
    """An archive of the test's own."""
    path = tmp_path / "archive.db"
    shutil.copy(empty_archive, path)
    with Store(path) as opened:
        yield opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what Hypothesis runs a hundred times."""
    for item in items:
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
            item.add_marker(pytest.mark.slow)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name packed bytes by their argument: they hold the time, and tests must have the same names
    in each process.
    """
    return argname if isinstance(val, bytes) and (len(val) > 20 or not val.isascii()) else None
