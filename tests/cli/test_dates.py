from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.running import Program
from wxarchive.clock import BEIJING
from wxarchive.dates import FORMS, end_of, start_of

NOW = datetime(2024, 7, 31, 18, 0, tzinfo=UTC)
"""The first of August in Beijing, two o'clock at night, a Thursday."""


def day(year: int, month: int, number: int, hour: int = 0) -> datetime:
    return datetime(year, month, number, hour, tzinfo=BEIJING)


def whole_day(year: int, month: int, number: int) -> tuple[datetime, datetime]:
    start = day(year, month, number)
    return start, start + timedelta(days=1)


def ago(year: int, month: int, number: int) -> tuple[datetime, datetime]:
    return (day(year, month, number, 2),) * 2


DAY = whole_day(2024, 10, 5)
OCTOBER = day(2024, 10, 1), day(2024, 11, 1)
YEAR = day(2024, 1, 1), day(2025, 1, 1)
LAST_WEEK = day(2024, 7, 22), day(2024, 7, 29)
THIS_WEEK = day(2024, 7, 29), day(2024, 8, 5)
LAST_MONTH = day(2024, 7, 1), day(2024, 8, 1)
THIS_MONTH = day(2024, 8, 1), day(2024, 9, 1)
LAST_YEAR = day(2023, 1, 1), day(2024, 1, 1)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2024", "２０２４", " 2024 ", "2024年", "2024 年", "今年", "this year"], YEAR),
        (["2024-10", "202410", "2024/10", "2024.10", "2024年10月", "2024 年 10 月"], OCTOBER),
        (["2024-10-05", "2024-10-5", "20241005", "2024/10/5", "2024/10/05", "2024.10.5"], DAY),
        (["2024年10月5日", "2024年10月05日", "2024 年 10 月 5 日", "2024年10月5号"], DAY),
        (["２０２４－１０－０５", "２０２４／１０／５", "２０２４年１０月５日", "2024年10月5"], DAY),
        (["2024-12", "2024年12月"], (day(2024, 12, 1), day(2025, 1, 1))),
        (["2024-2", "2024.02"], (day(2024, 2, 1), day(2024, 3, 1))),
        (["2024-02-29", "20240229"], whole_day(2024, 2, 29)),
        (["2024-12-31", "20241231"], whole_day(2024, 12, 31)),
        (["today", "今天", "Today"], whole_day(2024, 8, 1)),
        (["yesterday", "昨天", "昨日", "YESTERDAY"], whole_day(2024, 7, 31)),
        (["前天"], whole_day(2024, 7, 30)),
        (["last week", "last  week", "上周", "上週", "上星期", "上个星期"], LAST_WEEK),
        (["this week", "本周", "这周"], THIS_WEEK),
        (["last month", "上个月", "上個月", "上月"], LAST_MONTH),
        (["this month", "本月", "这个月"], THIS_MONTH),
        (["last year", "去年"], LAST_YEAR),
        (["前年"], (day(2022, 1, 1), day(2023, 1, 1))),
        (["7d", "7D", "７ｄ", "1w", "7 days ago", "7天前", "7 天前", "1周前", "一周前", "七天前"], ago(2024, 7, 25)),
        (["0d"], ago(2024, 8, 1)),
        (["3m", "3 months ago", "3个月前", "三个月前"], ago(2024, 5, 1)),
        (["1y", "12m", "1 year ago", "1年前"], ago(2023, 8, 1)),
        (["8m"], ago(2023, 12, 1)),
    ],
)  # fmt: skip
def test_a_named_time_begins_and_ends(
    texts: list[str], expected: tuple[datetime, datetime]
) -> None:
    assert {text: (start_of(text, NOW), end_of(text, NOW)) for text in texts} == dict.fromkeys(
        texts, expected
    )


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        ("1m", day(2024, 3, 31), day(2024, 2, 29)),
        ("1y", day(2024, 2, 29), day(2023, 2, 28)),
        ("last month", day(2024, 1, 15), day(2023, 12, 1)),
        ("last week", day(2024, 1, 1), day(2023, 12, 25)),
    ],
)
def test_a_month_without_such_a_day_has_its_last_one(
    text: str, now: datetime, expected: datetime
) -> None:
    assert start_of(text, now) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2023-02-29",
        "20230229",
        "2024年13月",
        "2024-13",
        "2024-00",
        "0000",
        "9999",
        "10/5/2024",
        "2024-10/5",
        "2024 10 05",
        "tomorrow",
        "7",
        "7 d",
        "-1d",
        "999999d",
        "999999y",
        "10月5日",
    ],
)
def test_anything_else_is_wrong_usage(program: Program, text: str) -> None:
    result = program.run("list", f"--until={text}")
    assert result.exit_code == 2
    assert f"Invalid value for '--until': {text!r} is no date: write {FORMS}" in result.stderr


@given(st.text() | st.from_regex(r"\d{1,6}[-/.dwmy年月日 ]\d{0,2}", fullmatch=True))
def test_no_text_is_more_than_no_date(text: str) -> None:
    with suppress(ValueError, OverflowError):
        assert start_of(text, NOW) <= end_of(text, NOW)
