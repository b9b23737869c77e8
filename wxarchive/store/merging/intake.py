"""One archive that is taken into another: the steps, each of them as often as one likes.

What articles rest on comes first (accounts, albums), then each article, then what names articles
(lists, queue), and at last what belongs to none (files, pages).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from wxarchive.errors import DamagedRow
from wxarchive.store.merging.accounts import AccountIntake
from wxarchive.store.merging.article_rows import ContentOf
from wxarchive.store.merging.articles import ArticleIntake, TakenArticle
from wxarchive.store.merging.lists import ListIntake
from wxarchive.store.merging.queue import QueueIntake
from wxarchive.store.reactions import ReactionStore, take_reactions
from wxarchive.store.sqlite import Connection, as_json

_IN_ORDER = """
    SELECT a.id, coalesce(min(s.seen_at), a.fetched_at, '') AS at
    FROM articles a
    LEFT JOIN states s ON s.article_id = a.id
    GROUP BY a.id
    ORDER BY at, a.id
"""
_ACCOUNTS = """
    SELECT id
    FROM accounts
    WHERE ?1 IS NULL
        OR id IN (
            SELECT account_id
            FROM articles
            WHERE id IN (SELECT value FROM json_each(?1))
        )
    ORDER BY id
"""
# pages that no article owns and no observation names: notices, challenges, broken ones
_ALONE = """
    SELECT p.sha256
    FROM pages p
    WHERE p.article_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM states s WHERE s.page_id = p.id)
    ORDER BY p.received_at, p.id
"""
_PIECE = 100


class Intake:
    """Takes one archive into another; what was taken before is left alone."""

    def __init__(self, into: Connection, source: Connection, contents: Sequence[ContentOf]) -> None:
        """``contents``: what tells the content of a page here, and of a page there."""
        self._into = into
        self._source = source
        self._accounts = AccountIntake(into, source)
        self._articles = ArticleIntake(into, source, contents)
        self._lists = ListIntake(into, source)
        self._queue = QueueIntake(into, source)
        self._numbers: dict[int, int] = {}

    def in_order(self) -> Iterator[tuple[str, int]]:
        """Yield when each article there was seen first, and its number; the earliest first."""
        for row in self._source.rows(_IN_ORDER):
            yield row["at"], row["id"]

    def begin(self, articles: Iterable[int] | None = None) -> None:
        """Take what articles rest on: the accounts and albums, all or those of some articles."""
        chosen = None if articles is None else as_json(list(articles))
        self._articles.accounts = self._accounts.take_all(self._account_numbers(chosen))
        self._lists.take_albums(chosen)

    def compare(self, article_id: int) -> TakenArticle:
        """Say what an article there would bring; nothing is written. Raises as :meth:`take`."""
        theirs = ReactionStore(self._source)
        # read for what they raise
        theirs.counts_of(article_id)
        theirs.comments_of(article_id)
        return self._articles.compare(article_id)

    def look(self) -> None:
        """Read what belongs to no article there, so that what cannot be read is noted as its
        damage; nothing is written.
        """
        self._accounts.look(self._account_numbers(None))
        self._lists.look()
        self._queue.look()
        self._articles.media.placeholders()
        for sha256 in self._pages_alone():
            with suppress(DamagedRow):
                self._articles.pages.readable(sha256)

    def take(self, article_id: int) -> TakenArticle:
        """Take an article with all that is its own; needs a transaction.

        Raises :class:`DamagedRow` if it cannot be read.
        """
        taken = self._articles.take(article_id)
        if taken.id is not None:
            self._numbers[article_id] = taken.id
            take_reactions(self._into, self._source, article_id, taken.id)
            self._queue.spare(taken.names, taken.names_before)
        return taken

    def take_lists(self, articles: Iterable[int]) -> None:
        """Take the lists that name one of these articles there, whole, and the subscriptions to
        them.
        """
        self._lists.take(as_json(list(articles)))

    def finish(self, placeholder: str) -> None:
        """Take what is no article's: lists, subscriptions, the queue, and pages that say nothing.

        ``placeholder``: why a picture is missing where the site gave another in its place.
        """
        self._lists.take()
        self._queue.take(self._numbers)
        media, pages = self._articles.media, self._articles.pages
        for sha256 in media.rest():
            media.copy(sha256)
        # every use and every page is here now: what several articles have can be decided
        media.settle(placeholder)
        pages.settle()
        alone = self._pages_alone()
        for start in range(0, len(alone), _PIECE):
            with self._into.atomic():
                for sha256 in alone[start : start + _PIECE]:
                    # noted as damage of the other archive: the others come all the same
                    with suppress(DamagedRow), self._into.atomic():
                        pages.take(sha256)

    def _account_numbers(self, articles: str | None) -> list[int]:
        return [row["id"] for row in self._source.rows(_ACCOUNTS, (articles,))]

    def _pages_alone(self) -> list[str]:
        return [row["sha256"] for row in self._source.rows(_ALONE)]
