"""The characters of a text that nobody sees (docs/wechat-pages.md §3.3)."""

import re

# the last two code points of each plane are never a character (Unicode 15 §23.7)
_LAST_OF_PLANES = "".join(
    chr(plane + end) for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)
)
_DROPPED = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # all but tabs and line ends, which part words
    "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"  # formatting
    f"\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_PLANES}"  # halves of characters, and what is none
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
