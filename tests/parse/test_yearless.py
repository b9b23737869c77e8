"""Times without a year, or told from the day of reading, on pages that a browser drew: the file
tells when that was, or they are a loss.
"""

from datetime import UTC, datetime, timedelta

import pytest

from tests.parse.test_saved_as_mhtml import PAGE, ZONE, article, mhtml, single_file
from wxarchive.clock import BEIJING
from wxarchive.parse.yearless import told_from

AT_HOME = "Tue Jul 01 2025 00:30:00 GMT+0800 (China Standard Time)"
ONLY_DAY = "only the day of publication is in the page"
SEEN = datetime(2026, 1, 2, 0, 30, tzinfo=BEIJING)


def shown(text: str, body: bytes) -> bytes:
    return body.replace(b"2025-06-23 18:00", text.encode())


def moment(text: str) -> datetime:
    return datetime.strptime(f"{text} +0800", "%Y-%m-%d %H:%M %z")


@pytest.mark.parametrize(
    ("text", "told", "losses"),
    [
        ("6月23日 18:00", "2025-06-23 18:00", ()),
        ("6月23日18:00", "2025-06-23 18:00", ()),
        ("10月6日 23:13", "2024-10-06 23:13", ()),
        ("06-23 18:00", "2025-06-23 18:00", ()),
        ("昨天 12:00", "2025-06-30 12:00", ()),
        ("Yesterday 12:00", "2025-06-30 12:00", ()),
        ("今天 00:10", "2025-07-01 00:10", ()),
        ("昨天", "2025-06-30 00:00", (ONLY_DAY,)),
        ("前天", "2025-06-29 00:00", (ONLY_DAY,)),
        ("3天前", "2025-06-28 00:00", (ONLY_DAY,)),
        ("6月23日", "2025-06-23 00:00", (ONLY_DAY,)),
        ("June 23", "2025-06-23 00:00", (ONLY_DAY,)),
    ],
)
def test_the_year_follows_from_when_singlefile_saved_the_page(
    text: str, told: str, losses: tuple[str, ...]
) -> None:
    found = article(shown(text, single_file(AT_HOME)))
    assert found.metadata.published_at == moment(told)
    assert found.losses == losses


@pytest.mark.parametrize(
    ("text", "told"), [("昨天 20:00", "2025-07-01 08:00"), ("6月23日 18:00", "2025-06-24 06:00")]
)
def test_the_clock_is_the_browsers(text: str, told: str) -> None:
    saved = "Tue Jul 01 2025 03:00:00 GMT-0400 (Eastern Daylight Time)"
    assert article(shown(text, single_file(saved))).metadata.published_at == moment(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("10月6日 23:13", "2025-10-06 00:00"),
        ("12月6日", "2024-12-06 00:00"),
        ("昨天 12:00", "2025-11-30 00:00"),
        ("3 days ago", "2025-11-28 00:00"),
    ],
)
def test_of_a_clock_of_unknown_zone_no_more_than_the_day_is_kept(text: str, told: str) -> None:
    page = PAGE.format(meta="").replace("2025-06-23 18:00", text)
    found = article(mhtml(page.encode()))
    assert found.metadata.published_at == moment(told)
    assert found.losses == (ZONE,)


def test_the_server_tells_the_year_too() -> None:
    script = "<script>var svr_time = '1751300000' * 1; var msg_title = '题';</script>"
    page = PAGE.format(meta=script).replace("2025-06-23 18:00", "10月6日 23:13")
    found = article(page.encode())
    assert found.metadata.published_at == moment("2024-10-06 23:13")


@pytest.mark.parametrize("text", ["1周前", "week", "day(s) ago", "10/6", "13月45日", "昨天下午"])
def test_what_tells_no_day_is_a_loss(text: str) -> None:
    found = article(shown(text, single_file(AT_HOME)))
    assert found.metadata.published_at is None
    assert found.losses == (f"the time of publication is not in the page: it only says “{text}”",)


@pytest.mark.parametrize("text", ["10月6日 23:13", "昨天 12:00"])
def test_without_the_time_of_saving_there_is_no_year(text: str) -> None:
    found = article(PAGE.format(meta="").replace("2025-06-23 18:00", text).encode())
    assert found.metadata.published_at is None
    told = f"the time of publication is not in the page: it only says “{text}”"
    assert found.losses[0] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1月2日 00:20", "2026-01-02 00:20"),
        ("1月2日 05:00", "2026-01-02 05:00"),
        ("1月3日 05:00", "2025-01-03 05:00"),
        ("12月31日", "2025-12-31 00:00"),
        ("2月29日", "2024-02-29 00:00"),
        ("１０月６日", "2025-10-06 00:00"),
        ("10月6號", "2025-10-06 00:00"),
        ("6 Oct 23:13", "2025-10-06 23:13"),
        ("Oct 6, 23:13", "2025-10-06 23:13"),
        ("October 6th", "2025-10-06 00:00"),
        ("3日前", "2025-12-30 00:00"),
        ("昨日 9:05", "2026-01-01 09:05"),
        ("어제", "2026-01-01 00:00"),
        ("2일 전", "2025-12-31 00:00"),
        ("1 day ago", "2026-01-01 00:00"),
    ],
)
def test_the_latest_such_time_that_was_seen(text: str, told: str) -> None:
    assert told_from(text, SEEN, BEIJING) == (moment(told), ":" in text)


@pytest.mark.parametrize(
    "text", ["", "某人", "2月30日", "0月1日", "10月6日 25:00", "99 days", "5:00"]
)
def test_anything_else_is_no_time(text: str) -> None:
    assert told_from(text, SEEN, UTC) is None


def test_the_day_is_that_of_the_zone() -> None:
    seen = SEEN + timedelta(hours=1)
    assert told_from("今天", seen, UTC) == (datetime(2026, 1, 1, tzinfo=UTC), False)
