"""What a name is assigned to, in scripts, JSON, attributes, forms and XML."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from wxarchive.credentials import NAMES, is_credential
from wxarchive.scrub.values import PLACEHOLDER, SHORTEST, Tally, is_no_secret

_QUOTE = (
    r"\\{0,8}[\"']|\\{1,8}(?:x|u00)2[27]|%(?:25){0,4}2[27]"
    r"|&(?:amp;){0,3}(?:quot|apos|#39|#34|#x27|#x22);"
)
_ASSIGNED = re.compile(
    rf"(?P<name>{NAMES})(?P<quoted>(?:{_QUOTE})?)\]?\s{{0,20}}"
    r"(?:[:=]|%(?:25){0,4}3[AD]|(?P<comma>,))(?![=:])",
    re.I | re.A,
)
_BEFORE_NAME = re.compile(r"(?:^|[^\w-]|[x%0]2[27]|%5B)$", re.I | re.A)
_OBJECT = re.compile(r"(?:^|[^\w$.])(?:window|top|_g|cgiData|cgiDataNew)(?:\.|\[[\"'])$")
"""What belongs to WeChat's own page, so that each of its ``key`` and ``uin`` is a credential."""
_LONGEST_OBJECT = 14
_DATA = "data-"
_PIECE = re.compile(
    rf"(?P<value>(?P<number>\d{{5,20}})(?![\w.])"
    rf"|(?P<quote>{_QUOTE})(?P<text>(?:(?!(?P=quote))[^\n\"'<>]){{0,2000}})(?P=quote)"
    r"|[\w$.]{1,80}(?:\[[^\]\n]{0,80}\])?)"
    r"|\s{1,40}|\|\||[()*+?:]",
    re.I | re.A,
)
_LITERAL_AHEAD = re.compile(r"[\w$.|()*+?:\s]{0,2400}+[\"'\\%&\[]", re.A)
"""What an expression is like that may have a literal: so much are all of its pieces at most."""
_NUMBERED = "uin"
"""What the names end in whose values may be bare numbers."""
_MOST_PIECES = 30
"""Of an expression that is assigned."""
_TOKEN = re.compile(r"[\w%+/=.~*@|:\\-]+", re.A)
_TOKEN_LENGTH = 10
"""Characters of a token with two digits or more, where only the look of a value tells."""
_LEAST = 4
"""Characters of a value where the name tells."""
_LONGEST_TAG = 10_000
_JSON = re.compile(r"(?:\ufeff|\xef\xbb\xbf)?[ \t\r\n]*+[{\[]")
_SCRIPT = re.compile(r"<(/?)script\b", re.I | re.A)
_FIELD_NAME = re.compile(
    rf"\b(?:name|id)\s{{0,20}}=\s{{0,20}}[\"']?(?:{NAMES})(?:[\s\"'/]|$)", re.I | re.A
)
_FIELD_VALUE = re.compile(r"(\b(?:value|content)\s{0,20}=\s{0,20}[\"']?)([^\"'\s]++)", re.I | re.A)
_MARKUP = re.compile(
    r"<(?:(?P<field>(?:input|meta|param)\b[^<>]*+)"
    rf"|(?P<element>(?:{NAMES})>(?:<!\[CDATA\[)?)(?P<content>[^<>\]]++))",
    re.I | re.A,
)


class Assignments:
    """The assignments in a text; asked for rising places."""

    def __init__(self, text: str, tally: Tally) -> None:
        self._text = text
        self._tally = tally
        # the whole may be JSON, maybe after a mark of its encoding
        self._in_script = _JSON.match(text) is not None
        self._bounds = deque[tuple[int, bool]]()
        if not self._in_script:
            self._bounds.extend((bound.start(), not bound[1]) for bound in _SCRIPT.finditer(text))

    def at(self, place: int) -> list[tuple[int, int, str]]:
        """Return from where to where the secret literals stand that are assigned to the name at a
        place, and what comes instead of each.
        """
        match = _ASSIGNED.match(self._text, place)
        if match is None or (match["comma"] and not match["quoted"]):
            return []
        word = match["name"].lower()
        # most of what is assigned in programs is no literal
        if not word.endswith(_NUMBERED) and not _LITERAL_AHEAD.match(self._text, match.end()):
            return []
        while self._bounds and self._bounds[0][0] <= place:
            self._in_script = self._bounds.popleft()[1]
        # the end of another name
        before = self._text[max(0, place - _LONGEST_OBJECT) : place]
        is_data = before.endswith(_DATA)
        if not (is_data or _BEFORE_NAME.search(before)):
            return []
        # what a text says of programs is the author's, what a tag says of its own is the page's
        if not (self._in_script or is_data):
            tag = self._text[max(0, place - _LONGEST_TAG) : place]
            if not is_credential(word) or tag.rfind("<") <= tag.rfind(">"):
                return []
        is_pages = self._in_script and _OBJECT.search(before) is not None
        name = _Name(word, is_pages, bool(match["comma"]), self._in_script)
        return list(self._literals(name, match.end()))

    def _literals(self, name: "_Name", place: int) -> Iterator[tuple[int, int, str]]:
        is_after_value = is_choice = False
        for _ in range(_MOST_PIECES):
            piece = _PIECE.match(self._text, place)
            # two values in a row: the statement is over, without a semicolon
            if piece is None or (piece["value"] and is_after_value):
                return
            # of `a ? "x" : "y"` both are assigned; any other colon begins the next name
            if (piece[0] == ":" and not is_choice) or (piece[0] == "?" and is_choice):
                return
            if piece["number"] and name.is_number:
                self._tally.replaced(piece["number"])
                yield (*piece.span("number"), "0")
            elif piece["text"] and name.is_secret(piece["text"]):
                self._tally.replaced(piece["text"], is_sure=name.is_sure)
                yield (*piece.span("text"), PLACEHOLDER)
            # spaces part no values
            is_space = not piece[0].strip()
            is_after_value = bool(piece["value"]) or (is_after_value and is_space)
            is_choice = is_choice or piece[0] == "?"
            place = piece.end()


@dataclass(frozen=True, slots=True)
class _Name:
    """A name that something is assigned to.

    ``is_pages``: of an object of WeChat's own page; ``is_listed``: before the value in a list.
    """

    word: str
    is_pages: bool
    is_listed: bool
    in_script: bool

    @property
    def is_sure(self) -> bool:
        """Whether the name alone tells that the value is a secret."""
        return is_credential(self.word) or self.word == "uin" or self.is_pages

    @property
    def is_number(self) -> bool:
        """Whether the value may be a bare number."""
        return self.word.endswith(_NUMBERED)

    def is_secret(self, text: str) -> bool:
        """Tell whether a literal is a credential and not a word of the program."""
        if is_no_secret(text) or not _TOKEN.fullmatch(text):
            return False
        # it may be itself the name of a credential: ``data-exportkey``
        word = text.lower().removeprefix(_DATA).removesuffix(".data").rpartition(".")[2]
        if is_credential(word.replace("-", "_"), of_wechat=True):
            return False
        if self.is_sure and not self.is_listed:
            return len(text) >= _LEAST
        if not (self.in_script or self.is_sure):
            return False
        # here only its look tells: digits among letters, or nothing but capitals
        if len(text) >= _TOKEN_LENGTH and sum(map(str.isdigit, text)) > 1:
            return True
        return len(text) >= SHORTEST and text.upper() == text and "_" not in text


def without_fields(text: str, tally: Tally) -> str:
    """Replace the values of forms' fields and the contents of elements of XML."""

    def value(match: re.Match[str]) -> str:
        if is_no_secret(match[2]):
            return match[0]
        return match[1] + tally.replaced(match[2])

    def markup(match: re.Match[str]) -> str:
        if match["element"] and not is_no_secret(match["content"]):
            return f"<{match['element']}{tally.replaced(match['content'])}"
        if match["field"] and _FIELD_NAME.search(match["field"]):
            return _FIELD_VALUE.sub(value, match[0])
        return match[0]

    return _MARKUP.sub(markup, text)
