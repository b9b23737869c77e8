"""Media of a whole run: of each article as it is archived, and of those whose media are missing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from wxarchive.address import is_address
from wxarchive.archive.ingest import Fetch
from wxarchive.archive.media.keeper import MediaKeeper
from wxarchive.errors import BlockedBefore
from wxarchive.models import (
    MediaShortfall,
    Outcome,
    RawPage,
)


def with_media(
    outcomes: Iterable[Outcome],
    keeper: MediaKeeper | None,
    *,
    of_files: bool = True,
    of_unchanged: bool = True,
) -> Iterator[Outcome]:
    """Fetch what each archived article uses before the next article is asked for, and say what is
    missing of it.

    Without ``of_files`` nothing is asked for what a saved page uses: who reads files need not be
    online. Without ``of_unchanged`` nothing for an article that says what it said before.
    """
    without = {"gone", "blocked", "failed"}
    if not of_unchanged:
        without.add("unchanged")
    for outcome in outcomes:
        is_left_out = outcome.status in without
        if not of_files and not is_address(outcome.source):
            is_left_out = True
        if keeper is None or outcome.id is None or is_left_out:
            yield outcome
            continue
        # now, and not at the end: a run may be broken off after any article
        keeper.keep(outcome.id)
        left = keeper.lacking(outcome.id)
        parts = [outcome.message]
        if left.missing:
            parts.append(f"({left.missing} of {left.total} media files missing)")
        yield replace(outcome, message=" ".join(filter(None, parts)) or None)


def unless_blocked(fetch: Fetch, keeper: MediaKeeper | None) -> Fetch:
    """Return how to fetch pages beside a keeper: not at all after a verification page came to
    it.
    """

    def get_page(url: str) -> RawPage:
        if keeper and keeper.blocked:
            hint = "wait some hours, then run the same command again"
            what = "not fetched: WeChat asked for verification before"
            raise BlockedBefore(what, hint=hint)
        return fetch(url)

    return get_page


def catch_up(article_ids: Iterable[int], keeper: MediaKeeper) -> Iterator[MediaShortfall]:
    """Fetch what these articles lack; yield what is left of each of which something was asked
    for.
    """
    for article_id in article_ids:
        before = keeper.counts.asked
        keeper.keep(article_id)
        if keeper.counts.asked > before:
            yield keeper.lacking(article_id)
