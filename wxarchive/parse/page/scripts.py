r"""Read values out of a page's inline JavaScript. Nothing is ever executed.

Two readers: :func:`object_literal` for ``window.cgiDataNew = {…}`` (grammar: docs/wechat-pages.md
§2.3) and :func:`expression_value` for the classic variables (``var ct = "" || "1529491955" * 1;``).
"""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import reduce
from itertools import count, islice
from typing import Any

from wxarchive.guarded import character
from wxarchive.parse import selectors
from wxarchive.parse.work import TooMuchWork, Work

# up to the next quote, as nearly always; else with escaped quotes, character by character
_STRING = "|".join(
    rf"{quote}([^{quote}\n]*+(?<!\\)(?={quote})|[^{quote}\\\n]*+(?:\\[\s\S][^{quote}\\\n]*+)*+){quote}"
    for quote in "'\""
)
# characters from which a plain search for a string's end is faster than an expression: bodies
# have 10–400 thousand
_LONG = 2_000
_SHORT_STRING = "|".join(
    rf"{quote}([^{quote}\n]{{0,{_LONG - 1}}}+)(?<!\\){quote}" for quote in "'\""
)
_LONG_STRING = rf"(['\"])(?=[^'\"\n]{{{_LONG}}})"
_AFTER_STRING = r"\s*+\)?(?:\s*+\*\s*+1|)\s*+,?"
# one leaf, opening or closing bracket, with the key before it and the comma behind; what is empty
# is a leaf. What is most frequent first: an empty alternative costs the engine less than a question
# mark, and letters that are named less than a class. The last matches anywhere, with none of the
# groups: there is no item
_ITEM = re.compile(
    r"\n? *+(?:(?![ \n\r\t\v\f/])|\s*+(?://[^\n]*+\s*+|/\*[\s\S]*?\*/\s*+)*+)"
    r"(?:([a-zA-Z0-9_$]++|'[^'\n]{1,100}'|\"[^\"\n]{1,100}\")(?:: |\s*+:\s*+)|)"
    r"(?:(?:([{\[](?:\s*+[}\]])?)|([}\]]))\s*+,?"
    rf"|(?:JsDecode\(\s*|)(?:(?:{_SHORT_STRING})(?:\),| \* 1,|{_AFTER_STRING})|{_LONG_STRING}"
    rf"|(?:{_STRING}){_AFTER_STRING})|(-?[\w.$]+)\s*+,?)|",
    re.ASCII,
)
# groups of an item: which is the last that matched tells what it is; the first is its key, all
# others are strings
_OPENING, _CLOSING, _LONG_QUOTED, _WORD = 2, 3, 6, 9
_AFTER = re.compile(_AFTER_STRING)
# all that is in an object or list up to its end, with others in it five levels deep; a comment
# ends it
_STRINGS = "|".join(
    rf"{quote}[^{quote}\\\n]*+(?:\\[\s\S][^{quote}\\\n]*+)*+{quote}" for quote in "'\""
)
_INSIDE = re.compile(
    reduce(
        lambda inner, _: rf"(?:[^'\"{{}}\[\]/]++|{_STRINGS}|[{{\[]{inner}[}}\]])*+", range(6), ""
    )
    + r"(?=[}\]])"
)
_OPERATOR = re.compile(r"\s*(\?|\|\||===?)")
_ALTERNATIVE = re.compile(rf"\s*\|\|\s*(?:{_STRING})")
_IN_EXPRESSION = re.compile(
    r"'(?:[^'\\\n]|\\[\s\S])*+'?|\"(?:[^\"\\\n]|\\[\s\S])*+\"?|[(\[{]|[)\]}]|,"
)
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|\r?\n|([\s\S]))"
)
# but those that the server itself writes
_OTHER_ESCAPE = re.compile(r"\\(?!x)")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}
_OPENING_SIGNS, _CLOSING_SIGNS = frozenset("([{"), frozenset(")]}")
DEEPEST_DATA = 40
"""Objects and lists in each other; what is deeper makes the whole literal none that is read."""


def object_literal(script: bytes, work: Work | None = None) -> tuple[dict[str, Any] | None, int]:
    """Read the object literal that a script's bytes begin with; see :func:`literal`.

    They are read one character a byte, which is several times faster than text; each string is
    decoded by itself.
    """
    if script[:1] != b"{":
        return None, 0
    data, end = literal(script.decode("latin-1"), 0, _decoded, work)
    if isinstance(data, dict):
        return data, end
    return None, end


def _decoded(read: str) -> str:
    """Decode a string that was read one character a byte."""
    if read.isascii():
        return unescape(read) if "\\" in read else read
    raw = read.encode("latin-1")
    if "\\" not in read:
        return raw.decode("utf-8", "replace")
    if not _OTHER_ESCAPE.search(read):
        with suppress(UnicodeError):
            return raw.decode("unicode_escape").encode("latin-1").decode()
    return unescape(raw.decode("utf-8", "replace"))


def literal(
    text: str,
    start: int,
    decoded: Callable[[str], str] | None = None,
    work: Work | None = None,
) -> tuple[dict[str, Any] | list[Any] | None, int]:
    """Read the object or list that opens at ``start``; ``None`` if it is cut off or of another
    grammar.

    Second is where the reading ended. Nothing before that place is worth another reading as a
    literal of its own.

    Leaves are strings (numbers stay text: ids exceed 2^53), booleans, objects and lists. Trailing
    commas and repeated keys are fine, the last one counts, as in JavaScript. Nothing is computed:
    of ``a || b`` the first literal that is not empty counts, and the value of a condition or
    comparison is ``None``. Each value is a step of ``work``.
    """
    root: dict[str, Any] | list[Any] = [] if text[start] == "[" else {}
    work, steps = work or Work(), count()
    try:
        end = _read(text, start + 1, root, decoded or unescape, islice(steps, work.left + 1))
    except _NoLiteral as stopped:
        return None, stopped.position
    finally:
        work.spend(next(steps))
    return root, end


class _NoLiteral(Exception):
    """What was read so far goes on in another grammar, or is nested too deep."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


def _read(  # noqa: C901, PLR0912 -- one loop, for calls cost more than what they do
    text: str,
    position: int,
    root: dict[str, Any] | list[Any],
    decoded: Callable[[str], str],
    steps: Iterator[int],
) -> int:
    """Read what an object or list holds; return where it ends. A page has hundreds of items."""
    # a stack instead of recursion: pages may nest as deep as they like
    parent, around = root, list[dict[str, Any] | list[Any]]()
    name, is_usual = "", True
    while True:
        # one search for all items, up to what makes another begin behind it
        for _, item in zip(steps, _ITEM.finditer(text, position), strict=False):
            kind = item.lastindex
            # what is computed is passed over, as far as it is clear where it ends
            if kind is None:
                position = _rest_of_expression(text, item.start(), parent, name, decoded)
                break
            if kind == _CLOSING:
                if not around:
                    return item.end()
                parent = around.pop()
                continue
            value: Any = item[kind]
            is_open = kind == _OPENING and len(value) == 1
            if kind == _OPENING:
                if len(around) >= DEEPEST_DATA - 1:
                    raise _NoLiteral(item.end())
                value = {} if value[0] == "{" else []
            elif kind == _WORD:
                value = _WORDS.get(value, value)
            elif kind == _LONG_QUOTED:
                value, position = _long_string(text, item.end(), value)
                value = decoded(value)
            # most need no decoding
            elif "\\" in value or not value.isascii():
                value = decoded(value)
            if isinstance(parent, list):
                parent.append(value)
            elif key := item[1]:
                name = decoded(key[1:-1]) if key[0] in "'\"" else key
                parent[name] = value
            if is_open:
                around.append(parent)
                parent = value
                # what tells nothing is passed over; where that failed once, a page may want it slow
                if is_usual and item[1] in selectors.IDLE_DATA:
                    inside = _INSIDE.match(text, item.end(_OPENING))
                    is_usual = inside is not None
                    position = (inside or item).end()
                    break
            elif kind == _LONG_QUOTED:
                break
        else:
            raise TooMuchWork


def _long_string(text: str, start: int, quote: str) -> tuple[str, int]:
    """Return what is between the quotes, and where the next item begins; a string that never ends
    is the rest.
    """
    end = text.find(quote, start)
    while end >= 0:
        # an even number of backslashes before it escapes each other
        first = end
        while text[first - 1] == "\\":
            first -= 1
        if (end - first) % 2 == 0:
            break
        end = text.find(quote, end + 1)
    if end < 0:
        return text[start:], len(text)
    # what may follow may also be nothing
    if after := _AFTER.match(text, end + 1):
        return text[start:end], after.end()
    return text[start:end], end + 1


def _rest_of_expression(
    text: str,
    position: int,
    parent: dict[str, Any] | list[Any],
    name: str,
    decoded: Callable[[str], str],
) -> int:
    """Pass over the rest of an expression whose first leaf was just read; return where the next
    item begins.

    Of ``'' || 'x'`` the first string that is not empty counts; what a condition gives is not known.
    """
    operator = _OPERATOR.match(text, position)
    if operator is None or isinstance(parent, list) or name not in parent:
        raise _NoLiteral(position)
    if operator[1] != "||":
        parent[name] = None
    # of what may be empty the first that is not
    alternative = _ALTERNATIVE.match(text, position)
    while alternative and not parent[name]:
        parent[name] = decoded(alternative[1] or alternative[2] or "")
        alternative = _ALTERNATIVE.match(text, alternative.end())
    # up to a comma or bracket that is none of its own
    depth = 0
    for token in _IN_EXPRESSION.finditer(text, operator.end()):
        sign = token[0]
        if sign in _OPENING_SIGNS:
            depth += 1
        elif depth == 0 and sign == ",":
            return token.end()
        elif sign in _CLOSING_SIGNS:
            if depth == 0:
                return token.start()
            depth -= 1
    raise _NoLiteral(position)


def unescape(text: str) -> str:
    r"""Decode the escapes of a JavaScript string literal (``\x3c``, ``\u4e2d``, ``\n``, ``\/`` …).

    Applied once: decoding the result again would spoil an article about escapes
    (docs/wechat-pages.md §2.3).
    """
    if "\\" not in text:
        return text
    # all the server itself writes: a codec is ten times faster
    if not _OTHER_ESCAPE.search(text):
        with suppress(UnicodeError):
            return text.encode().decode("unicode_escape").encode("latin-1").decode()
    return _ESCAPE.sub(_decode, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _decode(match: re.Match[str]) -> str:
    """Return the character of one escape."""
    two, four, braced, letter = match.groups(default="")
    if code := two or four or braced:
        return character(code)
    return _LETTERS.get(letter, letter)


_COMPARISON = re.compile(rf"(?:{_STRING})\s*===?\s*(?:{_STRING})")
# what a page takes from XML, with the default for that; a page as it is received has its own
# value behind
_OF_XML = re.compile(rf"xml\s*\?\s*getXmlValue\([^()\n]*\)(?:\s*\|\|\s*(?:{_STRING}))?\s*:")
# strings with their decoders; calls whose arguments are no data; what may stand between
_TOKEN = re.compile(
    rf"[ \t\r]*(?:(?:{_STRING})((?:\.html\(false\))*)"
    r"|(?:getXmlValue|parseInt|Number)\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)?\)"
    r"|\*\s*\d+|(htmlDecode\(|JsDecode\(|trim\()|([|?:()\n]|xml\b|\d+|window\.[\w.]+(?:\s*=(?!=))?))"
)


def expression_value(text: str, start: int) -> tuple[str | None, int]:
    """Read the right side of an assignment that begins at ``start``: its first non-empty literal,
    and where it ends.

    Covers ``"" || "x"``, ``'' * 1``, ``htmlDecode("…")``, ``'…'.html(false)``, ``xml ?
    getXmlValue('t') : '…'`` and ``'a' === 'a'`` (``"true"`` or ``"false"``). ``""`` if every
    literal is empty, ``None`` if there is none.
    """
    if compared := _COMPARISON.match(text, start):
        is_same = (compared[1] or compared[2]) == (compared[3] or compared[4])
        return str(is_same).lower(), compared.end()
    value, position, decode = None, start, False
    # a page as it was received has its own value behind what it would take from XML
    if of_xml := _OF_XML.match(text, start):
        position = of_xml.end()
    while token := _TOKEN.match(text, position):
        single, double, decoder, call, other = token.groups()
        # a line's end ends the expression, unless the next line goes on with it
        if other == "\n" and value is not None:
            following = text[token.end() : token.end() + _LOOK_AHEAD].lstrip()
            if following[:1] not in "|?:*":
                break
        if single is not None or double is not None:
            value = unescape(single or double or "")
            if decode or decoder:
                value = html.unescape(value)
        decode, position = bool(call), token.end()
        if value:
            break
    return value, position


# three expressions that begin with plain text are eight times faster than one that does not
_ASSIGNMENTS = tuple(
    re.compile(rf"{start}(\w+)\s*=(?!=)\s*") for start in (r"var\s+", r"(window\.)", r"(d\.)")
)
_LOOK_AHEAD = 80  # characters
_INSIDE_NAME = re.compile(r"[\w.$]")


class Variables:
    """The classic variables of a page's data scripts: ``var x =``, ``window.x =``, ``d.x =``.

    Asked by name (``msg_title``), or with the prefix where it matters (``d.title``: ``var title``
    is the account).

    Assignments without a string on the right side are library code (``var biz = null``, ``var idx =
    0``), not data.
    """

    def __init__(self, text: str, work: Work | None = None) -> None:
        """``work``: counts each assignment, and each value of a literal that is read."""
        self._text, self._work = text, work or Work()
        self._places: dict[str, list[int]] = {}
        for place, prefix, name in sorted(_assignments(text, self._work)):
            self._places.setdefault(name, []).append(place)
            if prefix:
                self._places.setdefault(prefix + name, []).append(place)

    def get(self, *names: str) -> str | None:
        """Return the first non-empty value of ``names``; ``""`` if all that exist are empty, else
        ``None``.
        """
        empty: str | None = None
        for name in names:
            end = 0
            for place in self._places.get(name, ()):
                # part of what was read just now, and is empty
                if place < end:
                    continue
                value, end = expression_value(self._text, place)
                if value:
                    return value
                if value is not None:
                    empty = value
        return empty

    def literal(self, name: str) -> dict[str, Any] | list[Any] | None:
        """Return the object or list that is assigned to ``name``, if our grammar reads it."""
        end = 0
        for place in self._places.get(name, ()):
            if place >= end and self._text[place : place + 1] in ("{", "["):
                value, end = literal(self._text, place, work=self._work)
                if value is not None:
                    return value
        return None


def _assignments(text: str, work: Work) -> Iterator[tuple[int, str, str]]:
    """Give the place of each right side, the prefix (``window.``, ``d.`` or none) and the name."""
    for pattern in _ASSIGNMENTS:
        for match in pattern.finditer(text):
            work.spend(1)
            start = match.start()
            # the end of another name, or a field of something else
            if start > 0 and _INSIDE_NAME.match(text, start - 1):
                continue
            *prefix, name = match.groups()
            yield match.end(), "".join(prefix), name
