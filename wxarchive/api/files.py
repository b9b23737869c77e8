"""Files in and out, and what can be made anew from stored pages."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wxarchive import clock
from wxarchive.api.opened import EVERYTHING, OpenedArchive, Ref
from wxarchive.errors import UsageError
from wxarchive.models import Filter, Outcome

if TYPE_CHECKING:
    from wxarchive.export import ExportOptions, ExportOutcome


class FileMethods(OpenedArchive):
    """What reads and writes files. Each gives an iterator, and works as far as it is read."""

    def import_(
        self, *paths: str | PathLike[str], url: str | None = None, keep_names: bool = False
    ) -> Iterator[Outcome]:
        """Archive saved pages, dumps and records out of files, folders, zip and tar archives, WARC,
        WACZ and HAR; put what lists name into the queue. Nothing is fetched.

        ``url``: the address of the one saved page that is given. ``keep_names``: commenters are
        kept by their names, and not under pseudonyms. A file that cannot be read is an outcome, no
        error.
        """
        from wxarchive import archive
        from wxarchive.address import article_ref
        from wxarchive.parse import parse
        from wxarchive.sources import importable

        # before anything is read: an address that is none would be found out file by file
        if url is not None and article_ref(url) is None:
            raise UsageError("this is no address of a WeChat article", url)
        if url is not None and len(paths) != 1:
            raise UsageError("an address goes with exactly one saved page", url)
        sources = importable([str(path) for path in paths], url)
        plan = archive.RecordedPlan(with_names=keep_names)
        return archive.import_files(sources, store=self._writable(), parse=parse, recorded=plan)

    def import_notes(self, *paths: str | PathLike[str]) -> Iterator[Outcome]:
        """Take tags, stars, what was read, notes and highlights out of what karakeep, wallabag and
        Readwise export (``docs/annotations.md``); yield what came of each article. One that the
        archive does not hold is ``skipped``.

        Raises :class:`SourceError` for any other file, before anything is taken.
        """
        from wxarchive import archive

        files = [Path(one) for one in paths]
        return archive.take_notes(files, store=self._writable(), now=clock.now())

    def import_page(
        self,
        content: bytes,
        *,
        name: str = "page.html",
        url: str | None = None,
        saved_at: datetime | None = None,
    ) -> tuple[Outcome, ...]:
        """Archive a saved page, dump or table whose bytes are at hand, as :meth:`import_` does.

        ``name``: its file's; that of a dump ends in ``.md``. ``url``: the address it was saved
        from, where that is an article's. ``saved_at``: when, by default now; a time that the page
        itself states counts more. There is more than one outcome where it is a list.
        """
        from wxarchive import archive
        from wxarchive.api.uploads import page_at_hand
        from wxarchive.parse import parse

        page = page_at_hand(content, name, url, saved_at or clock.now())
        return tuple(archive.import_files([page], store=self._writable(), parse=parse))

    def keep_file(self, address: str, content: bytes, *, seen_at: datetime | None = None) -> None:
        """Keep a picture, audio or video for the address at which articles use it.

        Raises :class:`UsageError` if the bytes are nothing of the kind.
        """
        from wxarchive.api.uploads import file_at_hand

        file = file_at_hand(address, content)
        self._writable().media.keep(address, file, seen_at or clock.now())

    def atomic(self) -> AbstractContextManager[None]:
        """Return one transaction, for a ``with``: everything inside is kept, or nothing."""
        return self._writable().atomic()

    def export(
        self,
        target: "str | PathLike[str] | BinaryIO",
        where: Filter = EVERYTHING,
        options: "ExportOptions | None" = None,
        *,
        query: str | None = None,
        happened_since: datetime | None = None,
    ) -> Iterator["ExportOutcome"]:
        """Write articles that pass a filter, and that a query finds, and yield what became of each.

        ``options.form``: ``md`` (the default), ``html``, ``site``, ``epub``, ``pdf`` into the
        folder ``target``, which for ``epub`` and ``pdf`` may be a file; ``jsonl``, ``csv``,
        ``atom``, ``csl``, ``ris``, ``bibtex`` into the file.
        An open binary file takes what is one document.
        ``happened_since``: of events, only these. The rest is as ``wxarchive export`` has it
        (``docs/exports.md``); a second run writes only what has changed. Raises
        :class:`UsageError` for what does not go together, :class:`ExportError` where nothing can be
        written, :class:`BrowserError` where no browser is that prints.
        """
        from wxarchive.export import ExportOptions, ExportSelection, export, export_stream

        store = self._store
        # the index may be behind what was archived
        if query is not None:
            store = self._searchable()
        selection = ExportSelection.of_store(store, where, query, happened_since)
        options = options or ExportOptions()
        if isinstance(target, str | PathLike):
            return iter(export(selection, Path(target), options))
        return export_stream(selection, target, options)

    def reparse(self, *refs: Ref) -> Iterator[Outcome]:
        """Read stored pages again, offline, as today's parser does: all, or those of some
        articles.
        """
        from wxarchive import archive
        from wxarchive.parse import parse

        # none named: all of them
        ids = [self._id(one) for one in refs] or None
        return archive.reparse(ids, store=self._writable(), parse=parse)

    def reindex(self) -> int:
        """Make the search index and the fingerprints anew; return the number of articles in the
        index.
        """
        store = self._writable()
        number = store.search.rebuild()
        store.similar.rebuild()
        return number
