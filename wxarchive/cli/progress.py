"""What people see while they wait: a line or a bar on stderr, only if that is a terminal."""

import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from wxarchive.cli.output import Advance
from wxarchive.cli.plain import one_line, size
from wxarchive.clock import span
from wxarchive.models import Outcome, QueueItem

if TYPE_CHECKING:
    from rich.console import Console

_WORTH_SAYING = 0.5
"""Seconds: a shorter pause is not shown."""
_FAILED = frozenset({"failed", "blocked"})


class _LinesAbove(io.TextIOBase):
    """A stream whose lines are printed whole above what is shown while people wait.

    Rich has one of its own, without an encoding: click takes that for a broken stream and writes
    past it.
    """

    def __init__(self, stream: TextIO, console: "Console") -> None:
        self._stream = stream
        self._console = console
        self._begun = ""

    @property
    def encoding(self) -> str:  # type: ignore[override]  # the stubs have an attribute
        """Return the stream's encoding."""
        return self._stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]  # the stubs have an attribute
        """Return what the stream does about characters that its encoding lacks."""
        return self._stream.errors

    @property
    def rich_proxied_file(self) -> TextIO:
        """Return what rich writes to instead of this."""
        return self._stream

    def isatty(self) -> bool:
        """Return that this is a terminal: :func:`_printed_above` replaces nothing else."""
        return True

    def write(self, text: str) -> int:
        """Print the lines that are whole now."""
        from rich.text import Text

        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._console.print(Text.from_ansi(line), soft_wrap=True)
        return len(text)

    def flush(self) -> None:
        """Keep what is no whole line yet; it comes with the rest of it."""

    def finish(self) -> None:
        """Print what is left without an end of line."""
        if self._begun:
            self.write("\n")


@contextmanager
def _printed_above(console: "Console") -> Iterator[None]:
    """Print above the progress what goes to the terminal."""
    before = sys.stdout, sys.stderr
    replaced = []
    for name, stream in (("stdout", sys.stdout), ("stderr", sys.stderr)):
        # into a file or pipe goes data, which nothing may touch
        if stream.isatty():
            above = _LinesAbove(stream, console)
            setattr(sys, name, above)
            replaced.append(above)
    try:
        yield
    finally:
        for above in replaced:
            above.finish()
        sys.stdout, sys.stderr = before


class Countdown:
    """A sleep that is counted down; ``clock`` is in seconds."""

    def __init__(
        self, sleep: Callable[[float], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sleep = sleep
        self._clock = clock
        self._over = 0.0

    def sleep(self, seconds: float) -> None:
        """Sleep, and know how long."""
        self._over = self._clock() + seconds
        self._sleep(seconds)

    def rest(self) -> float:
        """Return the seconds that are left of the pause, none or less if there is no pause."""
        return self._over - self._clock()


class CrawlProgress:
    """The state of a crawl in one line: done, queued, gone, failed, what is being fetched, how long
    the pause is.

    ``waiting`` counts the rows of the queue and is called only while the line is shown; ``media``
    returns the bytes of media so far.
    """

    def __init__(
        self, waiting: Callable[[], int], countdown: Countdown, media: Callable[[], int] = lambda: 0
    ) -> None:
        self._waiting = waiting
        self._countdown = countdown
        self._media = media
        self._is_shown = False
        self._counts = {"done": 0, "queued": 0, "gone": 0, "failed": 0}
        self._title = ""

    def asking(self, row: QueueItem) -> None:
        """Note what is being fetched."""
        self._title = one_line(row.wanted.title or row.wanted.address)
        self._count_waiting()

    def outcome(self, outcome: Outcome) -> None:
        """Note what became of a source."""
        name = "done"
        if outcome.status in _FAILED:
            name = "failed"
        elif outcome.status == "gone":
            name = "gone"
        self._counts[name] += 1
        self._title = one_line(outcome.title or self._title)
        self._count_waiting()

    def line(self) -> str:
        """Return the line to show now."""
        # what has gone wrong is named only where something has
        parts = [
            f"{number} {name}"
            for name, number in self._counts.items()
            if number or name in {"done", "queued"}
        ]
        if fetched := self._media():
            parts.append(f"{size(fetched)} of media")
        if (rest := self._countdown.rest()) > _WORTH_SAYING:
            parts.append(f"pause {span(rest)}")
        return f"{', '.join(parts)}  {self._title}".rstrip()

    @contextmanager
    def display(self, *, on_terminal: bool | None = None) -> Iterator[Advance]:
        """Keep the line on the terminal, below what is printed; on none, show nothing."""
        if on_terminal is None:
            on_terminal = sys.stderr.isatty()
        if not on_terminal:
            yield self.outcome
            return
        from rich.console import Console
        from rich.live import Live
        from rich.text import Text

        def renderable() -> Text:
            return Text(self.line(), no_wrap=True, overflow="ellipsis")

        console = Console(stderr=True)
        self._is_shown = True
        # rich redirects streams too, but to one that click writes past
        with (
            Live(
                get_renderable=renderable,
                console=console,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            ),
            _printed_above(console),
        ):
            yield self.outcome

    def _count_waiting(self) -> None:
        # a query for each article, which nobody needs where no line is shown
        if self._is_shown:
            self._counts["queued"] = self._waiting()


@contextmanager
def bar(total: int | None = None) -> Iterator[Advance]:
    """Show a bar that grows by each outcome; ``total``: how many there will be, if it is known."""
    # a bar of one would only flicker
    if not sys.stderr.isatty() or total == 1:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(
        *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    )
    with progress as lines, _printed_above(console):
        task = lines.add_task("", total=total)
        yield lambda _: lines.advance(task)
