"""An archive with a past, opened as other programs open it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import wxarchive


@pytest.fixture
def archive(past: Path) -> Iterator[wxarchive.Archive]:
    """Give the archive, opened for reading."""
    with wxarchive.open(past) as opened:
        yield opened
