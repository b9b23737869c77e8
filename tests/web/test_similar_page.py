"""Where else an article's text stands, as its page says it, and what differs there."""

import sqlite3
from pathlib import Path

import pytest

from tests.store.making import OTHER_BIZ, article, day, raw, ref
from tests.web.conftest import Asking
from tests.web.reading import addresses, texts, tree
from wxarchive.store.database import Store

TEXT = (
    "村口的石桥有七个孔，最窄的一个只容一只鸭子游过。守桥的人要把每一块石头摸一遍，记下哪一块松了。"
)
MORE = "转来的这篇写的是守桥人，我们镇上也有一座桥，没有孔，也没有人守。后来河改了道，桥留在地里。"


@pytest.fixture
def path(store: Store) -> Path:
    """An archive of an article, a longer one with its text, and it without its address."""
    theirs = {"account": "抄书人", "biz": OTHER_BIZ, "title": "转：茶", "published_at": day(1)}
    for number, one in enumerate((
        article(ref(1), TEXT), article(ref(2, OTHER_BIZ), TEXT + MORE, **theirs),
        article(None, f"{TEXT}完。"),
    )):  # fmt: skip
        store.articles.save(one, store.pages.save(raw(number), "ok", None), day(number))
    return store.path


def test_an_article_says_where_else_it_was_published(asking: Asking, path: Path) -> None:
    page = tree(asking(path).get("/article/1").text)
    section = "//section[starts-with(h2, 'Also published as')]"
    same, copy = texts(page, f"{section}//li")
    assert copy == (
        "转：茶 · 抄书人 · 2026-03-02 · 100 % of this one stands in it, 52 % of it here"
        " · this one was first · Difference"
    )
    assert "may be this very article" in same
    assert "wxarchive join 1 3" in same
    assert addresses(page, f"{section}//li[2]//a") == ["/article/2", "/article/1/with/2"]


def test_a_gone_article_says_where_its_text_can_still_be_read(asking: Asking, path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute(
            "UPDATE articles SET state = 'deleted', gone_at = '2026-05-01T08:00:00+08:00'"
            " WHERE id = 1"
        )
    page = tree(asking(path).get("/article/1").text)
    said = (
        "100 % of it can still be read at WeChat, in another article: https://mp.weixin.qq.com/s?"
    )
    assert said in texts(page, "//aside[@class='notice']")[0]


def test_two_articles_are_shown_with_what_differs(asking: Asking, path: Path) -> None:
    page = tree(asking(path).get("/article/1/with/2").text)
    assert texts(page, "//ins")[-1] == MORE
    assert texts(page, "//ol[@class='links']/li/a") == ["茶", "转：茶"]
    assert texts(page, "//section/h2") == ["title", "account", "time of publication", "text"]
    times = texts(page, "//section[h2='time of publication']//*[self::ins or self::del]")
    assert times == ["2026-02-19 08:00", "2026-03-02 08:00"]
    same = tree(asking(path).get("/article/1/with/1").text)
    assert "These articles do not differ." in " ".join(texts(same, "//main//p"))
    assert asking(path).get("/article/1/with/99").status_code == 404


def test_a_page_does_not_wait_for_fingerprints_that_are_to_be_made(
    asking: Asking, path: Path
) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE fingerprints_rules SET rules = 'of old'")
    assert "Also published as" not in asking(path).get("/article/1").text
