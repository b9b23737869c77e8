"""Articles → a folder of Markdown or HTML files, with pages that list them.

::

    Selection ──listed──► Plan (which article is which file) ──► lists by account and album
                               │
        whole, uses ──► Documents (which picture is which file, then render) ──► Folder.put ──► Exported
"""  # noqa: E501 -- the drawing

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from wxarchive.containment import contained
from wxarchive.errors import Bug, DamagedRow, NotFound
from wxarchive.export.document import Documents
from wxarchive.export.folder import Folder, WriteResult, opened
from wxarchive.export.indexes import START, listings, start_page, written
from wxarchive.export.media import MediaResolver, beside
from wxarchive.export.names import Naming
from wxarchive.export.options import ExportOptions, ExportOutcome
from wxarchive.export.plan import PlannedFile, plan_files
from wxarchive.export.selection import ExportSelection
from wxarchive.models import StoredArticle


def export_articles(
    selection: ExportSelection, path: Path, wanted: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write each article into a folder, which is made if it is missing; tell of each as soon as it
    is done.

    The articles are read one at a time. Raises ExportError where the folder cannot be written; what
    was written until then is remembered.
    """
    with opened(path) as folder:
        if wanted.form == "html":
            folder.reserve([_START_NAME], [START])  # before an article is called so
        plan = plan_files(selection, folder, wanted.form, Naming(wanted.names, f".{wanted.form}"))
        found = listings(plan, folder, wanted.form)
        documents = Documents(selection, wanted, plan, partial(beside, selection, folder), found)
        writer = _ArticleWriter(folder, documents)
        yield from map(without_text, plan.without_text)
        for one in plan.articles.values():
            yield from writer.put(one)
        for listing in found:
            yield of_file(folder.put(listing.name, written(listing, wanted.form)))
        if wanted.form == "html":
            yield of_file(folder.put(_START_NAME, start_page(found, plan)))
        if wanted.prune:
            yield from _pruned(folder, wanted)


_START_NAME = "html-index start"


def without_text(article: StoredArticle) -> ExportOutcome:
    """Tell that there is nothing to export of an article."""
    name = article.metadata.title or (article.ref.url if article.ref else f"article {article.id}")
    what = f"{name}: the archive holds no text of it (state: {article.state})"
    return ExportOutcome("skipped", None, article.id, _key(article), article.metadata.title, what)


def of_file(put: WriteResult) -> ExportOutcome:
    """Tell what became of a file that is no article's."""
    return ExportOutcome(put.fate, put.file, message=put.message, differs=put.differs)


def _pruned(folder: Folder, wanted: ExportOptions) -> Iterator[ExportOutcome]:
    """Remove what left the selection; while an edited file stays behind, the pictures it may show
    stay too.
    """
    removed = list(folder.prune((wanted.form, f"{wanted.form}-index")))
    if wanted.form == "md" and all(put.fate == "removed" for put in removed):
        removed += folder.prune(("asset",))
    yield from map(of_file, removed)


class _ArticleWriter:
    """Writes one article after the other."""

    def __init__(self, folder: Folder, documents: Documents) -> None:
        self._folder = folder
        self._documents = documents
        self._unwritten: set[str] = set()

    def put(self, one: PlannedFile) -> Iterator[ExportOutcome]:
        """Bring the file of an article up to date; tell first of the files it shows that cannot be
        written, each once.

        A file of an earlier run stays as it is then: it may show them.
        """
        try:
            with contained("export this article"):
                made = self._documents.document(one)
        except (
            DamagedRow,
            NotFound,
            Bug,
        ) as error:  # not found: it became part of another one meanwhile
            yield ExportOutcome("failed", one.file, one.id, title=one.title, message=str(error))
            return
        showing = made.showing
        yield from self._not_written(showing)
        put = self._folder.put(one.name, made.content, is_whole=not showing.unwritten)
        done = ExportOutcome(
            put.fate,
            put.file,
            one.id,
            _key(made.article),
            one.title,
            put.message,
            differs=put.differs,
        )
        yield replace(done, kept=showing.kept, missing=showing.missing)

    def _not_written(self, showing: MediaResolver) -> Iterator[ExportOutcome]:
        for put in showing.unwritten:
            if put.file not in self._unwritten:
                self._unwritten.add(put.file)
                yield of_file(replace(put, fate="failed", differs=False))


def _key(article: StoredArticle) -> str | None:
    return article.ref.key if article.ref else None
