"""One article, or a graph of many, as text, or the record that programs see. Pure: no network, database or clock."""

from wxarchive.render.datasette import datasette_metadata
from wxarchive.render.dump import Shown, document, header
from wxarchive.render.graph import graph_text
from wxarchive.render.html import Addresses, Kept, Neighbour, Player, page, relative, rewritten, webpage
from wxarchive.render.markdown import WIKILINK, is_harmless, is_picture, markdown
from wxarchive.render.record import record
from wxarchive.render.schema import schema_page
from wxarchive.render.terminal import for_terminal

__all__ = [
    "WIKILINK",
    "Addresses",
    "Kept",
    "Neighbour",
    "Player",
    "Shown",
    "datasette_metadata",
    "document",
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
    "schema_page",
    "webpage",
]
