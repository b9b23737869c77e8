"""Counts and comments that a WeChat client was shown come in out of a recorded session: with their
dates, and commenters under pseudonyms.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.smallwechat.pages import Post
from tests.smallwechat.site import LEAVES, WATER
from tests.sources.test_har import entry, har, page
from tests.support.database import rows
from tests.support.importing import imported, saved
from tests.support.prepared import empty
from wxarchive.archive import RecordedPlan, import_files, merge
from wxarchive.formats import read_reactions
from wxarchive.models import ArticleRef, Counts
from wxarchive.parse import parse
from wxarchive.sources import RecordedReactions
from wxarchive.sources.source import Reactions
from wxarchive.store.database import Store

HOST = "https://mp.weixin.qq.com"
AT = datetime(2025, 1, 1, tzinfo=UTC)
COMMENTS = {
    "base_resp": {"ret": 0},
    "elected_comment_total_cnt": 3,
    "elected_comment": [
        {
            "content_id": "7351112223334445556",
            "nick_name": "溪边人",
            "logo_url": "http://wx.qlogo.cn/mmopen/secret/64",
            "content": "水开了就好。",
            "create_time": 1_710_000_000,
            "like_num": 12,
            "ip_wording": {"province_name": "浙江"},
            "reply_new": {
                "reply_list": [
                    {"reply_id": 1, "content": "多谢。", "create_time": 1_710_000_900, "is_from": 2, "nick_name": "南坡茶话"},
                    {"reply_id": 2, "content": "同感。", "nick_name": "溪边人"},
                ]
            },
        },
        {"content_id": "7351112223334445557", "nick_name": "山外", "content": "我用电水壶。", "like_num": 0},
        {"content_id": "", "content": "没有编号"},
        "none",
    ],
}  # fmt: skip


def answer(url: str, told: object, **request: object) -> dict[str, Any]:
    text = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
    return entry(url, {"mimeType": "application/json", "text": text}, **request)


def counts(post: Post, told: object) -> dict[str, Any]:
    form = (
        f"r=0.1&__biz={post.account.biz}&mid={post.mid}&sn={post.sn}&idx={post.idx}&is_only_read=1"
    )
    posted = {"mimeType": "application/x-www-form-urlencoded", "text": form}
    url = f"{HOST}/mp/getappmsgext?f=json&uin=MTIz&key=5f1e2d3c4b5a&appmsg_token=1043_abcdef"
    return answer(url, told, method="POST", postData=posted)


def comments(post: Post, told: object = COMMENTS) -> dict[str, Any]:
    asked = f"__biz={post.account.biz}&appmsgid={post.mid}&idx={post.idx}&comment_id=1&offset=0"
    return answer(f"{HOST}/mp/appmsg_comment?action=getcomment&{asked}&key=5f1e2d3c4b5a", told)


STAT = {"appmsgstat": {"read_num": 1043, "like_num": 7, "old_like_num": 21, "show": True}}


def brought(store: Store, tmp_path: Path, *entries: object, **how: Any) -> list[str]:
    said: list[str] = []
    path = saved(tmp_path / "a.har", har(*entries))
    imported(store, path, tell=said.append, **how)
    return [one.replace(str(path), "A") for one in said]


def test_counts_are_observations_with_their_time(store: Store, tmp_path: Path) -> None:
    later = counts(WATER, {"appmsgstat": {"read_num": 2_000, "old_like_num": 40}})
    later["startedDateTime"] = "2025-03-01T00:00:00Z"
    told = brought(store, tmp_path, counts(WATER, STAT), page(WATER), later)
    assert told == ["A: kept: 2 observations of counts, 0 comments"]
    assert store.reactions.counts_of(1) == [
        Counts(reads=1043, likes=21, recommended=7, seen_at=AT),
        Counts(reads=2_000, likes=40, seen_at=datetime(2025, 3, 1, tzinfo=UTC)),
    ]
    brought(store, tmp_path, counts(WATER, STAT))
    assert len(store.reactions.counts_of(1)) == 2


def test_comments_come_with_replies_and_under_pseudonyms(store: Store, tmp_path: Path) -> None:
    told = brought(store, tmp_path, page(WATER), comments(WATER), comments(WATER))
    assert told == ["A: kept: 2 observations of counts, 8 comments"]
    kept = {one.id: one for one in store.reactions.comments_of(1)}
    first = kept["7351112223334445556"]
    assert (first.text, first.likes, first.location) == ("水开了就好。", 12, "浙江")
    assert first.written_at == datetime.fromtimestamp(1_710_000_000, UTC)
    own, other = kept[f"{first.id}/1"], kept[f"{first.id}/2"]
    assert (own.author, own.is_by_account, own.reply_to) == ("南坡茶话", True, first.id)
    # one name has one pseudonym, another name another
    assert first.author == other.author
    assert str(first.author).startswith("读者")
    assert kept["7351112223334445557"].author not in {first.author, "山外", None}
    assert store.reactions.counts_of(1) == [Counts(comments=3, seen_at=AT)]
    stored = repr(rows(store.path, "SELECT * FROM comments"))
    assert [word in stored for word in ("溪边人", "山外", "qlogo", "5f1e2d")] == [False] * 4


def test_names_are_kept_where_that_is_wanted(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, page(WATER), comments(WATER), with_names=True)
    assert {one.author for one in store.reactions.comments_of(1)} == {"溪边人", "南坡茶话", "山外"}


def test_those_of_articles_that_are_not_archived_are_passed_over(
    store: Store, tmp_path: Path
) -> None:
    told = brought(store, tmp_path, page(WATER), counts(LEAVES, STAT), comments(LEAVES))
    assert told == [
        "A: kept: 0 observations of counts, 0 comments; passed over: those of 1 article that is not archived"
    ]


@pytest.mark.parametrize(
    "told",
    [
        "<html>请在微信客户端打开链接</html>",
        "",
        "[" * 5_000,
        [],
        {"base_resp": {"ret": -3}},
        {"appmsgstat": 7, "elected_comment": {"a": 1}},
        {
            "appmsgstat": {"read_num": -1, "like_num": "many"},
            "elected_comment": [{"content_id": 1}],
        },
        {"elected_comment": [{"content_id": [], "content": "a"}, {"content_id": 1, "content": 7}]},
    ],
)
@pytest.mark.parametrize("path", ["getappmsgext", "appmsg_comment"])
def test_an_answer_that_tells_nothing_is_nothing(path: str, told: object) -> None:
    text = told if isinstance(told, str) else json.dumps(told)
    assert read_reactions(f"{HOST}/mp/{path}", text.encode()) == (None, ())


def test_they_come_along_when_archives_are_merged(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, page(WATER), counts(WATER, STAT), comments(WATER))
    with Store(empty(tmp_path / "other.db")) as other:
        for _ in range(2):
            list(merge([store.path], store=other, parse=parse))
        assert other.reactions.counts_of(1) == store.reactions.counts_of(1)
        assert other.reactions.comments_of(1) == store.reactions.comments_of(1)


def test_they_go_with_their_article(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, page(WATER), counts(WATER, STAT), comments(WATER))
    list(store.delete([1]))
    assert rows(store.path, "SELECT count(*) FROM counts, comments") == [(0,)]


def test_articles_without_a_key_are_counted_each(store: Store) -> None:
    told: list[str] = []
    plan = RecordedPlan(told.append)
    refs = [ArticleRef(f"https://mp.weixin.qq.com/s/{name:_<22}") for name in ("One", "Two")]
    recorded = RecordedReactions("A", lambda: iter([Reactions(ref, AT) for ref in refs]))
    assert list(import_files([recorded], store=store, parse=parse, recorded=plan)) == []
    [said] = told
    assert said.endswith("passed over: those of 2 articles that are not archived")
