"""Markdown dumps and saved pages to be imported: files and folders, told apart by their names and first lines."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from wxarchive import address, dumps
from wxarchive.errors import SourceError
from wxarchive.importers.sources import PAGE_SUFFIXES, SavedPage, Source, Unusable, pages_in, read_page
from wxarchive.models import RawPage

DUMP_SUFFIXES = frozenset({".md", ".markdown"})


def dumps_and_pages(texts: Iterable[str], url: str | None = None) -> Iterator[Source]:
    """Find dumps and saved pages in files and folders; ``url`` is the address of the one file that is given."""
    for text in texts:
        if address.is_address(text):
            yield Unusable(address.clean(text), not_a_file(address.clean(text)))
        elif os.path.isdir(text):  # noqa: PTH112 -- unlike Path.is_dir it raises for no text at all
            yield from _folder(text, url)
        else:
            yield _file(text, Path(text), url)


def not_a_file(given: str) -> SourceError:
    """Return the error for an address where a file is wanted."""
    return SourceError("this is an address, and import reads files", given, "use wxarchive fetch")


def read_file(source: SavedPage) -> RawPage:
    """Read a saved page or dump; raises :class:`SourceError` for Markdown that is no dump, and as ``read_page``."""
    page = read_page(source.path, source.url)
    if source.is_markdown and not dumps.is_dump(page):
        lines = f"{dumps.ACCOUNT}, {dumps.PUBLISHED} and {dumps.ADDRESS}"
        what = f"this Markdown is no dump of an article: a dump begins with its title and the lines {lines}"
        raise SourceError(what, str(source.path), "leave it out")
    return page


def _folder(text: str, url: str | None) -> Iterator[Source]:
    folder = Path(text) if Path(text).name not in {"", ".."} else Path(text).resolve()  # the name is an album's
    try:
        paths = pages_in(folder, PAGE_SUFFIXES | DUMP_SUFFIXES)
    except SourceError as error:
        yield Unusable(text, error)
        return
    lists = _lists_of_export(folder)
    paths = [path for path in paths if path not in lists]
    if not paths:
        hint = "dumps and pages end in " + ", ".join(sorted(PAGE_SUFFIXES | DUMP_SUFFIXES))
        yield Unusable(text, SourceError("there is nothing to import in this folder", text, hint))
    yield from (_file(str(path), path, url) for path in paths)


def _lists_of_export(folder: Path) -> set[Path]:
    """Return the pages in a folder of our own export that only list its articles, as its manifest knows them."""
    with suppress(OSError, ValueError, AttributeError, TypeError, LookupError):
        written = json.loads((folder / dumps.MANIFEST).read_bytes())["files"]
        return {folder / file[0] for key, file in written.items() if key.partition(" ")[0].endswith("-index")}
    return set()


def _file(text: str, path: Path, url: str | None) -> SavedPage:
    return SavedPage(text, path, url, is_markdown=path.suffix.lower() in DUMP_SUFFIXES)
