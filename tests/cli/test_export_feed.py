"""``export --atom``: articles, and what happened to them, for readers of feeds."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree

from tests.cli.running import Program, json_lines
from tests.render.atom import NAMES, check, entries_of
from tests.smallwechat.site import NIGHT, STONES
from tests.support import library
from tests.support.library import BRIDGE_CASE, LIBRARY, POSTS, TEAPOT
from wxarchive.clock import BEIJING
from wxarchive.store import Store

ADDED = "后来又添了一句：灯一直亮着。"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return Program(library.make(tmp_path_factory.mktemp("feed") / "archive.db"))


def feed(program: Program, *arguments: object) -> etree._Element:
    result = program.run("export", "--atom", *arguments)
    assert result.exit_code == 0, result.stderr
    root = etree.fromstring(result.stdout_bytes)
    check(root)
    return root


def titles(root: etree._Element) -> list[str | None]:
    return [entry.findtext("a:title", namespaces=NAMES) for entry in entries_of(root)]


def test_a_feed_has_the_articles_that_were_chosen(kept: Program) -> None:
    root = feed(kept, "--account", "灯下推理社")
    assert titles(root) == [BRIDGE_CASE.title, LIBRARY.title, TEAPOT.title]
    assert root.findtext("a:title", namespaces=NAMES) == "wxarchive, articles: account 灯下推理社"
    assert root.findtext("a:updated", namespaces=NAMES) == "2025-12-02T09:30:00+08:00"
    assert len(entries_of(feed(kept))) == len(POSTS) + 1


def test_a_feed_has_what_a_search_finds(kept: Program) -> None:
    assert titles(feed(kept, "--search", "推理", "--since", "2025")) == [BRIDGE_CASE.title]
    assert titles(feed(kept, "--search", "推理", "--limit", 2)) == [
        BRIDGE_CASE.title,
        LIBRARY.title,
    ]
    assert kept.run("export", "--atom", "--search", "没有这句话").stderr.startswith(
        "wxarchive: nothing found\n"
    )


def test_an_edit_keeps_the_id_of_its_entry(tmp_path: Path) -> None:
    program = Program(tmp_path / "archive.db")
    told = []
    for post, month in ((NIGHT, 10), (library.EDITED, 11)):
        with Store(program.db) as store:
            library.see(store, post, datetime(2025, month, 5, 9, 30, tzinfo=BEIJING))
        [entry] = entries_of(feed(program))
        told.append([entry.findtext(f"a:{name}", "", NAMES) for name in ("id", "updated")])
    assert told[0][0] == told[1][0] == f"tag:mp.weixin.qq.com,2012:{NIGHT.key}"
    assert (told[0][1], told[1][1]) == ("2019-10-03T22:30:00+08:00", "2025-11-05T09:30:00+08:00")


def test_events_say_what_happened_the_newest_first(kept: Program) -> None:
    root = feed(kept, "--events", "--happened-since", "2025-11")
    assert titles(root) == [
        f"Back: {BRIDGE_CASE.title}",
        f"New: {library.ROPES.title}",
        f"Gone: {TEAPOT.title}",
        f"Gone: {BRIDGE_CASE.title}",
        f"Gone: {LIBRARY.title}",
        f"Edited: {NIGHT.title}",
    ]
    contents = [entry.findtext("a:content", "", NAMES) for entry in entries_of(root)]
    assert f"<ins><br>{ADDED}</ins>" in contents[5]
    assert "还书的日期写的是明天" in contents[4], "what is gone can be read here"
    assert len(entries_of(feed(kept, "--events", "--limit", 3))) == 3


def test_pictures_are_elsewhere_inside_or_left_out(program: Program) -> None:
    program.fetch_all(STONES.short_url)
    for images, shown in (("remote", "https://mmbiz.qpic.cn/"), ("embed", "data:image/")):
        [entry] = entries_of(feed(program, "--images", images))
        assert f'<img src="{shown}' in entry.findtext("a:content", "", NAMES)
    [entry] = entries_of(feed(program, "--images", "none"))
    assert "<img" not in entry.findtext("a:content", "", NAMES)
    [cover] = entry.iterfind("a:link[@rel='enclosure']", NAMES)
    assert (cover.get("href"), cover.get("type")) == (
        "https://mmbiz.qpic.cn/mmbiz_jpg/SmallWechatCover/0?wx_fmt=jpeg",
        "image/png",
    )


def test_a_file_is_written_once_and_told_of(kept: Program, tmp_path: Path) -> None:
    target = tmp_path / "articles.atom"
    assert kept.run("export", "--atom", "-o", target).stderr.startswith("articles 12: 12 written")
    check(etree.parse(target).getroot())
    told = json_lines(kept.run("export", "--atom", "-o", target, "--json").stdout)
    assert {one["status"] for one in told[:-1]} == {"unchanged"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--md", "-o", "x", "--events"], "--events does not go with --md"),
        (["--atom", "--happened-since", "7d"], "--happened-since goes with --events"),
    ],
)
def test_what_does_not_go_together_is_said(kept: Program, arguments: list[str], said: str) -> None:
    result = kept.run("export", *arguments)
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_a_reader_of_feeds_understands_it(kept: Program) -> None:
    feedparser = pytest.importorskip("feedparser", reason="feedparser is not installed")
    for arguments in ((), ("--events",)):
        found = feedparser.parse(kept.run("export", "--atom", *arguments).stdout_bytes)
        assert (found.bozo, found.version) == (0, "atom10")
        assert len({one.id for one in found.entries}) == len(found.entries) > 11
        assert all(one.content[0].value and one.link and one.author for one in found.entries)


@pytest.mark.heavy  # newsboat
def test_newsboat_subscribes_to_it(kept: Program, tmp_path: Path) -> None:
    if not (newsboat := shutil.which("newsboat")):
        pytest.skip("newsboat is not installed")
    for name, options in (("articles", ()), ("events", ("--events",))):
        kept.run("export", "--atom", *options, "-o", tmp_path / f"{name}.atom")
        urls, cache = tmp_path / f"{name}.urls", tmp_path / f"{name}.db"
        urls.write_text((tmp_path / f"{name}.atom").as_uri(), encoding="utf-8")
        command = [newsboat, "-u", str(urls), "-c", str(cache), "-x", "reload"]
        subprocess.run(command, check=True, env={**os.environ, "HOME": str(tmp_path)})
        with closing(sqlite3.connect(cache)) as read:
            shown = read.execute("SELECT guid, content FROM rss_item").fetchall()
        assert len({guid for guid, _ in shown}) == len(shown) > 11
        assert sum("<img src=" in content for _, content in shown) > 3
