"""An archive that is open: what every other part of the interface stands on."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event, get_ident
from typing import TYPE_CHECKING

from wxarchive.closing import Closing
from wxarchive.errors import DamagedRow, NotFound, ReadOnlyArchive, UsageError
from wxarchive.history import version_of
from wxarchive.models import Filter, QueueItem, StoredArticle
from wxarchive.store import Store

if TYPE_CHECKING:
    from wxarchive.fetch import FetchSettings

EVERYTHING = Filter()
Ref = int | str
"""An article: its id; or as text its id, key, any of its URLs, or a unique part of its title."""


class OpenedArchive(Closing):
    """An open archive: its file, its end, and what is true of it as a whole."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        write: bool = False,
        network: "FetchSettings | None" = None,
        stop: Event | None = None,
        on_fetch: Callable[[QueueItem], object] | None = None,
    ) -> None:
        self._path = Path(path)
        self._write = write
        # SQLite lets one thread write; those that read may hand a connection on
        self._opened = Store(self._path, read_only=not write, any_thread=not write)
        self._thread = get_ident()
        self._network = network
        self._stop = stop
        self._on_fetch = on_fetch or (lambda _: None)
        self._is_searchable = False
        self._is_comparable = False

    @property
    def path(self) -> Path:
        """The archive's file."""
        return self._path

    @property
    def stamp(self) -> int:
        """A number that is another one when somebody else has written to the archive meanwhile."""
        return self._store.stamp

    @property
    def damage(self) -> tuple[DamagedRow, ...]:
        """The rows that could not be read and were passed over so far; each names its table and
        row.

        Lists leave out what is damaged and go on; a damaged article that is read by itself raises
        :class:`DamagedRow`.
        """
        return self._store.damage

    def close(self) -> None:
        """Close the archive; closing it again does nothing."""
        self._opened.close()

    @property
    def _store(self) -> Store:
        """The store. Raises :class:`UsageError` in another thread than opened it to write."""
        if self._write and get_ident() != self._thread:
            what = "this archive was opened to write by another thread"
            raise UsageError(what, str(self._path), "open it once more in this one")
        return self._opened

    def _id(self, ref: Ref) -> int:
        """Return an article's id. Raises :class:`NotFound`."""
        if not isinstance(ref, int):
            return self._store.articles.find(ref)
        # counted, and not read: its row may be damaged, which is for the reader to say
        if not self._store.articles.count(Filter(among=(ref,))):
            raise NotFound("no such article in the archive", str(ref))
        return ref

    def _whole(self, ref: Ref, version: int | None) -> StoredArticle:
        """Return an article with its content, as one of its versions had it."""
        article = self._store.articles.get(self._id(ref))
        if version is None:
            return article
        then = version_of(self._store.versions.of(article.id), version)
        return self._store.versions.as_of(article, then)

    def _page_id(self, article: StoredArticle) -> int:
        """Return the page that an article's newest content was read from."""
        found = self._store.pages.find(article.page_sha256 or "")
        if found is not None:
            return found
        # gone before its text was kept: what came last says so
        pages = self._store.pages.of_article(article.id)
        if not pages:
            raise NotFound("no page of this article was ever kept", str(article.id))
        return pages[-1]

    def _writable(self) -> Store:
        if not self._write:
            what = "the archive was opened for reading only"
            raise ReadOnlyArchive(what, str(self._path), "open it with write=True")
        return self._store

    def _searchable(self) -> Store:
        """Return the store, its search index brought up to date."""
        # by another connection: this one may only read
        if not self._is_searchable and self._store.search.pending():
            with Store(self._path) as writer:
                sum(writer.search.update())
        self._is_searchable = True
        return self._store

    def _comparable(self) -> Store:
        """Return the store, with the fingerprints that were missing."""
        if not self._is_comparable and self._store.similar.pending():
            with Store(self._path) as writer:
                sum(writer.similar.update())
        self._is_comparable = True
        return self._store
