"""Characters that rule a terminal or hide: what is printed, and names of files, have none of them.

Sources: escape sequences ECMA-48 §5.4 and §8.3; changes of direction UAX #9 §2; tag characters,
variation selectors and other default ignorables Unicode 15 §23. A joiner between letters or emoji
that need it, and one variation selector behind the character it varies, are part of how a text is
written, and stay.
"""

import json
import re
import unicodedata

_SEQUENCES = (
    "\x1b(?:"
    "\\[[0-?]*[ -/]*[@-~]"  # control sequences
    "|[\\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\\\)"  # strings to the terminal: titles, links, clipboards
    "|[ -/]*[0-~])?"
)
_JOINERS = "\u180e\u200c\u200d"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and newline
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # changes of direction
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags
)
_UNSAFE = re.compile(f"{_SEQUENCES}|[{_HIDDEN}]|[{_JOINERS}]+|[{_SELECTORS}]+")
_JOINING = ((0x0600, 0x1CFF), (0xA840, 0xABFF), (0xFB50, 0xFEFC), (0x10A00, 0x11FFF))
"""Where scripts stand whose letters take joiners: Arabic, those of India and its neighbours,
Mongolian.
"""


def printable(text: str) -> str:
    """Remove what could command a terminal or hide text, whole escape sequences; tabs and newlines
    stay.
    """
    return text if text.isascii() and text.isprintable() else _UNSAFE.sub(_kept, text)


def escaped(json_text: str) -> str:
    r"""Write the same in JSON as ``\uXXXX``: the value stays what it is."""
    return json_text if json_text.isascii() else _UNSAFE.sub(_escaped, json_text)


def _kept(found: re.Match[str]) -> str:
    run, text = found[0], found.string
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    if run[0] in _JOINERS:
        return run if len(run) == 1 and _takes_joiner(before) and _takes_joiner(after) else ""
    if "\ufe00" <= run[0] <= "\ufe0f" or run[0] >= "\U000e0100":
        return run[0] if before.strip() and run[0] <= "\U000e01ef" else ""
    return ""


def _escaped(found: re.Match[str]) -> str:
    kept = _kept(found)
    return kept + "".join(
        json.dumps(char)[1:-1] if char > "~" else char for char in found[0][len(kept) :]
    )


def _takes_joiner(char: str) -> bool:
    if not char:
        return False
    kind = unicodedata.category(char)
    if kind in {"So", "Sk"} or char == "\ufe0f":
        return not char.isascii()
    return kind[0] in "LM" and any(first <= ord(char) <= last for first, last in _JOINING)
