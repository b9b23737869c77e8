"""Times as people and programs write them are read in Beijing time; what is no time, or two, is
none.
"""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxarchive.clock import BEIJING
from wxarchive.formats.moments import moment

EVENING = datetime(2025, 6, 23, 18, 0, tzinfo=BEIJING)
NIGHT = datetime(2025, 6, 24, 2, 0, tzinfo=BEIJING)
DAY = datetime(2025, 6, 23, tzinfo=BEIJING)


@pytest.mark.parametrize(
    "told",
    [
        "2025-06-23T18:00:00Z", "2025-06-23T18:00:00.000Z", "2025-06-23 18:00:00 +0000", "2025-06-23T18:00:00.5+00:00",
        "2025-06-23 13:00:00 -0500", "2025-06-23 13:00 -05", "2025-06-23 18:00 UTC", "2025-06-23 18:00:00 (GMT)",
        "2025-06-23 20:00 UTC+2", "20250623T180000Z", "20250623T180000+0000",
        "Mon, 23 Jun 2025 18:00:00 GMT", "Mon, 23 Jun 2025 18:00:00 +0000", "23 Jun 2025 13:00 CDT",
        "Monday, 23-Jun-25 18:00:00 GMT", "Mon Jun 23 18:00:00 UTC 2025",
        "Mon Jun 23 2025 18:00:00 GMT+0000 (Coordinated Universal Time)", 1750701600, "1750701600", 1750701600.25,
        "1750701600000", datetime(2025, 6, 23, 18, tzinfo=UTC), {"$date": "2025-06-23T18:00:00Z"},
    ],
)  # fmt: skip
def test_a_time_that_tells_its_zone_is_converted(told: object) -> None:
    assert moment(told) in (NIGHT, NIGHT.replace(microsecond=250_000))


@pytest.mark.parametrize(
    "told",
    [
        "2025-06-23T18:00", "2025-06-23 18:00:00", "2025/6/23 18:00", "2025.06.23 18:00", "2025年6月23日 18:00",
        "2025年6月23日 下午6:00", "2025年6月23日 星期一 18:00", "2025年6月23日18时00分", "2025/6/23 6:00:00 PM",
        "2025-06-23 18:00 北京时间", "2025-06-23T18:00:00+08:00", "2025-06-23 18:00 CST", "202506231800",
        "20250623180000", "20250623T1800", "Mon Jun 23 18:00:00 2025", "Mon Jun 23 18:00:00 CST 2025",
        "June 23, 2025 at 6:00 PM",
        "6/23/2025 18:00", "23/06/2025 18:00", "23.06.2025 18:00", "45831.75", 45831.75,
        "２０２５－０６－２３　１８：００", "2025-06-23(月) 18:00", "2025年6月23日（周一）18:00", "2025-06-23 下午6点",
    ],
)  # fmt: skip
def test_a_time_without_a_zone_is_that_of_beijing(told: object) -> None:
    assert moment(told) == EVENING


def test_a_number_longer_than_any_is_no_time() -> None:
    assert moment(10**5000) is None


def test_a_time_without_a_zone_is_of_the_zone_that_stands_elsewhere() -> None:
    assert moment("2025-06-23 18:00", UTC) == NIGHT


@pytest.mark.parametrize(
    "told",
    ["2025-06-23", "20250623", 20250623, "2025年6月23日", "23 June 2025", "Jun 23rd, 2025", "45831", date(2025, 6, 23),
     {"date-parts": [[2025, 6, 23]]}],
)  # fmt: skip
def test_a_day_is_its_midnight_in_beijing(told: object) -> None:
    assert moment(told) == DAY


@pytest.mark.parametrize(
    "told",
    [None, True, "", "soon", "06/07/2025", "2024-13-40", "2025-06-23 25:00", 5, 1e300, "9" * 5000, "1970", [],
     {}, {"date-parts": []}, {"date-parts": [[2025]]}, "0000-00-00 00:00:00", "9999-12-31 23:59:59 -2300"],
)  # fmt: skip
def test_what_is_no_time_or_more_than_one_is_none(told: object) -> None:
    assert moment(told) is None


@given(
    st.text(alphabet="0123456789-/.:TZ +年月日GMTJun,下午 \t", max_size=40)
    | st.floats()
    | st.integers()
)
def test_any_text_or_number_is_a_time_or_none(told: object) -> None:
    found = moment(told)
    assert found is None or found.utcoffset() == BEIJING.utcoffset(None)
