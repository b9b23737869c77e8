"""Full-text search: a query, a filter and an order in, articles with a snippet out.

::

    text ──query.parse──► Query ──SQL──► documents ──texts──► the same, looked through ──order──► hits
                                  index, newest first     only for what the index cannot tell for sure

Ranking costs time for each article ranked, so it is done among the newest :data:`RANKED` matches
and the newest :data:`RANKED_TITLES` matches in the title; behind them come the others by date. With
fewer matches, all are ranked.

Earlier versions are looked through where that is parsed for. They count only where the newest one has
not what the query asks for, and of an article the last such version is found.
"""  # noqa: E501 -- the drawing

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from heapq import merge
from itertools import chain, islice
from sqlite3 import Row
from typing import Literal

from wxarchive.errors import DamagedRow, NotFound, UsageError
from wxarchive.models import (
    ConcordanceLine,
    ConcordanceSort,
    CountBy,
    EarlierVersion,
    Filter,
    Hit,
    Selection,
    StoredArticle,
    WordUse,
)
from wxarchive.store import rows as listing
from wxarchive.store.conditions import condition
from wxarchive.store.search.concordance import in_order, lines_of
from wxarchive.store.search.folding import fold
from wxarchive.store.search.fts_query import IndexSelection, select
from wxarchive.store.search.index import Index
from wxarchive.store.search.matching import matches, places, score, snippet
from wxarchive.store.search.order import Match, by_date, newest_first, oldest_first
from wxarchive.store.search.query import Query, parse, tags_of, words_like_signs
from wxarchive.store.search.texts import texts_now, texts_then
from wxarchive.store.search.words import word_uses
from wxarchive.store.sqlite import Connection, moment_of

Sort = Literal["relevance", "newest", "oldest"]
RANKED = 60
RANKED_TITLES = 40

_OF_VERSIONS = """
    SELECT
        d.docid, a.id,
        (
            SELECT n.published
            FROM search_documents n
            WHERE n.article_id = a.id
        ) AS published,
        v.id
"""
_LAST_FIRST = "ORDER BY published DESC, a.id DESC, v.last_seen DESC, v.id DESC"
_WHICH = """
    SELECT
        v.id, v.first_seen, v.last_seen,
        count(*) AS count,
        count(*) FILTER (
            WHERE (o.last_seen, o.id) <= (v.last_seen, v.id)
        ) AS number
    FROM versions v
    JOIN versions o ON o.article_id = v.article_id
    WHERE v.id = ?
"""


class Search:
    """Searches one archive. What is still to be indexed is not found: see :meth:`pending` and
    :meth:`update`.
    """

    tags_of = staticmethod(tags_of)
    words_like_signs = staticmethod(words_like_signs)

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        # filters compare what people noted as a search compares texts

        def folded(text: str | None) -> str:
            return "".join(fold(text or "").split())

        connection.raw.create_function("folded", 1, folded, deterministic=True)
        self._index = Index(connection)
        self.pending = self._index.pending
        self.keep_up = self._index.keep_up
        self.update = self._index.update
        self.remove = self._index.remove
        self.put_together = self._index.put_together

    def find(
        self,
        query: str,
        where: Filter,
        *,
        sort: Sort = "relevance",
        limit: int | None = None,
        offset: int = 0,
        versions: bool = False,
    ) -> Iterator[Hit]:
        """Return the articles that a query finds and a filter (without its own limit) lets pass, in
        order; with ``versions`` also those that only an earlier version of them is found by.

        Raises :class:`UsageError` for a query that asks for nothing or cannot be understood.
        """
        parsed = parse(query)
        if versions:
            whole = self._with_earlier(parsed, where, sort)
        else:
            whole = self._in_order(parsed, where, sort)
        # what cannot be shown ends no page of hits early
        hits = (hit for one in islice(whole, offset, None) if (hit := self._hit(parsed, one)))
        return islice(hits, limit)

    def ids(
        self, query: str, where: Filter, *, sort: Sort = "relevance", limit: int | None = None
    ) -> tuple[int, ...]:
        """Return the ids of the articles that a query finds, in order; raises as :meth:`find`."""
        found = islice(self._in_order(parse(query), where, sort), limit)
        return tuple(one.article_id for one in found)

    def unordered(self, query: str, where: Filter) -> list[int]:
        """Return the ids of all articles that a query finds, in any order; raises as
        :meth:`find`.
        """
        parsed = parse(query)
        chosen = self._select(parsed, where)
        rows = self._looked_through(parsed, self._rows(chosen, ""), exact=chosen.exact)
        return [one.article_id for one in rows]

    def chosen(self, selection: Selection) -> Filter:
        """Return the filter that lets just the articles of a selection pass; raises as
        :meth:`find`.
        """
        where, query = selection.where, selection.query
        if query is None:
            return where
        return replace(where, among=self.unordered(query, where))

    def places(self, query: str, text: str, *, title: bool = False) -> list[tuple[int, int]]:
        """Return where a text or a title has what a query asks for, in order and without overlaps;
        raises as :meth:`find`.
        """
        return places(parse(query), text, title=title)

    def excerpt(self, query: str, article_id: int) -> tuple[str, ...] | None:
        """Return the parts of an article's text around a query's first hit, as
        :class:`~wxarchive.answers.Hit` has.
        """
        texts = texts_now(self._db, article_id)
        if texts is None:
            return None
        return snippet(parse(query), texts)

    def count(self, query: str, where: Filter, *, versions: bool = False) -> int:
        """Return how many articles a query finds; ``versions`` as in :meth:`find`."""
        parsed = parse(query)
        chosen = self._select(parsed, where)
        number = 0
        if versions:
            number += sum(1 for _ in self._earlier(parsed, where))
        # what the index answers for alone is counted without reading any text
        if chosen.exact:
            return number + int(self._db.value(f"SELECT count(*) {chosen.sql}", chosen.values))
        found = self._looked_through(parsed, self._rows(chosen, ""), exact=False)
        return number + sum(1 for _ in found)

    def words(self, query: str, where: Filter, by: CountBy) -> list[WordUse]:
        """Count by month, year or account what a query finds, how often, and all that a filter lets
        pass; raises as :meth:`find`.
        """
        parsed = parse(query)
        # what people noted chooses articles, as a filter does
        passing = condition(self._db, _narrowed(where, parsed))
        return word_uses(self._db, parsed, self._select(parsed, where), passing, by)

    def concordance(
        self, query: str, where: Filter, *, sort: ConcordanceSort = "newest", width: int = 30
    ) -> Iterator[ConcordanceLine]:
        """Return every place where a text has what a query asks for, with so many characters on
        both sides; raises as :meth:`find`.

        Article by article, in order; ``left`` and ``right`` sort the lines by what stands there,
        and need all of them in memory.
        """
        parsed = parse(query)
        if not parsed.anywhere:
            hint = "look for a word without title:, account: or author:"
            raise UsageError("the query looks for nothing in the texts", query, hint)

        def lines() -> Iterator[ConcordanceLine]:
            for one in self._in_order(parsed, where, sort):
                texts, article = self._with_texts(one).texts, self._article(one)
                # of a damaged row there is nothing to show
                if texts and article:
                    yield from lines_of(article, texts.body, parsed, width)

        return in_order(lines(), sort)

    def rebuild(self) -> int:
        """Make the index anew; return the number of articles."""
        self._index.clear()
        sum(self._index.update())
        return int(self._db.value("SELECT count(article_id) FROM search_documents"))

    def _in_order(self, parsed: Query, where: Filter, sort: ConcordanceSort) -> Iterator[Match]:
        orders: dict[ConcordanceSort, Callable[[Query, Filter], Iterator[Match]]] = {
            "relevance": self._by_relevance,
            "oldest": self._oldest,
        }
        return orders.get(sort, self._newest)(parsed, where)

    def _with_earlier(self, parsed: Query, where: Filter, sort: Sort) -> Iterator[Match]:
        """Yield what is found, and in the same order what only earlier versions have.

        By relevance, the newest :data:`RANKED` of these are ranked among the first of those.
        """
        now, earlier = self._in_order(parsed, where, sort), self._earlier(parsed, where)
        if sort == "newest":
            return merge(now, earlier, key=newest_first)
        if sort == "oldest":
            return merge(now, sorted(earlier, key=oldest_first), key=oldest_first)
        first = [*islice(now, RANKED + RANKED_TITLES), *islice(earlier, RANKED)]
        ranked = sorted(first, key=lambda one: self._score(parsed, one), reverse=True)
        return chain(ranked, now, earlier)

    def _earlier(self, parsed: Query, where: Filter) -> Iterator[Match]:
        """Yield the articles, the newest first, of which only an earlier version has it."""
        # what people noted is said of articles, not of their versions
        if not parsed.clauses:
            return
        passing = condition(self._db, _narrowed(where, parsed))
        chosen = select(parsed, passing, earlier=True)
        rows = self._db.rows(f"{_OF_VERSIONS} {chosen.sql} {_LAST_FIRST}", chosen.values)
        found = self._looked_through(parsed, (Match(*row) for row in rows), exact=chosen.exact)
        # an article is found once: by its newest version, else by the last one that has it
        done: set[int] = set()
        if chosen.exact:
            now = self._select(parsed, where)
            ids = self._db.rows(f"SELECT d.article_id {now.sql}", now.values)
            done.update(row[0] for row in ids)
        for one in found:
            if one.article_id in done:
                continue
            done.add(one.article_id)
            newest = None
            if not chosen.exact:
                newest = texts_now(self._db, one.article_id)
            if newest is None or not matches(parsed, newest):
                yield one

    def _by_relevance(self, parsed: Query, where: Filter) -> Iterator[Match]:
        if not parsed.clauses:
            yield from self._newest(parsed, where)
            return
        clauses = tuple(
            tuple(replace(term, field=term.field or "title") for term in clause)
            for clause in parsed.clauses
        )
        in_titles = replace(parsed, clauses=clauses)
        titles = islice(self._newest(in_titles, where), RANKED_TITLES)
        newest = self._newest(parsed, where)
        first = chain(islice(newest, RANKED), titles)
        # what is ranked is read once, and shown without being read again
        candidates = {one.article_id: self._with_texts(one) for one in first}
        scored = [((self._score(parsed, one), one.docid), one) for one in candidates.values()]
        # the better first, of equals the newer
        scored.sort(key=lambda pair: pair[0], reverse=True)
        ranked = [one for _, one in scored]
        yield from ranked
        yield from (one for one in newest if one.article_id not in candidates)

    def _newest(self, parsed: Query, where: Filter) -> Iterator[Match]:
        chosen = self._select(parsed, where)
        rows = self._rows(chosen, "ORDER BY f.rowid DESC")
        return self._looked_through(
            parsed, by_date(rows, self._index.numbering()), exact=chosen.exact
        )

    def _oldest(self, parsed: Query, where: Filter) -> Iterator[Match]:
        chosen = self._select(parsed, where)
        rows = self._rows(chosen, "ORDER BY d.published NULLS LAST, d.article_id")
        return self._looked_through(parsed, rows, exact=chosen.exact)

    def _select(self, parsed: Query, where: Filter) -> IndexSelection:
        numbering = self._index.numbering()
        passing = condition(self._db, _narrowed(where, parsed))
        # documents are numbered by their hours: times leave most of the index unread
        least = end = None
        if where.since:
            least = numbering.first(int(where.since.timestamp()))
        if where.until:
            end = numbering.first(int(where.until.timestamp())) + numbering.spill + 1
        return select(parsed, passing, (least, end))

    def _rows(self, chosen: IndexSelection, order: str) -> Iterator[Match]:
        sql = f"SELECT d.docid, d.article_id, d.published {chosen.sql} {order}"
        return (Match(*row) for row in self._db.rows(sql, chosen.values))

    def _looked_through(
        self, parsed: Query, found: Iterator[Match], *, exact: bool
    ) -> Iterator[Match]:
        # the index has told all there is to know
        if exact:
            yield from found
            return
        for one in found:
            read = self._with_texts(one)
            if read.texts and matches(parsed, read.texts):
                yield read

    def _with_texts(self, one: Match) -> Match:
        if one.texts:
            return one
        if one.version_id is None:
            return replace(one, texts=texts_now(self._db, one.article_id))
        return replace(one, texts=texts_then(self._db, one.version_id))

    def _score(self, parsed: Query, one: Match) -> float:
        read = self._with_texts(one)
        if read.texts:
            return score(parsed, read.texts)
        return 0.0

    def _hit(self, parsed: Query, found: Match) -> Hit | None:
        """Return what is shown of an article; ``None`` if its row is damaged."""
        one = self._with_texts(found)
        article = self._article(one)
        if article is None or one.texts is None:
            return None
        hit = Hit(article, snippet(parsed, one.texts), score(parsed, one.texts))
        if one.version_id is None:
            return hit
        which = self._db.row(_WHICH, (one.version_id,))

        def read(row: Row) -> EarlierVersion:
            seen = moment_of(row["first_seen"]), moment_of(row["last_seen"])
            return EarlierVersion(row["number"], row["count"], *seen)

        # somebody deleted it meanwhile, or its times are damaged, which is noted
        with suppress(DamagedRow):
            if which:
                return replace(hit, version=self._db.value_of("versions", which, read))
        return None

    def _article(self, found: Match) -> StoredArticle | None:
        row = listing.row(self._db, found.article_id)
        if row is None:
            hint = "run wxarchive reindex"
            raise NotFound("no such article in the archive", str(found.article_id), hint)
        return next(listing.articles(self._db, [row]), None)


def _narrowed(where: Filter, parsed: Query) -> Filter:
    """Return a filter that lets pass only what a query chooses, too."""
    if parsed.where == Filter():
        return where
    return replace(where, also=(*where.also, parsed.where))
