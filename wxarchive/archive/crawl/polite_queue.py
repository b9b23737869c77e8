"""The network as a crawl sees it: one row's turn after the other, until there is a reason to ask no
more.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from wxarchive import clock
from wxarchive.archive.crawl.own_account import NoAccount, OwnAccount
from wxarchive.archive.crawl.processes import giving_back, is_lost, own_name
from wxarchive.archive.ingest import Fetch
from wxarchive.errors import (
    BadAnswer,
    Blocked,
    BlockedBefore,
    BrowserError,
    HostNotAllowed,
    NetworkError,
    WxArchiveError,
)
from wxarchive.models import Pause, QueueItem, RawPage
from wxarchive.store import Store, Turn

_LOG = logging.getLogger(__name__)

FAILURES_IN_A_ROW = 3
"""So many addresses without any answer, and the network counts as down."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The world outside of a run.

    ``delay``: seconds to keep from what another process was answered; ``hurry`` asks a host that is
    to be left alone, ``assisted`` one that asked for verification: a person is there to pass it.
    ``stopping`` tells whether the user wants an end after the article in hand.
    ``asking`` is told each row before it is asked for. ``account``: the own one of the user.
    """

    now: Callable[[], datetime] = clock.now
    sleep: Callable[[float], None] = time.sleep
    delay: float = 0.0
    hurry: bool = False
    assisted: bool = False
    stopping: Callable[[], bool] = lambda: False
    asking: Callable[[QueueItem], object] = lambda _: None
    account: OwnAccount = field(default_factory=NoAccount)


class PoliteQueue:
    """Takes rows and asks for addresses; ``owner`` names this process, ``stopped`` is why nothing
    more is asked.
    """

    def __init__(self, fetch: Fetch, store: Store, outside: Environment) -> None:
        self.stopped: WxArchiveError | None = None
        self._fetch = fetch
        self._store = store
        self._outside = outside
        self.owner = own_name()
        self._failures = 0

    def turn(self, at: datetime | None = None) -> Turn:
        """Return who asks, and when: now, unless ``at`` says."""
        outside = self._outside
        now = at or outside.now()
        return Turn(self.owner, now, outside.delay, outside.hurry, outside.assisted)

    def lost(self, name: str, until: datetime) -> bool:
        """Tell whether the process of this name works no more."""
        return name != self.owner and is_lost(name, until, self._outside.now())

    def take(self, row_id: int) -> QueueItem | None:
        """Wait for a row's turn and take it; ``None`` if another process was faster. Raises why
        nothing is asked.
        """
        while True:
            if self.stopped:
                raise self.stopped
            if self._outside.stopping():
                raise KeyboardInterrupt
            taken = self._store.queue.take(row_id, self.turn(), self.lost)
            # an answer of WeChat to any process holds for all of them
            if isinstance(taken, Pause):
                self._stop(left_alone(taken))
            elif isinstance(taken, float):
                _LOG.debug("pause %.1f s: another process was answered just now", taken)
                self._outside.sleep(taken)
            else:
                return taken

    def release(self, row_id: int) -> None:
        """Let a row wait again, if this run still has it."""
        with giving_back(self.owner):
            self._store.queue.release(row_id, self.owner)

    def get(self, url: str) -> RawPage:
        """Fetch a page."""
        try:
            page = self._fetch(url)
        # the pause is as long as one verification makes it
        except BlockedBefore as error:
            self._stop(error)
            raise
        except Blocked:
            self.stop_after_challenge()
            raise
        # who closed the window wants no further page
        except BrowserError as error:
            self._stop(error)
            raise
        except NetworkError as error:
            self._note_failure(error)
            raise
        self._failures = 0
        return page

    def stop_after_challenge(self) -> None:
        """Ask nothing more, in this run and until the pause is over."""
        turn = self.turn()
        self._store.hosts.answered(turn)
        self._stop(left_alone(self._store.hosts.challenged(turn.now)))

    def _stop(self, reason: WxArchiveError) -> None:
        _LOG.info("nothing more is fetched: %s", reason)
        self.stopped = reason

    def _note_failure(self, error: NetworkError) -> None:
        """Stop where the server asks for it, or where nobody seems to answer at all."""
        if error.retry_after:
            now = self._outside.now()
            pause = self._store.hosts.busy(now, error.retry_after)
            self._stop(left_alone(pause))
        # an error status is an answer, and a redirect that is not followed is one, too
        is_answer = error.exit_code != NetworkError.exit_code or isinstance(error, HostNotAllowed)
        if is_answer:
            self._failures = 0
            return
        self._failures += 1
        if self._failures == FAILURES_IN_A_ROW:
            hint = "check the connection, then go on with: wxarchive fetch --resume"
            self._stop(NetworkError("not fetched: the network gave no answer before", hint=hint))


def left_alone(pause: Pause) -> WxArchiveError:
    """Say why a host is not asked, until when, and how to go on."""
    until = clock.local_minute(pause.until)
    go_on = "go on then with: wxarchive fetch --resume"
    if pause.why == "busy":
        hint = f"{go_on} (--now fetches all the same)"
        return BadAnswer(f"not fetched: WeChat is busy; paused until {until}", hint=hint)
    hint = f"{go_on} (--browser lets you pass it in a window, --now fetches all the same)"
    return Blocked(f"not fetched: WeChat asked for verification; paused until {until}", hint=hint)
