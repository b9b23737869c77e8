"""Many articles → files that people can use without this program, again and again.

A manifest in the folder remembers which file belongs to what, and what was written. So a file keeps
its name for good, whatever is added or renamed later; a second run writes only what changed; and a
file that someone else wrote or edited is never overwritten: it is reported and left alone.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from wxarchive.errors import UsageError
from wxarchive.export.articles import export_articles
from wxarchive.export.epub import export_books
from wxarchive.export.folder import WriteStatus
from wxarchive.export.media import MediaResolver
from wxarchive.export.options import (
    TABLES,
    WEB_ARCHIVES,
    ExportOptions,
    ExportOutcome,
    Summary,
    summary,
)
from wxarchive.export.pdf import export_pdfs
from wxarchive.export.selection import ExportSelection, number_of
from wxarchive.export.stream import export_stream
from wxarchive.export.tables import export_table
from wxarchive.formats.warc import require_warcio

__all__ = [
    "TABLES",
    "ExportOptions",
    "ExportOutcome",
    "ExportSelection",
    "MediaResolver",
    "Summary",
    "WriteStatus",
    "export",
    "export_stream",
    "number_of",
    "summary",
]  # fmt: skip


def export(
    selection: ExportSelection, path: Path, options: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write the articles as the options say; report each as soon as it is done. A site or a WARC
    file of no articles is not written.

    Raises ExportError where the target cannot be written.
    """
    # tables make articles harmless one by one, as they write them
    if options.form in TABLES:
        return export_table(selection, path, options)
    selection = selection.harmless()
    if options.form in {"site", *WEB_ARCHIVES}:
        return _replica(selection, path, options)
    if options.form == "epub":
        return export_books(selection, path, options)
    if options.form == "pdf":
        return export_pdfs(selection, path, options)
    return export_articles(selection, path, options)


def _replica(
    selection: ExportSelection, path: Path, options: ExportOptions
) -> Iterator[ExportOutcome]:
    is_site = options.form == "site"
    if not is_site:
        require_warcio()
    elif find_spec("jinja2") is None:
        what = "a site needs a library that is not installed (jinja2)"
        raise UsageError(what, hint="run: pip install 'wxarchive[site]'")
    # of nothing it would only look like one
    if selection.is_empty():
        return iter(())
    # templates are loaded for a site alone, and what reads a page's addresses for a WARC file
    if not is_site:
        from wxarchive.export.warc import export_web_archive

        return export_web_archive(selection, path, options)
    from wxarchive.export.site import export_site

    return export_site(selection, path, options)
