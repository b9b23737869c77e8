"""Ctrl-C: the first one lets the current article, or call, finish; the second one ends at once."""

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Self

import click

_SIGNALS = [signal.SIGINT]
if sys.platform == "win32":
    _SIGNALS.append(signal.SIGBREAK)  # Ctrl-Break, and the end of a scheduled task


class Interruption:
    """Listens to Ctrl-C while it is entered. ``current``: what the first one lets finish.

    During :meth:`sleep` nothing is being fetched, so the first one ends it. Leaving raises
    :class:`KeyboardInterrupt` after a Ctrl-C, so that the command ends as an interrupted one does.
    """

    def __init__(self, current: str = "article") -> None:
        self._current = current
        self._is_requested = False
        self._asleep = False

    def is_requested(self) -> bool:
        """Return whether the user pressed Ctrl-C."""
        return self._is_requested

    def sleep(self, seconds: float) -> None:
        """Wait; Ctrl-C ends it with :class:`KeyboardInterrupt`, also one that came just before."""
        self._asleep = True
        try:
            if self._is_requested:
                raise KeyboardInterrupt
            time.sleep(seconds)
        finally:
            self._asleep = False

    def __enter__(self) -> Self:
        # Python handles signals in the main thread only
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._handle) for number in _SIGNALS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if threading.current_thread() is threading.main_thread():
            for number, before in self._before.items():
                signal.signal(number, before)
        if self._is_requested and (error is None or isinstance(error, click.exceptions.Exit)):
            raise KeyboardInterrupt

    def _handle(self, _signal: int, _frame: FrameType | None) -> None:
        again, self._is_requested = self._is_requested, True
        if again or self._asleep:
            raise KeyboardInterrupt
        text = f"wxarchive: ending the {self._current} in hand; Ctrl-C again ends at once\n"
        # `2>&1 | tee log`: the same Ctrl-C ended tee, and an error here would break off the article
        with suppress(OSError, ValueError):
            stderr = 2
            if sys.__stderr__:
                stderr = sys.__stderr__.fileno()
            # not through the stream's buffer, which may be in use just now
            os.write(stderr, text.encode())
