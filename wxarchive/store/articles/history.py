"""What was seen of an article and when: observations (table ``states``) and ``versions``, and the
columns of its row that follow from them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from sqlite3 import Row
from typing import Literal

from wxarchive.models import Article, State
from wxarchive.store.articles.lifecycle import ObservedState, life
from wxarchive.store.sqlite import (
    Connection,
    Value,
    as_json,
    media_json,
    metadata_json,
    moment_of,
    time_text,
)

Placed = Literal["created", "updated", "unchanged"]
_OF_ARTICLES = (
    "versions", "states", "pages", "aliases", "album_articles", "media_uses", "marks",
    "annotations", "counts", "comments",
)  # fmt: skip
_OBSERVED = """
    SELECT id, seen_at, state, reason
    FROM states
    WHERE article_id = ?
    ORDER BY seen_at, id
"""
_SETTLED = """
    UPDATE articles
    SET
        state = :state,
        reason = :reason,
        first_seen_alive = :first,
        last_seen_alive = :last,
        gone_at = :gone_at,
        checked_at = max(coalesce(checked_at, ''), :checked),
        (version_id, pictures, characters) = (
            SELECT
                max(id),
                coalesce(max(json_array_length(images)), 0),
                coalesce(max(length(text)), 0)
            FROM (
                SELECT id, images, text
                FROM versions
                WHERE article_id = :id
                ORDER BY last_seen DESC, id DESC
                LIMIT 1
            )
        )
    WHERE id = :id
"""
"""The version shown is the one seen last, not the one stored last: old files come late."""
# the row that tells more of the article
_TELLING = """
    SELECT id
    FROM articles
    WHERE id IN (:gone, :kept)
    ORDER BY version_id IS NULL, fetched_at DESC, id
    LIMIT 1
"""
_MISSING_HERE = """
    DELETE FROM media_uses
    WHERE article_id = :kept
        AND state <> 'kept'
        AND (address, role) IN (
            SELECT address, role
            FROM media_uses
            WHERE article_id = :gone AND state = 'kept'
        )
"""
"""What the row that stays lacks and the row that goes has: the latter's is taken over."""
_OLDER_HERE = (
    """
    DELETE FROM marks
    WHERE article_id = :kept
        AND EXISTS (
            SELECT 1
            FROM marks m
            WHERE m.article_id = :gone
                AND m.kind = marks.kind
                AND m.name = marks.name
                AND m.changed_at > marks.changed_at
        )
    """,
    """
    DELETE FROM annotations
    WHERE article_id = :kept
        AND EXISTS (
            SELECT 1
            FROM annotations n
            WHERE n.article_id = :gone
                AND n.uuid = annotations.uuid
                AND n.changed_at > annotations.changed_at
        )
    """,
)
"""What people noted of both rows: the last change of each counts."""
# OR REPLACE: the same page may have been claimed for that very moment already
_CLAIMED_SIGHTS = """
    UPDATE OR REPLACE states
    SET seen_at = :before
    WHERE article_id = :article AND seen_at >= :at AND NOT is_received
"""
_CLAIMED_VERSIONS = """
    UPDATE versions
    SET first_seen = min(first_seen, :before), last_seen = :before
    WHERE article_id = :article AND last_seen >= :at
"""
_CLAIMED_PAGE = """
    UPDATE articles
    SET fetched_at = :before
    WHERE id = :article AND fetched_at >= :at
"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """When a page was seen: received itself, else a file or a record claims it."""

    page_id: int
    at: datetime
    is_received: bool = True


class History:
    """Keeps observations and versions; callers hold a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def order(self, article_id: int, receipt: Receipt) -> str:
        """Return when a receipt of the article counts as seen, among all others of it.

        Times that files claim order these among themselves, and are never later than a receipt: a
        later claim counts as just before it. So do the claims that the archive holds already, when
        a page is received that is older than they say.
        """
        at = time_text(receipt.at)
        received = last_received(self._db, article_id)
        # what a file claims is never later than what we received ourselves
        if not receipt.is_received:
            if received is None:
                return at
            return min(at, _before(time_text(received)))
        # the newest receipt of all: claims of later times were wrong, and move before it
        if received is None or time_text(received) < at:
            values: dict[str, Value] = {"article": article_id, "at": at, "before": _before(at)}
            for claimed in (_CLAIMED_SIGHTS, _CLAIMED_VERSIONS, _CLAIMED_PAGE):
                self._db.run(claimed, values)
        return at

    def observe(
        self,
        article_id: int,
        receipt: Receipt,
        seen_at: str,
        state: State = "ok",
        reason: str | None = None,
    ) -> None:
        """Note that a page of the article was seen; noting the same again corrects it."""
        self._db.run(
            """
            INSERT INTO states (
                article_id, page_id, seen_at, state, reason, is_received
            )
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET
                state = excluded.state,
                reason = excluded.reason,
                is_received = max(is_received, excluded.is_received)
            """,
            (article_id, receipt.page_id, seen_at, state, reason, receipt.is_received),
        )
        # the bytes of a notice may be several articles': the last one they were read for owns them
        self._db.run("UPDATE pages SET article_id = ? WHERE id = ?", (article_id, receipt.page_id))

    def place(self, article_id: int, page_id: int, article: Article, seen_at: str) -> Placed:
        """Put a page's content into the article's versions: a new one only where the content is
        another.
        """
        versions = self._versions(article_id)
        # only of those next to it in time: an edit that was taken back is a version of its own
        around = [row for row in versions if row["first_seen"] <= seen_at <= row["last_seen"]]
        before = [row for row in versions if row["last_seen"] < seen_at]
        after = [row for row in versions if row["first_seen"] > seen_at]
        after.sort(key=itemgetter("first_seen"))
        for one in (*around, *before[-1:], *after[:1]):
            if one["content_hash"] == article.content_hash:
                self._db.run(
                    """
                    UPDATE versions
                    SET
                        first_seen = min(first_seen, ?1),
                        last_seen = max(last_seen, ?1)
                    WHERE id = ?2
                    """,
                    (seen_at, one["id"]),
                )
                return "unchanged"
        row: dict[str, str | int] = {
            "article_id": article_id,
            "page_id": page_id,
            "first_seen": seen_at,
            "last_seen": seen_at,
            **_content(article),
        }
        columns, marks = ", ".join(row), ", :".join(row)
        self._db.run(f"INSERT INTO versions ({columns}) VALUES (:{marks})", row)
        if not versions:
            return "created"
        return "updated"

    def rewrite(self, article_id: int, page_id: int, article: Article) -> None:
        """Give the version that began with this page its content anew, if there is one; the page is
        readable.
        """
        which: dict[str, str | int] = {"article": article_id, "page": page_id}
        this = "article_id = :article AND page_id = :page"
        row = _content(article)
        columns = ", ".join(f"{name} = :{name}" for name in row)
        self._db.run(f"UPDATE versions SET {columns} WHERE {this}", row | which)
        self._db.run(f"UPDATE states SET state = 'ok', reason = NULL WHERE {this}", which)
        self._collapse(article_id)

    def settle(self, article_id: int) -> None:
        """Bring the columns of the article's row up to date that follow from observations and
        versions.
        """
        rows = list(self._db.rows(_OBSERVED, (article_id,)))

        def read(row: Row) -> ObservedState:
            moment_of(row["seen_at"])
            return ObservedState(row["seen_at"], row["state"], row["reason"])

        seen = list(self._db.values("states", rows, read))
        if not seen:
            what = "there is no observation of it"
            if rows:
                what = "no observation of it can be read"
            raise self._db.note(f"row {article_id} of table articles is damaged ({what})")
        # all anew: an observation that comes late may change any of them
        now = life(seen)
        values: dict[str, Value] = {
            "id": article_id,
            "state": now.state,
            "reason": now.reason,
            "first": now.first_alive,
            "last": now.last_alive,
            "gone_at": now.gone_at,
            "checked": seen[-1].at,
        }
        self._db.run(_SETTLED, values)

    def join(self, gone: int, kept: int) -> None:
        """Make one row of two that turned out to be one article; all that was seen of either is
        kept.

        What the row says is what one of the two pages says: a readable one rather than another,
        then the later one, and of two of the same time that of the row that came first.
        """
        both = {"gone": gone, "kept": kept}
        if self._db.value(_TELLING, both) == gone:
            self._db.run("DELETE FROM links WHERE from_id = :kept", {"kept": kept})
            self._db.run("UPDATE links SET from_id = :kept WHERE from_id = :gone", both)
            self._db.run(
                """
                UPDATE articles
                SET (metadata, kind, page_id, fetched_at, account_id) = (
                    SELECT metadata, kind, page_id, fetched_at, account_id
                    FROM articles
                    WHERE id = :gone
                )
                WHERE id = :kept
                """,
                both,
            )
        for outdone in (_MISSING_HERE, *_OLDER_HERE):
            self._db.run(outdone, both)
        # OR IGNORE: what both have stays the other's, and goes with its row by ON DELETE CASCADE
        for table in _OF_ARTICLES:
            self._db.run(
                f"""
                UPDATE OR IGNORE {table}
                SET article_id = :kept
                WHERE article_id = :gone
                """,
                both,
            )
        self._db.run("DELETE FROM articles WHERE id = :gone", {"gone": gone})
        self._collapse(kept)
        self.settle(kept)

    def _versions(self, article_id: int) -> list[Row]:
        return list(
            self._db.rows(
                """
                SELECT id, content_hash, first_seen, last_seen
                FROM versions
                WHERE article_id = ?
                ORDER BY last_seen, id
                """,
                (article_id,),
            )
        )

    def _collapse(self, article_id: int) -> None:
        """Versions in a row that have become equal are one."""
        before: Row | None = None
        for row in self._versions(article_id):
            if before and before["content_hash"] == row["content_hash"]:
                # the earlier row stays; an article that shows the later one shows it now
                self._db.run(
                    "UPDATE articles SET version_id = ? WHERE version_id = ?",
                    (before["id"], row["id"]),
                )
                self._db.run("DELETE FROM versions WHERE id = ?", (row["id"],))
                self._db.run(
                    """
                    UPDATE versions
                    SET first_seen = min(first_seen, ?), last_seen = ?
                    WHERE id = ?
                    """,
                    (row["first_seen"], row["last_seen"], before["id"]),
                )
            else:
                before = row


def last_received(connection: Connection, article_id: int) -> datetime | None:
    """Return when a page of an article was received last; what files claim is none."""
    rows = connection.rows(
        """
        SELECT id, seen_at
        FROM states
        WHERE article_id = ? AND is_received
        ORDER BY seen_at DESC
        """,
        (article_id,),
    )
    return next(connection.values("states", rows, lambda row: moment_of(row["seen_at"])), None)


def _before(at: str) -> str:
    return time_text(datetime.fromisoformat(at) - timedelta(microseconds=1))


def _content(article: Article) -> dict[str, str | int]:
    return {
        "content_hash": article.content_hash,
        "losses": as_json(article.losses),
        "metadata": metadata_json(article.metadata),
        "images": as_json(article.body.images),
        "media": media_json(article.body.media),
        "text": article.body.text,
        "html": article.body.html,
    }
