"""Tables and JSON of other tools tell how often articles were read: kept for those that are archived,
dated by the file.
"""

import json
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
        assert kept == ([(JULY, counts)] if counts else [])


def test_a_field_that_says_something_else_is_no_count() -> None:
    [item] = listed_in([{"link": WATER.long_url, "read": "yes", "likes": -1, "shares": 1.5}])
    assert item.counts is None
