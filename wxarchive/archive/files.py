"""Files → the archive, one outcome each: no network is asked."""

from collections.abc import Iterable, Iterator

from wxarchive.address import article_ref
from wxarchive.archive.keeping import Parse, Received, keep, read
from wxarchive.archive.outcomes import failed, of_stored
from wxarchive.errors import StoreError, WxArchiveError
from wxarchive.importers import Address, SavedPage, Source, Unusable, not_a_file, read_file
from wxarchive.models import Article, Outcome, StoredArticle
from wxarchive.store import Store


def import_files(sources: Iterable[Source], *, store: Store, parse: Parse) -> Iterator[Outcome]:
    """Archive each dump or saved page and tell what became of it; a bad file never stops the others.

    Raises :class:`StoreError` if the database cannot be used; what was stored so far stays.
    """
    for source in sources:
        try:
            yield _imported(source, store, parse)
        except StoreError:
            raise
        except WxArchiveError as error:
            yield failed(source, error)


def _imported(source: Source, store: Store, parse: Parse) -> Outcome:
    if isinstance(source, Unusable):
        raise source.error
    if isinstance(source, Address):
        raise not_a_file(source.given)
    return add_file(source, store, parse)


def add_file(source: SavedPage, store: Store, parse: Parse) -> Outcome:
    """Archive one saved page or dump; bytes that are archived already are not read again."""
    page = read_file(source)
    asked = article_ref(source.url) if source.url else None
    received = Received(source.given, page, asked)
    same = _stored_before(received, store)
    if same and (same.state == "ok" or isinstance(read(page, parse), Article)):
        return of_stored(source.given, "unchanged", same)
    return keep(received, store, parse)


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
