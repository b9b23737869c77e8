"""The archive's file is deleted, moved or replaced while a command runs: noticed before anything more
is asked for.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.archive.world import MORNING
from tests.cli.running import WATER, Program
from tests.smallwechat import DEMO_SITE, SmallWechat
from tests.smallwechat.pages import Serving, page
from tests.smallwechat.simulation import town
from tests.support.crawling import archived
from tests.support.prepared import empty
from tests.support.shelves import ALBUM_URL
from wxarchive.archive import import_files
from wxarchive.errors import StoreError
from wxarchive.models import CrawlTarget, Outcome, Rules
from wxarchive.parse import parse
from wxarchive.sources import SavedPage
from wxarchive.store.database import Store

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nobody can take an open file away there")
SITE = town(12)
SAID = "the archive was deleted, moved or replaced while it was in use"


class Requests(list[tuple[str, str, str]]):
    """What a server was asked; at one of its requests something happens, before it answers."""

    def __init__(self, number: int, happens: Callable[[], object]) -> None:
        super().__init__()
        self._number, self._happens = number, happens

    def append(self, request: tuple[str, str, str]) -> None:
        super().append(request)
        if len(self) == self._number:
            self._happens()


def take_away(db: Path, how: str) -> None:
    aside = db.with_name("aside.db")
    db.rename(aside)
    if how == "replaced":
        shutil.copy(aside, db)
    if how == "deleted":
        aside.unlink()


@pytest.mark.parametrize("how", ["deleted", "moved", "replaced"])
def test_a_process_that_fetches_ends_at_once(tmp_path: Path, how: str) -> None:
    with SmallWechat(SITE) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        wechat.requests = Requests(4, lambda: take_away(program.db, how))
        urls = [post.short_url for post in SITE.alive]
        ended = program.process("fetch", "--delay", 0, "--no-media", *urls)
        assert len(wechat.requests) == 4
    assert ended.returncode == 5
    assert SAID in ended.stderr.decode()
    assert "bug" not in ended.stderr.decode()
    if how == "moved":
        assert len(archived(tmp_path / "aside.db", SITE)) == 3


def filled(program: Program) -> None:
    """Archive two posts, and note a third one in the queue."""
    posts = SITE.alive
    program.fetch(posts[0].short_url, posts[1].short_url)
    program.run("subscribe", ALBUM_URL)
    with Store(program.db) as store:
        crawl = store.queue.begin(Rules(), MORNING)
        store.queue.add(crawl, [CrawlTarget(post.short_url) for post in posts[2:5]], MORNING)


@pytest.mark.parametrize(
    "command",
    [
        ("fetch", "--resume", "--delay", 0, "--no-media"),
        ("check", "--delay", 0, "--no-media"),
        ("sync", "--delay", 0, "--no-media"),
    ],
)
def test_every_command_that_asks_ends_at_once(tmp_path: Path, command: tuple[object, ...]) -> None:
    with SmallWechat(SITE) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        filled(program)
        wechat.requests = Requests(1, lambda: take_away(program.db, "moved"))
        ended = program.run(*command)
        assert len(wechat.requests) == 1
    assert (ended.exit_code, ended.stderr.count(SAID)) == (5, 1)
    assert ended.stdout == ""


def test_a_fetch_of_pictures_ends_at_once(tmp_path: Path) -> None:
    with SmallWechat() as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        program.fetch(WATER.short_url)
        wechat.requests = Requests(1, lambda: take_away(program.db, "moved"))
        ended = program.run("media", "fetch")
    assert (ended.exit_code, ended.stderr.count(SAID)) == (5, 1)


def test_an_import_ends_at_once(tmp_path: Path) -> None:
    files = []
    for number, post in enumerate(DEMO_SITE.posts[:5]):
        files.append(tmp_path / f"{number}.html")
        files[-1].write_text(page(post, Serving()), encoding="utf-8")

    def found() -> Iterator[SavedPage]:
        for number, file in enumerate(files):
            if number == 3:
                take_away(tmp_path / "archive.db", "deleted")
            yield SavedPage(str(file), file)

    outcomes: list[Outcome] = []
    with Store(empty(tmp_path / "archive.db")) as store, pytest.raises(StoreError, match=SAID):
        outcomes.extend(import_files(found(), store=store, parse=parse))
    assert len(outcomes) <= 3
