from pathlib import Path

import pytest

from tests.archive.world import World
from wxarchive.store.database import Store


@pytest.fixture
def world(tmp_path: Path, store: Store) -> World:
    return World(store, tmp_path)
