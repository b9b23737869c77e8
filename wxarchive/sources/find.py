"""Files, folders and archives → sources, one by one: told apart by their names and first lines."""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from wxarchive import address
from wxarchive.containment import contained
from wxarchive.errors import SourceError, WxArchiveError
from wxarchive.formats import MANIFEST, addresses_in, utf8_of
from wxarchive.sources.containers import (
    ARCHIVE_NAME,
    ARCHIVE_SUFFIXES,
    Container,
    MemberEntry,
    open_archive,
    open_inner,
)
from wxarchive.sources.exported import articles_named, is_list_of_files, of_no_use
from wxarchive.sources.files import (
    PAGE_SUFFIXES,
    is_companion,
    is_hidden,
    leads_out,
    pages_in,
    pages_of,
    read_limited,
    refuse_unreadable,
)
from wxarchive.sources.foreign import foreign, foreign_container, not_text, other_archive
from wxarchive.sources.foundfile import FoundFile
from wxarchive.sources.har import in_har
from wxarchive.sources.kinds import DUMP_SUFFIXES, WARC_NAME, kind_of
from wxarchive.sources.lines import Lines, in_utf8
from wxarchive.sources.lists import LIST_SUFFIXES, EmptyList, articles_listed
from wxarchive.sources.open_sheets import is_open_sheet
from wxarchive.sources.parquet import in_parquet
from wxarchive.sources.source import (
    Address,
    ListFile,
    SavedPage,
    Source,
    Unusable,
    in_text,
    not_a_file,
    source_of_address,
)
from wxarchive.sources.tables import LIST_LIMIT
from wxarchive.sources.warc import in_wacz, in_warc, is_wacz

_SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
_TEXTS = frozenset({".text", ".log"})
"""Such names say nothing of what is in a file: a dump, a page or a record, too."""
_RECORDINGS = frozenset({".warc", ".wacz", ".har", ".parquet"})
_LOOKED_FOR = PAGE_SUFFIXES | DUMP_SUFFIXES | LIST_SUFFIXES | _TEXTS | _RECORDINGS
_RECORDED: dict[str, Callable[[FoundFile], Iterator[Source]]] = {
    "warc": in_warc,
    "har": in_har,
    "parquet": in_parquet,
}
"""Kinds of files in which programs write down what they received."""
_SINGLE = frozenset({"pdf.html"})
"""What a tool writes beside ``index.html`` with the same article in it, made for printing."""
_BETWEEN = re.compile(
    r"(?<![\s,;|，；、])[\s,;|，；、]+(?=(?:https?:)?//|mp\.weixin\.qq\.com/)", re.I
)
_WORKBOOK = "xl/workbook.xml"
_LEADS_OUT = "it is a link out of the folder that was given, and those are not followed"


def importable(texts: Iterable[str], url: str | None = None) -> Iterator[Source]:
    """Find what can be imported in files, folders and archives; ``url`` is the address of the one
    page that is given.

    A file that is named is a source, whatever it is. In folders and archives dumps, saved pages,
    records and lists are looked for, and anything else is passed over.
    """
    for text in texts:
        if address.is_address(text):
            url_given = address.clean(text)
            yield Unusable(url_given, not_a_file(url_given))
        else:
            yield from _with_errors(text, _of_path(text, url))


def sources(texts: Iterable[str], url: str | None = None) -> Iterator[Source]:
    """Tell addresses and files apart; of a list that is named its articles are asked for.

    The articles that a web page or a list in a folder names only wait in the queue: nobody gave it
    to have them asked for.
    """
    for text in texts:
        if address.is_address(text):
            # whatever stands between addresses; one may have a full stop behind it
            for part in _BETWEEN.split(text.strip()):
                mentioned, whole = _in_chat(part), source_of_address(part)
                if len(mentioned) > 1 or (mentioned and isinstance(whole, Unusable)):
                    yield from mentioned
                else:
                    yield whole
        # as in _of_path
        elif not os.path.exists(text) and (mentioned := _in_chat(text)):  # noqa: PTH110
            yield from mentioned
        else:
            for source in _with_errors(text, _of_path(text, url)):
                if isinstance(source, ListFile) and source.given == text and source.form == "list":
                    yield from (Address(item.ref.url, item.ref) for item in source.articles)
                else:
                    yield source


def files_below(folder: Path) -> list[Path]:
    """Return the files below a folder that may hold pages, sorted: no list of files that are here,
    nor an article once more, made for printing. Raises :class:`SourceError`.
    """
    paths = pages_in(folder, _LOOKED_FOR | ARCHIVE_SUFFIXES)
    indexes = {path.parent for path in paths if path.name == "index.html"}
    # an export's manifest knows which of its pages only list its articles; it may be anybody's
    lists: set[Path] = set()
    with suppress(SourceError, ValueError, RecursionError, AttributeError, TypeError, LookupError):
        files = json.loads(read_limited(folder / MANIFEST, LIST_LIMIT, "manifest"))["files"]
        names = [name for name in files if name.partition(" ")[0].endswith("-index")]
        lists = {folder / files[name][0] for name in names}
    return [
        path
        for path in paths
        if path not in lists and not (path.name in _SINGLE and path.parent in indexes)
    ]


def found_among(paths: Iterable[Path], folder: Path, url: str | None = None) -> Iterator[Source]:
    """Yield what is in files below a folder; what is of no use is passed over, and a link out of
    the folder is told of and not followed.
    """
    for path in paths:
        if leads_out(path, folder):
            yield Unusable(str(path), SourceError(_LEADS_OUT, str(path), "give what it leads to"))
            continue
        # a folder here cannot be opened
        file = FoundFile(str(path), path, path.is_dir(), url=url, root=folder)
        yield from _with_errors(file.given, _of_file(file))


def _with_errors(given: str, within: Iterator[Source]) -> Iterator[Source]:
    """Yield what is found in a file or folder; what nobody expected in it is reported, and ends
    only this one.
    """
    try:
        with contained("read this"):
            yield from within
    except WxArchiveError as error:
        yield Unusable(given, error)


def _in_chat(text: str) -> list[Source]:
    """Return the articles and lists whose addresses stand in a text."""
    return list(filter(None, map(in_text, addresses_in(text))))


def _of_path(text: str, url: str | None) -> Iterator[Source]:
    if os.path.isdir(text):  # noqa: PTH112 -- unlike Path.is_dir it raises for no text at all
        yield from _in_folder(text, url)
    else:
        refuse_unreadable(Path(text))
        yield from _of_file(FoundFile(text, Path(text), is_named=True, url=url))


def _of_file(file: FoundFile) -> Iterator[Source]:
    name, head, suffix = file.path.name, file.head(), file.path.suffix.lower()
    is_looked_at = file.is_named or suffix in PAGE_SUFFIXES | _SPREADSHEETS
    kind = kind_of(name, head)
    # what else a folder holds, pictures for one, is passed over without a word
    is_judged = is_looked_at and not ARCHIVE_NAME.search(name) and kind not in _RECORDED
    if is_judged and (error := foreign(head, file.given)):
        yield Unusable(file.given, error)
        return
    if kind == "exported":
        yield from _exported(file)
    elif kind == "dump":
        yield file.page(is_markdown=True)
    elif kind == "records":
        yield from _records(file)
    elif kind == "page" and (file.is_named or suffix in _LOOKED_FOR):
        yield file.page()
    elif kind == "archive" and (is_looked_at or ARCHIVE_NAME.search(name) or suffix == ".wacz"):
        yield from _in_archive(file)
    elif kind in _RECORDED:
        yield from _RECORDED[kind](file)
    elif kind == "list" and (is_looked_at or suffix in LIST_SUFFIXES):
        yield from _listing(file)
    elif kind in ("note", "other") and is_looked_at:
        yield from _of_text(file)
    elif kind in ("note", "other") and suffix in _LOOKED_FOR:
        # one that cannot be read names none
        with suppress(SourceError):
            body = file.read(LIST_LIMIT, "text")
            yield ListFile(file.given, tuple(articles_listed(body, file.given)), "note")


def _of_text(file: FoundFile) -> Iterator[Source]:
    """Yield the articles that a text names; of one that names none the page or dump it should be by
    its name.
    """
    suffix = file.path.suffix.lower()
    if error := not_text(file.head(), file.given):
        # a page of an encoding that nobody knows is a page
        if suffix in PAGE_SUFFIXES:
            yield file.page()
        else:
            yield Unusable(file.given, error)
        return
    for source in _listing(file):
        if isinstance(source, ListFile) or suffix not in PAGE_SUFFIXES | DUMP_SUFFIXES:
            yield source
            return
    yield file.page(is_markdown=suffix in DUMP_SUFFIXES)


def _exported(file: FoundFile) -> Iterator[Source]:
    """Yield what a page of our own export names; one that only lists the files next to it is passed
    over.
    """
    try:
        body = utf8_of(file.read(LIST_LIMIT, "page"))
    except SourceError as error:
        yield Unusable(file.given, error)
        return
    if is_list_of_files(body) and not file.is_named:
        return
    if articles := articles_named(body):
        yield ListFile(file.given, tuple(articles), "page")
    else:
        yield Unusable(file.given, of_no_use(body, file.given))


def _in_folder(text: str, url: str | None) -> Iterator[Source]:
    folder = Path(text)
    # the name may be an album's
    if folder.name in {"", ".."}:
        folder = folder.resolve()
    try:
        paths = files_below(folder)
    except SourceError as error:
        yield Unusable(text, error)
        return
    is_empty = True
    for source in found_among(paths, folder, url):
        is_empty = False
        yield source
    if is_empty:
        yield Unusable(text, _nothing(text, "folder"))


def _in_archive(file: FoundFile) -> Iterator[Source]:
    """Yield what is in an archive, and in the archives in it; not in those in these."""
    if file.archive and file.archive.is_inner:
        what = "archives in archives in archives are not opened"
        hint = "unpack the outer one and import the folder"
        yield Unusable(file.given, SourceError(what, file.given, hint))
        return
    try:
        inner = file.archive and file.entry and open_inner(file.archive, file.entry)
        archive = inner or open_archive(file.path)
    except SourceError as error:
        yield Unusable(file.given, other_archive(file.head(), file.given) or error)
        return
    # spreadsheets and documents are zips, too: judged by what is in them, whatever their name
    names = {entry.name for entry in archive.entries}
    if _WORKBOOK in names or is_open_sheet(file.head()):
        yield from _listing(file)
        return
    if document := foreign_container(names, file.given):
        yield Unusable(file.given, document)
        return
    if is_wacz(names):
        yield from in_wacz(archive, file)
        return
    # in order, one at a time: nothing is unpacked before its turn
    is_empty = True
    for entry in _members_of_use(archive):
        given = f"{file.given}/{entry.name}"
        member = FoundFile(given, Path(entry.name), False, archive, entry, file.url)
        for source in _with_errors(given, _of_member(member)):
            is_empty = False
            yield source
    if is_empty:
        yield Unusable(file.given, _nothing(file.given, "archive"))


def _members_of_use(archive: Container) -> list[MemberEntry]:
    """Return the members that may be of use, sorted by their names: not what belongs to a page, and
    nothing hidden.
    """
    names: dict[str, list[str]] = {}
    for entry in archive.entries:
        folder, _, name = entry.name.rpartition("/")
        names.setdefault(folder, []).append(name)
    pages = {folder: pages_of(inside) for folder, inside in names.items()}
    chosen = [entry for entry in archive.entries if not _is_passed_over(entry.name, pages)]
    return sorted(chosen, key=lambda entry: entry.name)


def _is_passed_over(name: str, pages: dict[str, frozenset[str]]) -> bool:
    """Tell whether a member is a part of a page, hidden or printed; ``pages``: by their folder."""
    parts = name.split("/")
    # a folder anywhere above it may be a page's
    above = ""
    for part in parts[:-1]:
        if is_companion(part, pages.get(above, frozenset())):
            return True
        above = f"{above}/{part}".lstrip("/")
    # names that lead outside are no hidden ones: those are to be reported
    if any(is_hidden(part) for part in parts if part not in {"..", "…"}):
        return True
    return parts[-1] in _SINGLE and "index" in pages.get(above, ())


def _of_member(file: FoundFile) -> Iterator[Source]:
    """Yield what a member is; one that may not be read is told of if it could have been of use."""
    fault = file.entry and file.entry.fault
    if not fault:
        yield from _of_file(file)
        return
    suffix = file.path.suffix.lower()
    by_suffix = not suffix or suffix in PAGE_SUFFIXES | DUMP_SUFFIXES | LIST_SUFFIXES
    by_name = ARCHIVE_NAME.search(file.path.name) or WARC_NAME.search(file.path.name)
    if by_suffix or by_name:
        yield Unusable(file.given, SourceError(fault, file.given, "it was left out"))


def _records(file: FoundFile) -> Iterator[Source]:
    """Yield the records of a file: one a line, or one that fills the file."""
    try:
        lines = Lines(in_utf8(file.open(), file.given), file.given)
    except SourceError as error:
        yield Unusable(file.given, error)
        return
    except OSError as error:
        what = f"it cannot be read: {error}"
        yield Unusable(file.given, SourceError(what, file.given, "check the file"))
        return
    if lines.is_one:
        yield file.page()
        return
    for number, line in enumerate(lines, 1):
        yield SavedPage(f"{file.given}:{number}", file.path, contained=line)


def _listing(file: FoundFile) -> Iterator[Source]:
    """Yield the list that a file is."""
    try:
        body = file.read(LIST_LIMIT, "list")
    except SourceError as error:
        yield Unusable(file.given, error)
        return
    try:
        articles = articles_listed(body, file.given)
        yield ListFile(file.given, tuple(articles), saved_at=file.saved_at)
    except SourceError as error:
        # JSON in a folder may be anybody's, a spreadsheet is somebody's work
        is_spreadsheet = file.path.suffix.lower() in _SPREADSHEETS
        is_damaged = is_spreadsheet and not isinstance(error, EmptyList)
        if file.is_named or is_damaged:
            yield Unusable(file.given, error)


def _nothing(given: str, what: str) -> SourceError:
    suffixes = ", ".join(sorted(PAGE_SUFFIXES | DUMP_SUFFIXES))
    hint = f"dumps and pages end in {suffixes}; records in .jsonl, lists in .csv, .txt or .xlsx"
    return SourceError(f"there is nothing to import in this {what}", given, hint)
