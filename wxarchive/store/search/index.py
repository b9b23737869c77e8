"""The search index: derived from articles and versions, kept up to date in the transaction that
changes them.

Triggers note which articles may have changed (``0002_search.sql``); :meth:`Index.keep_up` runs
before each commit. Where there is more to do than a commit should wait for (an archive from before
the index, other rules of folding or tokens), the rest stays noted, and :meth:`Index.update` does it
in pieces.

Documents are numbered by the hour of publication, so that the newest are found first without
sorting. An hour that is full spills over to the next; how far is remembered, for a document never
lies before its hour. A changed article gets a new document: to take the old one out of an index
that keeps no texts, its old text would have to be known for sure. The old one belongs to no article
any more.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import datetime
from hashlib import blake2b
from sqlite3 import Row

from wxarchive.store.search.folding import fingerprint, fold
from wxarchive.store.search.matching import Texts
from wxarchive.store.search.tokens import RULES, Tokens, tokens
from wxarchive.store.sqlite import Connection, as_json

MARKS = {"title": "t", "account": "a", "author": "u"}
"""The letter before the single characters of a field that can be asked for by its name."""
AT_ONCE = 200
"""Articles indexed before a commit; more are left to :meth:`Index.update`."""
PIECE = 2_000
"""Articles that an update indexes in one transaction."""
HOUR = 3600
UNDATED = 1 << 20
"""So many numbers, below all others, are for documents without a date; the first hour is that of
1970.
"""

_SLOTS = 4
_NEAR = 500
_TEXTS = """
    SELECT a.id, a.title, a.account, a.author, a.digest, a.published_at, v.text AS body
    FROM articles a LEFT JOIN versions v ON v.id = a.version_id
    WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.published_at, a.id
"""
_PENDING = """
    SELECT p.article_id FROM search_pending p LEFT JOIN articles a ON a.id = p.article_id
    ORDER BY a.published_at, a.id LIMIT ?
"""
_TAKEN = "SELECT docid FROM search_documents WHERE docid >= ?1 AND docid < ?1 + ?2 ORDER BY docid"
_FORGET_REMOVED = """
    UPDATE search_documents SET article_id = NULL
    WHERE article_id IN (SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id
        FROM articles))
"""
"""The built-in ``map``, or that of a pool of processes."""


@dataclass(frozen=True, slots=True)
class IndexedText:
    """What is indexed of an article; ``published`` in seconds since 1970."""

    article_id: int
    published: int | None
    texts: Texts

    @property
    def hash(self) -> int:
        """Return a number that changes with what is indexed."""
        text = "\x1f".join((str(self.published), *astuple(self.texts)))
        return int.from_bytes(
            blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True
        )


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A document as its two indexes take it: tokens of phrases for each field, and single
    characters.
    """

    document: IndexedText
    phrases: tuple[str, ...]
    characters: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """How documents are numbered: ``slots`` for each hour, and at most ``spill`` numbers behind
    it.
    """

    slots: int
    spill: int

    def first(self, published: int | None) -> int:
        """Return the least number of a document of that time."""
        return 1 if published is None else UNDATED + max(published // HOUR, 0) * self.slots

    def until(self, number: int) -> int:
        """Return the time that documents up to this number are published before."""
        return ((number - UNDATED) // self.slots + 1) * HOUR


def prepare(document: IndexedText) -> IndexEntry:
    """Fold and cut up what is indexed of an article."""
    texts = document.texts
    cut = {name: tokens(fold(getattr(texts, name))) for name in Texts.__slots__}
    marked = (
        f"{mark}{one}" for name, mark in MARKS.items() for one in cut[name].characters.split()
    )
    characters = " ".join([*(one.characters for one in cut.values()), *marked])
    return IndexEntry(document, tuple(_phrases(one) for one in cut.values()), characters)


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
        if self._db.value("SELECT 1 FROM search_pending LIMIT 1") is None:
            return
        waiting = self._pending(AT_ONCE + 1)
        if len(waiting) <= AT_ONCE and not self._is_foreign():
            self._index_all(waiting)

    def update(self) -> Iterator[int]:
        """Index what is still to be indexed, in pieces; yield how many articles each piece had."""
        if self._is_foreign():
            self.clear()
        waiting = self._pending(-1)
        for start in range(0, len(waiting), PIECE):
            piece = waiting[start : start + PIECE]
            with self._db.atomic():
                self._index_all(piece)
            yield len(piece)

    def clear(self) -> None:
        """Empty the index and note all articles to be indexed anew."""
        with self._db.atomic():
            for table in ("search_phrases", "search_titles", "search_characters"):
                self._db.run(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
            for table in ("search_documents", "search_pending", "search_rules"):
                self._db.run(f"DELETE FROM {table}")
            self._db.run("INSERT INTO search_pending SELECT id FROM articles")
            self._numbering()

    def numbering(self) -> Numbering:
        """Return how documents are numbered."""
        found = self._db.row("SELECT slots, spill FROM search_rules")
        return Numbering(found["slots"], found["spill"]) if found else Numbering(_SLOTS, 0)

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
            hours = (_seconds(last) or 0) // HOUR - (_seconds(first) or 0) // HOUR + 24 * 365
            slots = max(_SLOTS, _SLOTS * number // hours)
            self._db.run("INSERT INTO search_rules VALUES (1, ?, ?, 0)", (_rules(), slots))
        return self.numbering()

    def _pending(self, limit: int) -> list[int]:
        """Return articles to be indexed, the oldest first: FTS5 writes a piece of index whenever
        numbers go back.
        """
        return [row[0] for row in self._db.rows(_PENDING, (limit,))]

    def _index_all(self, ids: list[int]) -> None:
        """Index articles, reading their texts one by one; forget those that are no more."""
        numbering, chosen = self._numbering(), as_json(ids)
        self._db.run(_FORGET_REMOVED, (chosen,))
        changed = filter(self._changed, map(_document, self._db.rows(_TEXTS, (chosen,))))
        spill = max(
            (self._add(prepared, numbering) for prepared in map(prepare, changed)), default=0
        )
        if (
            spill > numbering.spill
        ):  # once: FTS5 writes a piece of index before some statements on other tables
            self._db.run("UPDATE search_rules SET spill = ?", (spill,))
        self._db.run(
            "DELETE FROM search_pending WHERE article_id IN (SELECT value FROM json_each(?))",
            (chosen,),
        )

    def _changed(self, document: IndexedText) -> bool:
        known = self._db.value(
            "SELECT hash FROM search_documents WHERE article_id = ?", (document.article_id,)
        )
        return known is None or bool(known != document.hash)

    def _forget(self, article_id: int) -> None:
        self._db.run(
            "UPDATE search_documents SET article_id = NULL WHERE article_id = ?", (article_id,)
        )

    def _add(self, prepared: IndexEntry, numbering: Numbering) -> int:
        """Index a document; return how far its number is behind the first of its hour."""
        document = prepared.document
        self._forget(document.article_id)
        number = self._place(document, numbering)
        self._db.run(
            "INSERT INTO search_documents (docid, article_id, published, hash) VALUES (?, ?, ?, ?)",
            (number, document.article_id, document.published, document.hash),
        )
        self._db.run(
            f"INSERT INTO search_phrases (rowid, {', '.join(Texts.__slots__)}) VALUES (?, ?, ?, ?,"
            " ?, ?)",
            (number, *prepared.phrases),
        )
        self._db.run(
            "INSERT INTO search_titles (rowid, title) VALUES (?, ?)", (number, prepared.phrases[0])
        )
        self._db.run(
            "INSERT INTO search_characters (rowid, characters) VALUES (?, ?)",
            (number, prepared.characters),
        )
        return 0 if document.published is None else number - numbering.first(document.published)

    def _place(self, document: IndexedText, numbering: Numbering) -> int:
        """Return the first free number from the document's hour on, or the next after all if that
        is far away.
        """
        first = numbering.first(document.published)
        if document.published is None:
            first += (
                self._db.value(
                    "SELECT max(docid) FROM search_documents WHERE docid < ?", (UNDATED,)
                )
                or 0
            )
        number = first
        for (taken,) in self._db.rows(_TAKEN, (first, _NEAR)):
            if taken != number:
                break
            number += 1
        if number < first + _NEAR:
            return number
        return int(self._db.value("SELECT max(docid) + 1 FROM search_documents"))


def _phrases(one: Tokens) -> str:
    return f"{one.words} {one.pairs}"


def _document(row: Row) -> IndexedText:
    texts = Texts(*(row[name] or "" for name in Texts.__slots__))
    return IndexedText(row["id"], _seconds(row["published_at"]), texts)


def _seconds(time: str | None) -> int | None:
    with suppress(ValueError, OverflowError):  # a damaged row is told of where it is shown
        return int(datetime.fromisoformat(time).timestamp()) if time else None
    return None


def _rules() -> str:
    return f"{RULES}-{fingerprint()}"
