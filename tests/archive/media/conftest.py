from collections.abc import Iterator

import pytest

from tests.archive.media.world import World
from tests.smallwechat import SmallWechat
from wxarchive.store.database import Store


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    with SmallWechat() as wechat:
        yield World(store, wechat)
