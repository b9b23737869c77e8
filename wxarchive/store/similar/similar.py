"""Which articles share text, how much of which is in which, and who was first.

Candidates come from the fingerprints; what two of them share is counted on their texts.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from sqlite3 import Row

from wxarchive.models import (
    DuplicateGroup,
    Filter,
    Order,
    SharedText,
    SimilarArticle,
    StoredArticle,
    Who,
)
from wxarchive.store import rows as listing
from wxarchive.store.conditions import condition
from wxarchive.store.likeness import same
from wxarchive.store.similar.candidates import Candidates
from wxarchive.store.similar.fingerprint import letters
from wxarchive.store.similar.groups import Pairs
from wxarchive.store.similar.index import FingerprintIndex
from wxarchive.store.similar.overlap import SHARE, ComparedText, shared
from wxarchive.store.sqlite import Connection, as_json

_VERSIONS = 5
"""So many versions of an article are compared, the newest first."""
_REMEMBERED = 32
"""Articles whose texts are kept while pairs are compared: pairs of one article come together."""
_FEW = 200
"""Up to so many articles of a list are compared one by one."""
_NEARLY_ALL = 0.8
"""How much two rows share, both ways, that may be one article."""
# numbered as they are shown, by when they were seen last
_TEXTS = """
    SELECT
        v.id, v.text,
        row_number() OVER (ORDER BY v.last_seen, v.id) AS number,
        v.id = a.version_id AS is_newest
    FROM versions v
    JOIN articles a ON a.id = v.article_id
    WHERE v.article_id = ?
    ORDER BY is_newest DESC, number DESC
    LIMIT ?
"""


class Similar:
    """What of an archive's articles stands in others of them."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self._index = FingerprintIndex(connection)
        self._candidates = Candidates(connection)
        self.pending = self._index.pending
        self.keep_up = self._index.keep_up
        self.update = self._index.update

    def rebuild(self) -> None:
        """Make all fingerprints anew."""
        self._index.clear()
        sum(self._index.update())

    def of(self, article: StoredArticle) -> tuple[SimilarArticle, ...]:
        """Return the articles that share text with one, those that share most of it first."""
        texts = self._texts(article.id)
        candidates = sorted(self._candidates.of(article.id))
        compared = (shared(texts, self._texts(one)) for one in candidates)
        found = {one.other_id: one for one in compared if one}
        similar = [_similar(article, one, found[one.id]) for one in self._articles(found)]
        return tuple(sorted(similar, key=lambda one: one.shared.order, reverse=True))

    def groups(self, where: Filter) -> Iterator[DuplicateGroup]:
        """Yield the groups of articles that share text, of which at least one passes a filter: the
        largest first, then those with the newest articles. The filter's limit counts groups.
        """
        sql, values = condition(self._db, where)
        rows = self._db.rows(f"SELECT id FROM articles a WHERE {sql}", values)
        passing = {row["id"] for row in rows}
        found = Pairs(self.pairs())
        chosen = [ids for ids in found.groups() if not passing.isdisjoint(ids)]
        chosen.sort(key=lambda ids: (-len(ids), -max(ids)))

        # who was first comes first: reprints behind all others, then what is undated
        def order(one: StoredArticle) -> tuple[bool, bool, float, int]:
            published, time = one.metadata.published_at, 0.0
            if published:
                time = published.timestamp()
            return bool(one.metadata.is_reprint), published is None, time, one.id

        for ids in chosen[: where.limit]:
            articles = sorted(self._articles(ids), key=order)
            # of a damaged row nothing can be shown
            if len(articles) > 1:
                yield _group(articles, found)

    def pairs(self) -> Iterator[SharedText]:
        """Yield what every two articles share that share text, the lower id first."""
        texts = lru_cache(_REMEMBERED)(self._texts)
        for one, other in self._candidates.pairs():
            if found := shared(texts(one), texts(other)):
                yield found

    def collapsed(self, where: Filter, order: Order) -> Iterator[StoredArticle]:
        """Yield the articles that pass a filter, in order, without those of which most stands in
        one before; the limit counts what is left.
        """
        rows = listing.rows(self._db, where, order)
        every = listing.articles(self._db, rows)
        is_short = where.limit is not None and where.limit <= _FEW
        return islice(self._collapsed(every, is_short=is_short), where.limit)

    def _collapsed(
        self, articles: Iterable[StoredArticle], *, is_short: bool
    ) -> Iterator[StoredArticle]:
        """Leave out articles of which most stands in one before."""
        # where only some will be read, each is compared when it comes
        pairs = None
        if not is_short:
            pairs = Pairs(self.pairs())
        shown: set[int] = set()
        for article in articles:
            if pairs is None:
                found = [one.shared for one in self.of(article)]
            else:
                found = pairs.of(article.id)
            if not any(one.inside >= SHARE and one.other_id in shown for one in found):
                shown.add(article.id)
                yield article

    def _texts(self, article_id: int) -> list[ComparedText]:
        """Return what the latest versions of an article say, the newest first."""
        rows = self._db.rows(_TEXTS, (article_id, _VERSIONS))

        def read(row: Row) -> ComparedText:
            number = row["number"]
            if row["is_newest"]:
                number = None
            return ComparedText(article_id, number, letters(row["text"]))

        return list(self._db.values("versions", rows, read))

    def _articles(self, ids: Iterable[int]) -> Iterator[StoredArticle]:
        chosen = "a.id IN (SELECT value FROM json_each(:ids))"
        values = {"ids": as_json(sorted(ids))}
        return listing.articles(self._db, listing.chosen(self._db, chosen, values, "a.id"))


def _group(articles: list[StoredArticle], found: Pairs) -> DuplicateGroup:
    """Put each article beside the one that it shares most with, of those before it if possible."""
    every = {one.id: one for one in articles}
    similar = []
    for place, article in enumerate(articles):
        before = [one.id for one in articles[:place]]
        # one that only shares text with those after it is put beside the nearest of these
        best = found.best(article.id, before) or found.best(article.id, every)
        if place and best:
            similar.append(_similar(every[best.article_id], article, best))
    return DuplicateGroup(articles[0], tuple(similar))


def _similar(one: StoredArticle, other: StoredArticle, found: SharedText) -> SimilarArticle:
    return SimilarArticle(other, found, _first(one, other), _may_be_same(one, other, found))


def _first(one: StoredArticle, other: StoredArticle) -> Who | None:
    """Return who was first: what is no reprint, else by the times of publication."""
    reprints = bool(one.metadata.is_reprint), bool(other.metadata.is_reprint)
    if reprints[0] != reprints[1]:
        if reprints[0]:
            return "other"
        return "this"
    this, that = one.metadata.published_at, other.metadata.published_at
    if this is None or that is None or this == that:
        return None
    if this < that:
        return "this"
    return "other"


def _may_be_same(one: StoredArticle, other: StoredArticle, found: SharedText) -> bool:
    """Tell whether two rows may be one article that was saved once without its address."""
    # two with addresses of their own are two articles, however alike
    if one.ref is not None and other.ref is not None:
        return False
    if min(found.inside, found.contains) < _NEARLY_ALL:
        return False
    both = (one.metadata, other.metadata)
    titles = {same(about.title or "") for about in both}
    # a file without its address often does not name its account either
    names = {same(about.account) for about in both if about.account}
    return len(titles) == 1 and len(names) <= 1
