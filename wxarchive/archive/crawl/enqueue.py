"""Articles that a list names → the queue, with what the list tells of them."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

from wxarchive.archive.outcomes import failed_address, of_stored
from wxarchive.errors import DamagedRow
from wxarchive.models import CrawlTarget, ListItem, Outcome, Rules, Why
from wxarchive.sources import ListFile
from wxarchive.store import Store

WAITS = "not archived yet: it waits in the queue, wxarchive fetch --resume asks for it"
_LOG = logging.getLogger(__name__)
_NO_RULES = Rules()


def enqueue(
    listed: Iterable[ListItem], store: Store, crawl_id: int, rules: Rules, why: Why, at: datetime
) -> None:
    """Add articles that a list names to a crawl, as far as its rules want them and it has room.

    What is archived is wanted only where the rules look at it again or follow its links; what is
    older than they say never is.
    """
    targets = [_target(item, why) for item in _by_rules(listed, store, rules)]
    if targets and store.queue.room(crawl_id) != 0:
        store.queue.add(crawl_id, targets, at)


def enqueue_doubtful(listed: Iterable[ListItem], store: Store, crawl_id: int, at: datetime) -> None:
    """Add to a crawl what a list calls deleted and the archive has alive: its own page tells."""
    targets = []
    for item in listed:
        if not item.is_deleted:
            continue
        # what cannot be read is left as it is
        with suppress(DamagedRow):
            known = store.articles.known(item.ref)
            if known and known.ref and known.gone_at is None:
                title = known.metadata.title
                targets.append(CrawlTarget(known.ref.url, known.key, "check", title=title))
    store.queue.add(crawl_id, targets, at)


def enqueue_file(
    listing: ListFile, store: Store, now: datetime, *, with_names: bool = False
) -> tuple[Outcome, ...]:
    """Queue the articles of a user's list that the archive lacks, all or none; report what became
    of each.

    None is queued twice: ``fetch --resume`` asks for it. What a note only mentions is not queued.
    ``with_names``: commenters are kept by their names, and not under pseudonyms.
    """
    given = listing.given
    if not listing.is_wanted:
        number = len(listing.articles)
        what = f"{number} article{'s' * (number != 1)}"
        advice = "give this file itself to wxarchive fetch to have them"
        mentions = f"a text that mentions {what}: {advice}"
        return (Outcome(given, "skipped", message=mentions),)
    # all or none: a list that is broken off would be half asked for
    with store.atomic():
        lacking = _by_rules(listing.articles, store, _NO_RULES)
        targets = [_target(item, "list") for item in lacking]
        if new := [target for target in targets if not store.queue.waiting(target)]:
            store.queue.add(store.queue.begin(_NO_RULES, now), new, now)
        _keep_reactions(listing, store, now, with_names=with_names)
    outcomes = []
    for item in listing.articles:
        source, key = f"{given}: {item.ref.url}", item.ref.key
        outcome = Outcome(source, "queued", key=key, title=item.title, message=WAITS)
        try:
            if known := store.articles.known(item.ref):
                outcome = of_stored(source, "skipped", known)
        except DamagedRow as error:
            outcome = failed_address(source, key, error)
        outcomes.append(outcome)
    return tuple(outcomes)


def _keep_reactions(listing: ListFile, store: Store, now: datetime, *, with_names: bool) -> None:
    """Keep what a list tells of the readers of articles that are archived, dated by its file."""
    # no file was saved later than now, whatever its date says
    at = min(listing.saved_at or now, now)
    for item in listing.articles:
        if not (item.counts or item.comments):
            continue
        article_id = store.articles.number_of(item.ref)
        if article_id is None:
            continue
        if item.counts:
            store.reactions.keep_counts(article_id, item.counts, at)
        store.reactions.keep_comments(article_id, item.comments, at, with_names=with_names)


def _by_rules(listed: Iterable[ListItem], store: Store, rules: Rules) -> Iterator[ListItem]:
    everything = bool(rules.follow or rules.again)
    for item in listed:
        at = item.published_at
        if rules.since and at and at < rules.since:
            _LOG.debug("%s: not queued, too old", item.ref.url)
        elif not everything and store.articles.number_of(item.ref) is not None:
            _LOG.debug("%s: not queued, archived already", item.ref.url)
        else:
            yield item


def _target(item: ListItem, why: Why) -> CrawlTarget:
    ref, at = item.ref, item.published_at
    return CrawlTarget(ref.url, ref.key, why, title=item.title, published_at=at)
