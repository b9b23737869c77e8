"""The characters of a text that nobody sees (docs/wechat-pages.md §3.3)."""

import re

_FORMATTING = "\u200b\u200c\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\ufffc"
INVISIBLE = dict.fromkeys([*range(9), 0xB, 0xC, *range(0xE, 0x20), 0x7F, *map(ord, _FORMATTING)])
"""Control and formatting characters, as a table for ``str.translate`` that drops them."""
_ANY = re.compile("[" + "".join(map(re.escape, map(chr, INVISIBLE))) + "]")
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_STRAY_JOINER = re.compile(f"\u200d(?![{_EMOJI}])|(?<![{_EMOJI}])\u200d")
"""A zero-width joiner that joins no emoji."""


def visible(text: str) -> str:
    """Remove what nobody sees: control and formatting characters, joiners that join nothing."""
    if _ANY.search(text):
        text = text.translate(INVISIBLE)
    return _STRAY_JOINER.sub("", text) if "\u200d" in text else text
