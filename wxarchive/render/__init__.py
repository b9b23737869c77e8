"""One article, or a graph of many, as text, or the record that programs see. Pure: no network,
database or clock.
"""

from wxarchive.render.citation import STYLES, CitationStyle, bibtex, citation, csl, ris
from wxarchive.render.datasette import datasette_metadata
from wxarchive.render.dump import ExportedBody, document, header
from wxarchive.render.feed import (
    ATOM,
    ATOM_TYPE,
    Feed,
    FeedEntry,
    FeedLink,
    address_links,
    article_entry,
    atom,
    enclosures,
    entry_id,
    event_entry,
    updated,
)
from wxarchive.render.graph import graph_text
from wxarchive.render.html import (
    Addresses,
    Neighbour,
    Player,
    StandalonePage,
    data_address,
    page,
    relative,
    rewritten,
    webpage,
)
from wxarchive.render.markdown import WIKILINK, is_harmless, is_picture, markdown
from wxarchive.render.opds import (
    ACQUISITION,
    COVER,
    EPUB,
    NAVIGATION,
    account_book,
    album_book,
    article_book,
    section,
)
from wxarchive.render.record import record
from wxarchive.render.schema import schema_page
from wxarchive.render.terminal import Styled, for_terminal, wrap

__all__ = [
    "ACQUISITION",
    "ATOM",
    "ATOM_TYPE",
    "COVER",
    "EPUB",
    "NAVIGATION",
    "STYLES",
    "WIKILINK",
    "Addresses",
    "CitationStyle",
    "ExportedBody",
    "Feed",
    "FeedEntry",
    "FeedLink",
    "Neighbour",
    "Player",
    "StandalonePage",
    "Styled",
    "account_book",
    "address_links",
    "album_book",
    "article_book",
    "article_entry",
    "atom",
    "bibtex",
    "citation",
    "csl",
    "data_address",
    "datasette_metadata",
    "document",
    "enclosures",
    "entry_id",
    "event_entry",
    "for_terminal",
    "graph_text",
    "header",
    "is_harmless",
    "is_picture",
    "markdown",
    "page",
    "record",
    "relative",
    "rewritten",
    "ris",
    "schema_page",
    "section",
    "updated",
    "webpage",
    "wrap",
]
