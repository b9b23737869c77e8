"""Which articles may share text: those that have pieces of it in common, by their fingerprints.

No text is read. Pieces that more than :data:`MOST` articles have are boilerplate, and so are,
between articles of one account, those that :data:`OF_ACCOUNT` of its articles have. Articles that
say the very same are candidates in any case.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from wxarchive.store.similar.fingerprint import DIGEST
from wxarchive.store.sqlite import Connection, as_json

MOST = 30
"""Articles that may have a piece of text; with more, it is boilerplate."""
OF_ACCOUNT = 4
"""Articles of one account that make a piece of text its boilerplate, among themselves."""
LIKELY = 0.2
"""The share of the pieces of one of two articles that makes it worth while to read both."""
_WITH_PIECE = f"""
    SELECT doc
    FROM fingerprint_articles
    WHERE term = ?
    LIMIT {MOST + 1}
"""
_SHARED = f"""
    SELECT a.term, a.doc
    FROM fingerprint_counts c
    JOIN fingerprint_articles a ON a.term = c.term
    WHERE c.doc BETWEEN 2 AND {MOST}
"""
_SAME = """
    SELECT o.article_id
    FROM fingerprints f
    JOIN fingerprints o ON o.whole = f.whole
    WHERE f.article_id = ? AND o.article_id <> f.article_id
"""
_ALL_SAME = """
    SELECT f.article_id, o.article_id AS other
    FROM fingerprints f
    JOIN fingerprints o ON o.whole = f.whole AND o.article_id > f.article_id
"""
_KNOWN = """
    SELECT f.article_id, f.pieces, a.account_id
    FROM fingerprints f
    JOIN articles a ON a.id = f.article_id
"""


@dataclass(frozen=True, slots=True)
class _Measured:
    """What is known of an article without its text: its account, and how many pieces count."""

    account: int | None
    pieces: int


class Candidates:
    """Finds the candidates of one article, or all pairs of an archive."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def of(self, article_id: int) -> set[int]:
        """Return the articles that may share text with one."""
        digests = self._db.value(
            "SELECT digests FROM fingerprints WHERE article_id = ?", (article_id,)
        )
        if digests is None:
            return set()
        # MOST + 1 of each tell that a piece is boilerplate; more need not be read
        pieces = digests.hex(" ", DIGEST).split()
        groups = [[row[0] for row in self._db.rows(_WITH_PIECE, (one,))] for one in pieces]
        shared = [group for group in groups if 1 < len(group) <= MOST]
        known = self._known({one for group in shared for one in group})
        counts = Counter[int]()
        for group in shared:
            counts.update(_brought_together(article_id, group, known))
        same = {row[0] for row in self._db.rows(_SAME, (article_id,))}
        return same | set(_likely(article_id, counts, known))

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield all pairs that may share text, each once, the lower id first; those of one article
        come together.
        """
        known = self._known()
        groups = _Groups(known)
        # term by term, as the index has them
        for _, rows in groupby(self._db.rows(_SHARED), key=lambda row: row[0]):
            groups.add(row[1] for row in rows)
        same: defaultdict[int, set[int]] = defaultdict(set)
        for row in self._db.rows(_ALL_SAME):
            same[row[0]].add(row[1])
        for article_id in sorted({*groups.articles, *same}):
            likely = set(_likely(article_id, groups.counts_of(article_id), known))
            later = (one for one in likely | same[article_id] if one > article_id)
            yield from ((article_id, one) for one in sorted(later))

    def _known(self, ids: Iterable[int] | None = None) -> dict[int, _Measured]:
        if ids is None:
            rows = self._db.rows(_KNOWN)
        else:
            chosen = f"{_KNOWN} WHERE f.article_id IN (SELECT value FROM json_each(?))"
            rows = self._db.rows(chosen, (as_json(sorted(ids)),))
        return {row[0]: _Measured(row[2], row[1]) for row in rows}


class _Groups:
    """The articles that have each piece, and the pieces of each article: as numbers in a row, for
    there are millions.
    """

    def __init__(self, known: Mapping[int, _Measured]) -> None:
        self._known = known
        self._members = array("I")
        self._ends = array("I", [0])
        self._with_layout: set[int] = set()
        self.articles: defaultdict[int, array[int]] = defaultdict(lambda: array("I"))

    def add(self, articles: Iterable[int]) -> None:
        """Add a piece that these articles have."""
        group, number = array("I", articles), len(self._ends) - 1
        for one in group:
            self.articles[one].append(number)
        self._members += group
        self._ends.append(len(self._members))
        if len(group) >= OF_ACCOUNT:
            accounts = Counter(known.account for one in group if (known := self._known.get(one)))
            del accounts[None]
            if max(accounts.values(), default=0) >= OF_ACCOUNT:
                self._with_layout.add(number)

    def counts_of(self, article_id: int) -> Counter[int]:
        """Count the pieces that each article has in common with one."""
        counts = Counter[int]()
        # most pieces need no look at whose they are
        for piece in self.articles.get(article_id, ()):
            group = self._members[self._ends[piece] : self._ends[piece + 1]]
            if piece in self._with_layout:
                counts.update(_brought_together(article_id, group, self._known))
            else:
                counts.update(group)
        return counts


def _brought_together(
    article_id: int, group: Sequence[int], known: Mapping[int, _Measured]
) -> Iterator[int]:
    """Yield the articles that a piece brings together with one: none of its own account where that
    is how the account begins or ends its articles.
    """
    if article_id not in known or known[article_id].account is None:
        return iter(group)
    account = known[article_id].account
    siblings = {one for one in group if one in known and known[one].account == account}
    if len(siblings) < OF_ACCOUNT:
        return iter(group)
    return (one for one in group if one not in siblings)


def _likely(
    article_id: int, counts: Mapping[int, int], known: Mapping[int, _Measured]
) -> Iterator[int]:
    """Yield the articles that have so many pieces in common with one that both may be read."""
    pieces = 0
    if article_id in known:
        pieces = known[article_id].pieces
    for one, shared in counts.items():
        is_other = one in known and one != article_id
        if is_other and shared >= LIKELY * min(pieces, known[one].pieces):
            yield one
