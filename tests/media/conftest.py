from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.media.world import World
from tests.smallwechat import SmallWechat
from wxarchive.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "archive.db") as opened:
        yield opened


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    with SmallWechat() as wechat:
        yield World(store, wechat)
