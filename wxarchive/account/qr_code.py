"""A picture of a QR code → its modules → lines for a terminal.

WeChat gives the code of a login as a picture. It is drawn anew, not decoded: what a phone scans is
the same pattern.
"""

import io
from collections.abc import Iterator

_DARK = 128
_FINDER = ("#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######")
"""What stands in three corners of each QR code (ISO/IEC 18004)."""
_SIZES = range(21, 178, 4)
QUIET = 2
"""Modules of light around a code, without which phones do not find it."""

_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}

Modules = tuple[tuple[bool, ...], ...]
"""Rows of a code; true is dark."""


def modules_of(picture: bytes) -> Modules | None:
    """Return the modules of a code, ``None`` if Pillow is not installed, or the picture is no code
    and nothing else.
    """
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        return None
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            grey = opened.convert("L")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None
    # the light around a code has another width in each picture
    box = grey.point([255 * (level < _DARK) for level in range(256)]).getbbox()
    if box is None:
        return None
    code = grey.crop(box)
    for size in _SIZES:
        # of each module the middle third: the edges of a JPEG are smeared
        points = code.resize((size * 3, size * 3), Image.Resampling.BOX).tobytes()
        rows = tuple(
            tuple(points[(3 * y + 1) * size * 3 + 3 * x + 1] < _DARK for x in range(size))
            for y in range(size)
        )
        if _is_code(rows):
            return rows
    return None


def lines_of(modules: Modules) -> Iterator[str]:
    """Yield lines of a terminal, each with two rows of a code, black on white whatever the colours
    of the terminal are.
    """
    side = len(modules) + 2 * QUIET
    light = (False,) * side
    rows = [light] * QUIET
    rows += [(False,) * QUIET + row + (False,) * QUIET for row in modules]
    rows += [light] * QUIET
    if len(rows) % 2:
        rows.append(light)
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        blocks = "".join(_BLOCKS[pair] for pair in zip(upper, lower, strict=True))
        # 256 colours have a black and a white that no theme changes
        yield f"\x1b[38;5;16;48;5;231m{blocks}\x1b[0m"


def _is_code(rows: Modules) -> bool:
    """Tell whether the three corners and the line of dots between two of them are a code's: that
    line has another number of dots in each size.
    """
    last = len(rows) - 7
    corners = ((0, 0), (0, last), (last, 0))
    dots = [rows[6][place] for place in range(8, last - 1)]
    return dots == [place % 2 == 0 for place in range(8, last - 1)] and all(
        rows[top + y][left + x] == (_FINDER[y][x] == "#")
        for top, left in corners
        for y in range(7)
        for x in range(7)
    )
