"""What processes of short lives do to an archive: each saves articles until something ends it."""

import itertools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from tests.store.making import day, linked, raw, ref
from wxarchive.errors import StoreError
from wxarchive.store import Store


def tell(line: object) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def let_no_file_grow_beyond(size: int) -> None:
    import resource  # Windows has none

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def save(path: Path) -> None:
    """Save articles without end, and tell the number of each."""
    with Store(path) as store:
        tell("open")
        for number in itertools.count(store._connection.value("SELECT count(*) FROM pages")):
            with store.atomic():
                page = store.pages.save(raw(number, release=number % 3, size=210_000), "ok", None)
                article = linked(ref(number + 1), ref(number + 2), text=f"{number}")
                store.articles.save(article, page, day(number))
            tell(number)


def save_until_statement(path: Path, left: int) -> None:
    """Be killed before or after a statement, the one of this number."""

    def count(frame: FrameType, event: str, called: Callable[..., object]) -> None:
        nonlocal left
        left -= event.startswith("c_") and called.__name__ == "execute"
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    save(path)


def save_until_size(path: Path, size: int) -> None:
    """Be killed in the middle of a write, when a file has so many bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    let_no_file_grow_beyond(size)
    save(path)


def fill(path: Path, size: int) -> None:
    """Tell the error that there is when no file can have more bytes."""
    let_no_file_grow_beyond(size)
    try:
        save(path)
    except StoreError as error:
        tell(f"{type(error).__name__} {error.exit_code}: {error}")


def read_and_write_as_nobody(path: Path) -> None:
    """Tell what a user without any rights reads, and why nothing is written."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    for read_only in (True, False):
        try:
            with Store(path, read_only=read_only) as store:
                tell(store.articles.find("1"))
        except StoreError as error:
            tell(f"{type(error).__name__} {error.exit_code}: {error}")
