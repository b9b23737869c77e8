"""Lists put the articles they name into the queue, and say so."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.running import Program, json_lines, statuses
from tests.smallwechat import DEMO_SITE, SmallWechat
from tests.support.importing import DAY, imported, saved, served, zipped
from wxarchive.clock import BEIJING
from wxarchive.models import Outcome
from wxarchive.store.database import Store

WATER, LEAVES = DEMO_SITE.posts[:2]
WAITS = "not archived yet: it waits in the queue, wxarchive fetch --resume asks for it"


def listing(*urls: str) -> str:
    return json.dumps(
        {
            "list": [
                {"title": f"第{n}篇", "link": url, "create_time": 1719806400}
                for n, url in enumerate(urls)
            ]
        }
    )


def test_articles_are_queued_with_titles_and_dates(store: Store, tmp_path: Path) -> None:
    path = saved(tmp_path / "list.json", listing(WATER.long_url, LEAVES.short_url))
    outcomes = imported(store, path)
    assert outcomes == [
        Outcome(
            f"{path}: {WATER.reference.url}",
            "queued",
            key=outcomes[0].key,
            title="第0篇",
            message=WAITS,
        ),
        Outcome(f"{path}: {LEAVES.short_url}", "queued", title="第1篇", message=WAITS),
    ]
    queued = [row.wanted for row in store.queue.list()]
    assert {(one.title, one.why, one.published_at) for one in queued} == {
        (title, "list", datetime(2024, 7, 1, 12, tzinfo=BEIJING)) for title in ("第0篇", "第1篇")
    }
    assert {row.added_at for row in store.queue.list()} == {DAY}


def test_what_is_archived_is_skipped_and_what_waits_is_not_queued_twice(
    store: Store, tmp_path: Path
) -> None:
    path = saved(
        tmp_path / "x" / "a list.csv", f"标题,链接\n水,{WATER.long_url}\n叶,{LEAVES.long_url}\n"
    )
    saved(tmp_path / "x" / "page.html", served(WATER))
    first = imported(store, tmp_path / "x")
    assert [(one.status, one.id, one.message) for one in first] == [
        ("created", 1, None), ("skipped", 1, None), ("queued", None, WAITS)
    ]  # fmt: skip
    assert [one.message for one in imported(store, path)] == [None, WAITS]
    assert len(list(store.queue.list())) == 1


def test_lists_in_archives_are_read_and_other_files_passed_over(
    store: Store, tmp_path: Path
) -> None:
    files = {
        "a/list.json": listing(WATER.long_url).encode(),
        "a/other.json": b"{}",
        "a/broken.json": b"{",
        "t.txt": b"",
    }
    path = saved(tmp_path / "a.zip", zipped(files))
    assert [one.source for one in imported(store, path)] == [
        f"{path}/a/list.json: {WATER.reference.url}"
    ]


@pytest.mark.parametrize(
    ("name", "body"), [("a.json", "{}"), ("a.json", "{"), ("a.csv", "标题\n水\n"), ("a.opml", "<")]
)
def test_a_list_that_is_named_and_names_nothing_says_so(
    store: Store, tmp_path: Path, name: str, body: str
) -> None:
    path = saved(tmp_path / name, body)
    [outcome] = imported(store, path)
    assert (outcome.status, outcome.exit_code) == ("failed", 1)
    assert outcome.message
    assert outcome.message.startswith(f"{path}: it ")


def test_bookmarks_are_a_list_though_they_are_html(store: Store, tmp_path: Path) -> None:
    body = f'<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><DT><A HREF="{WATER.short_url}">水</A></DL>'
    saved(tmp_path / "x" / "bookmarks.html", body)
    assert [one.title for one in imported(store, tmp_path / "x")] == ["水"]


@pytest.mark.parametrize(
    ("name", "body"),
    [("b.html", "<!DOCTYPE NETSCAPE-Bookmark-file-1>"), ("a.xls", "<!doctype html>")],
)
def test_a_list_of_markup_without_any_element_names_nothing(
    store: Store, tmp_path: Path, name: str, body: str
) -> None:
    path = saved(tmp_path / name, body)
    assert [outcome.message for outcome in imported(store, path)] == [
        f"{path}: it names no WeChat article; addresses begin with https://mp.weixin.qq.com/s"
    ]


def test_a_list_larger_than_any_fails(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "x" / "a.json"
    saved(path, "{")
    with path.open("r+b") as file:
        file.truncate(70_000_000)
    [outcome] = imported(store, tmp_path / "x")
    assert (
        outcome.message == f"{path}: the file has 70 MB, more than any list; give the list itself"
    )


def test_resume_asks_for_what_a_list_named_and_fetch_for_a_list(tmp_path: Path) -> None:
    with SmallWechat(DEMO_SITE) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        path = saved(tmp_path / "list.json", listing(WATER.short_url))
        assert program.run("import", path).exit_code == 0
        assert statuses(program.fetch("--resume", "--json")) == ["created"]
        again = program.run("import", "--json", path)
        assert (statuses(again), json_lines(again.stdout)[0]["message"]) == (["skipped"], None)
        assert json_lines(again.stdout)[-1]["summary"] == {
            "asked": 1, "created": 0, "updated": 0, "unchanged": 0, "gone": 0, "blocked": 0, "skipped": 1, "queued": 0,
            "partial": 0, "failed": 0,
        }  # fmt: skip
        other = saved(tmp_path / "other.json", listing(LEAVES.short_url))
        assert statuses(program.fetch(other, "--json")) == ["created"]
