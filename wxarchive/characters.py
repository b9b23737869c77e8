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
_DELETE = "\x7f"
_JOINERS = "\u180e\u200c\u200d"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_HIDDEN_IN_PLANE_0 = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and newline
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # changes of direction
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
)
_HIDDEN = (
    f"{_HIDDEN_IN_PLANE_0}\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags
)
_UNSAFE = re.compile(f"{_SEQUENCES}|[{_HIDDEN}]|[{_JOINERS}]+|[{_SELECTORS}]+")
_SUSPECTS = re.compile(
    f"[\x1b{_HIDDEN_IN_PLANE_0}{_JOINERS}\ufe00-\ufe0f\U0001bca0-\U0001d17a\U000e0000-\U000e0fff]"
)
"""All of them and some more, in few ranges: found six times as fast, and most texts have none."""
_JOINING = ((0x0600, 0x1CFF), (0xA840, 0xABFF), (0xFB50, 0xFEFC), (0x10A00, 0x11FFF))
"""Where scripts stand whose letters take joiners: Arabic, those of India and its neighbours,
Mongolian.
"""


def printable(text: str) -> str:
    """Remove what could command a terminal or hide text, whole escape sequences; tabs and newlines
    stay.
    """
    # nearly all texts that are printed: answered without a search
    if text.isascii() and text.isprintable():
        return text
    if not _SUSPECTS.search(text):
        return text
    return _UNSAFE.sub(_harmless_part, text)


def escaped(json_text: str) -> str:
    r"""Write the same in JSON as ``\uXXXX``: the value stays what it is."""
    # nearly all of them; JSON itself escapes every control but the last
    if json_text.isascii() and _DELETE not in json_text:
        return json_text
    if not _SUSPECTS.search(json_text):
        return json_text
    return _UNSAFE.sub(_escaped, json_text)


def _harmless_part(match: re.Match[str]) -> str:
    """Return what of a run of such characters is part of how the text is written."""
    run, text = match[0], match.string
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    # one joiner between letters or emoji that take it
    if run[0] in _JOINERS and len(run) == 1 and _takes_joiner(before) and _takes_joiner(after):
        return run
    # the first selector behind a character; further ones could carry a hidden message
    is_selector = "\ufe00" <= run[0] <= "\ufe0f" or "\U000e0100" <= run[0] <= "\U000e01ef"
    if is_selector and before.strip():
        return run[0]
    return ""


def _escaped(match: re.Match[str]) -> str:
    written = _harmless_part(match)
    for char in match[0][len(written) :]:
        # what else is ASCII is escaped already
        if char == _DELETE:
            written += r"\u007f"
        elif char.isascii():
            written += char
        else:
            written += json.dumps(char)[1:-1]
    return written


def _takes_joiner(char: str) -> bool:
    if not char:
        return False
    kind = unicodedata.category(char)
    if kind in {"So", "Sk"} or char == "\ufe0f":
        return not char.isascii()
    return kind[0] in "LM" and any(first <= ord(char) <= last for first, last in _JOINING)
