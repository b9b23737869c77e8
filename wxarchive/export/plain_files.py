"""What is in the place of a file, looked at without following a link; and a file that ends in a
pipe.
"""

import hashlib
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


@contextmanager
def seekable(target: "SupportsWrite[bytes]") -> Iterator[IO[bytes]]:
    """Give a file that its writer may go back in, as zip, PDF and Parquet need it, and copy it to
    ``target`` at the end: a pipe cannot be gone back in.
    """
    with TemporaryFile() as file:
        yield file
        file.seek(0)
        shutil.copyfileobj(file, target)


def size_of(path: Path) -> int | None:
    """Return the bytes of a plain file, ``None`` if there is none, -1 for a link or folder."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return -1
    return status.st_size


def digest_of(path: Path) -> str | None:
    """Return the SHA-256 of a file, ``None`` if there is none; of a link or folder, which is never
    ours, its kind.
    """
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return "no file"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
