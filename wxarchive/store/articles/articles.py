"""Articles: identity, newest version, life. Saving computes what changed; nothing that a page said
is ever lost.

A row of ``articles`` says what the newest page does, and what follows from all observations
(``states``) and versions; ``aliases``, ``links`` and ``album_articles`` hang on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Row
from typing import Literal

from wxarchive.errors import NotFound
from wxarchive.models import (
    Article,
    ArticleRef,
    CrawlTarget,
    Filter,
    Metadata,
    Order,
    StatePage,
    StoredArticle,
    TellerName,
    Why,
)
from wxarchive.store import rows as listing
from wxarchive.store.annotations import Notes
from wxarchive.store.articles.accounts import Accounts
from wxarchive.store.articles.albums import file_in_albums
from wxarchive.store.articles.history import History, Receipt
from wxarchive.store.articles.identity import Identity
from wxarchive.store.articles.links import Links
from wxarchive.store.conditions import limit_of
from wxarchive.store.media import MediaStore
from wxarchive.store.reactions import ReactionStore
from wxarchive.store.sqlite import Connection, merged, metadata_json, metadata_of

_TELLERS: dict[Why, TellerName] = {
    "album": "list", "home": "list", "account": "list", "subscription": "list", "link": "link",
    "reprint": "link", "list": "user",
}  # fmt: skip
"""Who named an article, by the reason for which it is fetched."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving a page did: the article's row, and how many of its links the archive did not
    know.

    ``is_shown``: what the page says is what lists and exports show, not only a part of the history.
    """

    id: int | None
    status: Literal["created", "updated", "unchanged", "gone"]
    new_links: int = 0
    is_shown: bool = True


class Articles:
    """The articles of an archive, by number."""

    def __init__(
        self,
        connection: Connection,
        links: Links,
        media: MediaStore,
        notes: Notes,
        reactions: ReactionStore,
    ) -> None:
        self._db = connection
        self._links = links
        self._notes = notes
        self._media = media
        self._reactions = reactions
        self._history = History(connection)
        self._identity = Identity(connection, self._history)
        self._accounts = Accounts(connection)

    def save(
        self, article: Article, page_id: int, seen_at: datetime, *, is_received: bool = True
    ) -> Saved:
        """Store what a readable page of ``seen_at`` says; a page older than the newest one only
        adds to the history.

        Without ``is_received`` the time is what a file claims, which never makes it newer than what
        was received.
        """
        receipt = Receipt(page_id, seen_at, is_received)
        with self._db.atomic():
            if article.ref:
                article_id = self._identity.adopt(self._identity.resolve(article.ref), page_id)
            else:
                article_id = self._identity.resolve_page(page_id, article.content_hash)
            # before the row is read: a receipt moves what files claimed back
            at = self._history.order(article_id, receipt)
            row = self._row(article_id)
            # an old file that comes late adds a version, but says nothing of the article as it is
            newest = row["version_id"] is None or at >= (row["fetched_at"] or "")
            placed = self._history.place(article_id, page_id, article, at)
            self._history.observe(article_id, receipt, at)
            new_links = 0
            if newest:
                keep = placed == "unchanged"
                new_links = self._update(article_id, page_id, article, at, keep=keep)
            self._media.want(article_id, article)
            self._history.settle(article_id)
        return Saved(article_id, placed, new_links, is_shown=newest)

    def alike(self, article_id: int, article: Article) -> int | None:
        """Return the only other article of the same account, title and content, if one of the two
        has no address: they may be one.
        """
        return self._identity.alike(article_id, article)

    def save_state(
        self, state: StatePage, page_id: int, seen_at: datetime, *, is_received: bool = True
    ) -> Saved:
        """Note that an article is gone; its archived body stays as it is. Only for permanent
        states.
        """
        if state.ref is None:
            return Saved(None, "gone")
        receipt = Receipt(page_id, seen_at, is_received)
        with self._db.atomic():
            # also of an article that was never kept: that it is gone is worth knowing
            article_id = self._identity.resolve(state.ref)
            at = self._history.order(article_id, receipt)
            self._history.observe(article_id, receipt, at, state.state, state.reason)
            # an article with a text keeps what its own page said of it
            if self._row(article_id)["version_id"] is None:
                if state.told_by:
                    self._hear(article_id, state.metadata, state.told_by)
                else:
                    self._update_metadata(article_id, page_id, state.metadata, at, keep=True)
                self._db.run(
                    "UPDATE articles SET kind = coalesce(?, kind) WHERE id = ?",
                    (state.kind, article_id),
                )
                # a moved article can be read where it is now
                if state.state == "migrated" and state.target:
                    self._db.run(
                        "UPDATE articles SET url = ? WHERE id = ?", (state.target, article_id)
                    )
            self._history.settle(article_id)
        return Saved(article_id, "gone")

    def hear(self, article_id: int, wanted: CrawlTarget) -> None:
        """Store what a list, a link or the user said of an article that was gone before it could be
        archived.

        What its page says of it counts more. The account is the one its address names, if the
        archive knows it.
        """
        row = self._row(article_id)
        teller = _TELLERS.get(wanted.why)
        if row["version_id"] is not None or teller is None:
            return
        account = self._db.value("SELECT name FROM accounts WHERE id = ?", (row["account_id"],))
        metadata = Metadata(wanted.title, account, published_at=wanted.published_at)
        self._hear(article_id, metadata, teller)

    def _hear(self, article_id: int, metadata: Metadata, teller: TellerName) -> None:
        of_page = self._metadata(self._row(article_id))
        whole = merged(metadata, of_page)
        if whole != of_page:
            self._db.run(
                """
                UPDATE articles
                SET metadata = ?, told_by = coalesce(told_by, ?)
                WHERE id = ?
                """,
                (metadata_json(whole), teller, article_id),
            )

    def rewrite(self, article: Article, page_id: int) -> Saved:
        """Rebuild what a stored page gave from a new parse of it; no new receipt of the article is
        invented.

        Call it for an article's pages in the order of ``Pages.of_article``. Raises
        :class:`NotFound` for a page that is no article's yet: that one is for :meth:`save`.
        """
        with self._db.atomic():
            article_id = self._db.value("SELECT article_id FROM pages WHERE id = ?", (page_id,))
            if article_id is None:
                raise NotFound(f"page {page_id} belongs to no article yet")
            before = self.get(article_id)
            # a newer parser may read another key out of the page
            if article.ref:
                article_id = self._identity.correct(article_id, article.ref)
            self._history.rewrite(article_id, page_id, article)
            self._history.settle(article_id)
            # other pages say what the article was, not what it is
            row = self._row(article_id)
            first = self._db.value(
                "SELECT page_id FROM versions WHERE id = ?", (row["version_id"],)
            )
            if page_id in {first, row["page_id"]}:
                at, page = row["fetched_at"], row["page_id"]
                self._update(article_id, page, article, at, keep=page_id != first)
            self._media.want(article_id, article)
            if self.get(article_id) == before:
                return Saved(article_id, "unchanged")
        return Saved(article_id, "updated")

    def find(self, reference: str) -> int:
        """Return the article with this id, key or address, or the one whose title has this in it.

        Raises :class:`NotFound`, which names the candidates if there are several.
        """
        return self._identity.find(reference)

    def number_of(self, ref: ArticleRef) -> int | None:
        """Return the number of the article a reference leads to; its row may be damaged."""
        return self._identity.known(ref)

    def known(self, ref: ArticleRef) -> StoredArticle | None:
        """Return the article a reference leads to, without its content; raises
        :class:`DamagedRow`.
        """
        article_id = self._identity.known(ref)
        if article_id is None:
            return None
        row = listing.row(self._db, article_id)
        if row is None:
            return None
        return self._db.value_of("articles", row, listing.article_of)

    def get(self, article_id: int) -> StoredArticle:
        """Return an article with its content, notes, highlights, counts and comments; raises
        :class:`NotFound`.
        """
        row = listing.row(self._db, article_id)
        if row is None:
            raise NotFound("no such article in the archive", str(article_id))
        content = listing.content(self._db, row, self._links.of(article_id))
        found = self._db.value_of("articles", row, lambda one: listing.article_of(one, content))
        # highlights are placed in the text of today; without one they are orphans
        text = None
        if content:
            text = content.text
        return replace(
            found,
            notes=self._notes.of(article_id),
            highlights=self._notes.highlights(article_id, text),
            counts=tuple(self._reactions.counts_of(article_id)),
            comments=tuple(self._reactions.comments_of(article_id)),
        )

    def list(
        self, where: Filter, order: Order = "newest", offset: int = 0
    ) -> Iterator[StoredArticle]:
        """Yield the articles that pass the filter one by one, but the first ``offset``, newest
        publication first, without their content.

        A row that cannot be read is passed over, and noted as the archive's damage.
        """

        def read(limit: int, skipped: int) -> Iterator[Row]:
            return listing.rows(self._db, where, order, limit, offset + skipped)

        return listing.filled(self._db, read, limit_of(where))

    def count(self, where: Filter) -> int:
        """Return how many articles pass the filter, whatever its limit."""
        return listing.count(self._db, where)

    def add_alias(self, address: str, article_id: int) -> int:
        """Note one more address of an article.

        Returns the article's number: another one if the address shows that two rows are one
        article.
        """
        with self._db.atomic():
            return self._identity.learn_address(article_id, address)

    def join(self, article_id: int, other: int) -> int:
        """Make one article of two rows, and return its number; all that was seen of either is
        kept. Raises :class:`UsageError` if both have keys, or are the same.
        """
        with self._db.atomic():
            return self._identity.join(article_id, other)

    def _row(self, article_id: int) -> Row:
        found = self._db.row("SELECT * FROM articles WHERE id = ?", (article_id,))
        if found is None:
            raise self._db.note(f"row {article_id} of table articles is missing")
        return found

    def _metadata(self, row: Row) -> Metadata:
        return self._db.value_of("articles", row, lambda one: metadata_of(one["metadata"]))

    def _update(
        self, article_id: int, page_id: int, article: Article, at: str, *, keep: bool
    ) -> int:
        """Let the row say what this page does; ``keep``: of the same content, so what it leaves
        open stays known.
        """
        self._update_metadata(article_id, page_id, article.metadata, at, keep=keep)
        self._db.run(
            "UPDATE articles SET kind = ?, told_by = NULL WHERE id = ?", (article.kind, article_id)
        )
        if keep and not article.body.links:
            return 0
        return self._links.replace(article_id, article.body.links)

    def _update_metadata(
        self, article_id: int, page_id: int, metadata: Metadata, at: str, *, keep: bool
    ) -> None:
        row = self._row(article_id)
        # an article's key begins with the biz of its account
        biz = metadata.biz or (row["key"] or "").partition(":")[0] or None
        account_id = self._accounts.save(metadata, biz, at)
        whole = metadata
        # of the same content, so what this page leaves open stays known
        if keep:
            whole = merged(self._metadata(row), metadata)
        self._db.run(
            """
            UPDATE articles
            SET
                metadata = ?,
                page_id = ?,
                fetched_at = ?,
                account_id = coalesce(?, account_id)
            WHERE id = ?
            """,
            (metadata_json(whole), page_id, at, account_id, article_id),
        )
        # its own albums anew, then those that name it without its page saying so
        self._db.run("DELETE FROM album_articles WHERE article_id = ?", (article_id,))
        for album in whole.albums:
            self._db.run(
                """
                INSERT INTO albums (id, title)
                VALUES (?, ?)
                ON CONFLICT DO UPDATE SET title = excluded.title
                """,
                (album.id, album.title),
            )
            self._db.run(
                "INSERT OR IGNORE INTO album_articles VALUES (?, ?)", (album.id, article_id)
            )
        file_in_albums(self._db, article_id=article_id)
