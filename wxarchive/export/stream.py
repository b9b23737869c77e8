"""Articles → one stream, such as stdout: what needs no folder, and refers to no file beside it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
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
from wxarchive.export.plain_files import seekable
from wxarchive.export.plan import Plan, has_text, planned
from wxarchive.export.selection import ExportSelection
from wxarchive.export.tables import write_table
from wxarchive.formats.warc import require_warcio

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
            what = f"{option} is about files in a folder, and stdout is none"
            raise UsageError(what, hint="give a folder with -o")
    if options.form == "site":
        raise UsageError("a site is many files", hint="give a folder with -o")
    if options.form in TABLES:
        return write_table(selection, options, file)
    selection = selection.harmless()
    if options.form in WEB_ARCHIVES:
        require_warcio()
        if selection.is_empty():
            return iter(())
    if options.form in {"epub", "pdf", *WEB_ARCHIVES}:
        return _one_file(selection, file, options)
    with_text = filter(has_text, selection.listed())
    if options.form == "html" and len(list(islice(with_text, 2))) > 1:
        hint = "choose one article with filters such as --limit 1, or give a folder with -o"
        raise UsageError("a web page is one article, and stdout takes one page", hint=hint)
    return _documents(selection, file, options)


def _one_file(
    selection: ExportSelection, file: "SupportsWrite[bytes]", options: ExportOptions
) -> Iterator[ExportOutcome]:
    with seekable(file) as whole:
        if options.form == "pdf":
            yield from write_pdf(selection, whole, options)
        elif options.form == "epub":
            yield from write_book(selection, whole, options)
        else:
            # loads what reads a page's addresses
            from wxarchive.export.warc import write_web_archive

            yield from write_web_archive(selection, whole, options)


def _documents(
    selection: ExportSelection, file: "SupportsWrite[bytes]", options: ExportOptions
) -> Iterator[ExportOutcome]:
    # a pipe has no files beside it: pictures keep their addresses, and so do links between articles
    if options.form == "md" and options.images is None:
        options = replace(options, images="remote")
    documents = Documents(selection, options, Plan(selection, ()), lambda _: nowhere, [])
    between = b""
    for listed in selection.listed():
        if not has_text(listed):
            yield without_text(listed)
            continue
        title = listed.metadata.title
        try:
            with contained("export this article"):
                document = documents.document(planned(listed, "", ""))
        except (DamagedRow, NotFound, Bug) as error:
            yield ExportOutcome("failed", None, listed.id, title=title, message=str(error))
            continue
        file.write(between + document.content)
        between = b"\n"
        outcome = ExportOutcome("written", None, listed.id, listed.key, title)
        resolver = document.resolver
        yield replace(outcome, kept=resolver.kept, missing=resolver.missing)
