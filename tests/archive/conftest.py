from datetime import timedelta
from pathlib import Path

import pytest

from tests.archive.world import World
from tests.smallwechat.site import LEAVES, METER, WATER
from tests.support.checking import Watch
from wxarchive.store.database import Store


@pytest.fixture
def world(tmp_path: Path, store: Store) -> World:
    return World(store, tmp_path)


@pytest.fixture
def empty(store: Store) -> Watch:
    return Watch(store)


@pytest.fixture
def watch(empty: Watch) -> Watch:
    """One article is archived, an hour ago."""
    empty.keep(WATER)
    empty.time += timedelta(hours=1)
    return empty


@pytest.fixture
def three(empty: Watch) -> Watch:
    """Three articles are archived, a day ago."""
    empty.keep(WATER, LEAVES, METER)
    empty.time += timedelta(days=1)
    return empty
