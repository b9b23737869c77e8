"""Articles → one stream, such as stdout: what needs no folder, and refers to no file beside it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from wxarchive.containment import contained
from wxarchive.errors import Bug, DamagedRow, NotFound, UsageError
from wxarchive.export.articles import without_text
from wxarchive.export.document import Documents
from wxarchive.export.epub import write_book
from wxarchive.export.media import nowhere
from wxarchive.export.names import DEFAULT_TEMPLATE
from wxarchive.export.options import TABLES, WEB_ARCHIVES, ExportOptions, ExportOutcome
from wxarchive.export.pdf import write_pdf
from wxarchive.export.plan import Plan, has_text, planned
from wxarchive.export.selection import ExportSelection
from wxarchive.export.tables import written
from wxarchive.export.warc import write_web_archive

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


def export_stream(
    selection: ExportSelection, file: "SupportsWrite[bytes]", options: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write articles into an open file: a table, records, one book or PDF, Markdown one after
    the other, or one web page.

    Links between articles keep their addresses. Raises :class:`UsageError` for what is several
    files.
    """
    # what is about files in a folder means nothing here
    about_files = (
        ("--prune", options.prune),
        ("--name-template", options.names != DEFAULT_TEMPLATE),
        ("--wikilinks", options.wikilinks),
        (f"--books {options.books}", options.books not in {None, "selection"}),
        ("--images local", options.images == "local"),
    )
    for option, is_given in about_files:
        if is_given:
            raise UsageError(
                f"{option} is about files in a folder, and stdout is none",
                hint="give a folder with -o",
            )
    if options.form == "site":
        raise UsageError("a site is many files", hint="give a folder with -o")
    if options.form in TABLES:
        return written(selection, options, file)
    selection = selection.harmless()
    if options.form in {"epub", "pdf"}:
        return _book(selection, file, options)
    if options.form in WEB_ARCHIVES:
        return _web_archive(selection, file, options)
    if options.form == "html" and len(list(islice(filter(has_text, selection.listed()), 2))) > 1:
        hint = "choose one article with filters such as --limit 1, or give a folder with -o"
        raise UsageError("a web page is one article, and stdout takes one page", hint=hint)
    return _documents(selection, file, options)


def _book(
    selection: ExportSelection, file: "SupportsWrite[bytes]", options: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write a book by way of a file: a pipe cannot be gone back in, as readers of books want it
    written.
    """
    with TemporaryFile() as book:
        if options.form == "pdf":
            yield from write_pdf(selection, book, options)
        else:
            yield from write_book(selection, book, options)
        book.seek(0)
        shutil.copyfileobj(book, file)


def _web_archive(
    selection: ExportSelection, file: "SupportsWrite[bytes]", options: ExportOptions
) -> Iterator[ExportOutcome]:
    with TemporaryFile() as written_first:
        done = write_web_archive(selection, written_first, options)
        written_first.seek(0)
        shutil.copyfileobj(written_first, file)
    yield from done


def _documents(
    selection: ExportSelection, file: "SupportsWrite[bytes]", options: ExportOptions
) -> Iterator[ExportOutcome]:
    if options.form == "md" and options.images is None:
        options = replace(options, images="remote")
    documents = Documents(selection, options, Plan(selection, ()), lambda _: nowhere, [])
    between = b""
    for listed in selection.listed():
        if not has_text(listed):
            yield without_text(listed)
            continue
        about = planned(listed, "", "")
        try:
            with contained("export this article"):
                made = documents.document(about)
        except (DamagedRow, NotFound, Bug) as error:
            yield ExportOutcome("failed", None, about.id, title=about.title, message=str(error))
            continue
        file.write(between + made.content)
        between = b"\n"
        outcome = ExportOutcome("written", None, about.id, listed.key, about.title)
        yield replace(outcome, kept=made.resolver.kept, missing=made.resolver.missing)
