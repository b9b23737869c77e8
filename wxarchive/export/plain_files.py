"""What is in the place of a file, looked at without following a link."""

import hashlib
import stat
from pathlib import Path


def size_of(path: Path) -> int | None:
    """Return the size of a plain file, ``None`` if there is none; raises OSError for a link or
    folder.
    """
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
