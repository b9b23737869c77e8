"""Strings that mean themselves in Markdown: only what CommonMark would misread is escaped.

Chinese prose stays readable: a lone asterisk, an underscore inside a word, brackets and dots are
left as they are.
"""

import re
from functools import cache
from urllib.parse import quote

from wxarchive.render.markdown.pieces import FLANKED, Piece, fold

_ALWAYS = (
    r"\\(?=[!-/:-@\[-`{-~]|\Z)",  # a backslash that would escape something
    r"<(?=[A-Za-z/!?]|\Z)",  # a tag, an automatic link, a comment
    r"(?<=\])\(",  # a link's address
    r"&(?=#?\w+;)",  # a character reference
)
_OUTSIDE_WORDS = r"(?<![^\W_])_|_(?![^\W_])"
_MEANINGFUL = re.compile(r"[\\<(&*_~`$\[\]]")
"""What any pattern of :func:`escape` begins with: most paragraphs have none of them."""
_LINE_START = re.compile(r"(?=#{1,6}(?: |$)|[-+*](?: |$)|>|=+ *$|(?=[ |:]*-)[ |:-]*$)")
_NUMBER_START = re.compile(r"(\d{1,9})(?=[.)](?: |$))")
_DEFINITION_OR_TASK = re.compile(r"\A(?=\[(?:[^\[\]\\]|\\.)+\]:|\[[ xX]\] )", re.S)
WIKILINK = "wikilink:"
"""Begins the address of a link to be written as Obsidian does: ``[[file|text]]``."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_HARMLESS = frozenset({"http", "https", "mailto"})
"""The schemes that clean HTML has (``parse.writing``), and exports write; an address without one is
relative.
"""
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp|avif)[;,]", re.I)
_IGNORED = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff]")
"""What readers leave out of an address, at its beginning or anywhere."""
_LIVE_IN_TEX = re.compile(r"<(?=[A-Za-z/!?])|\](?=[(:\[])|~(?=~)")
"""Begins a tag, gives words an address, fences code."""
_UNSAFE_IN_URL = re.compile(r"[\x00-\x20\x7f()<>\\`|]|\s")
_REFERENCE = re.compile(r"&(?=#?\w+;)")
"""An ampersand that would begin a character reference."""


def specials(pieces: list[Piece]) -> str:
    """Return the characters that mean something in this running text: those that have a partner in
    it.
    """
    text = "".join(piece.text for piece in pieces if piece.kind in {"text", "image"})
    # most paragraphs: nothing in them is escaped, whatever stands beside it
    if not _MEANINGFUL.search(text):
        return ""
    marks = {FLANKED.get(mark.name, " ")[0] for piece in pieces for mark in piece.marks}
    kinds = {piece.kind for piece in pieces}
    if "code" in kinds:
        marks.add("`")
    if "math" in kinds:
        marks.add("$")
    # a lone sign means nothing; prices have two `$` in a line, which only formulas make special
    marks.update(char for char in "*_~`" if text.count(char) > 1)
    return "".join(char for char in "*_~`$" if char in marks)


def escape(text: str, special: str, *, in_brackets: bool = False) -> str:
    """Escape running text; ``special`` comes from :func:`specials`, ``in_brackets``: a link's or
    picture's text.
    """
    if not _MEANINGFUL.search(text):
        return text
    pattern = _pattern(special, in_brackets)
    return pattern.sub(lambda sign: "&amp;" if sign[0] == "&" else f"\\{sign[0]}", text)


@cache
def _pattern(special: str, in_brackets: bool) -> re.Pattern[str]:
    parts = list(_ALWAYS)
    # an underscore within a word means nothing
    single = special.replace("_", "")
    if in_brackets:
        single += "[]"
    if single:
        parts.append(f"[{re.escape(single)}]")
    if "_" in special:
        parts.append(_OUTSIDE_WORDS)
    return re.compile("|".join(parts))


def escape_line_starts(paragraph: str) -> str:
    """Escape what would begin a heading, quote, list, rule, table or definition at the start of a
    paragraph's line.
    """
    lines = "\n".join(map(_escaped_start, paragraph.split("\n")))
    return _DEFINITION_OR_TASK.sub(r"\\", lines)


def _escaped_start(line: str) -> str:
    if _LINE_START.match(line):
        return f"\\{line}"
    if number := _NUMBER_START.match(line):
        end = number.end()
        return f"{line[:end]}\\{line[end:]}"
    return line


def code_span(code: str) -> str:
    """Write inline code, with more backticks around it than it holds in a row."""
    ticks = backticks(code, 1)
    # code that begins or ends with a backtick would lengthen the row around it
    if code.startswith("`") or code.endswith("`"):
        code = f" {code} "
    return f"{ticks}{code}{ticks}"


def backticks(code: str, least: int) -> str:
    """Return a row of backticks longer than any in the code."""
    return "`" * max([least, *(len(run) + 1 for run in re.findall("`+", code))])


def destination(url: str) -> str:
    """Write an address so that it can stand between the parentheses of a link."""
    encoded = _UNSAFE_IN_URL.sub(lambda sign: quote(sign[0], safe=""), fold(url).strip())
    return _REFERENCE.sub("&amp;", encoded)


def title(text: str) -> str:
    """Write what a link says besides its words, so that it can stand behind its address; nothing
    for no text.
    """
    if not text:
        return ""
    escaped = re.sub(r'[\\"]', r"\\\g<0>", text)
    return f' "{_REFERENCE.sub("&amp;", escaped)}"'


def is_harmless(url: str) -> bool:
    """Tell whether an address leads to the web: another one would run or open something on the
    reader's machine.
    """
    scheme = _SCHEME.match(_IGNORED.sub("", url))
    return scheme is None or scheme[1].lower() in _HARMLESS


def is_picture(url: str) -> bool:
    """Tell whether an address may be a picture's: one on the web, or the picture itself.

    A drawing (SVG) can hold scripts, so it is none.
    """
    return is_harmless(url) or bool(_PICTURE.match(_IGNORED.sub("", url)))


def formula(tex: str) -> str:
    r"""Write TeX so that it is no Markdown and no HTML where nobody knows formulas, and means the
    same where they do.

    TeX ignores space between symbols, and ``\lq`` is its name for a backtick.
    """
    return _LIVE_IN_TEX.sub(r"\g<0> ", tex.replace("`", "\\lq "))
