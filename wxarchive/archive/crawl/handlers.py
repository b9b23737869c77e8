"""What to do with a row of the queue, by the kind of its address."""

from wxarchive.archive.crawl.lists import read_list
from wxarchive.archive.crawl.polite_queue import Environment
from wxarchive.archive.crawl.run import Crawler, Handler
from wxarchive.archive.ingest import Fetch, Parse
from wxarchive.store import Store

HANDLERS: dict[str, Handler] = {
    "article": Crawler.article, "album": read_list, "home": read_list, "account": read_list,
}  # fmt: skip


def crawler(store: Store, fetch: Fetch, parse: Parse, outside: Environment) -> Crawler:
    """Return a crawler that works on every kind of row."""
    return Crawler(store, fetch, parse, outside, HANDLERS)
