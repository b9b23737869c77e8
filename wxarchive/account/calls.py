"""When an account may make its next call: few and slow, and none after a refusal.

An account is one wherever it is used from, so its calls are written down beside its login and not
in an archive: a line each, before the call is made, so that none is forgotten however a process
ends::

    2026-11-30T05:47:12+08:00 call
    2026-11-30T05:47:14+08:00 pause 2026-11-30T07:47:14+08:00

Each month has a file of its own. Processes only append to it, so none overwrites what another one
writes at the same time.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from wxarchive.clock import BEIJING, iso, local_minute
from wxarchive.errors import CallsRefused, CallsSpent, UsageError
from wxarchive.guarded import iso_time

_LOG = logging.getLogger(__name__)
_GO_ON = "go on then with: wxarchive fetch --resume"
_FIRST_PAUSE = timedelta(hours=2)
_LONGEST_PAUSE = timedelta(hours=24)
_REMEMBERED = timedelta(hours=48)
_FILES = "calls-*.txt"


@dataclass(frozen=True, slots=True)
class CallPace:
    """How often to call: ``delay`` seconds after the last call, of which ``jitter`` is the share
    that chance adds or takes; ``a_day`` calls on a day of Beijing.

    Others' tools were refused after some 600 articles in a short time, or 1,100 in twenty minutes
    (docs/wechat-pages.md §6.4); a call brings twenty messages.
    """

    delay: float = 20.0
    jitter: float = 0.5
    a_day: int = 50


@dataclass(frozen=True, slots=True)
class _Line:
    """A call, or a refusal with the end of the pause after it."""

    at: datetime
    until: datetime | None


class CallLog:
    """The calls of the user's account. ``folder``: where their files are.

    ``wait`` (for seconds), ``now`` and ``chance`` (0 to 1) are the world outside. ``hurry``: a
    pause after a refusal is not kept.
    """

    def __init__(
        self,
        folder: Path,
        pace: CallPace,
        *,
        wait: Callable[[float], object],
        now: Callable[[], datetime],
        chance: Callable[[], float],
        hurry: bool = False,
    ) -> None:
        self._folder = folder
        self._pace = pace
        self._wait = wait
        self._now = now
        self._chance = chance
        self._hurry = hurry

    def ready(self) -> None:
        """Wait until a call may be made; raises :class:`CallsRefused` and :class:`CallsSpent` where
        that is far off.
        """
        lines, now = self._lines(), self._now()
        pause = max((line.until for line in lines if line.until), default=None)
        if pause and now < pause and not self._hurry:
            what = f"no call is made: WeChat refused them; paused until {local_minute(pause)}"
            raise CallsRefused(what, hint=_GO_ON)
        # a call in the future: the clock was put back meanwhile
        calls = [min(line.at, now) for line in lines if line.until is None]
        today = now.astimezone(BEIJING).date()
        made = sum(at.astimezone(BEIJING).date() == today for at in calls)
        if made >= self._pace.a_day:
            what = f"the {self._pace.a_day} calls of this day are made"
            raise CallsSpent(what, hint="go on tomorrow with: wxarchive fetch --resume")
        if calls:
            # never twice the same, which would be the mark of a machine
            share = self._pace.jitter * (2 * self._chance() - 1)
            delay = self._pace.delay * (1 + share)
            rest = delay - (now - max(calls)).total_seconds()
            if rest > 0:
                _LOG.debug("pause %.1f s before the next call", rest)
                self._wait(rest)

    def note(self) -> None:
        """Note that a call is made now."""
        self._add("call")

    def refused(self) -> CallsRefused:
        """Note that WeChat refuses further calls, and return the error for it. The pause is two
        hours, then longer each time, at most a day.
        """
        now = self._now()
        since = now - _REMEMBERED
        refusals = [line for line in self._lines() if line.until is not None]
        before = sum(line.at > since for line in refusals)
        longer = _FIRST_PAUSE * 3 ** min(before, 8)
        until = now + min(longer, _LONGEST_PAUSE)
        self._add(f"pause {iso(until)}")
        what = "WeChat says that these calls were too many (200013), which ends after 1 to 24 hours"
        hint = f"paused until {local_minute(until)}; {_GO_ON}"
        return CallsRefused(what, hint=hint)

    def _lines(self) -> list[_Line]:
        """Read the files. A time in the future can only mean that the clock was put back; no pause
        is longer than any is set.
        """
        now, lines = self._now(), []
        for line in self._text().splitlines():
            time, _, rest = line.partition(" ")
            what, _, end = rest.partition(" ")
            at, until = iso_time(time), iso_time(end)
            # half a line, of a process that was killed
            if at is None or at.tzinfo is None or (until and until.tzinfo is None):
                continue
            if (what == "pause") != (until is not None):
                continue
            if until and until > now + _LONGEST_PAUSE:
                until = now + _LONGEST_PAUSE
            lines.append(_Line(at, until))
        return lines

    def _text(self) -> str:
        """Return the lines of all files, the oldest first."""
        texts = []
        with self._counting():
            for file in sorted(self._folder.glob(_FILES)):
                # another process may have deleted it as too old
                with suppress(FileNotFoundError):
                    texts.append(file.read_text("ascii", "replace"))
        return "\n".join(texts)

    def _add(self, what: str) -> None:
        now = self._now().astimezone(BEIJING)
        with self._counting():
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / f"calls-{now:%Y-%m}.txt").open("a", encoding="ascii") as file:
                # a killed process may have left half a line before it
                file.write(f"\n{iso(now)} {what}\n")
                file.flush()
                os.fsync(file.fileno())
        # a day, and what is remembered of refusals, may reach back into the month before
        month_before = now.replace(day=1) - timedelta(days=1)
        for old in self._folder.glob(_FILES):
            if old.stem < f"calls-{month_before:%Y-%m}":
                with suppress(OSError):
                    old.unlink()

    @contextmanager
    def _counting(self) -> Iterator[None]:
        """Raise what the system says of the files as :class:`UsageError`."""
        try:
            yield
        except OSError as error:
            what = f"the calls of your account cannot be counted ({error.strerror})"
            hint = "check the permissions of this folder"
            raise UsageError(what, str(self._folder), hint) from None
