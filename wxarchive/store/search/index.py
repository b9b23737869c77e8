"""The search index: derived from articles and versions, kept up to date in the transaction that
changes them.

Triggers note which articles may have changed (``0002_search.sql``); :meth:`Index.keep_up` runs
before each commit. Where there is more to do than a commit should wait for (an archive from before
the index, other rules of folding or tokens), the rest stays noted, and :meth:`Index.update` does it
in pieces.

Documents are numbered by the hour of publication, so that the newest are found first without
sorting. An hour that is full spills over to the next; how far is remembered, for a document never
lies before its hour. A changed article gets a new document: to take the old one out of an index
that keeps no texts, its old text would have to be known for sure. The old one is from then on that
of the earlier version which says the same, or of nothing. Earlier versions without one get one, but
for those that say the same as the article: where a text comes back, the article takes the document
of the version that said it. So the documents follow from the texts, whatever came first.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from sqlite3 import Row

from wxarchive.store.search.documents import IndexedText, IndexEntry, prepare
from wxarchive.store.search.folding import folding_rules
from wxarchive.store.search.matching import Texts
from wxarchive.store.search.tokens import RULES
from wxarchive.store.sqlite import Connection, Value, as_json

AT_ONCE = 200
"""Articles indexed before a commit; more are left to :meth:`Index.update`."""
PIECE = 2_000
"""Articles that an update indexes in one transaction."""
HOUR = 3600
UNDATED = 1 << 20
"""So many numbers, below all others, are for documents without a date; the first hour is that of
1970.
"""

_INDEXES = ("search_phrases", "search_titles", "search_characters")
_SLOTS = 4
_NEAR = 500
_TEXTS = """
    SELECT
        a.id,
        NULL AS version_id,
        a.title, a.account, a.author, a.digest, a.published_at,
        v.text AS body
    FROM articles a
    LEFT JOIN versions v ON v.id = a.version_id
    WHERE a.id IN (SELECT value FROM json_each(?))
    ORDER BY a.published_at, a.id
"""
_EARLIER_TEXTS = """
    SELECT
        v.article_id AS id,
        v.id AS version_id,
        v.text AS body,
        v.metadata ->> 'title' AS title,
        v.metadata ->> 'account' AS account,
        v.metadata ->> 'author' AS author,
        v.metadata ->> 'digest' AS digest,
        v.metadata ->> 'published_at' AS published_at
    FROM articles a
    JOIN versions v ON v.article_id = a.id AND v.id <> a.version_id
    WHERE a.id IN (SELECT value FROM json_each(?))
    ORDER BY published_at, v.id
"""
_PENDING = """
    SELECT p.article_id
    FROM search_pending p
    LEFT JOIN articles a ON a.id = p.article_id
    ORDER BY a.published_at, a.id
"""
_FEW = "SELECT count(*) FROM (SELECT 1 FROM search_pending LIMIT ?)"
_TAKEN = """
    SELECT docid
    FROM search_documents
    WHERE docid >= ?1 AND docid < ?1 + ?2
    ORDER BY docid
"""
_LEFT_OVER = """
    SELECT docid
    FROM search_documents
    WHERE hash = ? AND article_id IS NULL AND version_id IS NULL
    LIMIT 1
"""
_OF_OWN_VERSION = """
    SELECT docid
    FROM search_documents
    WHERE hash = ?
        AND version_id IN (SELECT id FROM versions WHERE article_id = ?)
    LIMIT 1
"""
_FORGET_NEWEST = """
    UPDATE search_documents
    SET version_id = NULL
    WHERE version_id IN (
        SELECT a.version_id
        FROM json_each(?) j
        JOIN articles a ON a.id = j.value
    )
"""
_FORGET_REMOVED = """
    UPDATE search_documents
    SET article_id = NULL
    WHERE article_id IN (SELECT value FROM json_each(?))
        AND article_id NOT IN (SELECT id FROM articles)
"""


@dataclass(frozen=True, slots=True)
class Numbering:
    """How documents are numbered: ``slots`` for each hour, and at most ``spill`` numbers behind
    it.
    """

    slots: int
    spill: int

    def first(self, published: int | None) -> int:
        """Return the least number of a document of that time."""
        if published is None:
            return 1
        return UNDATED + max(published // HOUR, 0) * self.slots

    def until(self, number: int) -> int:
        """Return the time that documents up to this number are published before."""
        return ((number - UNDATED) // self.slots + 1) * HOUR


class Index:
    """Keeps the index of one archive."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def pending(self) -> int:
        """Return how many articles are still to be indexed."""
        if self._is_foreign():
            return int(self._db.value("SELECT count(*) FROM articles"))
        return int(self._db.value("SELECT count(*) FROM search_pending"))

    def keep_up(self) -> None:
        """Index what the running transaction changed, as part of it."""
        # of a million that wait, no more are counted than need be
        waiting = self._db.value(_FEW, (AT_ONCE + 1,))
        if 0 < waiting <= AT_ONCE and not self._is_foreign():
            self._index_all(self._pending())

    def update(self) -> Iterator[int]:
        """Index what is still to be indexed, in pieces; yield how many articles each piece had."""
        if self._is_foreign():
            self.clear()
        waiting = self._pending()
        for start in range(0, len(waiting), PIECE):
            piece = waiting[start : start + PIECE]
            with self._db.atomic():
                self._index_all(piece)
            yield len(piece)

    def remove(self, article_id: int) -> None:
        """Take the documents of an article and its earlier versions out, while their texts are
        known; needs a transaction.
        """
        for document, is_known in self.documents(article_id):
            known = self._known(*document.owner)
            if is_known and known:
                self._take_out(known["docid"], prepare(document))

    def put_together(self) -> None:
        """Write the indexes anew out of their pieces, which remember what was taken out."""
        for table in _INDEXES:
            with self._db.atomic():
                self._db.run(f"INSERT INTO {table} ({table}) VALUES ('optimize')")

    def _take_out(self, number: int, entry: IndexEntry) -> None:
        rows: dict[str, tuple[Iterable[str], Iterable[str]]] = {
            "search_phrases": (Texts.__slots__, entry.phrases),
            "search_titles": (("title",), entry.phrases[:1]),
            "search_characters": (("characters",), (entry.characters,)),
        }
        # FTS5 takes an entry out by what it was made of: the index holds no texts
        for table, (columns, values) in rows.items():
            told: tuple[Value, ...] = (number, *values)
            self._db.run(
                f"""
                INSERT INTO {table} ({table}, rowid, {", ".join(columns)})
                VALUES ('delete', {", ".join("?" * len(told))})
                """,
                told,
            )
        self._db.run("DELETE FROM search_documents WHERE docid = ?", (number,))

    def clear(self) -> None:
        """Empty the index and note all articles to be indexed anew."""
        with self._db.atomic():
            for table in _INDEXES:
                self._db.run(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
            for table in ("search_documents", "search_pending", "search_rules"):
                self._db.run(f"DELETE FROM {table}")
            self._db.run("INSERT INTO search_pending SELECT id FROM articles")
            self._numbering()

    def documents(self, article_id: int) -> Iterator[tuple[IndexedText, bool]]:
        """Yield what the index should have of an article and its earlier versions, and whether it
        knows a document of just that text; an earlier one may be left out that says the same.
        """
        chosen = as_json([article_id])
        # the articles' own first: what an earlier version says as well has no document of its own
        newest: int | None = None
        for document in map(_document, self._db.rows(_TEXTS, (chosen,))):
            newest = document.hash
            known = self._known("article_id", article_id)
            yield document, known is not None and known["hash"] == newest
        for document in map(_document, self._db.rows(_EARLIER_TEXTS, (chosen,))):
            known = self._known("version_id", document.version_id)
            if known is not None or document.hash != newest:
                yield document, known is not None and known["hash"] == document.hash

    def numbering(self) -> Numbering:
        """Return how documents are numbered."""
        found = self._db.row("SELECT slots, spill FROM search_rules")
        if found is None:
            return Numbering(_SLOTS, 0)
        return Numbering(found["slots"], found["spill"])

    def _is_foreign(self) -> bool:
        """Tell whether the index was made by other rules than ours."""
        rules = self._db.value("SELECT rules FROM search_rules")
        return rules not in {None, _rules()}

    def _numbering(self) -> Numbering:
        """Return how documents are numbered; decide it first for an index that is still empty.

        Four times as many numbers as there are articles keep nearly all in their hours.
        """
        if self._db.value("SELECT rules FROM search_rules") is None:
            found = self._db.row(
                "SELECT count(*), min(published_at), max(published_at) FROM articles"
            )
            number, first, last = found or (0, None, None)
            # a year more than there is: articles come later, too
            hours = (_seconds(last) or 0) // HOUR - (_seconds(first) or 0) // HOUR + 24 * 365
            slots = max(_SLOTS, _SLOTS * number // hours)
            self._db.run("INSERT INTO search_rules VALUES (1, ?, ?, 0)", (_rules(), slots))
        return self.numbering()

    def _pending(self) -> list[int]:
        """Return articles to be indexed, the oldest first: FTS5 writes a piece of index whenever
        numbers go back.
        """
        return [row[0] for row in self._db.rows(_PENDING)]

    def _index_all(self, ids: list[int]) -> None:
        """Index articles, reading their texts one by one; forget those that are no more."""
        numbering, chosen = self._numbering(), as_json(ids)
        self._db.run(_FORGET_REMOVED, (chosen,))
        # in this order: what an edit left over is an earlier version's then
        new = chain(self._changed(chosen), self._unknown_versions(chosen))
        spill = max((self._add(prepare(one), numbering) for one in new), default=0)
        self._db.run(_FORGET_NEWEST, (chosen,))
        # once: FTS5 writes a piece of index before some statements on other tables
        if spill > numbering.spill:
            self._db.run("UPDATE search_rules SET spill = ?", (spill,))
        self._db.run(
            """
            DELETE FROM search_pending
            WHERE article_id IN (SELECT value FROM json_each(?))
            """,
            (chosen,),
        )

    def _changed(self, chosen: str) -> Iterator[IndexedText]:
        """Yield what articles say, where no document has it; one of an earlier version that says
        the same is theirs, and the one they had is not any more.
        """
        for document in map(_document, self._db.rows(_TEXTS, (chosen,))):
            known = self._known("article_id", document.article_id)
            if known and known["hash"] == document.hash:
                continue
            if known:
                self._let_go(*document.owner)
            same = self._db.value(_OF_OWN_VERSION, (document.hash, document.article_id))
            if same is None:
                yield document
            else:
                self._give(same, document)

    def _unknown_versions(self, chosen: str) -> Iterator[IndexedText]:
        """Yield what earlier versions say, where no document has it; one that an edit left over is
        theirs.

        A version that says the same as the article has none.
        """
        for document in map(_document, self._db.rows(_EARLIER_TEXTS, (chosen,))):
            newest = self._known("article_id", document.article_id)
            known = self._known("version_id", document.version_id)
            is_known = known is not None and known["hash"] == document.hash
            # the article's own document says it all
            if newest and newest["hash"] == document.hash:
                if known and is_known:
                    self._take_out(known["docid"], prepare(document))
                self._let_go(*document.owner)
                continue
            if is_known:
                continue
            self._let_go(*document.owner)
            left = self._db.value(_LEFT_OVER, (document.hash,))
            if left is None:
                yield document
            else:
                self._give(left, document)

    def _known(self, of: str, number: int | None) -> Row | None:
        return self._db.row(f"SELECT docid, hash FROM search_documents WHERE {of} = ?", (number,))

    def _let_go(self, of: str, number: int | None) -> None:
        self._db.run(f"UPDATE search_documents SET {of} = NULL WHERE {of} = ?", (number,))

    def _give(self, docid: int, document: IndexedText) -> None:
        """Let a document of the same text be that of an article, or of an earlier version."""
        of, number = document.owner
        self._db.run("UPDATE search_documents SET version_id = NULL WHERE docid = ?", (docid,))
        self._db.run(f"UPDATE search_documents SET {of} = ? WHERE docid = ?", (number, docid))

    def _add(self, prepared: IndexEntry, numbering: Numbering) -> int:
        """Index a document; return how far its number is behind the first of its hour."""
        document = prepared.document
        # the number first: the indexes know a document by nothing else
        number, (of, owner) = self._place(document, numbering), document.owner
        self._db.run(
            f"""
            INSERT INTO search_documents (docid, published, hash, {of})
            VALUES (?, ?, ?, ?)
            """,
            (number, document.published, document.hash, owner),
        )
        self._db.run(
            f"""
            INSERT INTO search_phrases (rowid, {", ".join(Texts.__slots__)})
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            (number, *prepared.phrases),
        )
        self._db.run(
            "INSERT INTO search_titles (rowid, title) VALUES (?, ?)", (number, prepared.phrases[0])
        )
        self._db.run(
            "INSERT INTO search_characters (rowid, characters) VALUES (?, ?)",
            (number, prepared.characters),
        )
        if document.published is None:
            return 0
        return number - numbering.first(document.published)

    def _place(self, document: IndexedText, numbering: Numbering) -> int:
        """Return the first free number from the document's hour on, or the next after all if that
        is far away.
        """
        first = numbering.first(document.published)
        if document.published is None:
            last = self._db.value(
                "SELECT max(docid) FROM search_documents WHERE docid < ?", (UNDATED,)
            )
            first += last or 0
        # an hour that is full spills over into the next ones
        number = first
        for (taken,) in self._db.rows(_TAKEN, (first, _NEAR)):
            if taken != number:
                break
            number += 1
        if number < first + _NEAR:
            return number
        return int(self._db.value("SELECT max(docid) + 1 FROM search_documents"))


def _document(row: Row) -> IndexedText:
    found = (row[name] for name in Texts.__slots__)
    # what is no text is reported where its row is shown
    texts = Texts(*(one if isinstance(one, str) else "" for one in found))
    return IndexedText(row["id"], _seconds(row["published_at"]), texts, row["version_id"])


def _seconds(time: object) -> int | None:
    # what is no time is reported where its row is shown
    with suppress(ValueError, OverflowError):
        if time and isinstance(time, str):
            return int(datetime.fromisoformat(time).timestamp())
    return None


def _rules() -> str:
    return f"{RULES}-{folding_rules()}"
