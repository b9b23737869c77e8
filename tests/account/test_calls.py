"""When an account may call next: slowly, so often a day, not after a refusal."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

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
        folder / "own",
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
    [file] = (tmp_path / "own").iterdir()
    now = "2026-05-04T08:00:00+08:00"
    halves = (
        f"nonsense\n2026-05-04T08:00:00 call\n2026 pause never\n{now} pause 2026-05-04T10:00:00"
    )
    file.write_bytes(file.read_bytes() + halves.encode() + b"\n\xff\n" + now[:19].encode())
    with pytest.raises(CallsSpent):
        log(tmp_path, clock, a_day=1).ready()
    log(tmp_path, clock).note()
    with pytest.raises(CallsSpent):
        log(tmp_path, clock, a_day=2).ready()
    log(tmp_path, clock, a_day=3).ready()


def test_a_call_is_remembered_into_the_next_month_and_no_longer(
    tmp_path: Path, clock: Clock
) -> None:
    clock.time = datetime(2026, 4, 30, 23, 59, 55, tzinfo=BEIJING)
    log(tmp_path, clock).refused()
    clock.time = datetime(2026, 5, 1, tzinfo=BEIJING)
    with pytest.raises(CallsRefused):
        log(tmp_path, clock).ready()
    log(tmp_path, clock).note()
    clock.time = datetime(2026, 6, 2, tzinfo=BEIJING)
    log(tmp_path, clock).note()
    names = sorted(file.name for file in (tmp_path / "own").iterdir())
    assert names == ["calls-2026-05.txt", "calls-2026-06.txt"]


def test_what_others_note_at_the_same_time_is_counted_too(tmp_path: Path, clock: Clock) -> None:
    log(tmp_path, clock).note()
    [file] = (tmp_path / "own").iterdir()
    file.write_bytes(file.read_bytes() * 2_001)
    clock.time += timedelta(days=1)
    at_once = Barrier(8)

    def note() -> None:
        at_once.wait()
        log(tmp_path, clock).note()

    with ThreadPoolExecutor(8) as others:
        for done in [others.submit(note) for _ in range(8)]:
            done.result()
    log(tmp_path, clock, a_day=9).ready()
    with pytest.raises(CallsSpent):
        log(tmp_path, clock, a_day=8).ready()
