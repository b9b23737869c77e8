"""Files → the archive, one outcome each: no network is asked."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from wxarchive.address import article_ref
from wxarchive.archive.keeping import Parse, Received, keep_found, read
from wxarchive.archive.outcomes import failed, of_stored
from wxarchive.errors import StoreError, WxArchiveError
from wxarchive.importers import Address, ListAddress, SavedPage, Source, Unusable, not_a_file, read_file
from wxarchive.models import Article, Outcome, StatePage, StoredArticle
from wxarchive.store import Store


@dataclass(frozen=True, slots=True)
class _Work:
    """A file on its way: its outcome is known, or its page is to be parsed (``found``) and kept.

    ``same``: the article that these bytes are archived of.
    """

    outcome: Outcome | None = None
    received: Received | None = None
    same: StoredArticle | None = None
    found: Article | StatePage | None = None


Map = Callable[[Callable[[_Work], _Work], Iterable[_Work]], Iterable[_Work]]
"""The built-in ``map``, or one that lets other processes parse; it keeps the order."""


def import_files(sources: Iterable[Source], *, store: Store, parse: Parse, map_: Map = map) -> Iterator[Outcome]:
    """Archive each dump or saved page and tell what became of it; a bad file never stops the others.

    Raises :class:`StoreError` if the database cannot be used; what was stored so far stays.
    """
    asked = (_asked(source, store) for source in sources)
    for work in map_(partial(_parsed, parse=parse), asked):
        yield _kept(work, store)


def add_file(source: SavedPage, store: Store, parse: Parse) -> Outcome:
    """Archive one saved page or dump; bytes that are archived already are not read again."""
    return _kept(_parsed(_opened(source, store), parse), store)


def _asked(source: Source, store: Store) -> _Work:
    try:
        if isinstance(source, Unusable):
            raise source.error
        if isinstance(source, Address | ListAddress):
            raise not_a_file(source.given)
        return _opened(source, store)
    except StoreError:
        raise
    except WxArchiveError as error:
        return _Work(failed(source, error))


def _opened(source: SavedPage, store: Store) -> _Work:
    received = Received(source.given, read_file(source), article_ref(source.url) if source.url else None)
    same = _stored_before(received, store)
    if same and same.state == "ok":
        return _Work(of_stored(source.given, "unchanged", same))
    return _Work(received=received, same=same)


def _parsed(work: _Work, parse: Parse) -> _Work:
    return replace(work, found=read(work.received.page, parse)) if work.received else work


def _kept(work: _Work, store: Store) -> Outcome:
    if work.outcome:
        return work.outcome
    assert work.received  # noqa: S101 -- for mypy: without an outcome there is a page
    assert work.found  # noqa: S101 -- as above
    if work.same and isinstance(work.found, Article):
        return of_stored(work.received.given, "unchanged", work.same)
    return keep_found(work.received, work.found, store)


def _stored_before(received: Received, store: Store) -> StoredArticle | None:
    """The article that these very bytes belong to; not if they are now said to be another one's.

    Different articles can have the same bytes: notices of deletion do not always say of which.
    """
    page_id = store.pages.find(received.page.sha256)
    article_id = page_id and store.pages.article_id(page_id)
    if not article_id:
        return None
    known = store.articles.known(received.asked) if received.asked else store.articles.get(article_id)
    return known if known and known.id == article_id else None
