from datetime import UTC, datetime

import pytest

from tests.render.samples import ARTICLE, NOON, REF, stored
from wxarchive.models import ArticleRef, Metadata, RawPage, StatePage
from wxarchive.render.record import record

PAGE = RawPage("a.html", b"<html>", NOON)
LISTS = {
    "images": ["https://mmbiz.qpic.cn/c/d/0"],
    "media": [
        {
            "type": "audio",
            "id": "m1",
            "title": "听茶",
            "url": None,
            "cover_url": None,
            "duration": 61.5,
        }
    ],
    "links": [
        {
            "key": None,
            "url": "https://mp.weixin.qq.com/s/x",
            "text": "上一篇",
            "title": None,
            "section": "previous",
        }
    ],
}
NOTED: dict[str, list[object]] = {"notes": [], "highlights": [], "counts": [], "comments": []}
TEXTS = {
    "text": "采茶",
    "markdown": "采**茶**\n\n![](https://mmbiz.qpic.cn/c/d/0)",
    "html": '<p>采<strong>茶</strong></p><p><img src="https://mmbiz.qpic.cn/c/d/0"></p>',
}
ABOUT = {
    "kind": "article",
    "key": "MzA=:7:1",
    "url": "https://mp.weixin.qq.com/s?__biz=MzA=&mid=7&idx=1&sn=ab",
    "short_url": "https://mp.weixin.qq.com/s/abcDEF1234",
    "title": "春茶\n 记*",
    "account": "山中笔记",
    "account_id": "gh_0",
    "account_alias": None,
    "biz": "MzA=",
    "author": "阿青",
    "published_at": "2024-03-05T12:05:06+08:00",
    "modified_at": None,
    "location": "浙江",
    "digest": None,
    "cover_url": "https://mmbiz.qpic.cn/a/b/0",
    "is_original": True,
    "is_reprint": None,
    "reprint_url": None,
    "reprint_account": None,
    "source_url": None,
    "is_paid": None,
    "albums": [{"id": "12345678901234567890", "title": "茶 #1"}],
}


def test_record_of_a_parsed_article() -> None:
    assert record(ARTICLE, source="a.html", page=PAGE) == {
        "source": "a.html",
        "state": "ok",
        "reason": None,
        **ABOUT,
        **LISTS,
        **TEXTS,
        "losses": ["一处不明"],
        "content_hash": ARTICLE.content_hash,
        "fetched_at": "2024-03-05T12:05:06+08:00",
        "page_sha256": PAGE.sha256,
        "dated_by": "receipt",
        "told_by": None,
        "origin": "page",
    }


def test_record_of_a_stored_article_has_its_id_and_no_source() -> None:
    found = record(stored(7))
    assert list(found)[:4] == ["id", "state", "reason", "kind"]
    assert found == {
        "id": 7,
        "state": "ok",
        "reason": None,
        **ABOUT,
        **LISTS,
        **TEXTS,
        "losses": [],
        "content_hash": "sha256:11",
        "fetched_at": "2024-03-05T12:05:06+08:00",
        "page_sha256": "00ff",
        "origin": None,
        "dated_by": None,
        "told_by": None,
        "gone_at": None,
        "tags": [],
        "is_starred": False,
        "is_read": False,
        **NOTED,
    }


def test_a_short_record_leaves_out_the_bodies_only() -> None:
    assert set(record(ARTICLE)) - set(record(ARTICLE, full=False)) == set(TEXTS)


def test_a_short_record_of_an_article_listed_without_body_says_nothing_of_what_was_not_loaded() -> (
    None
):
    found = record(stored(content=None), full=False)
    assert set(record(stored())) - set(found) == {*TEXTS, *LISTS, *NOTED}


def test_an_article_gone_before_it_was_kept_has_no_text() -> None:
    found = record(stored(content=None, state="deleted", reason="该内容已被发布者删除"))
    assert [found[name] for name in ("state", "reason", "text", "markdown", "html", "images")] == [
        "deleted",
        "该内容已被发布者删除",
        None,
        None,
        None,
        [],
    ]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (None, None),
        (PAGE, "2024-03-05T12:05:06+08:00"),
        (RawPage("a.html", b"", NOON, from_file=True), "2024-03-06T08:00:00+08:00"),
    ],
    ids=["no page", "from the network", "a saved file: when the server made it"],
)
def test_fetched_at(page: RawPage | None, expected: str | None) -> None:
    assert record(ARTICLE, page=page)["fetched_at"] == expected


def test_a_saved_file_that_knows_no_server_time_has_the_file_date() -> None:
    state = StatePage("broken", metadata=Metadata())
    page = RawPage("a.html", b"", datetime(2024, 1, 1, tzinfo=UTC), from_file=True)
    assert record(state, page=page)["fetched_at"] == "2024-01-01T08:00:00+08:00"


def test_record_of_a_state_page_keeps_what_it_tells() -> None:
    state = StatePage(
        "violation", "违规", None, REF, None, Metadata(account="山中笔记"), ("一处不明",)
    )
    found = record(state, source="a.html")
    assert {name: value for name, value in found.items() if value not in (None, [])} == {
        "source": "a.html",
        "state": "violation",
        "reason": "违规",
        "key": "MzA=:7:1",
        "url": "https://mp.weixin.qq.com/s?__biz=MzA=&mid=7&idx=1&sn=ab",
        "short_url": "https://mp.weixin.qq.com/s/abcDEF1234",
        "account": "山中笔记",
        "losses": ["一处不明"],
        "origin": "page",
    }


OLD, NEW = ArticleRef("https://mp.weixin.qq.com/s/old"), "https://mp.weixin.qq.com/s/new"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (StatePage("migrated", ref=OLD, target=NEW), NEW),
        (StatePage("migrated", ref=OLD), OLD.url),
        (StatePage("challenge", ref=OLD, target=NEW), OLD.url),
        (StatePage("challenge", target=NEW), NEW),
        (StatePage("unknown"), None),
    ],
)
def test_url_of_a_state_page_is_where_the_article_moved_or_what_is_blocked(
    state: StatePage, expected: str | None
) -> None:
    assert record(state)["url"] == expected


def test_record_fields_stand_in_a_fixed_order() -> None:
    assert list(record(ARTICLE, source="a.html", page=PAGE)) == [
        "source",
        "state",
        "reason",
        *ABOUT,
        *LISTS,
        *TEXTS,
        "losses",
        "content_hash",
        "fetched_at",
        "page_sha256",
        "dated_by",
        "told_by",
        "origin",
    ]
