"""Notes on articles, and highlights of their texts (table ``annotations``).

What was deleted leaves a row without words, so that it stays deleted when archives are merged.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Row
from uuid import uuid4

from wxarchive.anchoring import Quote, found, placed, quoted
from wxarchive.errors import NotFound, UsageError
from wxarchive.models import Highlight, Note, PlacedHighlight
from wxarchive.store.annotations.changes import later
from wxarchive.store.sqlite import Connection, Value, moment_of, time_text

LONGEST_NOTE = 100_000
LONGEST_PASSAGE = 20_000
# start is NULL for notes, which are of an article as a whole: they come by their times
_OF_ARTICLE = """
    SELECT *
    FROM annotations
    WHERE article_id = ? AND kind = ? AND NOT is_deleted
    ORDER BY start, made_at, uuid
"""
_NEWEST = """
    SELECT v.content_hash, v.text
    FROM articles a
    JOIN versions v ON v.id = a.version_id
    WHERE a.id = ?
"""
# a text that came back is several versions of one content: any of them has the passage
_EARLIER = """
    SELECT text
    FROM versions
    WHERE article_id = ? AND content_hash = ?
    ORDER BY id
    LIMIT 1
"""
_COLUMNS = (
    "uuid", "article_id", "kind", "text", "content_hash", "exact", "prefix", "suffix", "start",
    "made_at", "changed_at", "is_deleted",
)  # fmt: skip
_INSERT = f"""
    INSERT INTO annotations ({", ".join(_COLUMNS)})
    VALUES (:{", :".join(_COLUMNS)})
"""
_CHANGE = """
    UPDATE annotations
    SET text = :text, changed_at = :at
    WHERE uuid = :uuid
"""
_DELETE = """
    UPDATE annotations
    SET
        text = '',
        content_hash = NULL,
        exact = NULL,
        prefix = NULL,
        suffix = NULL,
        start = NULL,
        changed_at = :at,
        is_deleted = 1
    WHERE uuid = :uuid
"""


@dataclass(frozen=True, slots=True)
class NewHighlight:
    """A passage to be highlighted, and a note on it.

    ``uuid``, ``made_at``: of one that was made elsewhere. ``is_kept``: also where the text has no
    such passage, as an orphan.
    """

    quote: Quote
    note: str = ""
    uuid: str | None = None
    made_at: datetime | None = None
    is_kept: bool = False


class Notes:
    """The notes and highlights of one archive."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def of(self, article_id: int) -> tuple[Note, ...]:
        """Return the notes on an article, the first first; one that cannot be read is passed over,
        and noted as damage.
        """
        rows = self._db.rows(_OF_ARTICLE, (article_id, "note"))
        return tuple(self._db.values("annotations", rows, _note))

    def highlights(self, article_id: int, text: str | None) -> tuple[PlacedHighlight, ...]:
        """Return the highlights of an article with their places in a text of it, in the order of
        the text, orphans last; as :meth:`of` where one cannot be read.
        """
        rows = self._db.rows(_OF_ARTICLE, (article_id, "highlight"))
        highlights = self._db.values("annotations", rows, _highlight)
        every = [self._place(one, text or "") for one in highlights]

        def order(one: PlacedHighlight) -> tuple[bool, int, datetime, str]:
            made = one.highlight
            return one.start is None, one.start or 0, made.made_at, made.uuid

        return tuple(sorted(every, key=order))

    def one(self, uuid: str) -> Note | Highlight:
        """Return a note or a highlight. Raises :class:`NotFound`."""
        row = self._db.row("SELECT * FROM annotations WHERE uuid = ? AND NOT is_deleted", (uuid,))
        if row is None:
            raise NotFound("no such note or highlight in the archive", uuid)
        if row["kind"] == "note":
            return self._db.value_of("annotations", row, _note)
        return self._db.value_of("annotations", row, _highlight)

    def like(self, beginning: str) -> str:
        """Return the only uuid that begins so. Raises :class:`NotFound`."""
        rows = self._db.rows(
            """
            SELECT DISTINCT uuid
            FROM annotations
            WHERE NOT is_deleted AND instr(uuid, ?) = 1
            """,
            (beginning.lower(),),
        )
        # DISTINCT: one that somebody merged into two articles is one
        found_ids = [str(row["uuid"]) for row in rows]
        if len(found_ids) != 1 or not beginning:
            what = "no such note or highlight in the archive"
            if len(found_ids) > 1:
                what = "several notes and highlights begin so"
            raise NotFound(what, beginning, "see wxarchive note REF, wxarchive highlights REF")
        return found_ids[0]

    def knows(self, uuid: str) -> bool:
        """Tell whether a note or highlight is here, or was and is deleted."""
        return self._db.value("SELECT 1 FROM annotations WHERE uuid = ?", (uuid,)) is not None

    def add(self, article_id: int, text: str, at: datetime, *, uuid: str | None = None) -> Note:
        """Add a note to an article. Raises :class:`UsageError` for an empty or a very long one."""
        words = _words(text)
        if not words:
            raise UsageError("the note is empty", hint="write something, or delete it")
        note = Note(uuid or str(uuid4()), article_id, words, at, at)
        self._insert("note", note, words)
        return note

    def highlight(self, article_id: int, new: NewHighlight, at: datetime) -> Highlight:
        """Highlight a passage of an article's newest text.

        Raises :class:`NotFound` where that has no such passage, :class:`UsageError` where it has
        several and nothing says which, or for an empty or a very long one.
        """
        newest = self._db.row(_NEWEST, (article_id,))
        if newest is None:
            raise NotFound("no text of this article was ever kept", str(article_id))
        quote = self._anchor(new, newest["text"])
        # one that was made elsewhere keeps its name and time, so that it comes in once
        made_at = new.made_at or at
        made = Highlight(
            uuid=new.uuid or str(uuid4()),
            article_id=article_id,
            content_hash=newest["content_hash"],
            exact=quote.exact,
            prefix=quote.prefix,
            suffix=quote.suffix,
            start=quote.start or 0,
            note=_words(new.note),
            made_at=made_at,
            changed_at=made_at,
        )
        self._insert("highlight", made, made.note)
        return made

    def take_in(self, article_id: int, made: Note | Highlight) -> bool:
        """Add a note or highlight of another archive to an article, as it was made there, and tell
        whether it is new: one that is here, or was and is deleted, stays as it is here.

        Raises :class:`UsageError` for a very long one.
        """
        if self.knows(made.uuid):
            return False
        made = replace(made, article_id=article_id)
        # no look at the text here: a passage that it has not becomes an orphan
        if isinstance(made, Note):
            self._insert("note", made, _words(made.text))
            return True
        _check_length(made.exact)
        self._insert("highlight", made, _words(made.note))
        return True

    def change(self, uuid: str, text: str, at: datetime) -> None:
        """Give a note, or a highlight, another text. Raises :class:`NotFound`, and
        :class:`UsageError` for a very long one, and for a note that would be empty.
        """
        known = self.one(uuid)
        words = _words(text)
        if not words and isinstance(known, Note):
            raise UsageError("the note is empty", hint="write something, or delete it")
        changed_at = later(at, time_text(known.changed_at))
        self._db.run(_CHANGE, {"uuid": uuid, "text": words, "at": changed_at})

    def delete(self, uuid: str, at: datetime) -> None:
        """Delete a note or a highlight. Raises :class:`NotFound`."""
        changed_at = later(at, time_text(self.one(uuid).changed_at))
        self._db.run(_DELETE, {"uuid": uuid, "at": changed_at})

    def _insert(self, kind: str, new: Note | Highlight, text: str) -> None:
        row: dict[str, Value] = {name: getattr(new, name, None) for name in _COLUMNS}
        row |= {"kind": kind, "text": text, "is_deleted": 0}
        row |= {"made_at": time_text(new.made_at), "changed_at": time_text(new.changed_at)}
        self._db.run(_INSERT, row)

    def _anchor(self, new: NewHighlight, text: str) -> Quote:
        """Return the passage as the text has it."""
        quote = new.quote
        _check_length(quote.exact)
        if not quote.exact.strip():
            raise UsageError("the passage is empty", hint="give some words of the text")
        # several places are as good as none, unless something says which
        spans = found(quote, text)
        shown = " ".join(quote.exact.split())[:40]
        is_clear = quote.start is not None or quote.prefix or quote.suffix
        if len(spans) > 1 and not (is_clear or new.is_kept):
            what = f"this stands {len(spans)} times in the text"
            raise UsageError(what, shown, "give more of it, or what stands before or behind it")
        if spans:
            return quoted(text, spans[0])
        if new.is_kept:
            return quote
        hint = "give its characters as show --text prints them"
        raise NotFound("the article's newest text has no such passage", shown, hint)

    def _place(self, highlight: Highlight, text: str) -> PlacedHighlight:
        quote = Quote(highlight.exact, highlight.prefix, highlight.suffix, highlight.start)
        which = (highlight.article_id, highlight.content_hash)
        # the version it was made on: what stood around it there tells where it stands now
        earlier: str | None = self._db.value(_EARLIER, which)
        span = placed(quote, text, earlier)
        if span is None:
            return PlacedHighlight(highlight, None, None)
        return PlacedHighlight(highlight, span.start, span.end)


def _check_length(passage: str) -> None:
    if len(passage) > LONGEST_PASSAGE:
        what = f"a passage has at most {LONGEST_PASSAGE} characters"
        raise UsageError(what, f"{passage[:20]}…", "highlight a part of it")


def _words(text: str) -> str:
    """Return a note as it is stored. Raises :class:`UsageError` for a very long one."""
    words = text.replace("\r\n", "\n").replace("\0", "").strip()
    if len(words) > LONGEST_NOTE:
        what = f"a note has at most {LONGEST_NOTE} characters"
        raise UsageError(what, f"{words[:20]}…", "keep so much in a file of its own")
    return words


def _note(row: Row) -> Note:
    return Note(
        uuid=row["uuid"],
        article_id=row["article_id"],
        text=row["text"],
        made_at=moment_of(row["made_at"]),
        changed_at=moment_of(row["changed_at"]),
    )


def _highlight(row: Row) -> Highlight:
    return Highlight(
        uuid=row["uuid"],
        article_id=row["article_id"],
        content_hash=row["content_hash"],
        exact=row["exact"],
        prefix=row["prefix"],
        suffix=row["suffix"],
        start=row["start"],
        note=row["text"],
        made_at=moment_of(row["made_at"]),
        changed_at=moment_of(row["changed_at"]),
    )
