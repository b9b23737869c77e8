"""Articles → EPUB books: one of the whole selection, or one for each account or album.

::

    Selection ──listed──► Plan (which article is which chapter) ──► one _BookWriter for each group
                               │
      whole, uses ──► MediaResolver ──render.book──► zip ──► Folder.fill ──► ExportOutcome
"""

import re
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import IO

from wxarchive.clock import BEIJING
from wxarchive.containment import contained
from wxarchive.errors import Bug, DamagedRow, NotFound
from wxarchive.export.articles import file_outcome, prune, without_text
from wxarchive.export.folder import opened
from wxarchive.export.media import MediaResolver, file_of
from wxarchive.export.options import ExportOptions, ExportOutcome, as_part
from wxarchive.export.plan import Plan, PlannedFile, plan_parts
from wxarchive.export.selection import ExportSelection
from wxarchive.export.shelves import Shelf, folder_and_file, only_account, shelves, title_of
from wxarchive.models import MediaUse, StoredArticle
from wxarchive.render import Addresses
from wxarchive.render import book as pages

_CORE = frozenset({
    "image/jpeg", "image/png", "image/gif", "image/svg+xml", "audio/mpeg", "audio/mp4",
})  # fmt: skip
"""What every reader must know (EPUB 3.2 §3.1); videos may be of any type."""
_COVERS = frozenset({"image/jpeg", "image/png"})
_EPOCH = datetime(2012, 8, 23, tzinfo=UTC)
"""The day WeChat opened to public accounts."""
_DATE = (2012, 8, 23, 0, 0, 0)
"""Of every file inside: the same articles make the same bytes."""


def export_books(
    selection: ExportSelection, path: Path, options: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write the books into a folder, or the only one into a file, as :func:`folder_and_file` tells
    of ``path``.
    """
    path, single = folder_and_file(path, options)
    with opened(path) as folder:
        plan = plan_parts(selection, _chapter)
        # all books have their names before the first is written
        books = list(shelves(plan, folder, options, single))
        yield from map(without_text, plan.without_text)
        for shelf in books:
            book = _BookWriter(selection, plan, shelf, options)
            try:
                result = folder.fill(shelf.name, book.write)
            # none of its articles can be read: the book of an earlier run says more
            except _EmptyBook:
                yield from book.done
                continue
            if single:
                result = result.as_only_file()
            for one in book.done:
                yield as_part(one, result)
            yield file_outcome(result)
        # a single book shares its folder with anything
        if options.prune and not single:
            yield from map(file_outcome, prune(selection, folder, "epub"))


def write_book(
    selection: ExportSelection, file: IO[bytes], options: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write all articles as one book into an open file."""
    plan = plan_parts(selection, _chapter)
    yield from map(without_text, plan.without_text)
    if articles := plan.in_time():
        shelf = Shelf("epub selection ", "", title_of(articles), articles)
        book = _BookWriter(selection, plan, shelf, options)
        try:
            book.write(file)
        except _EmptyBook:
            file.seek(0)
            file.truncate()
        yield from book.done


class _EmptyBook(Exception):
    """No article of a book can be read."""


def _chapter(article: StoredArticle) -> tuple[str, str]:
    return "", f"a{article.id}.xhtml"


@dataclass(slots=True)
class _BookWriter:
    """Writes one book. Articles and pictures are read one at a time; ``done``: what became of each
    article.
    """

    selection: ExportSelection
    plan: Plan
    shelf: Shelf
    options: ExportOptions
    done: list[ExportOutcome] = field(default_factory=list)
    _items: dict[str, pages.Item] = field(default_factory=dict)
    _chapters: list[pages.Chapter] = field(default_factory=list)
    _modified: datetime = _EPOCH
    _cover: pages.Item | None = None
    _inside: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        """Note which articles the book holds: each link is looked up there."""
        self._inside = frozenset(one.id for one in self.shelf.articles)

    def write(self, file: IO[bytes]) -> None:
        """Write the whole book; raises :class:`_EmptyBook`."""
        self.done.clear()
        with zipfile.ZipFile(file, "w") as archive:
            # first and not compressed, so that its bytes stand at a fixed place (OCF 3.3 §4.3)
            _add(archive, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
            _add(archive, "META-INF/container.xml", pages.CONTAINER)
            _add(archive, "EPUB/style.css", pages.STYLE)
            for one in self.shelf.articles:
                self._write_article(archive, one)
            if all(one.status == "failed" for one in self.done):
                raise _EmptyBook
            self._write_frame(archive)

    def _write_article(self, archive: zipfile.ZipFile, one: PlannedFile) -> None:
        try:
            # not an OSError: that is a full disk, and the whole book's
            with contained("export this article", OSError):
                article = self.selection.whole(one.id)
                uses = self.selection.uses(article.id)

                def place(use: MediaUse) -> str:
                    return self._added(archive, use).file

                resolver = MediaResolver(
                    article, uses, place, lambda _: None, "the text has the address", plays=True
                )
                cover = None
                if self.options.pictures != "none":
                    cover = resolver.cover()
                addresses = self._addresses(resolver)
                text = pages.chapter(article, addresses, _LateNotes(resolver), cover)
        except (DamagedRow, NotFound, Bug) as error:
            failed = ExportOutcome("failed", None, one.id, title=one.title, message=str(error))
            self.done.append(failed)
            # other chapters may link to it
            self._add_chapter(archive, one, pages.unreadable(one.title or ""))
            return
        self._add_chapter(archive, one, text)
        self._modified = max(self._modified, article.fetched_at or _EPOCH)
        # articles come in the order of time: the newest one's cover is the book's in the end
        if self.options.pictures != "none":
            address = article.metadata.cover_url
            self._take_cover(archive, [use for use in uses if use.address == address])
        done = ExportOutcome("written", None, one.id, article.key, one.title)
        self.done.append(replace(done, kept=resolver.kept, missing=resolver.missing))

    def _add_chapter(self, archive: zipfile.ZipFile, one: PlannedFile, text: str) -> None:
        _add(archive, f"EPUB/{one.file}", text)
        self._chapters.append(pages.Chapter(one.file, one.title or "", one.published_at))

    def _addresses(self, resolver: MediaResolver) -> Addresses:
        def link(href: str) -> str:
            target = self.plan.find(href)
            if target and target.id in self._inside:
                return target.file
            # as browsers do it (URL Standard §4.4)
            href = re.sub("[\t\n\r]", "", href)
            if href.startswith("//"):
                href = f"https:{href}"
            if re.match(r"https?://[^/]|mailto:.", href, re.I):
                return href
            return ""

        if self.options.pictures == "none":
            return Addresses(link, picture=lambda _: None, bare=True)
        return Addresses(
            link, None, resolver.picture, resolver.player, "Picture not archived: ", bare=True
        )

    def _added(self, archive: zipfile.ZipFile, use: MediaUse) -> pages.Item:
        sha256 = use.sha256 or ""
        if sha256 not in self._items:
            media_type = use.type or "application/octet-stream"
            is_foreign = media_type not in _CORE
            name = f"media/{file_of(use)}"
            item = pages.Item(f"m{sha256[:32]}", name, media_type, is_foreign)
            # read before anything is begun: a damaged file raises here, and leaves no half entry
            content = iter(self.selection.content(sha256))
            first = next(content, b"")
            # pictures and videos are compressed already
            entry = _entry(f"EPUB/{item.file}", zipfile.ZIP_STORED)
            # told before, so that only a film of 2 GB gets a header of ZIP64 (OCF 3.3 §4.3): some
            # readers know no such header
            entry.file_size = use.size or 0
            with archive.open(entry, "w") as file:
                file.writelines(chain((first,), content))
            self._items[sha256] = item
        return self._items[sha256]

    def _take_cover(self, archive: zipfile.ZipFile, uses: Sequence[MediaUse]) -> None:
        for use in uses:
            if use.state == "kept" and use.type in _COVERS:
                with suppress(DamagedRow, NotFound):
                    self._cover = self._added(archive, use)
                return

    def _write_frame(self, archive: zipfile.ZipFile) -> None:
        author = only_account(self.shelf.articles)
        # where no article has a cover the book gets one with its title
        if self._cover is None:
            self._cover = pages.Item("cover-picture", "cover.svg", "image/svg+xml")
            self._items[""] = self._cover
            times = [one.published_at for one in self._chapters if one.published_at]
            years = sorted({time.astimezone(BEIJING).year for time in times})
            # the first and the last, once where they are the same
            period = "–".join(map(str, dict.fromkeys(years[:1] + years[-1:])))
            picture = pages.cover_picture(self.shelf.title, author, period)
            _add(archive, "EPUB/cover.svg", picture)
        # by its name, so that a reader takes the next export for the same book
        name = self.shelf.name.encode("utf-8", "backslashreplace").decode()
        identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"wxarchive:{name}")
        book = pages.Book(
            f"urn:uuid:{identifier}",
            self.shelf.title,
            author,
            self._modified,
            self._chapters,
            list(self._items.values()),
            self._cover,
        )
        # readers that know no AVIF, for one, show this in its place
        if any(item.foreign for item in book.items):
            _add(archive, "EPUB/placeholder.svg", pages.PLACEHOLDER)
        _add(archive, "EPUB/cover.xhtml", pages.cover_page(book))
        _add(archive, "EPUB/nav.xhtml", pages.navigation(book))
        _add(archive, "EPUB/package.opf", pages.package(book))


class _LateNotes:
    """The notes of an article, known only when its body has been written."""

    def __init__(self, resolver: MediaResolver) -> None:
        self._resolver = resolver

    def __iter__(self) -> Iterator[str]:
        return iter(self._resolver.notes())


def _add(
    archive: zipfile.ZipFile, name: str, content: str | bytes, how: int = zipfile.ZIP_DEFLATED
) -> None:
    if isinstance(content, str):
        content = content.encode("utf-8", "replace")
    archive.writestr(_entry(name, how), content)


def _entry(name: str, how: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = how
    return info
