from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.world import World
from wxarchive.store.database import Store


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with Store(tmp_path / "archive.db") as store:
        yield World(store, tmp_path)
