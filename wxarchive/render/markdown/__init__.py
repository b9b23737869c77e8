"""Clean HTML as Markdown, or as the blocks that Markdown and terminals know."""

from wxarchive.render.markdown.blocks import (
    Block,
    Code,
    Formula,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Raw,
    Rule,
    Table,
    read,
)
from wxarchive.render.markdown.commonmark import markdown
from wxarchive.render.markdown.escape import runs_script
from wxarchive.render.markdown.inline import WIKILINK
from wxarchive.render.markdown.pieces import Piece
from wxarchive.render.markdown.tables import SILENT, VOCABULARY

__all__ = [
    "SILENT",
    "VOCABULARY",
    "WIKILINK",
    "Block",
    "Code",
    "Formula",
    "Heading",
    "Listing",
    "Paragraph",
    "Piece",
    "Quote",
    "Raw",
    "Rule",
    "Table",
    "markdown",
    "read",
    "runs_script",
]
