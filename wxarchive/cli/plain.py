"""Text and sizes as people can read them."""

from wxarchive.characters import printable


def one_line(text: str | None) -> str:
    """Make text fit in a line of a list: no breaks, no tabs; nothing for ``None``."""
    return " ".join(printable(text or "").split())


def rounded(number: float | None, digits: int) -> float | None:
    """Round a number that may be unknown."""
    if number is None:
        return None
    return round(number, digits)


def size(number: int) -> str:
    """Write a number of bytes in decimal units, as systems show the sizes of files."""
    if number >= 1e6:
        return f"{number / 1e6:.1f} MB"
    return f"{-(-number // 1000)} kB"
