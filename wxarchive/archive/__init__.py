"""The use cases: add sources, follow links and lists, go on, check again, import files, keep media,
parse again.

::

    source ──► store.queue ──► fetch ──► RawPage ──parse──► challenge? ──► Blocked   (nothing kept as the article)
                    ▲                      ▲    │
                    │       importers ─────┘    │ Article │ StatePage
                    │                           ▼
                    │       one transaction:  store.pages.save     bytes + headers, compressed, for ever
                    │                         store.articles.save  ──► Saved(created | updated | unchanged | gone)
                    └───── links to follow ── store.queue.finish   the row's end
                                                ▼
                                             Outcome ──► with_media: pictures ──► printed, exit code

The code reads in that order. One source gives one :class:`~wxarchive.models.Outcome`, and a bad one
never stops the others; only a database that cannot be used does
(:class:`~wxarchive.errors.StoreError`). ``fetch`` and ``parse`` come in as plain callables: nothing
here knows HTTP, and what stands in a page only :mod:`wxarchive.parse` does.
"""  # noqa: E501 -- the drawing

from wxarchive.archive.account_names import account_named
from wxarchive.archive.add import add, plan, queue_up, resume
from wxarchive.archive.check import changes_found, check, found
from wxarchive.archive.crawl import Environment
from wxarchive.archive.extract import extract
from wxarchive.archive.import_ import RecordedPlan, import_files
from wxarchive.archive.ingest import Fetch, Parse, asks_for_verification
from wxarchive.archive.media import (
    MediaCounts,
    MediaKeeper,
    MediaPlan,
    catch_up,
    unless_blocked,
    with_media,
    with_pictures_inside,
)
from wxarchive.archive.merge import merge
from wxarchive.archive.news import News, news, of_check, of_reading
from wxarchive.archive.noting import take_notes
from wxarchive.archive.outcomes import advice, summary
from wxarchive.archive.reparse import reparse
from wxarchive.archive.sync import subscribe, sync, syncing
from wxarchive.archive.watch import watch

__all__ = [
    "Environment",
    "Fetch",
    "MediaCounts",
    "MediaKeeper",
    "MediaPlan",
    "News",
    "Parse",
    "RecordedPlan",
    "account_named",
    "add",
    "advice",
    "asks_for_verification",
    "catch_up",
    "changes_found",
    "check",
    "extract",
    "found",
    "import_files",
    "merge",
    "news",
    "of_check",
    "of_reading",
    "plan",
    "queue_up",
    "reparse",
    "resume",
    "subscribe",
    "summary",
    "sync",
    "syncing",
    "take_notes",
    "unless_blocked",
    "watch",
    "with_media",
    "with_pictures_inside",
]  # fmt: skip
