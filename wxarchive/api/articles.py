"""Articles: listed, searched, read whole, and what became of each."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from wxarchive.address import article_ref
from wxarchive.api.opened import EVERYTHING, OpenedArchive, Ref
from wxarchive.differences import Change, changes
from wxarchive.errors import NotFound, UsageError
from wxarchive.history import history_of, version_of
from wxarchive.models import (
    EVENTS,
    LARGEST_NUMBER,
    CaptureEntry,
    ConcordanceLine,
    ConcordanceSort,
    CountBy,
    Event,
    EventKind,
    EventPlace,
    Filter,
    HistoryEntry,
    Hit,
    Order,
    StoredArticle,
    Version,
    WordUse,
    require_known,
    require_number,
)
from wxarchive.store import Sort


class ArticleMethods(OpenedArchive):
    """What reads articles."""

    def find(self, ref: Ref) -> int:
        """Return the id of an article.

        Raises :class:`NotFound`; where a part of a title is that of several articles, the error
        names them.
        """
        return self._id(ref)

    def known(self, url: str) -> int | None:
        """Return the id of the archived article that an address leads to; ``None`` if there is
        none, or if it is no address of an article.
        """
        ref = article_ref(url)
        if ref is None:
            return None
        return self._store.articles.number_of(ref)

    def article(self, ref: Ref, *, version: int | None = None) -> StoredArticle:
        """Return an article whole, with its content where any was ever kept.

        ``version``: as it was in that version, numbered as :meth:`versions` does; only the newest
        has its links. Raises :class:`NotFound`.
        """
        return self._whole(ref, version)

    def articles(self, ids: Collection[int]) -> tuple[StoredArticle, ...]:
        """Return the articles with these ids, without their content, in the order of the ids.

        Ids that no article has are left out.
        """
        found = {one.id: one for one in self._store.library.among(tuple(ids))}
        return tuple(found[one] for one in ids if one in found)

    def list(
        self,
        where: Filter = EVERYTHING,
        *,
        order: Order = "newest",
        collapse: bool = False,
        offset: int = 0,
    ) -> Iterator[StoredArticle]:
        """Yield the articles that pass a filter, without their content.

        They are read one by one. ``order`` ``album``: an album's own order, for filters with an
        album; raises :class:`UsageError` without one. ``collapse``: without articles of which half
        or more stands in one before them; the limit counts what is left. ``offset``: so many are
        left out first; they are counted, not read.
        """
        require_known([order], Order, "order of a list")
        require_number(offset, "offset")
        if order == "album" and not where.album:
            raise UsageError("the order of an album needs a filter with an album")
        if not collapse:
            return self._store.articles.list(where, order, offset)
        # which are left out is known only when those before them are read
        limit = where.limit
        if limit is not None:
            limit = min(limit + offset, LARGEST_NUMBER)
        limited = replace(where, limit=limit)
        found = self._comparable().similar.collapsed(limited, order)
        return islice(found, offset, None)

    def search(
        self,
        query: str,
        where: Filter = EVERYTHING,
        *,
        sort: Sort = "relevance",
        offset: int = 0,
        versions: bool = False,
    ) -> Iterator[Hit]:
        """Yield the articles that a query finds and a filter lets pass, ``where.limit`` at most.

        The query's language is that of ``wxarchive search`` (``docs/search.md``): spaces mean and,
        ``"…"`` a phrase, ``-`` not, ``OR`` or, ``title:`` a field. ``offset``: so many are left
        out first. ``versions``: also what only an earlier version has; :attr:`Hit.version` says
        which. Raises :class:`UsageError` for a query that looks for nothing.
        """
        require_known([sort], Sort, "order of a search")
        require_number(offset, "offset")
        return self._searchable().search.find(
            query, where, sort=sort, limit=where.limit, offset=offset, versions=versions
        )

    def count(
        self, where: Filter = EVERYTHING, *, query: str | None = None, versions: bool = False
    ) -> int:
        """Count the articles that pass a filter, whatever its limit, and that a query finds.

        ``versions`` and errors as in :meth:`search`.
        """
        if query is None:
            return self._store.articles.count(where)
        return self._searchable().search.count(query, where, versions=versions)

    def ids(
        self, query: str, where: Filter = EVERYTHING, *, sort: Sort = "relevance"
    ) -> tuple[int, ...]:
        """Return the ids of what :meth:`search` finds, which is faster."""
        require_known([sort], Sort, "order of a search")
        search = self._searchable().search
        return search.ids(query, where, sort=sort, limit=where.limit)

    def words_over_time(
        self, query: str, *, by: CountBy = "month", where: Filter = EVERYTHING
    ) -> tuple[WordUse, ...]:
        """Count, by ``month``, ``year`` or ``account``, the articles that a query finds among those
        that a filter lets pass, whatever its limit, and how often their texts have its words.

        Months and years come in order and without gaps, accounts by how many articles are found;
        undated or nameless articles come last, under the name ``None``. Each text that is found is
        read: some seconds for a word that 100,000 articles have. Raises as :meth:`search`.
        """
        require_known([by], CountBy, "way to count")
        return tuple(self._searchable().search.words(query, where, by))

    def concordance(
        self,
        query: str,
        where: Filter = EVERYTHING,
        *,
        sort: ConcordanceSort = "newest",
        width: int = 30,
    ) -> Iterator[ConcordanceLine]:
        """Yield every place where a text has what a query looks for, ``where.limit`` at most, with
        ``width`` characters on both sides (keyword in context).

        They come article by article as they are read: ``newest`` or ``oldest`` first, or by
        ``relevance``. ``left`` and ``right`` sort them by what stands on that side, and read all of
        them first. Raises as :meth:`search`, also for a query that looks in titles, accounts or
        bylines only.
        """
        require_known([sort], ConcordanceSort, "order of a concordance")
        require_number(width, "width")
        found = self._searchable().search.concordance(query, where, sort=sort, width=width)
        return islice(found, where.limit)

    def places(self, query: str, text: str, *, title: bool = False) -> tuple[tuple[int, int], ...]:
        """Return where a text has what a query looks for: start and end, in order, none across
        another. ``title``: it is a title, which may have what is looked for in titles alone.
        """
        return tuple(self._store.search.places(query, text, title=title))

    def words_like_signs(self, query: str) -> tuple[str, ...]:
        """Return the words of a query that were hardly meant as words, such as ``and``."""
        return tuple(self._store.search.words_like_signs(query))

    def versions(self, ref: Ref) -> tuple[Version, ...]:
        """Return the contents that an article had, numbered from 1, the oldest first; links are
        not kept by version.
        """
        return tuple(self._store.versions.of(self._id(ref)))

    def difference(
        self, ref: Ref, old: int | None = None, new: int | None = None
    ) -> tuple[Change, ...]:
        """Return what differs between two versions, by default the last two: field by field, and
        in a text piece by piece (:attr:`Change.pieces`).

        Raises :class:`NotFound` for a version that there is not, or if there is only one.
        """
        versions = self._store.versions.of(self._id(ref))
        if not versions:
            raise NotFound("no version was ever kept of this article", str(ref))
        if len(versions) == 1:
            raise NotFound("there is only one version of this article", str(ref))
        earlier = version_of(versions, old or len(versions) - 1)
        # by default the one after it, as an edit is
        following = min(earlier.number + 1, len(versions))
        later = version_of(versions, new or following)
        return tuple(changes(earlier, later))

    def history(self, ref: Ref, *, compare: bool = True) -> tuple[HistoryEntry, ...]:
        """Return what became of an article, in order of time: its versions, and the states it was
        seen in.

        Without ``compare`` it is not said what each version changed, which is faster.
        """
        article_id, versions = self._id(ref), self._store.versions
        observations = versions.sights(article_id)
        return tuple(history_of(versions.of(article_id), observations, compare=compare))

    def captures(self, ref: Ref) -> tuple[CaptureEntry, ...]:
        """Return each time a page of an article was received, numbered from 1, the earliest
        first.
        """
        return tuple(self._store.versions.captures(self._id(ref)))

    def events(
        self,
        where: Filter = EVERYTHING,
        *,
        kinds: Collection[EventKind] = EVENTS,
        since: datetime | None = None,
        before: EventPlace | None = None,
    ) -> Iterator[Event]:
        """Yield what happened to the articles that pass a filter, the newest first: they came
        (``new``), were ``edited``, were ``gone``, were ``back``; ``where.limit`` at most.

        ``since``: when it happened. ``before``: only what comes after this place in the list, to go
        on page by page: :attr:`Event.place` of the last that was read.
        """
        _require_events(kinds, before)
        # a filter's limit counts articles, and here events are counted
        every = replace(where, limit=None)
        return self._store.events.of(
            every, kinds=kinds, since=since, before=before, limit=where.limit
        )

    def count_events(
        self,
        where: Filter = EVERYTHING,
        *,
        kinds: Collection[EventKind] = EVENTS,
        since: datetime | None = None,
        before: EventPlace | None = None,
    ) -> int:
        """Count what :meth:`events` yields, whatever the filter's limit."""
        _require_events(kinds, before)
        every = replace(where, limit=None)
        return self._store.events.count(every, kinds=kinds, since=since, before=before)


def _require_events(kinds: Iterable[str], place: EventPlace | None) -> None:
    require_known(kinds, EventKind, "kind of event")
    if place:
        require_known([place.kind], EventKind, "kind of event")
        require_number(place.article_id, "before.article_id")
        require_number(place.number, "before.number")
