"""Merging, extracting, deleting and backing up are killed again and again: what is there is whole."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.lives import Doing, Receipt, made
from tests.smallwechat import SmallWechat
from tests.smallwechat.simulation import town
from tests.support.crawling import ask, is_sound
from tests.support.nursery import Nursery, ended, killed
from tests.support.told import told

KILLS = 12
ARTICLES = 240
LONGEST = 0.6
"""Seconds after which a child is killed, at most; some are done before."""


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory, empty_archive: Path) -> Path:
    """Two archives that have half of their articles in common, some of them edited."""
    folder = tmp_path_factory.mktemp("kills")
    both = [Receipt(1, post, copy=2) for post in range(ARTICLES)]
    some = [Doing("keep", 3, 0), Doing("list", 1, 7), Doing("fail", 2, 1)]
    edited = [Receipt(5, post, text=1) for post in range(0, ARTICLES, 3)]
    made(folder / "one", [*both[: ARTICLES * 2 // 3], *some], empty_archive)
    made(folder / "other", [*both[ARTICLES // 3 :], *some, *edited], empty_archive)
    return folder


@pytest.fixture
def nursery(tmp_path: Path, archives: Path) -> Iterator[Nursery]:
    for name in ("one", "other"):
        shutil.copy(archives / name, tmp_path / name)
    with SmallWechat(town(1)) as wechat:
        yield Nursery(wechat, tmp_path / "one")


def started_and_killed(nursery: Nursery, chance: random.Random, *arguments: object) -> None:
    """Start a child and kill it after some time."""
    child = nursery.start(*arguments)
    nursery.wechat.stopping.wait(chance.random() * LONGEST)
    killed(child)


def test_a_merge_that_is_killed_is_completed_by_the_same_command(
    nursery: Nursery, tmp_path: Path
) -> None:
    chance = random.Random(1)
    other = told(tmp_path / "other")
    shutil.copy(tmp_path / "one", tmp_path / "whole")
    assert ended(nursery.start("--db", tmp_path / "whole", "merge", tmp_path / "other")) == 0
    for _ in range(KILLS):
        started_and_killed(nursery, chance, "merge", tmp_path / "other")
        assert is_sound(tmp_path / "one")
        assert is_sound(tmp_path / "other")
    assert ended(nursery.start("merge", tmp_path / "other")) == 0
    assert told(tmp_path / "one") == told(tmp_path / "whole")
    assert told(tmp_path / "other") == other


@pytest.mark.parametrize("command", ["extract", "backup"])
def test_a_new_file_that_a_killed_process_made_is_whole_or_not_there(
    nursery: Nursery, tmp_path: Path, command: str
) -> None:
    chance = random.Random(2)
    before = told(tmp_path / "one")
    new = tmp_path / "new"
    for _ in range(KILLS):
        started_and_killed(nursery, chance, command, new)
        assert is_sound(tmp_path / "one")
        if new.exists():
            assert is_sound(new)
            assert told(new)["articles"] == before["articles"]
            new.unlink()
    assert ended(nursery.start(command, new)) == 0
    assert told(new)["versions"] == before["versions"]
    # what the killed ones left is taken away
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name] == []
    assert told(tmp_path / "one") == before


def test_what_is_killed_while_it_deletes_leaves_whole_articles(
    nursery: Nursery, tmp_path: Path
) -> None:
    chance = random.Random(3)
    db = tmp_path / "one"
    ids = [number for (number,) in ask(db, "SELECT id FROM articles WHERE id > 20")]
    kept = "SELECT text FROM versions WHERE article_id <= 20 ORDER BY id"
    before = ask(db, kept)
    for _ in range(KILLS):
        left = {number for (number,) in ask(db, "SELECT id FROM articles")} & set(ids)
        if not left:
            break
        started_and_killed(nursery, chance, "delete", *sorted(left, key=str), "--yes")
        assert is_sound(db)
        assert ask(db, "SELECT * FROM articles WHERE version_id IS NULL") == []
    left = {number for (number,) in ask(db, "SELECT id FROM articles")} & set(ids)
    if left:
        assert ended(nursery.start("delete", *left, "--yes")) == 0
    assert ask(db, "SELECT count(*) FROM articles") == [(20,)]
    assert ask(db, kept) == before
    assert ended(nursery.start("verify")) == 0
