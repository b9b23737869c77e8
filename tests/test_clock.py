"""Times as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from wxarchive.clock import BEIJING, distance, in_form, iso, local_minute, span

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (timedelta(0), "in 0 s"),
        (timedelta(seconds=40), "in 40 s"),
        (timedelta(minutes=5), "in 5 min"),
        (timedelta(hours=4, minutes=3), "in 4 h"),
        (timedelta(days=-3), "3 days ago"),
        (timedelta(hours=-30), "30 h ago"),
        (timedelta(days=400), "in 400 days"),
    ],
)
def test_a_time_is_so_far_away(away: timedelta, told: str) -> None:
    assert distance(NOON + away, NOON) == told


@pytest.mark.parametrize(
    ("seconds", "told"), [(90, "90 s"), (121, "2 min"), (7200, "2 h"), (172_800, "2 days")]
)
def test_a_span_has_the_unit_that_is_easy_to_grasp(seconds: float, told: str) -> None:
    assert span(seconds) == told


def test_a_time_anywhere_is_written_in_beijings_for_programs() -> None:
    time = datetime(2026, 2, 28, 22, 30, tzinfo=UTC)
    assert (iso(time), in_form(time, "%d %H:%M")) == ("2026-03-01T06:30:00+08:00", "01 06:30")
    assert (iso(None), in_form(None, "%d")) == (None, None)


@pytest.mark.parametrize("year", [1, 1950, 2026, 9999])
def test_a_time_of_any_year_is_said_here_with_its_zone(year: int) -> None:
    told = local_minute(datetime(year, 6, 1, 12, 0, tzinfo=BEIJING))
    assert told[:7] in {f"{year:04}-06", f"{year:04}-05"}
    assert told[-6] in "+-"
