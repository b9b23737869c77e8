"""When an account may call next: slowly, so often a day, not after a refusal."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from wxarchive.account.calls import CallLog, CallPace
from wxarchive.clock import BEIJING
from wxarchive.errors import CallsRefused, CallsSpent

MORNING = datetime(2026, 5, 4, 8, 0, tzinfo=BEIJING)


class Clock:
    def __init__(self) -> None:
        self.time = MORNING
        self.naps: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def log(
    folder: Path, clock: Clock, *, a_day: int = 50, chance: float = 0.5, hurry: bool = False
) -> CallLog:
    """Return the log as a new process has it."""
    return CallLog(
        folder / "own" / "calls.txt",
        CallPace(20, 0.5, a_day),
        wait=clock.sleep,
        now=lambda: clock.time,
        chance=lambda: chance,
        hurry=hurry,
    )


def call(calls: CallLog) -> None:
    calls.ready()
    calls.note()


def test_the_first_call_waits_for_nothing(tmp_path: Path, clock: Clock) -> None:
    call(log(tmp_path, clock))
    assert clock.naps == []


@pytest.mark.parametrize(("chance", "pause"), [(0.0, 10.0), (0.5, 20.0), (1.0, 30.0)])
def test_the_pause_is_never_twice_the_same(
    tmp_path: Path, clock: Clock, chance: float, pause: float
) -> None:
    call(log(tmp_path, clock, chance=chance))
    clock.time += timedelta(seconds=4)
    call(log(tmp_path, clock, chance=chance))
    assert clock.naps == [pause - 4]


def test_a_day_has_so_many_calls_whatever_process_makes_them(tmp_path: Path, clock: Clock) -> None:
    for _ in range(3):
        call(log(tmp_path, clock, a_day=3))
    with pytest.raises(CallsSpent, match="the 3 calls of this day are made; go on tomorrow"):
        log(tmp_path, clock, a_day=3).ready()
    clock.time = datetime(2026, 5, 4, 23, 59, 59, tzinfo=BEIJING)
    with pytest.raises(CallsSpent):
        log(tmp_path, clock, a_day=3).ready()
    clock.time += timedelta(seconds=1)
    call(log(tmp_path, clock, a_day=3))


def test_each_refusal_is_followed_by_a_longer_pause(tmp_path: Path, clock: Clock) -> None:
    for hours in (2, 6, 18, 24):
        log(tmp_path, clock).refused()
        clock.time += timedelta(hours=hours, seconds=-1)
        with pytest.raises(CallsRefused, match="no call is made: WeChat refused them; paused"):
            log(tmp_path, clock).ready()
        clock.time += timedelta(seconds=1)
        log(tmp_path, clock).ready()


def test_a_pause_is_not_kept_where_the_user_hurries(tmp_path: Path, clock: Clock) -> None:
    log(tmp_path, clock).refused()
    log(tmp_path, clock, hurry=True).ready()


def test_a_clock_that_was_put_back_pauses_nobody_for_long(tmp_path: Path, clock: Clock) -> None:
    call(log(tmp_path, clock))
    log(tmp_path, clock).refused()
    clock.time -= timedelta(days=400)
    with pytest.raises(CallsRefused):
        log(tmp_path, clock).ready()
    call(log(tmp_path, clock, hurry=True))
    assert clock.naps == [20.0]


def test_lines_that_say_nothing_are_passed_over(tmp_path: Path, clock: Clock) -> None:
    call(log(tmp_path, clock))
    file = tmp_path / "own" / "calls.txt"
    file.write_text(file.read_text() + "\nnonsense\n2026-05-04T08:00:00 call\n2026 pause never\n")
    with pytest.raises(CallsSpent):
        log(tmp_path, clock, a_day=1).ready()


def test_the_file_stays_small(tmp_path: Path, clock: Clock) -> None:
    log(tmp_path, clock).note()
    file = tmp_path / "own" / "calls.txt"
    file.write_text(file.read_text() * 2100)
    log(tmp_path, clock).note()
    assert len(file.read_text().splitlines()) == 1001
