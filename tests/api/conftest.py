"""An archive with a past, opened as other programs open it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import wxarchive
from tests.support import library


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an archive of three accounts over months; nobody writes to it."""
    return library.make(tmp_path_factory.mktemp("past") / "archive.db")


@pytest.fixture
def archive(past: Path) -> Iterator[wxarchive.Archive]:
    """Give the archive, opened for reading."""
    with wxarchive.open(past) as opened:
        yield opened
