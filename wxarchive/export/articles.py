"""Articles → a folder of Markdown or HTML files, with pages that list them.

::

    Selection ──listed──► Plan (which article is which file) ──► lists by account and album
                               │
        whole, uses ──► Documents (which picture is which file, then render) ──► Folder.put ──► ExportOutcome
"""  # noqa: E501 -- the drawing

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from wxarchive.containment import contained
from wxarchive.errors import Bug, DamagedRow, NotFound
from wxarchive.export.document import Documents
from wxarchive.export.folder import Folder, WriteResult, opened
from wxarchive.export.indexes import START, index_page, index_pages, start_page
from wxarchive.export.media import beside
from wxarchive.export.names import Naming
from wxarchive.export.options import ExportOptions, ExportOutcome
from wxarchive.export.plan import PlannedFile, plan_files
from wxarchive.export.selection import ExportSelection
from wxarchive.models import StoredArticle

_START_NAME = "html-index start"


def export_articles(
    selection: ExportSelection, path: Path, options: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write each article into a folder, which is made if it is missing; report each as soon as it
    is done.

    The articles are read one at a time. Raises ExportError where the folder cannot be written; what
    was written until then is remembered.
    """
    with opened(path) as folder:
        form = options.form
        # an article may be called so, too: then it takes the next name
        if form == "html":
            folder.reserve([_START_NAME], [START])
        # articles link to each other and to lists: all names are settled before any is written
        naming = Naming(options.names, f".{form}")
        plan = plan_files(selection, folder, form, naming)
        lists = index_pages(plan, folder, form)
        put_beside = partial(beside, selection, folder)
        documents = Documents(selection, options, plan, put_beside, lists)
        writer = _ArticleWriter(folder, documents)
        yield from map(without_text, plan.without_text)
        # a file that stays as it was may show any of the pictures
        is_all_new = True
        for one in plan.articles.values():
            for outcome in writer.put(one):
                is_all_new = is_all_new and outcome.status in {"written", "unchanged"}
                yield outcome
        for listing in lists:
            yield file_outcome(folder.put(listing.name, index_page(listing, form)))
        if form == "html":
            yield file_outcome(folder.put(_START_NAME, start_page(lists, plan)))
        if options.prune:
            removed = prune(selection, folder, form, f"{form}-index")
            # of those that left the selection, too, one that was edited stays
            is_all_new = is_all_new and all(one.status == "removed" for one in removed)
            if form == "md" and is_all_new:
                removed += prune(selection, folder, "asset")
            yield from map(file_outcome, removed)


def without_text(article: StoredArticle) -> ExportOutcome:
    """Report that the archive holds no text of an article, so that nothing is exported."""
    title = article.metadata.title
    name = title or f"article {article.id}"
    # an address says more than a number
    if not title and article.ref:
        name = article.ref.url
    what = f"{name}: the archive holds no text of it (state: {article.state})"
    return ExportOutcome("skipped", None, article.id, article.key, title, what)


def file_outcome(result: WriteResult) -> ExportOutcome:
    """Report what became of a file that is no article's."""
    return ExportOutcome(result.status, result.file, message=result.message, differs=result.differs)


def prune(selection: ExportSelection, folder: Folder, *forms: str) -> list[WriteResult]:
    """Remove the files of some forms whose articles left the selection.

    An article that cannot be read now is in no selection, and its file may be all that is left of
    it: then nothing is removed.
    """
    if selection.is_whole():
        return list(folder.prune(forms))
    what = "nothing is removed: the archive has rows that cannot be read; see wxarchive verify"
    return [WriteResult("skipped", ".", what)]


class _ArticleWriter:
    """Writes one article after the other."""

    def __init__(self, folder: Folder, documents: Documents) -> None:
        self._folder = folder
        self._documents = documents
        self._unwritten: set[str] = set()

    def put(self, one: PlannedFile) -> Iterator[ExportOutcome]:
        """Bring the file of an article up to date; report first the files it shows that cannot be
        written, each once.

        A file of an earlier run stays as it is then: it may show them.
        """
        try:
            with contained("export this article"):
                document = self._documents.document(one)
        # not found: meanwhile it became part of another one
        except (DamagedRow, NotFound, Bug) as error:
            yield ExportOutcome("failed", one.file, one.id, title=one.title, message=str(error))
            return
        resolver = document.resolver
        for unwritten in resolver.unwritten:
            # many articles show the same file
            if unwritten.file not in self._unwritten:
                self._unwritten.add(unwritten.file)
                yield file_outcome(replace(unwritten, status="failed", differs=False))
        is_whole = not resolver.unwritten
        result = self._folder.put(one.name, document.content, is_whole=is_whole)
        outcome = file_outcome(result)
        yield replace(
            outcome,
            id=one.id,
            key=document.article.key,
            title=one.title,
            kept=resolver.kept,
            missing=resolver.missing,
        )
