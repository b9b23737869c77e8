r"""The Markdown that html2text writes → HTML. It only resembles CommonMark.

Album crawlers make their dumps with html2text. Read as CommonMark such a dump would fall apart:

* lines are broken at 78 characters, and a piece that happens to begin with ``+``, ``2.`` or ``>``
  would be a list or a quote. Only html2text's own lists are indented, and a broken line never
  begins with a space, so the two can be told apart; the space comes back, or nothing where the line
  was broken behind a hyphen;
* headings are broken too; a nested list is indented by two spaces, whatever the width of the number
  above it;
* boldness is marked where CommonMark does not believe it (``runningtext``).

Two spaces at a line's end are a hard break, four at its beginning code. Pure: text → text.
"""

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from wxarchive.parse.dump.running_text import running_html

WIDTH = 78
"""Characters, of whatever width they are drawn in, after which html2text breaks lines."""

_OWN_SIGNS = re.compile(r"[ ]{2}$|^(?:> ?)*[ ]{2,}\* ", re.MULTILINE)
_PLAIN = re.compile(r"[^\s|<>#+\-*$\d\\]")
_ITEM = re.compile(r"( {2,})(?:[*+-]|(\d{1,9})\.)(?: +|$)")
_QUOTE = re.compile(r"((?:> ?)+)(.*)")
_HEADING = re.compile(r"(#{1,6})(?: +|$)")
_DELIMITER = frozenset(" \t|:-")
_DEEPEST = 20

Inline = Callable[[str], str]


def is_html2text(markdown: str) -> bool:
    """Tell whether Markdown was written by html2text: by its hard breaks, its bullets, or a line
    that was broken.
    """
    lines = list(_outside_fences(markdown.split("\n")))
    if _OWN_SIGNS.search("\n".join(lines)):
        return True
    before = ""
    for line in lines:
        # between two lines of running text; a backslash is CommonMark's own break
        is_running = _PLAIN.match(before) and not before.endswith("\\")
        if is_running and line and not line[0].isspace():
            word, *_ = line.split(None, 1)
            # the word had no place any more
            if len(f"{before} {word}") > WIDTH:
                return True
        before = line
    return False


def _outside_fences(lines: list[str]) -> Iterator[str]:
    """Yield the lines outside of fenced code and formulas, which html2text does not write."""
    fenced: list[str] = []
    for line in lines:
        sign = line.lstrip(" >")[:3]
        if fenced:
            fenced.append(line)
            # the sign that began it ends it
            opening = fenced[0].lstrip(" >")[:2]
            if sign.startswith(opening) and sign[:2] in {"``", "$$"}:
                fenced = []
        elif sign == "```" or sign[:2] == "$$":
            fenced.append(line)
        else:
            yield line
    # what is never closed is no fence
    yield from fenced


def html(markdown: str, inline: Inline) -> str:
    """Write html2text's Markdown as HTML that says what the page said; ``inline`` reads a line of
    CommonMark.
    """
    return _written(markdown.split("\n"), inline, 0)


@dataclass(slots=True)
class _JoinedLine:
    """A line as it was before it was broken. ``depth``: how many lists it is in; ``tag``: if it
    begins an item.
    """

    text: str
    tag: str = ""
    number: str = ""
    depth: int = 0
    code: bool = False


def _written(lines: list[str], inline: Inline, level: int) -> str:
    writer = _DumpWriter(inline)
    # blocks are parted by empty lines
    for is_filled, piece in groupby(lines, key=lambda line: bool(line.strip())):
        if not is_filled:
            continue
        block = list(piece)
        if block[0].startswith(">") and level < _DEEPEST:
            writer.raw(_quotes(block, inline, level))
            continue
        lines_of_block = _unwrapped(block, in_list=writer.in_list)
        for is_code, part in groupby(lines_of_block, key=lambda line: line.code):
            if is_code:
                writer.code(list(part))
            else:
                writer.text(list(part))
    writer.close()
    return "\n".join(writer.html)


class _DumpWriter:
    """Writes blocks; lists and code go on over blank lines."""

    def __init__(self, inline: Inline) -> None:
        self.html: list[str] = []
        self._inline = inline
        self._lists: list[str] = []
        self._code: list[str] = []

    @property
    def in_list(self) -> bool:
        """Whether an item is open, so that another may nest in it."""
        return bool(self._lists)

    def raw(self, html: str) -> None:
        """Write a finished block."""
        self.close()
        self.html.append(html)

    def code(self, lines: list[_JoinedLine]) -> None:
        """Go on with code; what parted it from the code before was an empty line of it."""
        self._close_lists()
        texts = [re.sub(r"^(?: {4}|\t)", "", line.text) for line in lines]
        if self._code:
            self._code.append("")
        self._code += texts

    def text(self, lines: list[_JoinedLine]) -> None:
        """Write what is no code: items of lists, a table, a heading, a rule or a paragraph."""
        self._close_code()
        for group in _groups(lines):
            if group[0].tag:
                self._item(group)
            else:
                self._close_lists()
                self.html.append(self._block(group))

    def close(self) -> None:
        """End what is open."""
        self._close_lists()
        self._close_code()

    def _block(self, group: list[_JoinedLine]) -> str:
        first = group[0].text
        if first.strip() == "* * *" and len(group) == 1:
            return "<hr>"
        if len(group) > 1 and _is_rule(group[1].text):
            return self._table(group)
        if heading := _HEADING.match(first):
            group[0].text = first[heading.end() :]
            tag = f"h{len(heading[1])}"
            return f"<{tag}>{self._running(group)}</{tag}>"
        return f"<p>{self._running(group)}</p>"

    def _table(self, group: list[_JoinedLine]) -> str:
        table: list[list[str]] = []
        for line in group:
            cells = line.text.strip().removeprefix("|").removesuffix("|").split("|")
            table.append([self._running([_JoinedLine(cell)]) for cell in cells])
        # between head and body is the rule
        head, _, *body = table
        written = ["<table>", _table_row(head, "th")]
        written += [_table_row(row, "td") for row in body]
        return "".join([*written, "</table>"])

    def _item(self, group: list[_JoinedLine]) -> None:
        item = group[0]
        depth = min(item.depth, _DEEPEST)
        # deeper lists end before an item, one of another sort as well
        self._close_lists(depth)
        if len(self._lists) == depth and self._lists[-1] != item.tag:
            self._close_lists(depth - 1)
        elif len(self._lists) == depth:
            self.html.append("</li>")
        # a list that begins several levels deep begins in items without text
        while len(self._lists) < depth - 1:
            self._lists.append(item.tag)
            self.html.append(f"<{item.tag}><li>")
        if len(self._lists) < depth:
            self._lists.append(item.tag)
            start = f' start="{item.number}"' if item.number else ""
            self.html.append(f"<{item.tag}{start}>")
        self.html.append(f"<li>{self._running(group)}")

    def _running(self, lines: list[_JoinedLine]) -> str:
        return running_html([line.text for line in lines], self._inline)

    def _close_lists(self, depth: int = 0) -> None:
        """End the lists that are deeper."""
        while len(self._lists) > depth:
            self.html.append(f"</li></{self._lists.pop()}>")

    def _close_code(self) -> None:
        if self._code:
            code = escape("\n".join(self._code), quote=False)
            self.html.append(f"<pre><code>{code}</code></pre>")
            self._code = []


def _table_row(cells: list[str], tag: str) -> str:
    written = "".join(f"<{tag}>{cell}</{tag}>" for cell in cells)
    return f"<tr>{written}</tr>"


def _quotes(block: list[str], inline: Inline, level: int) -> str:
    """Write a quote, whose broken lines may have lost their sign."""
    parts: list[tuple[int, list[str]]] = []
    for line in block:
        quote = _QUOTE.match(line)
        if quote is None:
            parts[-1][1].append(line)
            continue
        depth = min(quote[1].count(">"), _DEEPEST)
        if not parts or parts[-1][0] != depth:
            parts.append((depth, []))
        parts[-1][1].append(quote[2])
    written: list[str] = []
    for depth, inside in parts:
        quoted = _written(inside, inline, level + 1)
        written += ("<blockquote>" * depth, quoted, "</blockquote>" * depth)
    return "".join(written)


def _unwrapped(block: list[str], *, in_list: bool) -> Iterator[_JoinedLine]:
    """Yield the lines of a block as they were before they were broken."""
    line, last = _begun(block[0], in_list=in_list), block[0]
    parts = [line.text]
    for piece in block[1:]:
        own = _begun(piece, in_list=line.depth > 0 or (in_list and not line.code))
        # two spaces are a hard break; tables and code keep their lines
        is_whole = line.code or parts[-1].endswith("  ") or _is_rule(last)
        if is_whole or own.tag or own.code or _is_rule(piece):
            line.text = "".join(parts)
            yield line
            own.depth = own.depth or line.depth
            line, last, parts = own, piece, [own.text]
        else:
            parts += (_glue(last, piece), piece)
            last = piece
    line.text = "".join(parts)
    yield line


def _begun(piece: str, *, in_list: bool) -> _JoinedLine:
    """Begin a line; four spaces are code unless a list nests there."""
    item = _ITEM.match(piece)
    if item and (in_list or len(item[1]) < 4):
        tag = "ol" if item[2] else "ul"
        return _JoinedLine(piece[item.end() :], tag, item[2] or "", len(item[1]) // 2)
    return _JoinedLine(piece, code=piece.startswith(("    ", "\t")))


def _is_rule(piece: str) -> bool:
    return "|" in piece and "---" in piece and _DELIMITER.issuperset(piece)


def _glue(last: str, piece: str) -> str:
    """Return what stood between two pieces of a line: a space, or nothing behind a hyphen that a
    line may break at.
    """
    if last[-1:] != "-" or not last[-2:-1].isalpha():
        return " "
    tail = last.rsplit(maxsplit=1)[-1][-WIDTH:]
    head = piece.split(maxsplit=1)[0][:WIDTH]
    # html2text breaks with the same library
    wrapped = textwrap.wrap(f"{tail}{head}", len(tail), break_long_words=False)
    return "" if wrapped[:1] == [tail] else " "


def _groups(lines: list[_JoinedLine]) -> Iterator[list[_JoinedLine]]:
    """Yield what belongs to one item of a list, or to one paragraph."""
    group: list[_JoinedLine] = []
    for line in lines:
        if group and line.tag:
            yield group
            group = []
        group.append(line)
    if group:
        yield group
