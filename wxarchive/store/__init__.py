"""The archive itself: one SQLite file, and the only place in the project with SQL.

::

    Store ── opens, checks, migrates; atomic() ── Connection ── maps sqlite3's errors once
      ├── .pages      received pages, compressed with the dictionaries kept beside them
      ├── .articles   identity, versions, life, accounts, albums of articles
      ├── .links      the graph between articles
      ├── .media      pictures, audio, video: once by content; what articles use of it
      ├── .reactions  counts of readers, and their comments
      ├── .marks      tags, stars, what was read; .notes: notes on articles, and highlights
      ├── .versions   what became of an article over time; .events: of all of them, the newest first
      ├── .queue      what is to be fetched, shared by all processes; .hosts: when they may ask again
      ├── .checks     which articles are to be asked for again, and when
      ├── .lists      albums and home pages: what they name, in which order; .subscriptions: those that sync reads
      ├── .locks      what only one process may do at a time
      ├── .catalogue  accounts, albums, counts
      ├── .library    pages of lists, and counts to choose by, for people who look around
      └── .ask(sql)   any question, reading only

A page may be received many times, an article may have many pages, and each time a page of it was
seen is one observation (table ``states``); what an article's row says of its life is derived from
those.
"""  # noqa: E501 -- the drawing

from wxarchive.store.annotations import NewHighlight
from wxarchive.store.articles import Catalogue, NamedThing, Saved
from wxarchive.store.crawl import LEASE, POLL, ArticleToCheck, Turn
from wxarchive.store.database import Store, another_archive, new_archive
from wxarchive.store.media import MediaFile, MediaMiss
from wxarchive.store.merging import Intake, TakenArticle
from wxarchive.store.pages import Packed
from wxarchive.store.readonly_sql import Cell, SqlResult
from wxarchive.store.search import (
    SearchRules,
    Sort,
    add_search_functions,
    search_rules,
    search_tokens,
)

__all__ = [
    "LEASE",
    "POLL",
    "ArticleToCheck",
    "Catalogue",
    "Cell",
    "Intake",
    "MediaFile",
    "MediaMiss",
    "NamedThing",
    "NewHighlight",
    "Packed",
    "Saved",
    "SearchRules",
    "Sort",
    "SqlResult",
    "Store",
    "TakenArticle",
    "Turn",
    "add_search_functions",
    "another_archive",
    "new_archive",
    "search_rules",
    "search_tokens",
]
