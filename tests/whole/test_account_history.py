"""An account of three thousand messages, listed by processes that are killed, refused and logged out,
then followed for a month.
"""

import random
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.crowd import ACCOUNT
from tests.smallwechat.editor import SECRETS, SESSION_OVER, TOO_OFTEN, Editor
from tests.support.accounts import REF, User, in_messages, with_messages
from tests.support.crawling import ask, is_sound
from tests.support.nursery import Nursery, command_line, ended, fork, killed
from tests.support.prepared import empty
from wxarchive import clock
from wxarchive.account import Login, Logins, own_folder
from wxarchive.store.database import Store

MESSAGES = 3000
PAGES = MESSAGES // 20
REFUSED = {40: TOO_OFTEN, 90: TOO_OFTEN, 121: SESSION_OVER}
COMMAND = (
    "account", "fetch", ACCOUNT.biz, "--call-delay", 0, "--calls-a-day", 500, "--delay", 0,
    "--no-media", "--now",
)  # fmt: skip


@pytest.fixture
def backstage() -> Editor:
    backstage = Editor(with_messages(MESSAGES), refuse=lambda number: REFUSED.get(number, 0))
    backstage.begin_session()
    return backstage


@pytest.fixture
def wechat(
    backstage: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SmallWechat]:
    """A small WeChat that gives no article, so that it is about the list alone."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    log_in(backstage)
    with SmallWechat(backstage.site, Faults(challenge_after=0)) as wechat:
        wechat.backstage = backstage
        yield wechat


def log_in(backstage: Editor) -> None:
    if backstage.is_over:
        backstage.begin_session()
    Logins().save(Login(backstage.token, backstage.cookies, "我"))


def holding_a_secret(folder: Path) -> list[str]:
    """Return the names of the files that hold anything of a login."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    secrets = [secret.encode() for secret in SECRETS]
    return [file.name for file in files if any(one in file.read_bytes() for one in secrets)]


def test_each_message_is_listed_once_whatever_happens(
    wechat: SmallWechat, backstage: Editor, tmp_path: Path
) -> None:
    db = empty(tmp_path / "archive.db")
    chance, kills = random.Random(5), 0
    settings = Nursery(wechat, db).settings() | {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    for life in range(60):
        child = fork(command_line, settings, *map(str, COMMAND))
        # the first lives end in the middle, anywhere
        enough = len(backstage.calls) + chance.randrange(2, 20)
        while life < 12 and len(backstage.calls) < enough and child.is_alive():
            time.sleep(0.002)
        if life < 12 and child.is_alive():
            time.sleep(chance.random() / 50)
            kills += killed(child) == -signal.SIGKILL
            assert holding_a_secret(tmp_path) == ["login.json"]
            assert is_sound(db)
            continue
        ended(child)
        if ask(db, "SELECT is_whole FROM lists") == [(1,)]:
            break
        log_in(backstage)
    published = [post.key for message in backstage.messages(ACCOUNT) for post in message]
    listed = "SELECT key FROM list_item_list ORDER BY position"
    assert [key for (key,) in ask(db, listed)] == published
    assert kills >= 8
    # a process that is killed may have had an answer in its hands, and no more than one
    assert PAGES <= len(backstage.calls) - len(REFUSED) <= PAGES + kills
    files = own_folder().glob("calls-*.txt")
    written = [line for file in files for line in file.read_text("ascii").splitlines()]
    assert len([line for line in written if line.endswith(" call")]) >= len(backstage.calls)
    assert holding_a_secret(tmp_path) == ["login.json"]
    followed_for_a_month(db, backstage, tmp_path)


def followed_for_a_month(db: Path, backstage: Editor, folder: Path) -> None:
    with Store(db) as store:
        user = User(folder, store, backstage, time=clock.now() + timedelta(days=1))
        user.log_in()
        store.queue.drop()
        store.queue.tidy()
        store.subscriptions.add(REF, user.time)
        before = len(backstage.calls)
        for day in range(30):
            user.time += timedelta(days=1)
            last = backstage.site.posts[-1].mid - 2247490000
            posts = (*backstage.site.posts, *in_messages(day % 4, after=last))
            backstage.site = replace(backstage.site, posts=posts)
            user.sync()
            store.queue.drop()
            store.queue.tidy()
        assert user.listed() == user.published()
        assert len(user.listed()) == MESSAGES + sum(day % 4 for day in range(30))
        assert len(backstage.calls) - before == 30
