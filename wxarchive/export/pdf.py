"""Articles → PDF files: one an article, or books, printed by the user's own browser.

::

    Selection ──listed──► Plan (which article is in which file) ──► one _Document for each file
                               │                                       │ the HTML of the last run?
      whole, uses ──► MediaResolver ──render.paper──► HTML ────────────┤ unchanged
                                                       │               ▼
                               selection.content ──► Printer ──► Folder.renew ──► ExportOutcome

A file is printed again only where its HTML is another: it names each picture by its content, and
printing takes a second, and never gives the same bytes.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from wxarchive.browser import PrintDocument, Printer
from wxarchive.containment import contained
from wxarchive.errors import BrowserError, Bug, DamagedRow, NoBrowser, NotFound
from wxarchive.export.articles import file_outcome, prune, without_text
from wxarchive.export.folder import Folder, WriteResult, opened
from wxarchive.export.media import LARGEST_INSIDE, CannotPlace, MediaResolver, file_of
from wxarchive.export.names import Naming
from wxarchive.export.options import ExportOptions, ExportOutcome, as_part
from wxarchive.export.plan import Plan, plan_files, plan_parts
from wxarchive.export.selection import ExportSelection
from wxarchive.export.shelves import Shelf, folder_and_file, only_account, shelves, title_of
from wxarchive.models import Body, MediaUse, StoredArticle
from wxarchive.render import (
    TALL,
    Addresses,
    Contents,
    ExportedBody,
    PrintedArticle,
    anchor,
    contents_page,
    foot,
    paper,
    printed_article,
    rewritten,
)

SECONDS = 120.0
"""That a file may take to print, and more for each article in it."""
SECONDS_AN_ARTICLE = 10.0
LARGEST_TEXT = 48 * 2**20
"""Bytes of HTML of one file: Chromium takes no message of more than 100 MB over its pipe
(devtools_pipe_handler.cc), and there it is a third larger.
"""
_SHOWN = frozenset({
    "image/jpeg", "image/png", "image/gif", "image/webp", "image/svg+xml", "image/bmp",
    "image/avif", "image/x-icon",
})  # fmt: skip
"""What a browser can show."""
_TALL = 2.2
"""How many times as high as wide a picture is that gets more room: a page drawn on a phone."""


def export_pdfs(
    selection: ExportSelection, path: Path, options: ExportOptions
) -> Iterator[ExportOutcome]:
    """Print a file for each article into a folder, or books, or everything into one file, as
    :func:`folder_and_file` tells of ``path``.
    """
    path, single = folder_and_file(path, options)
    with opened(path) as folder, Printer(options.browser_path) as printer:
        documents = _Documents(selection, options, printer)
        if single or options.books:
            yield from _books(documents, folder, single)
        else:
            yield from _articles(documents, folder)


def write_pdf(
    selection: ExportSelection, file: IO[bytes], options: ExportOptions
) -> Iterator[ExportOutcome]:
    """Print all articles as one file into an open one.

    Raises :class:`BrowserError` if that cannot be.
    """
    plan = plan_parts(selection, _unnamed)
    yield from map(without_text, plan.without_text)
    if articles := plan.in_time():
        with Printer(options.browser_path) as printer:
            documents = _Documents(selection, options, printer)
            document = documents.document(plan, Shelf("", "", title_of(articles), articles))
            if document.is_filled:
                documents.write(document, file)
            yield from document.done


def _articles(documents: "_Documents", folder: Folder) -> Iterator[ExportOutcome]:
    options = documents.options
    plan = plan_files(documents.selection, folder, "pdf", Naming(options.names, ".pdf"))
    yield from map(without_text, plan.without_text)
    for one in plan.articles.values():
        # a file of one article is a book of one
        document = documents.document(plan, Shelf(one.name, one.file, one.title or "", [one]))
        [outcome] = document.done
        if document.is_filled:
            result = documents.put(document, folder)
            outcome = replace(
                outcome,
                status=result.status,
                file=result.file,
                message=result.message,
                differs=result.differs,
            )
        yield outcome
    if options.prune:
        yield from map(file_outcome, prune(documents.selection, folder, "pdf"))


def _books(documents: "_Documents", folder: Folder, single: str | None) -> Iterator[ExportOutcome]:
    plan = plan_parts(documents.selection, _unnamed)
    # all books have their names before the first is printed
    books = list(shelves(plan, folder, documents.options, single))
    yield from map(without_text, plan.without_text)
    for shelf in books:
        document = documents.document(plan, shelf)
        if not document.is_filled:
            yield from document.done
            continue
        result = documents.put(document, folder)
        if single:
            result = result.as_only_file()
        for one in document.done:
            yield as_part(one, result)
        yield file_outcome(result)
    # a single book shares its folder with anything
    if documents.options.prune and not single:
        yield from map(file_outcome, prune(documents.selection, folder, "pdf-book"))


def _unnamed(_: StoredArticle) -> tuple[str, str]:
    """An article inside of a book has no file of its own."""
    return "", ""


@dataclass(slots=True)
class _Document:
    """What is to be printed: the HTML of a file, its pictures by the names it has for them, and
    what became of its articles.
    """

    shelf: Shelf
    html: bytes = b""
    pictures: dict[str, MediaUse] = field(default_factory=dict)
    done: list[ExportOutcome] = field(default_factory=list)
    inside: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        """Note which articles it holds: each link is looked up there."""
        self.inside = frozenset(one.id for one in self.shelf.articles)

    @property
    def is_filled(self) -> bool:
        """Whether any of its articles could be read."""
        return any(one.status != "failed" for one in self.done)

    def place(self, use: MediaUse) -> str:
        """Put a picture beside the document; raises :class:`CannotPlace` for what cannot be
        printed.
        """
        size = use.size or 0
        # it goes through the pipe to the browser, which takes no more at once
        if size > LARGEST_INSIDE:
            raise CannotPlace(f"{size // 2**20} MB: too large to be printed")
        if use.type not in _SHOWN:
            raise CannotPlace(f"{use.type}: no browser shows it")
        name = f"media/{file_of(use)}"
        self.pictures[name] = use
        if use.width and use.height and use.height > _TALL * use.width:
            return name + TALL
        return name


@dataclass(frozen=True, slots=True)
class _Documents:
    """Makes documents of articles, and files of documents."""

    selection: ExportSelection
    options: ExportOptions
    printer: Printer

    def document(self, plan: Plan, shelf: Shelf) -> _Document:
        """Return the document of a file; an article that cannot be read is left out and
        reported.
        """
        document = _Document(shelf)
        parts: list[str] = []
        entries: list[PrintedArticle] = []
        for one in shelf.articles:
            try:
                with contained("export this article"):
                    article = self.selection.whole(one.id)
                    resolver = self._resolver(article, document)
                    parts.append(self._article(article, resolver, plan, document))
            # not found: meanwhile it became part of another one
            except (DamagedRow, NotFound, Bug) as error:
                failed = ExportOutcome("failed", None, one.id, title=one.title)
                document.done.append(replace(failed, message=str(error)))
                continue
            entries.append(PrintedArticle(one.id, one.title, one.published_at))
            outcome = ExportOutcome("written", None, one.id, article.key, one.title)
            document.done.append(replace(outcome, kept=resolver.kept, missing=resolver.missing))
        title = shelf.title
        # one article needs no page of contents
        if len(shelf.articles) == 1:
            title = shelf.articles[0].title or ""
        else:
            contents = Contents(shelf.title, only_account(shelf.articles), entries)
            parts.insert(0, contents_page(contents))
        document.html = paper(title, parts).encode("utf-8", "replace")
        return document

    def put(self, document: _Document, folder: Folder) -> WriteResult:
        """Bring the file of a document up to date."""
        shelf = document.shelf
        source = hashlib.sha256(document.html).hexdigest()
        try:
            with contained("print this file"):
                return folder.renew(shelf.name, source, lambda file: self.write(document, file))
        # no other file can be printed, either
        except NoBrowser:
            raise
        except (BrowserError, DamagedRow, NotFound, Bug) as error:
            return WriteResult("failed", shelf.file, f"{folder.path / shelf.file}: {error}")

    def write(self, document: _Document, file: IO[bytes]) -> None:
        """Print a document. Raises :class:`BrowserError` if that cannot be."""
        if len(document.html) > LARGEST_TEXT:
            what = f"{len(document.html) // 2**20} MB of text are too much for one PDF"
            raise BrowserError(what, "", "choose fewer articles, or --books album")
        seconds = SECONDS + SECONDS_AN_ARTICLE * len(document.done)

        # read when the browser asks: a book of many pictures is never in memory as a whole
        def picture(name: str) -> tuple[str, bytes] | None:
            use = document.pictures.get(name)
            if use is None:
                return None
            return use.type or "", b"".join(self.selection.content(use.sha256 or ""))

        self.printer.write(PrintDocument(document.html, foot(), picture, seconds), file)

    def _resolver(self, article: StoredArticle, document: _Document) -> MediaResolver:
        def place(use: MediaUse) -> str:
            name = document.place(use)
            # raises for a damaged one, while the article can still say that it is missing
            next(iter(self.selection.content(use.sha256 or "")), None)
            return name

        uses = self.selection.uses(article.id)
        return MediaResolver(article, uses, place, lambda _: None, "the text has the address")

    def _article(
        self, article: StoredArticle, resolver: MediaResolver, plan: Plan, document: _Document
    ) -> str:
        def link(href: str) -> str:
            target = plan.find(href)
            if target and target.id in document.inside:
                return anchor(target.id)
            # any other would lead from where the document seems to be
            if re.match(r"https?://[^/]|mailto:.", href, re.I):
                return href
            return ""

        cover = None
        addresses = Addresses(link, picture=lambda _: None, bare=True)
        if self.options.pictures != "none":
            cover = resolver.cover()
            note = "Picture not archived: "
            addresses = replace(addresses, picture=resolver.picture, note=note)
        html = rewritten((article.content or Body()).html, addresses, xml=True)
        # which pictures are missing is known once the body is written
        return printed_article(article, ExportedBody(html, resolver.notes(), cover))
