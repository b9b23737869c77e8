"""The characters of a text that nobody sees (docs/wechat-pages.md §3.3)."""

import re

# all but tabs and ends of lines, which part words
_CONTROLS = (*range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))
_FORMATTING = (
    0xAD,
    0x61C,
    0x200B,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFFF9, 0xFFFC),
)
# code points that Unicode assigns to nothing, ever, and halves of others (Unicode 15 §23.6,
# §23.7)
_NO_CHARACTERS = (
    *range(0xD800, 0xE000),
    *range(0xFDD0, 0xFDF0),
    *(plane + end for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)),
)
_DROPPED = "".join(
    map(re.escape, map(chr, (*_CONTROLS, *_FORMATTING, 0xFEFF, 0xFFFC, *_NO_CHARACTERS)))
)
# one character, or a colour or a move of a terminal's cursor, whole
_INVISIBLE = re.compile(rf"[{_DROPPED}](?:(?<=\x1b)\[[\d;?]*+[A-Za-z])?")
# emoji, and where scripts stand whose letters take joiners (Unicode 15 §23.2)
_JOINED = (
    "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff\u0600-\u180d\u180f-\u1cff\ua840-\uabff\ufb50-\ufefc"
)
_JOINERS = "\u180e\u200c\u200d"
# joiners that join nothing
_STRAY_JOINERS = re.compile(f"[{_JOINERS}](?![{_JOINED}])|(?<![{_JOINED}])[{_JOINERS}]")
# a hidden copy of ASCII; only the flags of regions are written with it (Unicode 15 §23.9)
_TAGS = "\U000e0000-\U000e007f"
_STRAY_TAGS = re.compile(f"(?<![\U0001f3f4{_TAGS}])[{_TAGS}]+")


def visible(text: str) -> str:
    """Remove what nobody sees: control and formatting characters, joiners that join nothing."""
    # most texts: what Python calls printable is seen, but for what stands for an object
    if text.isprintable() and "\ufffc" not in text:
        return text
    text = _INVISIBLE.sub("", text)
    text = _STRAY_JOINERS.sub("", text)
    return _STRAY_TAGS.sub("", text)
