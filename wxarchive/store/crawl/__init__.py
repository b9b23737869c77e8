"""What is to be fetched and checked, by whom and when; the lists that name it."""

from wxarchive.store.crawl.checks import ArticleToCheck, Checks
from wxarchive.store.crawl.hosts import Hosts, Turn
from wxarchive.store.crawl.lists import Lists
from wxarchive.store.crawl.locks import Locks
from wxarchive.store.crawl.queue import LEASE, POLL, Queue
from wxarchive.store.crawl.subscriptions import Subscriptions

__all__ = [
    "LEASE",
    "POLL",
    "ArticleToCheck",
    "Checks",
    "Hosts",
    "Lists",
    "Locks",
    "Queue",
    "Subscriptions",
    "Turn",
]
