"""Clean HTML → CommonMark with tables and strikethrough, without hard wraps.

::

    html ──blocks.read──► blocks (running text as flat pieces) ──this module──► lines
              tables                    pieces, inline, escape

Parsed as CommonMark the result has the text of the HTML, letter for letter, and its structure. What
Markdown has no words for is written as inline HTML (``sup``, ``sub``, ``u``) or as a raw table
(spans, blocks in cells).
"""

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
    read,
)
from wxarchive.render.markdown.escape import backticks, escape_line_starts, formula
from wxarchive.render.markdown.inline import inline
from wxarchive.render.markdown.pieces import Piece


def markdown(html: str) -> str:
    """Write clean HTML (``docs/architecture.md``) as Markdown, without a newline at the end.

    The first row of a table is its head, whether or not the page calls it one: pipes cannot draw a
    table without.
    """
    return "\n".join(_lines(read(html)))


def _lines(blocks: list[Block], *, tight: bool = False) -> list[str]:
    lines: list[str] = []
    # the sign of the list just before
    marker = ""
    for block in blocks:
        if lines and not tight:
            lines.append("")
        if not isinstance(block, ListBlock):
            marker = ""
            lines += _block(block)
            continue
        first, second = ".", ")"
        if block.start is None:
            first, second = "-", "+"
        # with the sign of a list just before, the two would be one
        marker = second if marker == first else first
        lines += _listing(block, marker)
    return lines


def _block(block: Block) -> list[str]:
    # a rule; `---` may be taken for an underline, a list or front matter
    lines = ["***"]
    match block:
        case ParagraphBlock(pieces):
            lines = escape_line_starts(inline(pieces)).split("\n")
        case HeadingBlock(level, pieces):
            line = inline(pieces, " ")
            bare = line.rstrip("#")
            # signs at the end would be taken for the heading's close, and left out
            if bare != line and (not bare or bare.endswith(" ")):
                line = f"{bare}\\{line[len(bare) :]}"
            lines = [f"{'#' * level} {line}"]
        case CodeBlock(text, language):
            fence = backticks(text, 3)
            lines = [f"{fence}{language}", *text.split("\n"), fence]
        case FormulaBlock(text):
            # a blank line would part it for readers that know no formulas
            filled = filter(str.strip, formula(text).split("\n"))
            lines = ["$$", *filled, "$$"]
        case RawBlock(text):
            lines = text.split("\n")
        case QuoteBlock(blocks):
            lines = [f"> {line}" if line else ">" for line in _lines(blocks)]
        case TableBlock(rows):
            lines = _table(rows)
    return lines


def _table(rows: list[list[list[Piece]]]) -> list[str]:
    """Write a table of pipes, whose rows have all as many cells."""
    width = max(map(len, rows))
    lines: list[str] = []
    for row in rows:
        cells = [inline(cell, "<br>").replace("|", "\\|") for cell in row]
        cells += [""] * (width - len(cells))
        lines.append(f"| {' | '.join(cells)} |")
    # the first row is the head: the rule is below it
    lines.insert(1, f"|{' --- |' * width}")
    return lines


def _listing(block: ListBlock, sign: str) -> list[str]:
    # one item that needs blank lines makes the whole list loose (CommonMark §5.3)
    tight = all(map(_is_tight, block.items))
    lines: list[str] = []
    for number, item in enumerate(block.items, block.start or 0):
        lead = f"{sign} "
        if block.start is not None:
            lead = f"{number}{lead}"
        if lines and not tight:
            lines.append("")
        # what belongs to an item is indented as far as its text
        space = " " * len(lead)
        first, *others = _lines(item, tight=tight)
        lines.append(f"{lead}{first}")
        lines += [f"{space}{line}" if line else "" for line in others]
    return lines


def _is_tight(item: list[Block]) -> bool:
    """Tell whether an item needs no blank line: a line of text, then lists that may follow it
    directly.
    """
    first, *others = item
    if not isinstance(first, ParagraphBlock | ListBlock):
        return False
    # a list that begins with another number needs a blank line before it (CommonMark §5.3)
    return all(isinstance(block, ListBlock) and block.start in {None, 1} for block in others)
