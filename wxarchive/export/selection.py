"""What is exported: articles that can be listed again and again, and read one at a time with what
they show.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cache, partial
from hashlib import sha256
from typing import Any, Self

from wxarchive.models import (
    AlbumOrder,
    ArticleRef,
    CaptureEntry,
    Entry,
    Event,
    Filter,
    LinkFilter,
    ListItem,
    MediaUse,
    Observation,
    RawPage,
    Selection,
    SimilarArticle,
    StoredArticle,
    StoredLink,
    Version,
)
from wxarchive.render import Addresses, is_harmless, is_picture, rewritten
from wxarchive.store import Store


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What pages show around articles, which are named by their ids.

    ``entries``: lines of a list, in the order of the ids; ``links`` of an article and ``backlinks``
    to it; ``observations`` of it; ``similar``: who shares its text, none while fingerprints are
    missing.
    """

    entries: Callable[[Sequence[int]], Sequence[Entry]] = lambda _: ()
    links: Callable[[int], Iterable[StoredLink]] = lambda _: ()
    backlinks: Callable[[int], Iterable[StoredLink]] = lambda _: ()
    observations: Callable[[int], Sequence[Observation]] = lambda _: ()
    similar: Callable[[StoredArticle], Sequence[SimilarArticle]] = lambda _: ()


@dataclass(frozen=True, slots=True)
class ExportSelection:
    """The articles of an export and how to read them.

    ``listed`` gives them without content, each time in the same order; ``whole`` one with its
    content; ``known`` the number of the article behind an address; ``uses`` what an article shows
    and plays, ``content`` the bytes of an archived file, piece by piece. ``albums`` gives the order
    of those that were read; ``events`` what happened to the articles, the newest first;
    ``versions`` those of an article, ``as_of`` the article as it was in one of them, ``received``
    each receipt of a page of it, with the page; ``around`` what else pages show of it. ``name``:
    what was chosen, in words; the same for the same choice. ``is_whole``: whether nothing was
    passed over until now that cannot be read.
    """

    listed: Callable[[], Iterable[StoredArticle]]
    whole: Callable[[int], StoredArticle]
    known: Callable[[ArticleRef], int | None]
    uses: Callable[[int], Sequence[MediaUse]]
    content: Callable[[str], Iterable[bytes]]
    albums: Callable[[], Iterable[AlbumOrder]] = tuple
    events: Callable[[], Iterable[Event]] = tuple
    versions: Callable[[int], Sequence[Version]] = lambda _: ()
    as_of: Callable[[StoredArticle, Version], StoredArticle] = lambda article, _: article
    received: Callable[[int], Iterator[tuple[CaptureEntry, RawPage]]] = lambda _: iter(())
    around: Surroundings = field(default_factory=Surroundings)
    name: str = ""
    is_whole: Callable[[], bool] = lambda: True

    def is_empty(self) -> bool:
        """Tell whether there is no article."""
        return next(iter(self.listed()), None) is None

    def harmless(self) -> Self:
        """Return the same articles without addresses that lead anywhere but to the web: an archive
        may be anyone's.
        """

        def events() -> Iterable[Event]:
            return (replace(one, article=_harmless(one.article)) for one in self.events())

        def entries(ids: Sequence[int]) -> Sequence[Entry]:
            shown = self.around.entries(ids)
            return [replace(one, article=_harmless(one.article)) for one in shown]

        def albums() -> Iterable[AlbumOrder]:
            for one in self.albums():
                yield replace(one, members=tuple(filter(_leads_to_web, one.members)))

        return replace(
            self,
            albums=albums,
            listed=lambda: map(_harmless, self.listed()),
            whole=lambda number: _harmless(self.whole(number)),
            events=events,
            as_of=lambda article, version: _harmless(self.as_of(article, version)),
            around=replace(self.around, entries=entries),
        )

    @classmethod
    def of_store(
        cls,
        store: Store,
        where: Filter,
        query: str | None = None,
        happened_since: datetime | None = None,
    ) -> Self:
        """Choose the articles of an archive that pass a filter, and that a query finds, newest
        first.

        ``happened_since``: which events. Raises as :meth:`Search.find`.
        """
        chosen = store.search.chosen(Selection(where, query))
        return cls(
            lambda: store.articles.list(chosen),
            store.articles.get,
            store.articles.number_of,
            store.media.of_article,
            store.media.stream,
            store.lists.album_orders,
            lambda: store.events.of(chosen, since=happened_since, limit=where.limit),
            store.versions.of,
            store.versions.as_of,
            partial(_received, store),
            _surroundings(store),
            _name_of(where, query),
            lambda: not store.damage,
        )


def _surroundings(store: Store) -> Surroundings:
    @cache
    def sharing() -> set[int]:
        """Find all that share text at once: to ask for each takes thirty times as long."""
        if store.similar.pending():
            return set()
        return {one for pair in store.similar.pairs() for one in (pair.article_id, pair.other_id)}

    def entries(ids: Sequence[int]) -> Sequence[Entry]:
        found = {one.id: one for one in store.library.among(tuple(ids))}
        shown = store.library.entries([found[one] for one in ids if one in found])
        return list(shown)

    return Surroundings(
        entries,
        lambda article_id: store.links.find(LinkFilter(Filter(), from_id=article_id)),
        lambda article_id: store.links.find(LinkFilter(Filter(), to_id=article_id)),
        store.versions.sights,
        lambda article: store.similar.of(article) if article.id in sharing() else (),
    )


def _received(store: Store, article_id: int) -> Iterator[tuple[CaptureEntry, RawPage]]:
    """Yield them in the order in which they came: who takes them in again decides alike."""
    captures = store.versions.captures(article_id)
    came = [(one.arrival, one.page_id) for one in captures if one.arrival is not None]

    # what only a file says has no arrival of its own
    def place(one: CaptureEntry) -> tuple[int, int]:
        if one.arrival is not None:
            return one.arrival, 0
        # pages are numbered as they come
        before = [arrival for arrival, page_id in came if page_id < one.page_id]
        return max(before, default=0), one.page_id

    for one in sorted(captures, key=place):
        yield one, store.pages.get(one.page_id)


_FEW = 10
_ADDRESSES = ("cover_url", "source_url", "reprint_url", "header_url", "avatar_url")
_PERHAPS_ODD = re.compile(r"""\b(?:href|src)\s*=\s*(?!"https?://)""", re.I)


def _harmless(article: StoredArticle) -> StoredArticle:
    about, ref, content = article.metadata, article.ref, article.content
    odd: dict[str, Any] = {
        name: None for name in _ADDRESSES if not is_harmless(getattr(about, name) or "")
    }
    if ref and not (is_harmless(ref.url) and is_harmless(ref.short or "")):
        ref = None
    if content:
        html = content.html
        # writing a body anew takes its time, and hardly any holds such an address
        if _PERHAPS_ODD.search(html):
            html = rewritten(html, Addresses())
        media = []
        for one in content.media:
            if not is_harmless(one.url or ""):
                one = replace(one, url=None)  # noqa: PLW2901 -- the same without it
            if not is_harmless(one.cover_url or ""):
                one = replace(one, cover_url=None)  # noqa: PLW2901 -- as above
            media.append(one)
        content = replace(
            content,
            html=html,
            images=tuple(filter(is_picture, content.images)),
            links=tuple(link for link in content.links if is_harmless(link.url)),
            media=tuple(media),
        )
    return replace(article, ref=ref, metadata=replace(about, **odd), content=content)


def _leads_to_web(member: int | ListItem) -> bool:
    return isinstance(member, int) or is_harmless(member.ref.url)


def number_of(store: Store, where: Filter, query: str | None = None) -> int:
    """Count the articles that pass a filter, and that a query finds."""
    number = store.articles.count(store.search.chosen(Selection(where, query)))
    if where.limit is None:
        return number
    return min(number, where.limit)


def _name_of(where: Filter, query: str | None) -> str:
    parts = []
    if query:
        parts.append(query)
    for one in fields(where):
        value = getattr(where, one.name)
        # the number of articles makes no other choice
        if one.name not in {"limit", "among"} and value not in (None, ()):
            parts.append(f"{one.name} {_words(value)}")
    if where.among is not None:
        ids = sorted(where.among)
        # a few by their ids, many by how many they are and a mark of which
        if len(ids) <= _FEW:
            parts.append(f"articles {', '.join(map(str, ids))}")
        else:
            mark = sha256(str(ids).encode()).hexdigest()[:8]
            parts.append(f"{len(ids)} articles ({mark})")
    return ", ".join(parts)


def _words(value: object) -> str:
    if isinstance(value, Filter):
        return _name_of(value, None)
    if isinstance(value, tuple):
        return " or ".join(map(_words, value))
    return str(value)
