r"""Credentials in the bytes of a page → a fixed word: what WeChat writes into pages that are
fetched with cookies.

::

    ?key=…&amp;uin=…   \x26key=…   %26key%3D…   key=<b>…</b>      parameters of addresses
    window.key = "…"   var uin = 2384…   {"pass_ticket":"…"}      script variables and JSON
    <input name="key" value="…">   <pass_ticket>…</pass_ticket>   forms and XML
    the value of a cookie that was sent                           wherever it stands, however it is escaped

Only values are replaced, and the same page gives the same bytes each time. Words that others use
too (``key``) count only in addresses of WeChat and, where the value looks like a token, in scripts.
Source: docs/wechat-pages.md §2.5.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.entities import codepoint2name
from urllib.parse import unquote

from wxarchive.credentials import NAMES, WORDS, is_credential

PLACEHOLDER = "scrubbed"
"""What comes instead of a value; instead of a number in a script comes 0."""
SHORTEST = 6
"""Characters of a cookie's value that is looked for wherever it stands: a shorter one is no
secret.
"""

_LEAST = 4
"""Characters of a value behind a name: fewer are a number of something."""
_TOKEN_LENGTH = 10
"""Characters of a token with two digits or more, where only the look of a value tells."""
_GUEST = frozenset({"", "0", "777", "null", "undefined", "true", "false", PLACEHOLDER})
"""What stands there for somebody who is not signed in, and what was replaced before."""
_REQUEST = "svr_"
"""What the number of a request begins with, that the site gives everybody as a ``sessionid``."""
_MOST_ECHOES = 32
"""Values found under a name that are looked for elsewhere in the page, too."""
_LONGEST_ECHO = 400

_QUOTE = r"\\{0,8}[\"']|\\{1,8}(?:x|u00)2[27]|&(?:amp;){0,3}(?:quot|apos|#39|#34|#x27|#x22);|%(?:25){0,4}2[27]"
_TAG = (
    r"</?(?:b|strong|em|i|u|s|span|font|code|wbr|a|mark|small|big|sup|sub|ins|del)\b[^<>]*+>"
    r"|\\{1,8}(?:x|u00)3c/?(?:b|strong|em|i|u|span|font)\b[^<>\\]*+\\{1,8}(?:x|u00)3e"
)
"""Inline markup, also as a script's string has it: it may stand within a value."""
_SIGNS = r"[\w%+/=.~*@|-]++|\\{1,8}(?:/|(?:x|u00)(?:2[5bdef]|3d|7e))"
_ENCODED_SIGNS = r"[\w+/=.~*@|-]++|%(?!(?:25){0,4}(?:26|23|3B))|\\{1,8}/"
_PARAMETER = re.compile(
    rf"(?P<name>{NAMES})(?:=|(?P<encoded>%(?:25){{0,4}}3D)|\\{{1,8}}(?:x|u00)3d|&#(?:61|x3d);)(?!=)"
    rf"(?P<value>(?(encoded)(?:{_ENCODED_SIGNS})++|(?:{_SIGNS}|{_TAG})++))",
    re.I | re.A,
)
_NAME = re.compile(rf"(?:{NAMES})(?=[=%\\&])", re.A)
_PARTING = re.compile(r"(?:[?&;#]|\\(?:x|u00)(?:26|3f)|%(?:25){0,4}(?:26|3F|3B))$", re.I)
"""What stands before a parameter of an address."""
_LONGEST_PARTING = 11
_OF_WECHAT = re.compile(
    r"(?:weixin|wx)\.qq\.com|__biz|/(?:s|mp/\w{1,40})(?:\?|%(?:25){0,4}3F|\\{1,8}(?:x|u00)3f)", re.I
)
_BREAKS = " \t\r\n\"'<>"
"""What no address has within."""
_ASSIGNED = re.compile(
    rf"(?P<name>{NAMES})(?P<quoted>(?:{_QUOTE})?)\]?\s{{0,20}}(?:[:=]|%(?:25){{0,4}}3[AD]|(?P<comma>,))(?![=:])",
    re.I | re.A,
)
_OBJECT = re.compile(r"(?:^|[^\w$.])(?:window|top|_g|cgiData|cgiDataNew)(?:\.|\[[\"'])$")
_DATA = "data-"
_LONGEST_OBJECT = 14
_BEFORE_NAME = re.compile(r"(?:^|[^\w-]|[x%0]2[27]|%5B)$", re.I | re.A)
_PIECE = re.compile(
    rf"(?P<value>(?P<number>\d{{5,20}})(?![\w.])"
    rf"|(?P<quote>{_QUOTE})(?P<text>(?:(?!(?P=quote))[^\n\"'<>]){{0,2000}})(?P=quote)"
    r"|[\w$.]{1,80}(?:\[[^\]\n]{0,80}\])?)"
    r"|\s{1,40}|\|\||[()*+?:]",
    re.I | re.A,
)
_LONGEST_TAG = 10_000
_MOST_PIECES = 40
"""Of an expression that is assigned."""
_FIELD = re.compile(r"<(?:input|meta|param)\b[^<>]*+", re.I)
_FIELD_NAME = re.compile(
    rf"\b(?:name|id)\s{{0,20}}=\s{{0,20}}[\"']?(?:{NAMES})(?:[\s\"'/]|$)", re.I | re.A
)
_FIELD_VALUE = re.compile(r"(\b(?:value|content)\s{0,20}=\s{0,20}[\"']?)([^\"'\s]++)", re.I)
_ELEMENT = re.compile(rf"<(?P<name>{NAMES})>(?:<!\[CDATA\[)?(?P<value>[^<>\]]++)", re.I | re.A)
_SCRIPT = re.compile(r"<(/?)script\b", re.I)
_TOKEN = re.compile(r"[\w%+/=.~*@|:\\-]+", re.A)
_CODE = re.compile(r"[A-Z_$.]*+[a-z][A-Za-z_$.]*+")
_A_TAG = re.compile(_TAG, re.I)
_RUN = re.compile(r"[A-Za-z0-9_-]+")
_PUBLIC = re.compile(r"gh_[0-9a-f]{12}")
_ESCAPE = re.compile(r"\\++(?:(?:x|u00)([0-9a-f]{2}))?", re.I)


_Span = tuple[int, int, str]
"""From, to, and what comes instead."""


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """The bytes of a page, and how many values were replaced in them."""

    body: bytes
    count: int


def scrub(body: bytes, secrets: Iterable[str] = ()) -> Scrubbed:
    """Replace the values of credentials in a page of any encoding, and the given secrets wherever
    they stand.

    Linear in the page's size. What is scrubbed once comes back as it is, with a count of 0.
    """
    text, encoding = _decoded(body)
    work = _ArticleMedia()
    text = work.without(text, secrets)
    text = work.without_named(text)
    text = _FIELD.sub(work.field, text)
    text = _ELEMENT.sub(work.element, text)
    text = work.without(text, tuple(work.echoes))
    return Scrubbed(text.encode(encoding) if work.count else body, work.count)


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Replace secrets in any text, however they are escaped in it."""
    return _ArticleMedia().without(text, secrets)


class _ArticleMedia:
    """The scrubbing of one page: counts what it replaces, and notes values that may stand
    elsewhere, too.
    """

    def __init__(self) -> None:
        self.count = 0
        self.echoes: dict[str, None] = {}

    def without(self, text: str, secrets: Iterable[str]) -> str:
        """Replace secrets wherever they stand, also where inline markup stands within one."""
        unmarked = ""
        for secret in filter(_is_telling, map(_plain, secrets)):
            core = max(_RUN.findall(secret), key=len, default="")
            if core in text:
                text = self._replaced(_spelled(secret), text, secret)
            unmarked = unmarked or _A_TAG.sub("", text)
            if len(secret) <= _LONGEST_ECHO and core in unmarked:
                text = self._replaced(_spelled(secret, gap=rf"(?:{_TAG})*+"), text, secret)
        return text

    def without_named(self, text: str) -> str:
        """Replace the values of parameters, script variables, members of JSON and attributes by
        their names.
        """
        addresses, scripts = _Addresses(text), _Scripts(text)
        done: list[str] = []
        end = 0
        for place in _places(text):
            if place < end:
                continue  # within a value that is replaced
            spans = self._parameter(text, place, addresses) or self._assigned(text, place, scripts)
            for start, stop, replacement in spans:
                if start >= end:  # else of an expression within another
                    done += [text[end:start], replacement]
                    end = stop
                    self.count += 1
        return "".join([*done, text[end:]])

    def field(self, found: re.Match[str]) -> str:
        """Replace the value of a form's field or of a ``meta``."""
        if not _FIELD_NAME.search(found[0]):
            return found[0]
        return _FIELD_VALUE.sub(lambda value: value[1] + self._value(value[2]), found[0])

    def element(self, found: re.Match[str]) -> str:
        """Replace the content of an element of XML."""
        return found[0].removesuffix(found["value"]) + self._value(found["value"])

    def _parameter(self, text: str, place: int, addresses: "_Addresses") -> list[_Span]:
        """Return where the value of a parameter stands; of ``key`` and its like only in an address
        of WeChat.
        """
        named = _NAME.match(text, place)
        if named is None:
            return []
        # all of this comes first: a value that is read and rejected would be read again from within
        is_own = is_credential(named[0])
        is_parted = bool(_PARTING.search(text[max(0, place - _LONGEST_PARTING) : place]))
        if not (is_own or is_parted) or (not is_parted and _is_inside_word(text, place)):
            return []
        if not is_own and not addresses.is_wechats(place):
            return []
        found = _PARAMETER.match(text, place)
        value = _A_TAG.sub("", found["value"]).rstrip(".*") if found else ""
        if found is None or _is_no_secret(value) or (not is_own and len(value) < _LEAST):
            return []
        if not is_parted and _CODE.fullmatch(value):
            return []
        self._note(value)
        end = found["value"][len(found["value"].rstrip(".*")) :]
        tags = "".join(tag[0] for tag in _A_TAG.finditer(found["value"]))
        return [(*found.span("value"), PLACEHOLDER + tags + end)]

    def _assigned(self, text: str, place: int, scripts: "_Scripts") -> list[_Span]:
        """Return where the secret literals of what is assigned to a name stand."""
        found = _ASSIGNED.match(text, place)
        if found is None or (found["comma"] and not found["quoted"]):
            return []
        before = text[max(0, place - _LONGEST_OBJECT) : place]
        is_data = before.endswith(_DATA)
        if not (is_data or _BEFORE_NAME.search(before)):
            return []
        word, in_script = found["name"].lower(), scripts.holds(place)
        if not (in_script or is_data or (is_credential(word) and _is_in_tag(text, place))):
            return []  # what a text says of programs is the author's
        is_of = in_script and bool(_OBJECT.search(before))
        name = _Name(word, is_of=is_of, is_listed=bool(found["comma"]), in_script=in_script)
        return list(self._literals(text, name, found.end()))

    def _literals(self, text: str, name: "_Name", place: int) -> Iterator[_Span]:
        is_after_value = is_choice = False
        for _ in range(_MOST_PIECES):
            piece = _PIECE.match(text, place)
            if (
                piece is None
                or (piece["value"] and is_after_value)
                or (piece[0] == ":" and not is_choice)
            ):
                return
            if piece["number"] and name.is_number:
                yield (*piece.span("number"), "0")
                self._note(piece["number"])
            elif piece["text"] and name.is_secret(piece["text"]):
                yield (*piece.span("text"), PLACEHOLDER)
                if name.is_sure:
                    self._note(piece["text"])
            is_after_value = bool(piece["value"]) or (is_after_value and not piece[0].strip())
            is_choice = is_choice or piece[0] == "?"
            place = piece.end()

    def _value(self, value: str) -> str:
        if _is_no_secret(value):
            return value
        self.count += 1
        self._note(value)
        return PLACEHOLDER

    def _note(self, value: str) -> None:
        if len(self.echoes) < _MOST_ECHOES and SHORTEST + 2 <= len(value) <= _LONGEST_ECHO:
            self.echoes[value] = None

    def _replaced(self, pattern: "re.Pattern[str]", text: str, secret: str) -> str:
        word = "0" if secret.isdigit() else PLACEHOLDER
        text, count = pattern.subn(
            lambda found: word + "".join(tag[0] for tag in _A_TAG.finditer(found[0])), text
        )
        self.count += count
        return text


class _Name:
    """A name that something is assigned to: which of the literals assigned to it are secrets."""

    def __init__(self, name: str, *, is_of: bool, is_listed: bool, in_script: bool) -> None:
        self.is_sure = is_credential(name) or name == "uin" or is_of
        """Whether the name alone tells that the value is a secret."""
        self.is_number = name.endswith("uin")
        """Whether the value may be a bare number."""
        self._is_listed = is_listed
        self._in_script = in_script

    def is_secret(self, text: str) -> bool:
        """Tell whether a literal is a credential and not a word of the program."""
        if _is_no_secret(text) or not _TOKEN.fullmatch(text) or _is_name(text):
            return False
        if self.is_sure and not self._is_listed:
            return len(text) >= _LEAST
        if not (self._in_script or self.is_sure):
            return False
        is_mixed = len(text) >= _TOKEN_LENGTH and sum(map(str.isdigit, text)) > 1
        return is_mixed or (len(text) >= SHORTEST and text.upper() == text and "_" not in text)


class _Addresses:
    """Tells of rising places in a text whether each is within an address of WeChat; linear in the
    text's length.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._seen = self._start = 0
        self._is_wechats = False

    def is_wechats(self, place: int) -> bool:
        """Tell whether what stands before the place, up to the last break, is of WeChat."""
        last = max(self._text.rfind(sign, self._seen, place) for sign in _BREAKS)
        if last >= 0:
            self._start, self._is_wechats = last + 1, False
        fresh = max(self._start, self._seen - 60) if last < 0 else self._start
        self._is_wechats = self._is_wechats or bool(_OF_WECHAT.search(self._text, fresh, place))
        self._seen = place
        return self._is_wechats


class _Scripts:
    """Tells of rising places in a text whether each is within a script; all are where the whole is
    JSON.
    """

    def __init__(self, text: str) -> None:
        self._holds = text.lstrip("\ufeff \t\r\n").startswith(("{", "["))
        bounds = (
            []
            if self._holds
            else [(found.start(), not found[1]) for found in _SCRIPT.finditer(text)]
        )
        self._ahead = deque(bounds)

    def holds(self, place: int) -> bool:
        """Tell whether the place is within a script."""
        while self._ahead and self._ahead[0][0] <= place:
            self._holds = self._ahead.popleft()[1]
        return self._holds


def _places(text: str) -> list[int]:
    """Return where words stand that may be names; searching each by itself is many times faster
    than one expression.
    """
    places = []
    for word in WORDS:
        place = text.find(word)
        while place >= 0:
            places.append(place)
            place = text.find(word, place + 1)
    return sorted(places)


def _is_inside_word(text: str, place: int) -> bool:
    before = text[max(0, place - 1) : place]
    return before.isascii() and (before.isalnum() or before in {"_", "$", ".", "-"})


def _is_no_secret(value: str) -> bool:
    return value.lower() in _GUEST or value.startswith(_REQUEST)


def _is_in_tag(text: str, place: int) -> bool:
    first = max(0, place - _LONGEST_TAG)
    return text.rfind("<", first, place) > text.rfind(">", first, place)


def _is_name(text: str) -> bool:
    word = (
        text.lower().removeprefix(_DATA).removesuffix(".data").rpartition(".")[2].replace("-", "_")
    )
    return is_credential(word, of_wechat=True)


def _is_telling(secret: str) -> bool:
    """Tell whether a value is long and rare enough to be looked for by itself."""
    return len(secret) >= SHORTEST and not _is_no_secret(secret) and not _PUBLIC.fullmatch(secret)


def _plain(value: str) -> str:
    """Undo the escapes of a value."""
    value = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else "", value)
    undone = unquote(value)
    return undone if undone.isascii() else value


def _spelled(secret: str, gap: str = "") -> "re.Pattern[str]":
    """Return the expression of all ways to write a secret; ``gap`` is what may stand between its
    characters.
    """
    spelled = gap.join(map(_ways, secret))
    if secret.isdigit():  # part of a longer number it is none, but behind an escape
        spelled = rf"(?:(?<!\d)|(?<=%[0-9A-F]\d)|(?<=\\x[0-9A-F]\d)){spelled}(?!\d)"
    return re.compile(spelled)


def _ways(sign: str) -> str:
    if sign.isalnum() or sign in "_-":
        return sign
    code, name = f"{ord(sign):02x}", codepoint2name.get(ord(sign), "x")
    itself = re.escape(sign)
    spaces = r"|\+" if sign == " " else ""
    return (
        rf"(?:{itself}|(?i:%(?:25){{0,4}}{code}|\\{{1,8}}(?:x|u00){code}|&(?:amp;){{0,3}}"
        rf"(?:#{ord(sign)}|#x{code}|{name});)|\\{{1,8}}{itself}{spaces})"
    )


def _decoded(body: bytes) -> tuple[str, str]:
    """Decode a page by the first encoding that gives the same bytes back; Latin-1 does in any
    case.
    """
    marked = {
        b"\xff\xfe": "utf-16-le",
        b"\xfe\xff": "utf-16-be",
        b"<\0": "utf-16-le",
        b"\0<": "utf-16-be",
    }
    for encoding in filter(None, (marked.get(body[:2]), "utf-8", "gb18030")):
        try:
            text = body.decode(encoding)
            if text.encode(encoding) == body:
                return text, encoding
        except UnicodeError:
            continue
    return body.decode("latin-1"), "latin-1"
