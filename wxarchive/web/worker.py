"""Works through the queue when the page of the queue says so, in a thread and with a connection of
its own.

The server requests pages from here alone, at the pace of ``fetch``, one after the other. Other
processes may work on the same queue meanwhile.
"""

import threading
from collections import deque
from dataclasses import dataclass

from wxarchive.api import Archive
from wxarchive.containment import bug
from wxarchive.errors import WxArchiveError
from wxarchive.models import Outcome, QueueItem
from wxarchive.web.readers import still_there
from wxarchive.web.settings import Settings

_REMEMBERED = 30
"""Outcomes that are shown."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What the worker does. ``current``: the address it fetches; ``problem``: why it stopped before
    the end of the queue.
    """

    is_working: bool = False
    current: str = ""
    done: tuple[Outcome, ...] = ()
    problem: str = ""


class Worker:
    """Fetches what waits in the queue of one archive."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._called = threading.Event()
        self._ending = threading.Event()
        self._hurry = False
        self._is_working = False
        self._current = ""
        self._done: deque[Outcome] = deque(maxlen=_REMEMBERED)
        self._problem = ""
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> Progress:
        """Return what it does now."""
        return Progress(self._is_working, self._current, tuple(self._done)[::-1], self._problem)

    def call(self, *, hurry: bool = False) -> None:
        """Let it begin, or go on; ``hurry``: although the pause after a verification is not
        over.
        """
        self._hurry = self._hurry or hurry
        self._is_working, self._problem = True, ""
        # one thread for all calls: the pace is that of one person
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
            self._thread.start()
        self._called.set()

    def end(self) -> None:
        """End it; the address it fetches waits in the queue again."""
        self._ending.set()
        self._called.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        def note_current(row: QueueItem) -> None:
            self._current = row.wanted.title or row.wanted.address

        while self._called.wait() and not self._ending.is_set():
            self._called.clear()
            # who called may have done so just when the last work ended
            self._is_working = True
            hurry, self._hurry = self._hurry, False
            try:
                with Archive(
                    still_there(self._settings.archive),
                    write=True,
                    network=self._settings.fetch,
                    stop=self._ending,
                    on_fetch=note_current,
                ) as archive:
                    # each as it is done: the page shows it
                    self._done.extend(archive.resume(hurry=hurry))
            # the page of the queue says it
            except WxArchiveError as error:
                self._problem = str(error)
            except Exception as error:
                self._problem = str(bug(error, "work through the queue"))
            self._current = ""
            # it may have been called once more meanwhile
            self._is_working = self._called.is_set()
