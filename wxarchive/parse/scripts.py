r"""Read values out of a page's inline JavaScript. Nothing is ever executed.

Two readers: :func:`object_literal` for ``window.cgiDataNew = {…}`` (grammar: wechat-pages.md §2.3) and
:func:`expression_value` for the classic variables (``var ct = "" || "1529491955" * 1;``).
"""

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

_STRING = "|".join(  # up to the next quote, as nearly always; else with escaped quotes, character by character
    rf"{quote}([^{quote}\n]*+(?<!\\)(?={quote})|[^{quote}\\\n]*+(?:\\[\s\S][^{quote}\\\n]*+)*+){quote}"
    for quote in "'\""
)
_ITEM = re.compile(  # one leaf, opening or closing bracket, with the key before it and the comma behind
    r"\s*(?://[^\n]*\s*|/\*[\s\S]*?\*/\s*)*"
    r"(?:([\w$]+|'[\w$-]+'|\"[\w$-]+\")\s*:\s*)?"
    rf"(?:(?:JsDecode\(\s*)?(?:{_STRING})\s*\)?(?:\s*\*\s*1)?|([{{\[])|([}}\]])|(-?[\w.$]+))\s*,?"
)
_OPERATOR = re.compile(r"\s*(\?|\|\||===?)")
_IN_EXPRESSION = re.compile(rf"{_STRING}|[(\[{{]|[)\]}}]|,")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|\r?\n|([\s\S]))")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_MAX_DEPTH = 40


def object_literal(text: str, start: int) -> dict[str, Any] | None:
    """Read the object literal whose ``{`` stands at ``start``; see :func:`literal`."""
    found = literal(text, start) if text[start : start + 1] == "{" else None
    return found if isinstance(found, dict) else None


def literal(text: str, start: int) -> dict[str, Any] | list[Any] | None:
    """Read the object or list that opens at ``start``; ``None`` if it is cut off or of another grammar.

    Leaves are strings (numbers stay text: ids exceed 2^53), booleans, objects and lists. Trailing commas and
    repeated keys are fine, the last one counts, as in JavaScript. Nothing is computed: of ``a || b`` the first
    literal that is not empty counts, and the value of a condition or comparison is ``None``.
    """
    root: dict[str, Any] | list[Any] = [] if text[start] == "[" else {}
    stack: list[dict[str, Any] | list[Any]] = [root]
    position, key = start + 1, None
    match = _ITEM.match
    while True:
        item = match(text, position)
        if item is None:
            after = _rest_of_expression(text, position, stack[-1], key)
            if after is None:
                return None
            position = after
            continue
        position = item.end()
        key, single, double, opening, closing, word = item.groups()
        if closing:
            stack.pop()
            if not stack:
                return root
            continue
        value: Any
        if opening:
            value = {} if opening == "{" else []
        else:
            quoted = single if single is not None else double
            value = unescape(quoted) if quoted is not None else _WORDS.get(word, word)
        _put(stack[-1], key, value)
        if opening:
            stack.append(value)
            if len(stack) > _MAX_DEPTH:
                return None


_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}


def _rest_of_expression(text: str, position: int, parent: dict[str, Any] | list[Any], key: str | None) -> int | None:
    """Pass over the rest of an expression whose first leaf was just read; return where the next item begins."""
    operator = _OPERATOR.match(text, position)
    if operator is None or key is None or isinstance(parent, list):
        return None
    first = parent.get(key.strip("'\""))
    if operator[1] == "||":
        _put(parent, key, first or expression_value(text, operator.start()) or first)
    else:
        _put(parent, key, None)
    return _end_of_expression(text, operator.end())


def _end_of_expression(text: str, position: int) -> int | None:
    depth = 0
    for token in _IN_EXPRESSION.finditer(text, position):
        sign = token[0]
        if depth == 0 and sign in (",", ")", "]", "}"):
            return token.end() if sign == "," else token.start()
        depth += (sign in ("(", "[", "{")) - (sign in (")", "]", "}"))
    return None


def _put(parent: dict[str, Any] | list[Any], key: str | None, value: Any) -> None:
    if isinstance(parent, list):
        parent.append(value)
    elif key:
        parent[key.strip("'\"")] = value


def unescape(text: str) -> str:
    r"""Decode the escapes of a JavaScript string literal (``\x3c``, ``\u4e2d``, ``\n``, ``\/`` …).

    Applied once: decoding the result again would spoil an article about escapes (wechat-pages.md §2.3).
    """
    if "\\" not in text:
        return text
    if text.count("\\") == text.count("\\x"):  # all the server itself writes: a codec is ten times faster
        with suppress(UnicodeError):
            return text.encode().decode("unicode_escape").encode("latin-1").decode()
    return _ESCAPE.sub(_decode, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _decode(match: re.Match[str]) -> str:
    two, four, braced, letter = match.groups()
    if code := two or four or braced:
        return chr(int(code, 16)) if int(code, 16) < 0x110000 else "\ufffd"
    return _LETTERS.get(letter, letter) if letter else ""


_COMPARISON = re.compile(rf"(?:{_STRING})\s*===?\s*(?:{_STRING})")
_TOKEN = re.compile(  # strings with their decoders; calls whose arguments are no data; what may stand between
    rf"[ \t\r]*(?:(?:{_STRING})((?:\.html\(false\))*)"
    r"|(?:getXmlValue|parseInt|Number)\([^()\n]*(?:\([^()\n]*\))?[^()\n]*\)"
    r"|\*\s*\d+|(htmlDecode\(|JsDecode\()|([|?:()\n]|xml\b|\d+|window\.[\w.]+))"
)


def expression_value(text: str, start: int) -> str | None:
    """Read the right side of an assignment that begins at ``start``: its first non-empty literal.

    Covers ``"" || "x"``, ``'' * 1``, ``htmlDecode("…")``, ``'…'.html(false)``, ``xml ? getXmlValue('t') : '…'`` and
    ``'a' === 'a'`` (``"true"`` or ``"false"``). ``""`` if every literal is empty, ``None`` if there is none.
    """
    if compared := _COMPARISON.match(text, start):
        return "true" if (compared[1] or compared[2]) == (compared[3] or compared[4]) else "false"
    found, position, decode = None, start, False
    while token := _TOKEN.match(text, position):
        single, double, decoder, call, other = token.groups()
        if other == "\n" and found is not None and text[token.end() : token.end() + 80].lstrip()[:1] not in "|?:*":
            break
        if single is not None or double is not None:
            value = unescape(single if single is not None else double)
            found = html.unescape(value) if decode or decoder else value
        if found:
            return found
        decode, position = bool(call), token.end()
    return found


_ASSIGNMENTS = tuple(  # three expressions that begin with plain text are eight times faster than one that does not
    re.compile(rf"{start}(\w+)\s*=(?!=)\s*") for start in (r"var\s+", r"(window\.)", r"(d\.)")
)
_INSIDE_NAME = re.compile(r"[\w.$]")


class Variables:
    """The classic variables of a page's data scripts: ``var x =``, ``window.x =``, ``d.x =``.

    Asked by name (``msg_title``), or with the prefix where it matters (``d.title``: ``var title`` is the account).

    Assignments without a string on the right side are library code (``var biz = null``, ``var idx = 0``), not data.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: dict[str, list[int]] = {}
        for place, prefix, name in sorted(_assignments(text)):
            self._places.setdefault(name, []).append(place)
            if prefix:
                self._places.setdefault(prefix + name, []).append(place)

    def get(self, *names: str) -> str | None:
        """Return the first non-empty value of ``names``; ``""`` if all that exist are empty, else ``None``."""
        empty: str | None = None
        for place in (place for name in names for place in self._places.get(name, ())):
            value = expression_value(self._text, place)
            if value:
                return value
            empty = "" if value == "" else empty
        return empty

    def literal(self, name: str) -> dict[str, Any] | list[Any] | None:
        """Return the object or list that is assigned to ``name``, if our grammar reads it."""
        for place in self._places.get(name, ()):
            if self._text[place : place + 1] in ("{", "["):
                found = literal(self._text, place)
                if found is not None:
                    return found
        return None


def _assignments(text: str) -> Iterator[tuple[int, str, str]]:
    """Give the place of each right side, the prefix (``window.``, ``d.`` or none) and the name."""
    for pattern in _ASSIGNMENTS:
        for match in pattern.finditer(text):
            if not _INSIDE_NAME.match(text, max(match.start() - 1, 0)) or match.start() == 0:
                *prefix, name = match.groups()
                yield match.end(), "".join(prefix), name
