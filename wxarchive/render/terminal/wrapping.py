"""Lines of text for a terminal: as wide as they may be, Chinese counted as two cells, styles kept
over line ends.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size


class Styled(NamedTuple):
    """A run of text and the names of its styles, keys of :data:`CODES`."""

    text: str
    styles: frozenset[str] = frozenset()


CODES = {
    "strong": "1",
    "dim": "2",
    "em": "3",
    "u": "4",
    "a": "4",
    "code": "36",
    "heading": "1;36",
    "del": "9",
}
"""Style → parameters of a terminal's SGR sequence (ECMA-48 §8.3.117)."""

_NOT_FIRST = set("，。、；：？！）】》」』〉”’…—～·,.;:?!)]}%％℃")
"""What must not begin a line (避头); what must not end one is in :data:`_NOT_LAST` (避尾)."""
_NOT_LAST = set("（【《「『〈“‘([{")
_JOINER = "\u200d"
_SKINS = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_FLAGS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
"""What emoji of several characters are made of (UTS #51): a joiner, colours of skin, the letters of
flags.
"""

_Char = tuple[str, frozenset[str]]


def wrap(runs: Iterable[Styled], width: int | None, *, styled: bool) -> list[str]:
    """Break running text into lines of at most ``width`` cells, where Chinese and Latin text may be
    broken.

    A newline always breaks. Without a width nothing else does; without ``styled`` no line holds a
    sequence.
    """
    # character by character, for a line may end inside of a run
    parts: list[list[_Char]] = [[]]
    for run in runs:
        for char in run.text:
            if char == "\n":
                parts.append([])
            else:
                parts[-1].append((char, run.styles))
    lines = [line for part in parts for line in _filled(part, width)]
    return [_painted(line, styled=styled) for line in lines]


def _filled(chars: list[_Char], width: int | None) -> Iterator[list[_Char]]:
    if width is None:
        yield chars
        return
    line: list[_Char] = []
    used = 0
    for cluster in _clusters(chars, width):
        size = cell_len("".join(char for char, _ in cluster))
        if used + size > width and line:
            yield _trimmed(line)
            line, used = [], 0
        # a line that was broken does not begin with the space it was broken at
        if line or not cluster[0][0].isspace():
            line, used = line + cluster, used + size
    yield _trimmed(line)


def _clusters(chars: list[_Char], width: int) -> Iterator[list[_Char]]:
    """Yield what stays on one line; a word too long for any line is cut."""
    cluster: list[_Char] = []
    size = 0
    for sign in _signs(chars):
        cells = get_character_cell_size(sign[0][0])
        # nearly every sign is one character
        if len(sign) > 1:
            cells = cell_len("".join(char for char, _ in sign))
        if cluster and (_may_break(cluster[-1][0], sign[0][0]) or size + cells > width):
            yield cluster
            cluster, size = [], 0
        cluster += sign
        size += cells
    if cluster:
        yield cluster


def _signs(chars: list[_Char]) -> Iterator[list[_Char]]:
    """Yield what is seen as one sign: a letter with its accents, an emoji of several characters."""
    sign: list[_Char] = []
    for one in chars:
        if sign and not _belongs(sign, one[0]):
            yield sign
            sign = []
        sign.append(one)
    if sign:
        yield sign


def _belongs(sign: list[_Char], after: str) -> bool:
    """Tell whether a character is a part of the sign before it (UAX #29, in short)."""
    before, _ = sign[-1]
    if before == _JOINER or after in _SKINS or not get_character_cell_size(after):
        return True
    # a flag is a pair of letters
    return len(sign) == 1 and before in _FLAGS and after in _FLAGS


def _may_break(before: str, after: str) -> bool:
    if before == " " or after == " ":
        return True
    if after in _NOT_FIRST or before in _NOT_LAST or not get_character_cell_size(after):
        return False
    # between two Chinese characters, or one and a Latin word; never inside of a word
    return get_character_cell_size(before) > 1 or get_character_cell_size(after) > 1


def _trimmed(line: list[_Char]) -> list[_Char]:
    while line and line[-1][0] == " ":
        line = line[:-1]
    return line


def _painted(line: list[_Char], *, styled: bool) -> str:
    if not styled:
        return "".join(char for char, _ in line)
    # one sequence for neighbours that look the same
    written = ""
    for styles, group in groupby(line, key=lambda char: char[1]):
        text = "".join(char for char, _ in group)
        written += paint(text, styles)
    return written


def paint(text: str, styles: Iterable[str]) -> str:
    """Put a text between the sequences that turn its styles on and off."""
    codes = ";".join(CODES[style] for style in sorted(styles) if style in CODES)
    if not codes:
        return text
    return f"\x1b[{codes}m{text}\x1b[0m"
