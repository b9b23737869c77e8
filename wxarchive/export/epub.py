"""Articles → EPUB books: one of the whole selection, or one for each account or album.

::

    Selection ──listed──► Plan (which article is which chapter) ──► one _Book for each group
                               │
      whole, uses ──► Showing ──render.book──► zip ──► Folder.fill ──► Exported
"""

import re
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO

from wxarchive.clock import BEIJING
from wxarchive.containment import contained
from wxarchive.errors import Bug, DamagedRow, NotFound
from wxarchive.export.articles import of_file, without_text
from wxarchive.export.folder import Folder, WriteResult, opened
from wxarchive.export.media import MediaResolver, file_of
from wxarchive.export.names import marked, part_of_path
from wxarchive.export.options import ExportOptions, ExportOutcome
from wxarchive.export.plan import Plan, PlannedFile, has_text, planned
from wxarchive.export.selection import ExportSelection
from wxarchive.models import MediaUse, StoredArticle
from wxarchive.render import Addresses
from wxarchive.render import book as pages

_CORE = frozenset({
    "image/jpeg", "image/png", "image/gif", "image/svg+xml", "audio/mpeg", "audio/mp4",
})  # fmt: skip
"""What every reader must know (EPUB 3.2 §3.1); films may be of any type."""
_COVERS = frozenset({"image/jpeg", "image/png"})
_EPOCH = datetime(2012, 8, 23, tzinfo=UTC)  # the day WeChat opened to public accounts
_DATE = (2012, 8, 23, 0, 0, 0)  # of every file inside: the same articles make the same bytes


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A book to be written: its name in the manifest, what it is called, and its articles in the
    order of time.
    """

    name: str
    file: str
    title: str
    articles: Sequence[PlannedFile]


def export_books(
    selection: ExportSelection, path: Path, wanted: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write the books; ``path`` is the file of a single book where it ends in ``.epub``, else a
    folder.
    """
    single = wanted.books == "selection" and path.suffix.lower() == ".epub"
    with opened(path.parent if single else path) as folder:
        plan = Plan(selection, _chapters(selection))
        shelves = list(_shelves(plan, folder, wanted, path.name if single else None))
        yield from map(without_text, plan.without_text)
        for shelf in shelves:
            book = _BookWriter(selection, plan, shelf, wanted)
            put = folder.fill(shelf.name, book.write)
            yield from _told(book, put.as_only_file() if single else put)
        if wanted.prune and not single:
            yield from map(of_file, folder.prune(("epub",)))


def write_book(
    selection: ExportSelection, file: IO[bytes], wanted: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write all articles as one book into an open file."""
    plan = Plan(selection, _chapters(selection))
    yield from map(without_text, plan.without_text)
    if articles := plan.in_time():
        book = _BookWriter(
            selection, plan, _Shelf("epub selection ", "", _title_of(articles), articles), wanted
        )
        book.write(file)
        yield from book.done


def _chapters(selection: ExportSelection) -> Iterator[tuple[StoredArticle, PlannedFile | None]]:
    for article in selection.listed():
        yield article, planned(article, "", f"a{article.id}.xhtml") if has_text(article) else None


def _shelves(
    plan: Plan, folder: Folder, wanted: ExportOptions, single: str | None
) -> Iterator[_Shelf]:
    groups: dict[str, tuple[str, list[PlannedFile]]]
    if wanted.books == "account":
        groups = {
            name: (articles[-1].account_name or name, articles)
            for name, articles in plan.by_account().items()
        }
        rest = [one for one in plan.in_time() if not one.account]
    elif wanted.books == "album":
        groups = {
            name: (plan.album_titles[name], articles) for name, articles in plan.by_album().items()
        }
        rest = [one for one in plan.in_time() if not one.albums]
    else:
        groups, rest = {}, plan.in_time()
    if rest:
        groups[""] = (_title_of(rest), rest)
    for identity, (title, articles) in groups.items():
        name = f"epub {single or wanted.books} {identity}"
        files = [single] if single else marked(part_of_path(title), identity, ".epub")
        yield _Shelf(name, folder.reserve([name], files), title, articles)


def _title_of(articles: Sequence[PlannedFile]) -> str:
    """Call a book by its account if there is only one, else 公众号文章 (articles of public
    accounts).
    """
    names = {one.account_name for one in articles}
    name = next(iter(names)) if len(names) == 1 else None
    return name or "公众号文章"


def _told(book: "_BookWriter", put: WriteResult) -> Iterator[ExportOutcome]:
    for one in book.done:
        fate = put.fate if one.status == "written" else one.status
        yield ExportOutcome(
            fate, put.file, one.id, one.key, one.title, one.message, one.kept, one.missing
        )
    yield of_file(put)


@dataclass(slots=True)
class _BookWriter:
    """Writes one book; articles and pictures are read one at a time."""

    selection: ExportSelection
    plan: Plan
    shelf: _Shelf
    wanted: ExportOptions
    done: list[ExportOutcome] = field(default_factory=list)
    _items: dict[str, pages.Item] = field(default_factory=dict)
    _chapters: list[pages.Chapter] = field(default_factory=list)
    _modified: datetime = _EPOCH
    _cover: pages.Item | None = None

    def write(self, file: IO[bytes]) -> None:
        """Write the whole book."""
        self.done.clear()
        with zipfile.ZipFile(file, "w") as archive:
            _add(archive, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
            _add(archive, "META-INF/container.xml", pages.CONTAINER)
            _add(archive, "EPUB/style.css", pages.STYLE)
            for one in self.shelf.articles:
                self._write_article(archive, one)
            self._write_frame(archive)

    def _write_article(self, archive: zipfile.ZipFile, one: PlannedFile) -> None:
        try:
            # not an OSError: that is a full disk, and the whole book's
            with contained("export this article", OSError):
                article = self.selection.whole(one.id)
                uses = self.selection.uses(article.id)
                place = partial(self._place, archive)
                showing = MediaResolver(
                    article, uses, place, lambda _: None, "the text has the address", plays=True
                )
                cover = showing.cover() if self.wanted.pictures != "none" else None
                text = pages.chapter(article, self._addresses(showing), _LateNotes(showing), cover)
        except (DamagedRow, NotFound, Bug) as error:
            self.done.append(
                ExportOutcome("failed", None, one.id, title=one.title, message=str(error))
            )
            return
        _add(archive, f"EPUB/{one.file}", text)
        self._chapters.append(
            pages.Chapter(one.file, " ".join((one.title or "无标题").split()), one.published_at)
        )
        self._modified = max(self._modified, article.fetched_at or _EPOCH)
        self._find_cover(
            archive, [use for use in uses if use.address == article.metadata.cover_url]
        )
        key = article.ref.key if article.ref else None
        done = ExportOutcome(
            "written", None, one.id, key, one.title, None, showing.kept, showing.missing
        )
        self.done.append(done)

    def _addresses(self, showing: MediaResolver) -> Addresses:
        inside = {one.id for one in self.shelf.articles}

        def link(href: str) -> str:
            target = self.plan.find(href)
            return target.file if target and target.id in inside else _outside(href)

        if self.wanted.pictures == "none":
            return Addresses(link, picture=lambda _: None, bare=True)
        return Addresses(
            link, None, showing.picture, showing.player, "Picture not archived: ", bare=True
        )

    def _place(self, archive: zipfile.ZipFile, use: MediaUse) -> str:
        return self._added(archive, use).file

    def _added(self, archive: zipfile.ZipFile, use: MediaUse) -> pages.Item:
        sha256 = use.sha256 or ""
        if sha256 not in self._items:
            kind = use.type or "application/octet-stream"
            item = pages.Item(f"m{sha256[:32]}", f"media/{file_of(use)}", kind, kind not in _CORE)
            content = iter(self.selection.content(sha256))
            first = next(content, b"")  # raises for a damaged one, before anything is begun
            with archive.open(
                _entry(f"EPUB/{item.file}", zipfile.ZIP_STORED), "w", force_zip64=True
            ) as file:
                file.writelines(chain((first,), content))
            self._items[sha256] = item
        return self._items[sha256]

    def _find_cover(self, archive: zipfile.ZipFile, uses: Sequence[MediaUse]) -> None:
        """Take the newest article's cover for the book's: articles come in the order of time."""
        covers = (use for use in uses if use.state == "kept" and use.type in _COVERS)
        if self.wanted.pictures != "none" and (use := next(covers, None)):
            with suppress(DamagedRow, NotFound):
                self._cover = self._added(archive, use)

    def _write_frame(self, archive: zipfile.ZipFile) -> None:
        if self._cover is None:
            self._cover = pages.Item("cover-picture", "cover.svg", "image/svg+xml")
            self._items[""] = self._cover
            _add(
                archive,
                "EPUB/cover.svg",
                pages.cover_picture(self.shelf.title, self._author(), self._period()),
            )
        book = pages.Book(
            f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'wxarchive:{self.shelf.name}')}",
            self.shelf.title,
            self._author(),
            self._modified,
            self._chapters,
            list(self._items.values()),
            self._cover,
        )
        if any(item.foreign for item in book.items):
            _add(archive, "EPUB/placeholder.svg", pages.PLACEHOLDER)
        _add(archive, "EPUB/cover.xhtml", pages.cover_page(book))
        _add(archive, "EPUB/nav.xhtml", pages.navigation(book))
        _add(archive, "EPUB/package.opf", pages.package(book))

    def _author(self) -> str | None:
        names = {one.account_name for one in self.shelf.articles}
        return next(iter(names)) if len(names) == 1 else None

    def _period(self) -> str:
        years = [
            one.published_at.astimezone(BEIJING).year for one in self._chapters if one.published_at
        ]
        if not years:
            return ""
        first, last = min(years), max(years)
        return f"{first}" if first == last else f"{first}–{last}"


class _LateNotes:
    """The notes of an article, known only when its body has been written."""

    def __init__(self, showing: MediaResolver) -> None:
        self._showing = showing

    def __iter__(self) -> Iterator[str]:
        return iter(self._showing.notes())


def _outside(href: str) -> str:
    """Return a link out of the book; one to a place that is no address on the web leads nowhere."""
    href = re.sub("[\t\n\r]", "", href)
    whole = f"https:{href}" if href.startswith("//") else href
    return whole if re.match(r"https?://[^/]|mailto:.", whole, re.I) else ""


def _add(
    archive: zipfile.ZipFile, name: str, content: str | bytes, how: int = zipfile.ZIP_DEFLATED
) -> None:
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    archive.writestr(_entry(name, how), data)


def _entry(name: str, how: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = how
    return info
