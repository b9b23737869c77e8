"""What is exported: articles that can be listed again and again, and read one at a time with what they show."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from wxarchive.models import AlbumOrder, ArticleRef, Filter, MediaUse, StoredArticle
from wxarchive.store import Store


@dataclass(frozen=True, slots=True)
class Selection:
    """The articles of an export and how to read them.

    ``listed`` gives them without content, each time in the same order; ``whole`` one with its content; ``known`` the
    number of the article behind an address; ``uses`` what an article shows and plays, ``content`` the bytes of
    a kept file, piece by piece. ``albums`` gives the order of those that were read.
    """

    listed: Callable[[], Iterable[StoredArticle]]
    whole: Callable[[int], StoredArticle]
    known: Callable[[ArticleRef], int | None]
    uses: Callable[[int], Sequence[MediaUse]]
    content: Callable[[str], Iterable[bytes]]
    albums: Callable[[], Iterable[AlbumOrder]] = tuple

    @classmethod
    def of_store(cls, store: Store, where: Filter) -> Self:
        """Choose the articles of an archive that pass a filter, newest first."""

        def known(ref: ArticleRef) -> int | None:
            found = store.articles.known(ref)
            return found.id if found else None

        return cls(
            lambda: store.articles.list(where),
            store.articles.get,
            known,
            store.media.of_article,
            store.media.stream,
            store.lists.album_orders,
        )


def number_of(store: Store, where: Filter) -> int:
    """Count the articles that pass a filter."""
    everything = replace(where, limit=None)
    number = sum(group.articles for group in store.catalogue.groups(everything, "state"))
    return number if where.limit is None else min(number, where.limit)
