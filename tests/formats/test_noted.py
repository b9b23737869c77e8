"""Exports of notes by other programs, and whatever else a file of that name holds."""

import json

import pytest

from wxarchive.formats import noted_elsewhere

TEAPOT = "https://mp.weixin.qq.com/s/ColdTeapotColdTeapot__"


@pytest.mark.parametrize("odd", [[], {}, None, "yes", 2])
def test_a_mark_of_another_type_counts_as_not_set(odd: object) -> None:
    told = [{"url": TEAPOT, "is_archived": odd, "is_starred": odd}]
    [one] = noted_elsewhere(json.dumps(told).encode()) or []
    assert (one.addresses, one.is_read, one.is_starred) == ((TEAPOT,), False, False)


def test_many_highlights_of_one_article_take_no_time_to_speak_of() -> None:
    rows = "".join(f"{number},茶壶,{TEAPOT},标签{number % 9}\n" for number in range(40_000))
    table = f"Highlight,Title,URL,Document tags\n{rows}"
    [one] = noted_elsewhere(table.encode()) or []
    assert (len(one.passages), len(one.tags), one.title) == (40_000, 9, "茶壶")
