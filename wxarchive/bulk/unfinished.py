"""A file that appears when it is whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

from wxarchive.errors import ExportError

UNFINISHED = ".unfinished"
"""How the names of files end that are being written."""


@contextmanager
def unfinished(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write, and put it in its place when all is written. Two processes that write
    the same one do not disturb each other: the later one stays.

    Raises :class:`ExportError` where it cannot be written.
    """
    new = path.with_name(f".{path.name}.{uuid4().hex}{UNFINISHED}")
    try:
        with new.open("xb") as file:
            yield file
            # its name says that it is whole, also after the power fails
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        what = f"it cannot be written: {error.strerror or error}"
        raise ExportError(what, str(path), "check the folder and the disk") from error
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
