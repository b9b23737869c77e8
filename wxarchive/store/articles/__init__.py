"""Articles: which row one is, its versions and life, its accounts and albums, and the links between
articles.
"""

from wxarchive.store.articles.albums import ARTICLE_OF_ITEM, file_in_albums
from wxarchive.store.articles.articles import Articles, Saved
from wxarchive.store.articles.catalogue import Catalogue, NamedThing
from wxarchive.store.articles.events import Events
from wxarchive.store.articles.graph import graph_of_accounts, graph_of_articles
from wxarchive.store.articles.history import History, last_received
from wxarchive.store.articles.identity import worth
from wxarchive.store.articles.lifecycle import ObservedState, life
from wxarchive.store.articles.links import Links
from wxarchive.store.articles.versions import Versions

__all__ = [
    "ARTICLE_OF_ITEM",
    "Articles",
    "Catalogue",
    "Events",
    "History",
    "Links",
    "NamedThing",
    "ObservedState",
    "Saved",
    "Versions",
    "file_in_albums",
    "graph_of_accounts",
    "graph_of_articles",
    "last_received",
    "life",
    "worth",
]
