"""What a source is: a file, a folder of files or an address; read one by one, with clear errors."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from wxarchive import address
from wxarchive.errors import HostNotAllowed, SourceError, WxArchiveError
from wxarchive.models import BEIJING, ArticleRef, ListRef, RawPage

PAGE_LIMIT = 16 * 1024 * 1024
"""Bytes. Today's pages have 2.3 to 4.0 MB; what is larger than this is no page."""
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".mhtml", ".mht"})


@dataclass(frozen=True, slots=True)
class Address:
    """An article to ask the network for. ``given`` is what the user gave, without credentials."""

    given: str
    ref: ArticleRef


@dataclass(frozen=True, slots=True)
class ListAddress:
    """An album or a home page, whose articles to ask the network for; ``given`` as of an address."""

    given: str
    ref: ListRef


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A file; ``url`` is its article's address, if the user knows it. ``is_markdown``: only a dump will do."""

    given: str
    path: Path
    url: str | None = None
    is_markdown: bool = False


@dataclass(frozen=True, slots=True)
class Unusable:
    """What is neither, and why."""

    given: str
    error: WxArchiveError


Source = Address | ListAddress | SavedPage | Unusable


def read_page(path: Path, url: str | None = None) -> RawPage:
    """Read one saved page; ``url`` is its address, where the user knows it.

    ``received_at`` is the file's date. Raises :class:`SourceError` for whatever is no readable file of at most
    :data:`PAGE_LIMIT` bytes; a pipe or a device is not opened, so it cannot hang.
    """
    body = read_limited(path, PAGE_LIMIT, "page")
    received = datetime.fromtimestamp(path.stat().st_mtime, BEIJING)
    return RawPage(str(path), body, received, url=_canonical(url) if url else None, from_file=True)


def read_limited(path: Path, limit: int, what: str) -> bytes:
    """Read a file of at most ``limit`` bytes; ``what`` it should be. Errors as of :func:`read_page`."""
    with _clear_errors(path):
        status = path.stat()
        _refuse_other_than_files(path, status.st_mode)
        with path.open("rb") as file:
            body = file.read(limit + 1)
    if len(body) > limit:
        size = max(status.st_size, len(body)) / 1_000_000
        hint = f"give the {what} itself"
        raise SourceError(f"the file has {size:,.0f} MB, more than any {what}", str(path), hint)
    return body


def pages_in(folder: Path, suffixes: frozenset[str] = PAGE_SUFFIXES) -> list[Path]:
    """Return the saved pages below a folder, sorted; links to folders are followed, each folder is visited once.

    A subfolder that cannot be opened is returned itself, so that reading it tells why. Raises :class:`SourceError`
    if the folder itself cannot be read.
    """
    with _clear_errors(folder):
        os.listdir(folder)  # noqa: PTH208 -- only asks for the error; os.walk below keeps it to itself
    return sorted(_walk(folder, suffixes))


def read_list(lines: Iterable[str]) -> Iterator[str]:
    """Yield the sources of a list: an address or a path a line.

    Blank lines and lines that start with ``#`` are left out. Of a line of chat only its article addresses are
    taken, each of them, and those of albums and home pages.
    """
    for line in lines:
        text = line.strip().lstrip("\ufeff")
        if not text or text.startswith("#"):
            continue
        yield from [word for word in text.split() if address.article_ref(word) or address.list_ref(word)] or [text]


def sources(texts: Iterable[str], url: str | None = None) -> Iterator[Source]:
    """Tell addresses, saved pages and folders of pages apart; ``url`` is the address of the one saved page."""
    for text in texts:
        if address.is_address(text):
            yield _address(text)
        elif os.path.isdir(text):  # noqa: PTH112 -- unlike Path.is_dir it raises for no text at all
            yield from _folder(text, url)
        elif not os.path.exists(text) and (found := _in_text(text)):  # noqa: PTH110 -- as above
            yield found
        else:
            yield SavedPage(text, Path(text), url)


def _in_text(text: str) -> Address | ListAddress | None:
    """Return what an address in a text leads to; it is given as its canonical form."""
    if ref := address.article_ref(text):
        return Address(ref.url, ref)
    listed = address.list_ref(text)
    return ListAddress(listed.url, listed) if listed else None


def _address(text: str) -> Source:
    given = _without_credentials(text)
    if found := _in_text(text):
        return replace(found, given=given)
    if f"//{address.PAGE_HOST}/" in given.lower():
        hint = "open the article and copy its address"
        return Unusable(given, SourceError("this is no article's address", hint=hint))
    hint = f"articles are at https://{address.PAGE_HOST}/s/…"
    return Unusable(given, HostNotAllowed("this is no address of a WeChat article", hint=hint))


def _without_credentials(text: str) -> str:
    """Return an address as it was given, if it may be shown; a verification page's holds another one, escaped."""
    secret = address.has_credentials(text) or address.has_credentials(unquote(text))
    return address.clean(text) if secret else text


def _folder(text: str, url: str | None) -> Iterator[Source]:
    try:
        paths = pages_in(Path(text))
    except SourceError as error:
        yield Unusable(text, error)
        return
    if not paths:
        hint = "pages end in " + ", ".join(sorted(PAGE_SUFFIXES))
        yield Unusable(text, SourceError("there are no saved pages in this folder", text, hint))
    yield from (SavedPage(str(path), path, url) for path in paths)


def _walk(folder: Path, suffixes: frozenset[str]) -> Iterator[Path]:
    seen: set[tuple[int, int]] = set()
    unreadable: list[Path] = []
    walk = os.walk(folder, followlinks=True, onerror=lambda error: unreadable.append(Path(error.filename)))
    for place, subfolders, files in walk:
        status = Path(place).stat()
        if (status.st_dev, status.st_ino) in seen:
            subfolders.clear()
            continue
        subfolders.sort()  # of two ways to one folder always the same is taken
        seen.add((status.st_dev, status.st_ino))
        yield from (Path(place, name) for name in files if Path(name).suffix.lower() in suffixes)
    yield from unreadable


def _refuse_other_than_files(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        os.listdir(path)  # noqa: PTH208 -- a folder that cannot be opened says so
        raise SourceError("this is a folder", str(path), "give the pages in it")
    if not stat.S_ISREG(mode):
        raise SourceError("this is no ordinary file", str(path), "save the page to a file first")


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise SourceError("there is no such file", str(path), "check the name") from error
    except PermissionError as error:
        raise SourceError("it may not be read", str(path), "check its permissions") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise SourceError(f"it cannot be read: {why}", str(path), "check the name and the disk") from error


def _canonical(url: str) -> str:
    ref = address.article_ref(url)
    return ref.url if ref else address.clean(url)
