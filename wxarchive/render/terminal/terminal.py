"""Clean HTML → text for people's terminals: headings, quotes, lists, tables; pictures as ``[图: 1
description]``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from rich.cells import cell_len, set_cell_size

from wxarchive.markup import tree
from wxarchive.render.markdown import (
    Block,
    CodeBlock,
    FormulaBlock,
    HeadingBlock,
    ListBlock,
    ParagraphBlock,
    Piece,
    QuoteBlock,
    RawBlock,
    TableBlock,
    ThematicBreak,
    blocks_of,
    read,
    rows_of,
)
from wxarchive.render.terminal.wrapping import Styled, paint, wrap

_NARROWEST = 20
_RULE = 24


def for_terminal(
    html: str, *, width: int | None = None, styled: bool = False, clean: Callable[[str], str] = str
) -> str:
    """Write clean HTML (``docs/architecture.md``) as lines of at most ``width`` cells, code and
    tables excepted.

    ``styled``: with the sequences that make text bold or coloured. ``clean`` is applied to every
    text of the page: it takes away what could command the terminal. Pictures are numbered as they
    come.
    """
    return "\n".join(_TerminalWriter(styled=styled, clean=clean).blocks(read(html), width))


@dataclass(slots=True)
class _TerminalWriter:
    styled: bool
    clean: Callable[[str], str]
    pictures: dict[str, int] = field(default_factory=dict)

    def blocks(self, blocks: list[Block], width: int | None, *, tight: bool = False) -> list[str]:
        lines: list[str] = []
        for block in blocks:
            if lines and not tight:
                lines.append("")
            lines += self._block(block, width)
        return lines

    # one return for each kind
    def _block(self, block: Block, width: int | None) -> list[str]:  # noqa: PLR0911
        match block:
            case ParagraphBlock(pieces):
                return wrap(self._runs(pieces), width, styled=self.styled)
            case HeadingBlock(level, pieces):
                runs = self._runs(pieces)
                if not self.styled:
                    return wrap([Styled(f"{'#' * level} "), *runs], width, styled=False)
                runs = [Styled(run.text, frozenset({"heading"})) for run in runs]
                return wrap(runs, width, styled=True)
            case ThematicBreak():
                return ["─" * _RULE]
            case CodeBlock(text, _) | FormulaBlock(text):
                return [
                    f"    {self._painted(line, 'code')}".rstrip()
                    for line in self.clean(text).split("\n")
                ]
            case RawBlock(text):
                return self._raw_table(text, width)
            case TableBlock(rows):
                # a cell is one line, breaks in it are spaces
                cells = [["".join(map(self._text, cell)) for cell in row] for row in rows]
                return _table([[" ".join(text.split()) for text in row] for row in cells], width)
            case QuoteBlock(inside):
                bar = self._painted("│", "dim")
                lines = self.blocks(inside, _less(width, 2))
                return [f"{bar} {line}".rstrip() for line in lines]
            case ListBlock():
                return self._listing(block, width)

    def _raw_table(self, html: str, width: int | None) -> list[str]:
        """Write a table whose cells span others, or hold more than running text, as its rows are
        written.
        """
        box = tree(html)
        table = None if box is None else box.find("table")
        if table is None:
            return []
        lines: list[str] = []
        for caption in table.iterchildren("caption"):
            lines += self.blocks(blocks_of(caption), width)
        # cells are lined up by their widths, which styles would change
        plain = replace(self, styled=False)
        rows: list[list[str]] = []
        for row in rows_of(table):
            cells = [" ".join(plain.blocks(blocks_of(cell), None)) for cell in row]
            rows.append([" ".join(text.split()) for text in cells])
        return lines + _table(rows, width)

    def _listing(self, block: ListBlock, width: int | None) -> list[str]:
        lines: list[str] = []
        for number, item in enumerate(block.items, block.start or 0):
            lead = "• "
            if block.start is not None:
                lead = f"{number}. "
            for line in self.blocks(item, _less(width, len(lead)), tight=True):
                lines.append(f"{lead}{line}".rstrip())
                # the lines after the first stand below its text
                lead = " " * len(lead)
        return lines

    def _runs(self, pieces: list[Piece]) -> list[Styled]:
        runs: list[Styled] = []
        for piece in pieces:
            styles = {mark.name for mark in piece.marks}
            if piece.kind in {"code", "math"}:
                styles.add("code")
            # what stands for a picture is none of the author's words
            elif piece.kind == "image":
                styles.add("dim")
            runs.append(Styled(self._text(piece), frozenset(styles)))
        return runs

    def _text(self, piece: Piece) -> str:
        match piece.kind:
            case "break":
                return "\n"
            case "image":
                number = self.pictures.setdefault(piece.url, len(self.pictures) + 1)
                return f"[图: {number} {self.clean(piece.text)}".rstrip() + "]"
            case _:
                return self.clean(piece.text)

    def _painted(self, text: str, style: str) -> str:
        if self.styled and text:
            return paint(text, (style,))
        return text


def _less(width: int | None, cells: int) -> int | None:
    if width is None:
        return None
    return max(width - cells, _NARROWEST)


def _table(rows: list[list[str]], width: int | None) -> list[str]:
    """Line the columns up if they fit; else each row is running text."""
    # row by row: filling up rows that are very unequal would take more memory than there is
    widths: list[int] = []
    for row in rows:
        widths += [0] * (len(row) - len(widths))
        for at, cell in enumerate(row):
            widths[at] = max(widths[at], cell_len(cell))
    lines: list[str] = []
    # between two columns stand three characters
    if width is not None and sum(widths) + 3 * (len(widths) - 1) > width:
        for row in rows:
            lines += wrap([Styled(" │ ".join(row))], width, styled=False)
        return lines
    for row in rows:
        cells = [set_cell_size(cell, size) for cell, size in zip(row, widths, strict=False)]
        lines.append(" │ ".join(cells).rstrip())
    # the first row is the head
    if len(lines) > 1:
        lines.insert(1, "─┼─".join("─" * size for size in widths))
    return lines
