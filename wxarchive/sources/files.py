"""Files on the disk: read with limits, and every error says which file and what to do."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from wxarchive.clock import BEIJING
from wxarchive.errors import SourceError
from wxarchive.guarded import epoch_time

PAGE_LIMIT = 16 * 1024 * 1024
"""Bytes. Today's pages have 2.3 to 4.0 MB; what is larger than this is no page."""
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".mhtml", ".mht", ".webarchive"})
NO_DATE = datetime(1970, 1, 1, 8, tzinfo=BEIJING)
"""Of what tells none."""
_COMPANIONS = ("_files", ".files", "_file", "-files", "_文件", ".文件")
"""What browsers add to a page's name for the folder of its pictures, frames and scripts."""


def read_limited(path: Path, limit: int, what: str) -> bytes:
    """Read a file of at most ``limit`` bytes; ``what`` it should be.

    Raises :class:`SourceError` for whatever is no such file; a pipe or a device is not opened, so
    it cannot hang.
    """
    with file_errors(path):
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            os.listdir(path)  # noqa: PTH208 -- a folder that cannot be opened says so
            raise SourceError("this is a folder", str(path), "give the pages in it")
        # to open a pipe would wait for whoever writes into it
        if not stat.S_ISREG(status.st_mode):
            what = "this is no ordinary file"
            raise SourceError(what, str(path), "save the page to a file first")
        with path.open("rb") as file:
            # no more than there is: who asks for more takes the memory for it
            body = file.read(min(status.st_size, limit) + 1)
            # unless it grows meanwhile, or tells no size
            if len(body) > status.st_size:
                body += file.read(max(limit + 1 - len(body), 0))
    if len(body) > limit:
        raise too_large(max(status.st_size, len(body)), str(path), what)
    return body


def changed_at(path: Path) -> datetime:
    """Return the date of a file; where that is in no year there is, the first one files have."""
    return epoch_time(path.stat().st_mtime, BEIJING) or NO_DATE


def too_large(size: int, given: str, what: str) -> SourceError:
    """Return the error for a file of ``size`` bytes, more than ``what`` it should be ever has."""
    has = f"the file has {size / 1_000_000:,.0f} MB, more than any {what}"
    return SourceError(has, given, f"give the {what} itself")


def head(path: Path, size: int) -> bytes:
    """Return the first bytes of a file, none of what cannot be read: reading the whole of it says
    why.
    """
    try:
        # reading a pipe would wait for ever
        if path.is_file():
            return read_head(path, size)
    except (OSError, ValueError):
        pass
    return b""


def refuse_unreadable(path: Path) -> None:
    """Raise :class:`SourceError` if there is no such file, or if it may not be read."""
    with file_errors(path):
        if stat.S_ISREG(path.stat().st_mode):
            read_head(path, 1)


def read_head(path: Path, size: int) -> bytes:
    """Return the first bytes of a file."""
    with path.open("rb") as file:
        return file.read(size)


def pages_in(folder: Path, suffixes: frozenset[str] = PAGE_SUFFIXES) -> list[Path]:
    """Return the files with these suffixes below a folder, sorted; each folder is visited once.

    Links are followed as far as they stay inside of ``folder``; one to a folder elsewhere is
    returned itself, so that it can be told of (:func:`leads_out`). Hidden files are left out, and
    so are the folders in which browsers keep what belongs to a page. A subfolder that cannot be
    opened is returned itself, so that reading it tells why. Raises :class:`SourceError` if the
    folder itself cannot be read.
    """
    with file_errors(folder):
        # only asks for the error; os.walk below keeps it to itself
        os.listdir(folder)  # noqa: PTH208
    return sorted(_walk(folder, suffixes))


def leads_out(path: Path, folder: Path) -> bool:
    """Tell whether a file or folder found below ``folder`` is a link to somewhere else."""
    try:
        return path.is_symlink() and not path.resolve().is_relative_to(folder.resolve())
    # a link to itself: reading it says so
    except (OSError, RuntimeError):
        return False


def is_hidden(name: str) -> bool:
    """Tell whether a file or folder is none of the user's own: hidden, what Office puts beside an
    open file, or what macOS adds to archives.
    """
    return name.startswith((".", "~$")) or name == "__MACOSX"


def is_companion(folder: str, pages: frozenset[str]) -> bool:
    """Tell whether a folder holds what belongs to one of the pages next to it; ``pages``: their
    names without suffix.
    """
    for ending in _COMPANIONS:
        if folder.endswith(ending) and folder.removesuffix(ending) in pages:
            return True
    return False


def companions_of(page: Path) -> list[Path]:
    """Return the folders in which browsers keep what belongs to a page."""
    folders = (page.with_name(page.stem + ending) for ending in _COMPANIONS)
    return [folder for folder in folders if folder.is_dir()]


def pages_of(names: list[str]) -> frozenset[str]:
    """Return the names of the pages among these files, without suffix."""
    paths = map(Path, names)
    return frozenset(path.stem for path in paths if path.suffix.lower() in PAGE_SUFFIXES)


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Raise what the system says of a file as :class:`SourceError`."""
    try:
        yield
    except FileNotFoundError as error:
        # what programs call their input
        if path.name == "-":
            what = "pages are read from files, not from stdin"
            hint = (
                "save the page to a file; a list of addresses can be piped into wxarchive fetch -"
            )
            raise SourceError(what, "-", hint) from error
        raise SourceError("there is no such file", str(path), "check the name") from error
    except PermissionError as error:
        raise SourceError("it may not be read", str(path), "check its permissions") from error
    except (OSError, ValueError) as error:
        what = f"it cannot be read: {getattr(error, 'strerror', None) or error}"
        raise SourceError(what, str(path), "check the name and the disk") from error


def _walk(folder: Path, suffixes: frozenset[str]) -> Iterator[Path]:
    visited: set[tuple[int, int]] = set()
    # what cannot be gone into is yielded itself
    closed: list[Path] = []
    walk = os.walk(
        folder, followlinks=True, onerror=lambda error: closed.append(Path(error.filename))
    )
    for place, subfolders, files in walk:
        # links may lead in circles, and to one folder in two ways
        status = Path(place).stat()
        identity = (status.st_dev, status.st_ino)
        if identity in visited:
            subfolders.clear()
            continue
        visited.add(identity)
        pages = pages_of(files)
        # of two ways to one folder always the same is taken
        inside = sorted(
            name for name in subfolders if not is_hidden(name) and not is_companion(name, pages)
        )
        # os.walk goes into what is left in its own list
        subfolders.clear()
        for name in inside:
            if leads_out(Path(place, name), folder):
                closed.append(Path(place, name))
            else:
                subfolders.append(name)
        for name in files:
            if Path(name).suffix.lower() in suffixes and not is_hidden(name):
                yield Path(place, name)
    yield from closed
