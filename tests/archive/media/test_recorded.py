"""Pictures that another program received, for the articles that lack them."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from tests.archive.media.world import NOON, World, address, article, path
from tests.smallwechat.pictures import picture_at
from tests.support.database import change
from wxarchive.archive.media.recorded import keep_recorded
from wxarchive.sources import RecordedMedia


@dataclass(frozen=True)
class _Received:
    url: str
    content: bytes
    saved_at: datetime = NOON

    def read(self, _limit: int, _what: str) -> bytes:
        return self.content


@pytest.mark.parametrize("size", ["0", "640"])
def test_all_files_of_a_long_recording_are_stored(world: World, size: str) -> None:
    names = [f"No{number}" for number in range(40)]
    article_id = world.add(article(1, *names))
    files = [_Received(address(name, size), picture_at(path(name))) for name in names]
    recorded = RecordedMedia("session.har", lambda: iter(files), pages=1, others=0)
    assert keep_recorded(recorded, world.store, NOON) == 40
    assert {use.state for use in world.store.media.of_article(article_id)} == {"kept"}


def test_a_damaged_article_leaves_the_others_what_they_lack(world: World) -> None:
    world.add(article(1, "One"))
    other = world.add(article(2, "Two"))
    change(world.store.path, "UPDATE versions SET losses = '{}' WHERE article_id = 1")
    files = [_Received(address(name), picture_at(path(name))) for name in ("One", "Two")]
    recorded = RecordedMedia("session.har", lambda: iter(files), pages=1, others=0)
    assert keep_recorded(recorded, world.store, NOON) == 1
    assert world.use("Two", other).state == "kept"
