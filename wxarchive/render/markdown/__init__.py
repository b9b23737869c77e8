"""Clean HTML as Markdown, or as the blocks that Markdown and terminals know."""

from wxarchive.render.markdown.blocks import (
    Block,
    CodeBlock,
    FormulaBlock,
    HeadingBlock,
    ListBlock,
    ParagraphBlock,
    QuoteBlock,
    RawBlock,
    TableBlock,
    ThematicBreak,
    blocks_of,
    read,
)
from wxarchive.render.markdown.commonmark import markdown
from wxarchive.render.markdown.escape import WIKILINK, is_harmless, is_picture
from wxarchive.render.markdown.pieces import Piece
from wxarchive.render.markdown.tables import (
    SILENT,
    VOCABULARY,
    rows_of,
    without_odd_addresses,
)

__all__ = [
    "SILENT",
    "VOCABULARY",
    "WIKILINK",
    "Block",
    "CodeBlock",
    "FormulaBlock",
    "HeadingBlock",
    "ListBlock",
    "ParagraphBlock",
    "Piece",
    "QuoteBlock",
    "RawBlock",
    "TableBlock",
    "ThematicBreak",
    "blocks_of",
    "is_harmless",
    "is_picture",
    "markdown",
    "read",
    "rows_of",
    "without_odd_addresses",
]
