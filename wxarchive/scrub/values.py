"""Values that are known: found wherever they stand, however their characters are escaped."""

import re
from collections.abc import Iterable
from html.entities import codepoint2name
from urllib.parse import unquote

PLACEHOLDER = "scrubbed"
"""What comes instead of a value; instead of a number comes 0."""
SHORTEST = 6
"""Characters of a value that is looked for by itself: a shorter one is no secret."""

_GUEST = frozenset({"", "0", "777", "null", "undefined", "true", "false", PLACEHOLDER})
"""What stands there for somebody who is not signed in, and what was replaced before."""
_REQUEST = "svr_"
"""What the number of a request begins with, that the site gives everybody as a ``sessionid``."""
_PUBLIC = re.compile(r"gh_[0-9a-f]{12}")
_MOST_ECHOES = 32
"""Values found under a name that are looked for elsewhere in the page, too."""
_LONGEST_ECHO = 400

_PLAIN_TAG = (
    r"</?(?:b|strong|em|i|u|s|span|font|code|wbr|a|mark|small|big|sup|sub|ins|del)\b[^<>]*+>"
)
_ESCAPED_TAG = r"\\\\{0,7}(?:x|u00)3c/?(?:b|strong|em|i|u|span|font)\b[^<>\\]*+\\{1,8}(?:x|u00)3e"
INLINE_TAG = f"{_PLAIN_TAG}|{_ESCAPED_TAG}"
"""Inline markup, also as a script's string has it: it may stand within a value."""
_INLINE_TAG = re.compile(INLINE_TAG, re.I | re.A)
# each begins with one sign: the engine finds that forty times as fast as either of two
_TAGS = [re.compile(tag, re.I | re.A) for tag in (_PLAIN_TAG, _ESCAPED_TAG)]
_GAP = rf"(?i:{INLINE_TAG})*+"
_RUN = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPE = re.compile(r"\\++(?:(?:x|u00)([0-9a-f]{2}))?", re.I)


class Tally:
    """What was replaced in one page, and which values found there may stand elsewhere, too."""

    def __init__(self) -> None:
        self.count = 0
        self.echoes: dict[str, None] = {}

    def replaced(self, value: str, *, is_sure: bool = True) -> str:
        """Note a value, and return what comes instead."""
        self.count += 1
        # a short one may be a word of the text
        is_telling = SHORTEST + 2 <= len(value) <= _LONGEST_ECHO
        if is_sure and is_telling and len(self.echoes) < _MOST_ECHOES:
            self.echoes[value] = None
        return PLACEHOLDER


def without_values(text: str, values: Iterable[str], tally: Tally) -> str:
    """Replace values wherever they stand, also where inline markup stands within one."""
    unmarked = ""
    for written in values:
        value = _ESCAPE.sub(
            lambda escape: bytes.fromhex(escape[1] or "").decode("latin-1"), written
        )
        # credentials are ASCII: what is not was no escape
        if (unquoted := unquote(value)).isascii():
            value = unquoted
        # what is short or common is not looked for by itself
        if len(value) < SHORTEST or is_no_secret(value) or _PUBLIC.fullmatch(value):
            continue
        # plain letters of it are found sooner than all of its spellings
        core = max(_RUN.findall(value), key=len, default="")
        if core in text:
            text = _replaced(value, "", text, tally)
        unmarked = unmarked or _TAGS[0].sub("", _TAGS[1].sub("", text))
        if len(value) <= _LONGEST_ECHO and core in unmarked:
            text = _replaced(value, _GAP, text, tally)
    return text


def is_no_secret(value: str) -> bool:
    """Tell whether a value is what everybody gets, or was replaced already."""
    return value.lower() in _GUEST or value.startswith(_REQUEST)


def without_tags(value: str) -> str:
    """Return a value without the inline markup within it."""
    return _INLINE_TAG.sub("", value)


def tags_of(value: str) -> str:
    """Return the inline markup within a value."""
    return "".join(tag[0] for tag in _INLINE_TAG.finditer(value))


def _replaced(value: str, gap: str, text: str, tally: Tally) -> str:
    """Replace a value in all ways to write it; ``gap`` may stand between its characters."""
    word, spelled = PLACEHOLDER, gap.join(map(_ways, value))
    # part of a longer number it is none, but behind an escape; and a script that expects a number
    # breaks at a word
    if value.isdigit():
        word = "0"
        spelled = rf"(?:(?<!\d)|(?<=%[0-9A-F]\d)|(?<=\\x[0-9A-F]\d)){spelled}(?!\d)"
    text, count = re.subn(spelled, lambda match: word + tags_of(match[0]), text)
    tally.count += count
    return text


def _ways(sign: str) -> str:
    """Return the expression of all ways to write a character."""
    if sign.isalnum() or sign in "_-":
        return sign
    itself, code = re.escape(sign), f"{ord(sign):02x}"
    name = codepoint2name.get(ord(sign), "x")
    # in addresses, in scripts, in HTML
    escapes = (
        rf"%(?:25){{0,4}}{code}",
        rf"\\{{1,8}}(?:x|u00){code}",
        rf"&(?:amp;){{0,3}}(?:#{ord(sign)}|#x{code}|{name});",
    )
    ways = rf"{itself}|(?i:{'|'.join(escapes)})|\\{{1,8}}{itself}"
    # forms send a space so
    if sign == " ":
        ways += r"|\+"
    return f"(?:{ways})"
