"""Articles that a list names → the queue, with what the list tells of them; ``fetch --resume`` asks for them."""

from datetime import datetime

from wxarchive.archive.outcomes import of_stored
from wxarchive.importers import ListFile
from wxarchive.models import Listed, Outcome, Rules, Wanted
from wxarchive.store import Store

WAITS = "not archived yet: it waits in the queue, wxarchive fetch --resume asks for it"
_NO_RULES = Rules()


def queue_listed(listing: ListFile, store: Store, now: datetime) -> tuple[Outcome, ...]:
    """Queue the articles of a list that the archive does not hold, all of them or none; tell what became of each."""
    with store.atomic():
        new = [item for item in listing.articles if store.articles.known(item.ref) is None]
        added = [wanted for wanted in map(_wanted, new) if not store.queue.waits(wanted)]
        if added:
            store.queue.add(store.queue.begin(_NO_RULES, now), added, now)
    return tuple(_outcome(listing, item, store) for item in listing.articles)


def _wanted(item: Listed) -> Wanted:
    url = item.ref.short or item.ref.url
    return Wanted(url, item.ref.key, why="list", title=item.title, published_at=item.published_at)


def _outcome(listing: ListFile, item: Listed, store: Store) -> Outcome:
    given = f"{listing.given}: {item.ref.url}"
    if known := store.articles.known(item.ref):
        return of_stored(given, "skipped", known)
    return Outcome(given, "skipped", key=item.ref.key, title=item.title, message=WAITS)
