"""Tables and JSON of other tools tell how often articles were read: kept for those that are archived,
dated by the file.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.smallwechat.site import LEAVES, WATER
from tests.support.dumping import JULY
from tests.support.importing import imported, saved, served
from wxarchive.formats import listed_in
from wxarchive.models import Counts
from wxarchive.store.database import Store

TABLE = f"""标题,链接,发布时间,阅读,点赞,在看,分享,留言
{WATER.title},{WATER.long_url},2024-03-09,"1,043",21,7,3,12
{LEAVES.title},{LEAVES.long_url},2024-03-10,10万+,5,,,
"""
ROWS = [
    {
        "title": WATER.title,
        "link": WATER.long_url,
        "readNum": 1043,
        "oldLikeNum": "21",
        "likeNum": 7,
    },
    {"title": LEAVES.title, "link": LEAVES.long_url, "likeNum": True},
]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.csv", TABLE, [Counts(1043, 21, 7, 3, 12), Counts(likes=5)]),
        ("a.json", json.dumps(ROWS), [Counts(1043, 21, 7), None]),
    ],
)
def test_counts_of_archived_articles_are_kept_with_the_date_of_the_file(
    store: Store, tmp_path: Path, name: str, text: str, expected: list[Counts | None]
) -> None:
    path = saved(tmp_path / name, text)
    # not archived yet: it waits, and its counts with the table
    assert [one.status for one in imported(store, path)] == ["queued", "queued"]
    for number, post in enumerate([WATER, LEAVES], 1):
        imported(store, saved(tmp_path / f"{number}.html", served(post)))
    for _ in range(2):
        imported(store, path)
    for number, counts in enumerate(expected, 1):
        kept = store.reactions.counts_of(number)
        assert kept == ([replace(counts, seen_at=JULY)] if counts else [])


@pytest.mark.parametrize(
    ("column", "told", "reads"),
    [
        ("阅读", "1043.0", 1043),
        ("阅读量", "1,043.00", 1043),
        ("阅读（次）", "1043", 1043),
        ("readNum", 1043.0, 1043),
        ("阅读", "1043.5", None),
        ("阅读量（万）", "10", None),
        ("阅读数(w)", "10", None),
        ("阅读[单位：千次]", "10", None),
    ],
)
def test_a_count_is_a_whole_number_of_a_column_that_counts_single_ones(
    column: str, told: object, reads: int | None
) -> None:
    [item] = listed_in([{"link": WATER.long_url, column: told}])
    assert item.counts == (Counts(reads) if reads else None)


def test_a_field_that_says_something_else_is_no_count() -> None:
    [item] = listed_in([{"link": WATER.long_url, "read": "yes", "likes": -1, "shares": 1.5}])
    assert item.counts is None


def test_comments_of_another_tools_json_come_with_its_replies_and_under_pseudonyms(
    store: Store, tmp_path: Path
) -> None:
    imported(store, saved(tmp_path / "1.html", served(WATER)))
    reply = {"reply_id": 5, "content": "同感。", "nick_name": "山外", "create_time": 1_710_000_900}
    told = {
        "content_id": "77",
        "nick_name": "溪边人",
        "content": "水开了就好。",
        "like_num": 3,
        "reply_new": {"reply_list": []},
        "$reply_list": [reply],
    }
    rows = [{"title": WATER.title, "link": WATER.long_url, "readNum": 9, "comments": [told, 7]}]
    path = saved(tmp_path / "a.json", json.dumps(rows, ensure_ascii=False))
    imported(store, path)
    first, second = store.reactions.comments_of(1)
    assert (first.id, first.text, first.likes, first.reply_to) == ("77", "水开了就好。", 3, None)
    assert (second.id, second.text, second.reply_to) == ("77/5", "同感。", "77")
    assert (first.first_seen, second.last_seen) == (JULY, JULY)
    authors = [str(one.author) for one in (first, second)]
    assert [one[:2] for one in authors] == ["读者", "读者"]
    imported(store, path, with_names=True)
    assert len(store.reactions.comments_of(1)) == 2


@pytest.mark.parametrize("told", [None, 7, "many", [], [[]], [{"content_id": 1}], {"a": 1}])
def test_what_is_no_list_of_comments_is_none(told: object) -> None:
    [item] = listed_in([{"link": WATER.long_url, "comments": told}])
    assert item.comments == ()
