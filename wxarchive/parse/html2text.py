r"""The Markdown that html2text writes → CommonMark, which it only resembles.

Album crawlers make their dumps with html2text (peers.md). Read as CommonMark such a dump would fall apart:

* lines are broken at 78 characters, and a piece that happens to begin with ``+``, ``2.`` or ``>`` would be a list or a
  quote. Only html2text's own lists are indented, and a broken line never begins with a space, so the two can be told
  apart; the space comes back, or nothing where the line was broken behind a hyphen;
* ``**`` stands wherever the page had a tag: ``说**“好”** ，``, ``**a****b**``, ``****``. CommonMark believes none of
  them, and the asterisks would be text;
* text is written as it is: ``<b>`` and ``&lt;`` are what the author typed, no markup;
* a nested list is indented by two spaces, whatever the width of the number above it.

A hard break (two spaces) stays, as do code (four spaces), tables and headings. Pure: text → text.
"""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

WIDTH = 78
"""Characters, of whatever width they are drawn in, after which html2text breaks lines."""

_FENCED = re.compile(r"^([ >]*)(`{3,}|\$\$).*?^\1\2`*[ ]*$", re.MULTILINE | re.DOTALL)
_OWN_SIGNS = re.compile(r"[ ]{2}$|^(?:> ?)*[ ]{2,}\* ", re.MULTILINE)
_PLAIN = re.compile(r"[^\s|<>#+\-*$\d\\]")
_ITEM = re.compile(r"( {2,})([*+-]|\d{1,9}\.)(?: +|$)")
_QUOTE = re.compile(r"((?:> ?)+)(.*)")
_DELIMITER = re.compile(r"[\s|:]*-{3}[-\s|:]*\|?[-\s|:]*")
_PROTECTED = re.compile(
    r"(`+)(?!`)[^\n]*?(?<!`)\1(?!`)"  # a code span
    r"|(?<=\])\((?:[^()\s]|\([^()\s]*\))*\)"  # a link's address
    r"|<https?://[^<>\s]+>|\\[!-/:-@\[-`{-~]"  # an address as a link; an escape
)
_BRACKET = re.compile(r"(?<!\\)(?:\[|\](\()?)")
_EMPTY_LINK = re.compile(r"(?<!!)\[\]\([^()\s]*\)")  # nobody sees it; within another link it would undo that
_STARS = re.compile(r"\*+")
_TYPED = re.compile(r"<|&(?=#?\w{1,32};)")
_START = re.compile(r"^(?=[-+*](?: |$)|>|=+ *$|-+ *$|`{3}|~{3})", re.MULTILINE)
_NUMBER = re.compile(r"^(\d{1,9})(?=[.)](?: |$))", re.MULTILINE)
_LATER_HEADING = re.compile(r"(?<=\n)(?=#{1,6}(?: |$))")
_MAY_END_PIECE = re.compile(r"[^\W\d]-$")
_DEEPEST = 20
BREAK = "\\"


def is_html2text(markdown: str) -> bool:
    """Tell whether Markdown was written by html2text: by its hard breaks, its bullets, or a line that was broken."""
    text = _FENCED.sub("", markdown)
    return _OWN_SIGNS.search(text) is not None or any(_is_broken(text))


def _is_broken(text: str) -> Iterator[bool]:
    before = ""
    for line in text.split("\n"):
        if before and line and _PLAIN.match(before) and not line[0].isspace() and not before.endswith("\\"):
            yield len(before) + 1 + len(line.split(None, 1)[0]) > WIDTH
        before = line


def commonmark(markdown: str) -> str:
    """Write html2text's Markdown as CommonMark that means what the page said."""
    return "\n".join(_blocks(markdown.split("\n"), 0))


@dataclass(slots=True)
class _Line:
    """A line as it was before it was broken. ``depth``: of the list whose item it begins; ``prefix`` its sign."""

    text: str
    prefix: str = ""
    depth: int = 0
    code: bool = False

    @property
    def ends(self) -> bool:
        """Whether what follows is no piece of this line: html2text breaks no code, and a hard break is one."""
        return self.code or self.text.endswith("  ")


def _blocks(lines: list[str], level: int) -> Iterator[str]:
    """Yield the lines of CommonMark; blocks are parted by blank lines."""
    depth, after_code = 0, False
    for block in _parted(lines):
        if block[0].startswith(">") and level < _DEEPEST:
            yield from _quotes(block, level)
            depth, after_code = 0, False
            continue
        for is_code, part in groupby(_unwrapped(block, in_list=depth > 0), key=lambda line: line.code):
            whole = list(part)
            if is_code and depth and not after_code:
                yield from ("<!-- -->", "")  # ends the list, of which the code would be a part
            depth, after_code = whole[-1].depth, is_code
            yield from (line.text for line in whole) if is_code else _written(whole)
            yield ""


def _parted(lines: list[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _quotes(block: list[str], level: int) -> Iterator[str]:
    """Yield a quote, whose broken lines may have lost their sign."""
    parts: list[tuple[int, list[str]]] = []
    for line in block:
        found = _QUOTE.match(line)
        depth = found[1].count(">") if found else parts[-1][0]
        if not parts or parts[-1][0] != depth:
            parts.append((depth, []))
        parts[-1][1].append(found[2] if found else line)
    for depth, inside in parts:
        yield from ("> " * depth + line for line in _blocks(inside, level + 1))
        yield ""


def _unwrapped(block: list[str], *, in_list: bool) -> Iterator[_Line]:
    line = _begun(block[0], in_list=in_list)
    for piece in block[1:]:
        own = _begun(piece, in_list=line.depth > 0 or (in_list and not line.code))
        if line.ends or own.prefix or own.code or _is_rule_of_table(piece) or _is_rule_of_table(line.text):
            yield line
            own.depth = own.depth or line.depth
            line = own
        else:
            line.text = _joined(line.text, piece)
    yield line


def _begun(piece: str, *, in_list: bool) -> _Line:
    """Begin a line; four spaces are code unless a list nests there."""
    item = _ITEM.match(piece)
    if item and (in_list or len(item[1]) < 4):
        return _Line(piece[item.end() :], item[2], max(len(item[1]) // 2, 1))
    if piece.startswith(("    ", "\t")):
        return _Line(piece, code=True)
    return _Line(piece)


def _is_rule_of_table(piece: str) -> bool:
    return "|" in piece and _DELIMITER.fullmatch(piece) is not None


def _joined(line: str, piece: str) -> str:
    """Join a broken line: at a space, or behind a hyphen where a line may be broken too."""
    if _MAY_END_PIECE.search(line):
        tail, head = line.rsplit(maxsplit=1)[-1], piece.split(maxsplit=1)[0]
        if textwrap.wrap(f"{tail}{head}", len(tail), break_long_words=False)[:1] == [tail]:
            return line + piece
    return f"{line} {piece}"


def _written(lines: list[_Line]) -> Iterator[str]:
    if lines[0].text.strip() == "* * *":
        lines[0].text = "***"
        yield lines.pop(0).text
    table = any(_is_rule_of_table(line.text) for line in lines)
    for group in _groups(lines, table=table):
        text = "\n".join(line.text.rstrip() if table else line.text for line in group)
        texts = _marked(text).split("\n")
        for line, written in zip(group, texts, strict=True):
            broken = line is not group[-1]
            yield f"{_lead(line)}{written.strip()}{BREAK * broken}"


def _groups(lines: list[_Line], *, table: bool) -> Iterator[list[_Line]]:
    """Yield what belongs to one item of a list, to one row, or to one paragraph."""
    group: list[_Line] = []
    for line in lines:
        if group and (line.prefix or table):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _lead(line: _Line) -> str:
    """Return the indentation, each list four wide, and the sign of an item."""
    if not line.prefix:
        return "    " * line.depth
    return "    " * (line.depth - 1) + f"{line.prefix:<3} "


def _marked(text: str) -> str:
    """Write running text: boldness as tags, all else that CommonMark would misread escaped."""
    text = _EMPTY_LINK.sub("", text) if "[](" in text else text
    parts = list(_parts(_with_whole_links(text) if "]](" in text else text))
    written = "".join(_with_boldness(parts))
    return _LATER_HEADING.sub(r"\\", _START.sub(r"\\", _NUMBER.sub(r"\1\\", written)))


def _with_whole_links(text: str) -> str:
    """Escape a bracket that the author typed and that would close a link's text too early: ``[a]](…)``."""
    opened = 0
    closed: int | None = None
    typed: list[int] = []
    for found in _BRACKET.finditer(text):
        if found[0] == "[":
            opened += 1
        elif opened:
            opened -= 1
            closed = None if found[1] else found.start()
        elif found[1] and closed is not None:
            typed.append(closed)
            closed = None
    for place in reversed(typed):
        text = f"{text[:place]}\\{text[place:]}"
    return text


def _parts(text: str) -> Iterator[str]:
    """Cut a text into runs of asterisks and what stands between them, in which what was typed is escaped."""
    end = 0
    for found in _PROTECTED.finditer(text):
        yield from _open_parts(text[end : found.start()])
        yield found[0]
        end = found.end()
    yield from _open_parts(text[end:])


def _open_parts(text: str) -> Iterator[str]:
    end = 0
    for found in _STARS.finditer(text):
        yield _TYPED.sub(_typed, text[end : found.start()])
        yield found[0][: len(found[0]) // 2 * 2]
        yield r"\*" * (len(found[0]) % 2)
        end = found.end()
    yield _TYPED.sub(_typed, text[end:])


def _typed(found: re.Match[str]) -> str:
    return "&lt;" if found[0] == "<" else "&amp;"


def _with_boldness(parts: list[str]) -> Iterator[str]:
    """Replace the runs of asterisks by the tags that html2text saw, empty and nested ones too.

    What begins in this block and does not end in it was bold up to its end; what begins inside a word and never ends
    is what the author typed.
    """
    depth = 0
    places = [place for place, part in enumerate(parts) if part.startswith("**")]
    for place, part in enumerate(parts):
        if not part.startswith("**"):
            yield part
            continue
        before, after = _beside(parts, place)
        closing, opening = _change(len(part) // 2, depth, before, after)
        if opening % 2 and not depth and place == places[-1] and not before.isspace():
            yield part.replace("*", r"\*")
            continue
        left = depth - closing
        opening = 0 if not depth and place == places[-1] and not opening % 2 else opening
        yield "</strong>" * bool(depth and not left) + "<strong>" * bool(opening and not left)
        depth = left + opening
    yield "</strong>" * bool(depth)


def _beside(parts: list[str], place: int) -> tuple[str, str]:
    """Return the characters before and behind a run, a space at an end; signs of emphasis are looked through."""
    before = next((bare[-1] for part in reversed(parts[:place]) if (bare := part.strip("_*"))), " ")
    after = next((bare[0] for part in parts[place + 1 :] if (bare := part.strip("_*"))), " ")
    return before, after


def _change(runs: int, depth: int, before: str, after: str) -> tuple[int, int]:
    """Return how many of so many ``**`` close and how many open, by the characters beside them."""
    if after.isspace():
        closing = min(runs, depth)
        return closing, runs % 2 if before.isspace() and not closing else 0
    if before.isspace():
        return 0, runs
    closing = min(runs, depth)
    return closing, runs - closing
