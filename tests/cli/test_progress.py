"""The line that is shown while people wait."""

import os
import signal
import sys
from collections.abc import Iterator
from datetime import datetime

import pytest

from wxarchive.cli.interrupt import Interruption
from wxarchive.cli.progress import Countdown, CrawlProgress
from wxarchive.clock import BEIJING
from wxarchive.models import CrawlTarget, Outcome, QueueItem, Status

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=BEIJING)


def row(title: str | None) -> QueueItem:
    wanted = CrawlTarget("https://mp.weixin.qq.com/s/Address", title=title)
    return QueueItem(1, 1, wanted, "taken", 0, None, None, 0, None, None, NOON)


def still(slept: list[float]) -> Countdown:
    """A countdown at a clock that stands still."""
    return Countdown(slept.append, clock=lambda: 100.0)


@pytest.fixture
def shown() -> Iterator[CrawlProgress]:
    """A line about a queue in which seven wait."""
    crawled = CrawlProgress(lambda: 7, still([]))
    with crawled.display(on_terminal=True):
        yield crawled


def done(status: Status, title: str | None = None) -> Outcome:
    return Outcome("x", status, title=title)


def test_it_counts_and_names_what_is_asked_for(shown: CrawlProgress) -> None:
    assert shown.line() == "0 done, 0 queued"
    shown.asking(row("水要烧到几分"))
    assert shown.line() == "0 done, 7 queued  水要烧到几分"
    for status in ("created", "skipped", "gone", "failed", "blocked"):
        shown.outcome(done(status))
    shown.outcome(done("created", "五种叶子\n"))
    assert shown.line() == "3 done, 7 queued, 1 gone, 2 failed  五种叶子"


def test_without_a_title_the_address_is_shown(shown: CrawlProgress) -> None:
    shown.asking(row(None))
    assert shown.line().endswith("  https://mp.weixin.qq.com/s/Address")


def test_pauses_are_counted_down_and_media_are_counted() -> None:
    slept: list[float] = []
    countdown = still(slept)
    shown = CrawlProgress(lambda: 7, countdown, lambda: 12_300_000)
    countdown.sleep(2.6)
    assert (shown.line(), slept) == ("0 done, 0 queued, 12.3 MB of media, pause 3 s", [2.6])
    countdown.sleep(0.3)
    assert shown.line() == "0 done, 0 queued, 12.3 MB of media"


def test_nobody_counts_the_queue_for_a_line_that_is_not_shown() -> None:
    def count() -> int:
        raise AssertionError

    crawled = CrawlProgress(count, still([]))
    with crawled.display() as advance:
        crawled.asking(row("x"))
        advance(done("created"))


def test_leaving_without_an_interruption_is_quiet() -> None:
    with Interruption() as interruption:
        interruption.sleep(0)
    assert not interruption.is_requested()


def test_an_interruption_whose_message_nobody_reads_breaks_nothing_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # `2>&1 | tee log`: the same Ctrl-C ended tee
    reader, writer = os.pipe()
    os.close(reader)
    done = []

    def work() -> None:
        with os.fdopen(writer, "w", encoding="utf-8") as stderr, Interruption() as interruption:
            monkeypatch.setattr(sys, "__stderr__", stderr)
            signal.raise_signal(signal.SIGINT)
            done.append(interruption.is_requested())

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == [True]


def test_an_interruption_just_before_a_wait_ends_the_wait() -> None:
    def is_interrupted() -> None:
        with Interruption() as interruption:
            signal.raise_signal(signal.SIGINT)
            with pytest.raises(KeyboardInterrupt):
                interruption.sleep(0)

    # leaving raises it, too
    with pytest.raises(KeyboardInterrupt):
        is_interrupted()
