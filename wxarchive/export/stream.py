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
from wxarchive.export.options import TABLES, ExportOptions, ExportOutcome
from wxarchive.export.plan import Plan, has_text, planned
from wxarchive.export.selection import ExportSelection
from wxarchive.export.tables import written

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_BETWEEN = b"\n"


def export_stream(
    selection: ExportSelection, file: "SupportsWrite[bytes]", wanted: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write articles into an open file: a table, records, one book, Markdown one after the other,
    or one web page.

    Links between articles keep their addresses. Raises :class:`UsageError` for what is several
    files.
    """
    _refuse_files(wanted)
    if wanted.form in TABLES:
        return written(selection, wanted, file)
    selection = selection.harmless()
    if wanted.form == "epub":
        return _book(selection, file, wanted)
    if wanted.form == "html" and len(list(islice(filter(has_text, selection.listed()), 2))) > 1:
        hint = "choose one article with filters such as --limit 1, or give a folder with -o"
        raise UsageError("a web page is one article, and stdout takes one page", hint=hint)
    return _documents(selection, file, wanted)


def _refuse_files(wanted: ExportOptions) -> None:
    """Refuse what is about files in a folder."""
    about_files = (
        ("--prune", wanted.prune),
        ("--name-template", wanted.names != DEFAULT_TEMPLATE),
        ("--wikilinks", wanted.wikilinks),
        (f"--books {wanted.books}", wanted.books != "selection"),
        ("--images local", wanted.images == "local"),
    )
    for option, is_given in about_files:
        if is_given:
            raise UsageError(
                f"{option} is about files in a folder, and stdout is none",
                hint="give a folder with -o",
            )


def _book(
    selection: ExportSelection, file: "SupportsWrite[bytes]", wanted: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write a book by way of a file: a pipe cannot be gone back in, as readers of books want it
    written.
    """
    with TemporaryFile() as book:
        yield from write_book(selection, book, wanted)
        book.seek(0)
        shutil.copyfileobj(book, file)


def _documents(
    selection: ExportSelection, file: "SupportsWrite[bytes]", wanted: ExportOptions
) -> Iterator[ExportOutcome]:
    if wanted.form == "md" and wanted.images is None:
        wanted = replace(wanted, images="remote")
    documents = Documents(selection, wanted, Plan(selection, ()), lambda _: nowhere, [])
    number = 0
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
        file.write(made.content if not number else _BETWEEN + made.content)
        number += 1
        key = listed.ref.key if listed.ref else None
        showing = made.showing
        yield ExportOutcome(
            "written", None, about.id, key, about.title, kept=showing.kept, missing=showing.missing
        )
