"""Parameters of addresses, plain or escaped, whose values are credentials."""

import re

from wxarchive.credentials import NAMES, is_credential
from wxarchive.scrub.values import INLINE_TAG, Tally, is_no_secret, tags_of, without_tags

_SIGNS = r"[\w%+/=.~*@|-]++|\\{1,8}(?:/|(?:x|u00)(?:2[5bdef]|3d|7e))"
_ENCODED_SIGNS = r"[\w+/=.~*@|-]++|%(?!(?:25){0,4}(?:26|23|3B))|\\{1,8}/"
_PARAMETER = re.compile(
    rf"(?P<name>{NAMES})(?:=|(?P<encoded>%(?:25){{0,4}}3D)|\\{{1,8}}(?:x|u00)3d|&#(?:61|x3d);)"
    rf"(?!=)(?P<value>(?(encoded)(?:{_ENCODED_SIGNS})++|(?:{_SIGNS}|{INLINE_TAG})++))",
    re.I | re.A,
)
_NAME = re.compile(rf"(?:{NAMES})(?=[=%\\&])", re.A)
_PARTING = re.compile(r"(?:[?&;#]|\\(?:x|u00)(?:26|3f)|%(?:25){0,4}(?:26|3F|3B))$", re.I)
"""What stands before a parameter of an address."""
_LONGEST_PARTING = 11
_OF_WECHAT = re.compile(
    r"(?:weixin|wx)\.qq\.com|__biz|/(?:s|mp/\w{1,40})(?:\?|%(?:25){0,4}3F|\\{1,8}(?:x|u00)3f)",
    re.I,
)
_LONGEST_SIGN_OF_WECHAT = 60
_BREAKS = " \t\r\n\"'<>"
"""What no address has within."""
_CODE = re.compile(r"[A-Z_$.]*+[a-z][A-Za-z_$.]*+")
"""What a script assigns and is no value: ``encodeURIComponent``, ``t.ticket``."""
_END = ".*"
"""What may follow an address in a sentence."""
_LEAST = 4
"""Characters of the value of ``key`` and its like: fewer are the number of something."""


class Parameters:
    """The parameters in a text. Asked for rising places, it is linear in the text's length."""

    def __init__(self, text: str, tally: Tally) -> None:
        self._text = text
        self._tally = tally
        # what was searched so far, and where the address in hand begins
        self._searched = self._start = 0
        self._is_wechats = False

    def at(self, place: int) -> list[tuple[int, int, str]]:
        """Return from where to where the secret value of a parameter stands, and what comes
        instead; of ``key`` and its like only in an address of WeChat.
        """
        named = _NAME.match(self._text, place)
        if named is None:
            return []
        # all of this comes first: what is read and rejected would be read again from within
        is_own = is_credential(named[0])
        before = self._text[max(0, place - _LONGEST_PARTING) : place]
        is_parted = _PARTING.search(before) is not None
        # the end of another name
        char = before[-1:]
        goes_on = char.isascii() and (char.isalnum() or char in {"_", "$", ".", "-"})
        if not is_parted and (not is_own or goes_on):
            return []
        if not is_own and not self._is_in_address(place):
            return []
        match = _PARAMETER.match(self._text, place)
        if match is None:
            return []
        written = match["value"]
        value = without_tags(written).rstrip(_END)
        is_number = not is_own and len(value) < _LEAST
        is_code = not is_parted and _CODE.fullmatch(value)
        if is_no_secret(value) or is_number or is_code:
            return []
        # markup within and punctuation behind are the text's
        end = written[len(written.rstrip(_END)) :]
        instead = self._tally.replaced(value) + tags_of(written) + end
        return [(*match.span("value"), instead)]

    def _is_in_address(self, place: int) -> bool:
        """Tell whether what stands before the place, up to the last break, is WeChat's."""
        last = max(self._text.rfind(sign, self._searched, place) for sign in _BREAKS)
        # only what was not searched before, and as much as a sign of WeChat may reach back
        fresh = max(self._start, self._searched - _LONGEST_SIGN_OF_WECHAT)
        if last >= 0:
            fresh = self._start = last + 1
            self._is_wechats = False
        if _OF_WECHAT.search(self._text, fresh, place):
            self._is_wechats = True
        self._searched = place
        return self._is_wechats
