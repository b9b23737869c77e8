"""Text and sizes as people can read them."""

import re

_UNSAFE = re.compile(
    "\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|[@-Z\\\\-_])?"  # a terminal's escape sequences
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f]"  # control characters but tab and newline
    "|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"  # what turns the direction of text
)


def printable(text: str) -> str:
    """Remove what could command a terminal or hide text: escape sequences, controls, changes of direction."""
    return _UNSAFE.sub("", text)


def one_line(text: str | None) -> str:
    """Make text fit in a line of a list: no breaks, no tabs; nothing for ``None``."""
    return " ".join(printable(text or "").split())


def size(number: int) -> str:
    """Write a number of bytes in decimal units, as systems show the sizes of files."""
    return f"{number / 1e6:.1f} MB" if number >= 1e6 else f"{-(-number // 1000)} kB"
