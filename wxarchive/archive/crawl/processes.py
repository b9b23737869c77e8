"""Which process works on a row of the queue, and whether it still runs.

A process is named by its machine, the machine's start, its number, its own start and a chance word.
So a row comes back at once after a kill or a restart of the machine, and a number given to another
program later deceives nobody. Of another machine's process nothing can be known: its row comes back
when its lease is over.
"""

import os
import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from wxarchive.errors import StoreError
from wxarchive.guarded import number as read_number
from wxarchive.store import LEASE

if sys.platform == "win32":
    from wxarchive.archive.crawl import windows

_SIGNAL_NOBODY = 0
_GIVEN_UP: set[str] = set()
"""Names under which this process works no more, though it goes on."""


def own_name() -> str:
    """Return a name for this process, another one each time."""
    number = os.getpid()
    chance = secrets.token_hex(4)
    started = _started(number) or ""
    return "|".join([socket.gethostname(), _boot(), str(number), started, chance])


@contextmanager
def giving_back(name: str) -> Iterator[None]:
    """Give back what was taken under a name of this process. Where the archive cannot be written
    just then, it counts as lost, or this process would wait for itself as long as it goes on.
    """
    try:
        yield
    except StoreError:
        _GIVEN_UP.add(name)
        raise


def is_lost(name: str, until: datetime, now: datetime) -> bool:
    """Tell whether the process of this name works no more on what it took until then."""
    if name in _GIVEN_UP:
        return True
    # whatever is written there, it has five parts
    host, boot, number, started, _ = (name.split("|") + [""] * 5)[:5]
    # a lease that ends later than any does was given before the clock was put back
    over = now >= until or until > now + LEASE + timedelta(minutes=1)
    if host != socket.gethostname() or not number.isdecimal():
        return over
    process = read_number(number, digits=10) or 0
    begun = _started(process)
    if boot != _boot() or begun is None:
        return True
    if not started:
        return over
    # its number may have been given to another program
    return started != begun


def _boot() -> str:
    return _read("/proc/sys/kernel/random/boot_id")[:8]


if sys.platform == "win32":  # os.kill would end the process there, whatever the signal
    _started = windows.started

else:

    def _started(number: int) -> str | None:
        """Return when a process started, in the system's ticks; nothing where the system does not
        tell (proc(5)), ``None`` if it does not run.
        """
        # another user's process may not be signalled, which shows that it runs
        with suppress(PermissionError, OverflowError):
            try:
                os.kill(number, _SIGNAL_NOBODY)
            except ProcessLookupError:
                return None
        fields = _read(f"/proc/{number}/stat").rpartition(")")[2].split()
        # it has ended, and its parent has not taken notice yet
        if fields[:1] == ["Z"]:
            return "ended"
        return "".join(fields[19:20])


def _read(path: str) -> str:
    with suppress(OSError):
        return Path(path).read_text("ascii", "replace").strip()
    return ""
