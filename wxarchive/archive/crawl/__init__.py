"""The queue worked off: whose turn it is, what to do with each row, lists read page by page."""

from wxarchive.archive.crawl.enqueue import enqueue_file
from wxarchive.archive.crawl.handlers import crawler
from wxarchive.archive.crawl.own_account import OwnAccount
from wxarchive.archive.crawl.polite_queue import Environment
from wxarchive.archive.crawl.processes import giving_back, is_lost, own_name
from wxarchive.archive.crawl.run import Crawler

__all__ = [
    "Crawler", "Environment", "OwnAccount", "crawler", "enqueue_file", "giving_back", "is_lost",
    "own_name",
]  # fmt: skip
