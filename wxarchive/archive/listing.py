"""Lists of articles → the queue: albums, home pages, files that name articles."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from wxarchive.models import Listed, Rules, Wanted, Why
from wxarchive.store import Store


def enqueue(
    listed: Iterable[Listed], store: Store, rules: Rules, why: Why, *, at: datetime, crawl_id: int | None = None
) -> tuple[int | None, int]:
    """Put articles that a list names into the queue, as the rules say, and return their crawl and how many they are.

    That is a crawl of their own, begun now (``at``), unless ``crawl_id`` gives one; ``None`` if none is wanted. What is
    archived is wanted only where the rules look at it again or follow its links; what is older than they say never is.
    """
    wanted = list(_wanted(listed, store, rules, why))
    if not wanted or (crawl_id and store.queue.is_full(crawl_id)):
        return crawl_id, 0
    with store.atomic():
        crawl = crawl_id or store.queue.begin(rules, at)
        store.queue.add(crawl, wanted, at)
    return crawl, len(wanted)


def _wanted(listed: Iterable[Listed], store: Store, rules: Rules, why: Why) -> Iterator[Wanted]:
    everything = bool(rules.follow or rules.again)
    for item in listed:
        is_old = rules.since and item.published_at and item.published_at < rules.since
        if not is_old and (everything or not store.articles.known(item.ref)):
            yield Wanted(item.ref.url, item.ref.key, why, title=item.title, published_at=item.published_at)
