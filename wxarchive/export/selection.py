"""What is exported: articles that can be listed again and again, and read one at a time with what they show."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

from wxarchive.models import ArticleRef, Filter, StoredArticle
from wxarchive.store import Store


class Use(Protocol):
    """Something an article shows or plays, and the file the archive keeps of it.

    ``role``: ``picture``, ``cover``, ``avatar``, ``audio`` or ``video``. ``sha256``, ``type`` (MIME) and ``size``
    (bytes) are ``None`` where the archive keeps none; ``reason`` then says why.
    """

    @property
    def address(self) -> str:
        """As it stands in the page."""
        ...

    @property
    def role(self) -> str:
        """What it is for."""
        ...

    @property
    def sha256(self) -> str | None:
        """Of the kept bytes."""
        ...

    @property
    def type(self) -> str | None:
        """Their MIME type."""
        ...

    @property
    def size(self) -> int | None:
        """How many they are."""
        ...

    @property
    def reason(self) -> str | None:
        """Why there are none."""
        ...


def _no_uses(article_id: int) -> Sequence[Use]:
    return ()


def _no_bytes(sha256: str) -> bytes:
    raise KeyError(sha256)


@dataclass(frozen=True, slots=True)
class Selection:
    """The articles of an export and how to read them.

    ``listed`` gives them without content, each time in the same order; ``whole`` one with its content; ``known`` the
    number of the article behind an address; ``uses`` what an article shows, ``content`` a kept file's bytes.
    """

    listed: Callable[[], Iterable[StoredArticle]]
    whole: Callable[[int], StoredArticle]
    known: Callable[[ArticleRef], int | None]
    uses: Callable[[int], Sequence[Use]] = _no_uses
    content: Callable[[str], bytes] = _no_bytes

    @classmethod
    def of_store(cls, store: Store, where: Filter) -> Self:
        """Choose the articles of an archive that pass a filter, newest first."""

        def known(ref: ArticleRef) -> int | None:
            found = store.articles.known(ref)
            return found.id if found else None

        return cls(lambda: store.articles.list(where), store.articles.get, known)


def number_of(store: Store, where: Filter) -> int:
    """Count the articles that pass a filter."""
    everything = replace(where, limit=None)
    number = sum(group.articles for group in store.catalogue.groups(everything, "state"))
    return number if where.limit is None else min(number, where.limit)
