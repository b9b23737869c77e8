"""How the placeholder is recognised that the site gives in place of a picture: its status and type
are those of a real one.

Asked with a foreign Referer, the site answers with a small valid picture that says the picture may
not be used elsewhere (docs/wechat-pages.md §7). We send no foreign Referer, but a proxy may, or the
rule may change. Its bytes are published nowhere, so it is known by what it contradicts: the page
states how large the picture is. Once seen, it is known by its hash for ever, also where a page
states nothing.
"""

from collections.abc import Iterable, Iterator, Mapping

from wxarchive.models import FileInfo, MediaUse, picture_identity

PLACEHOLDER = "the site's placeholder instead of the picture (hot-link protection)"
REPEATED = "{} pictures of one text are the same bytes"

_SIZES = range(1_000, 32_000)
"""Bytes: it is a small picture with a line of text."""
_DRAWING = "image/svg+xml"
_LEAST_WIDTH = 100
_SMALLER = 2.0
"""How many times fewer pixels it has than stated, at least."""
_OTHER_SHAPE = 0.1
_SMALLEST_LONG_SIDE = 600
"""Pixels. What is stated larger is given in sizes down to half of this (docs/wechat-pages.md
§3.2).
"""


def may_be_placeholder(size: int, info: FileInfo) -> bool:
    """Tell whether a picture of ``size`` bytes is one of its kind: few bytes, and not tiny."""
    is_wide = (info.width or 0) >= _LEAST_WIDTH
    return size in _SIZES and is_wide and info.type != _DRAWING


def doubt(info: FileInfo, stated: tuple[int, int] | None) -> str | None:
    """Say why a picture is hardly the one whose width and height a page states; ``None`` if nothing
    speaks against it.

    The site gives smaller ones of the same shape, and cameras note a turned one's sides the other
    way round.
    """
    width, height = info.width, info.height
    if info.doubt or stated is None or not width or not height:
        return info.doubt
    # a drawing has no size of its own
    if info.type == _DRAWING:
        return None
    what = f"{width} × {height} pixels instead of {stated[0]} × {stated[1]}"
    has_shape = _has_shape(width, height, stated)
    if info.type == "image/jpeg":
        has_shape = has_shape or _has_shape(height, width, stated)
    if not has_shape:
        return f"{what}: another shape"
    if max(width, height) * 2 < min(max(stated), _SMALLEST_LONG_SIDE):
        return f"{what}: far smaller"
    return None


def _has_shape(width: int, height: int, stated: tuple[int, int]) -> bool:
    """Tell whether sides are as stated but for scaling, which rounds to whole pixels."""
    expected = width * stated[1] / stated[0]
    tolerance = max(_OTHER_SHAPE * expected, 1.5)
    return abs(height - expected) <= tolerance


def repeated(
    uses: Iterable[MediaUse], stated: Mapping[str, tuple[int, int]]
) -> Iterator[list[MediaUse]]:
    """Yield the pictures of a text whose bytes are those of others, under other names.

    An author may use one picture twice: two that are of just the size that is stated of both are no
    reason to doubt.
    """
    same: dict[str, list[MediaUse]] = {}
    for use in uses:
        if use.role == "picture" and use.sha256:
            same.setdefault(use.sha256, []).append(use)
    for group in same.values():
        names = {picture_identity(use.address) for use in group}
        sizes = [(use.width, use.height) for use in group]
        as_stated = [stated.get(use.address) for use in group] == sizes
        # three and more of one text are never meant
        if len(names) > 1 + as_stated:
            yield group


def contradicts(info: FileInfo, stated: tuple[int, int] | None) -> bool:
    """Tell whether a picture cannot be the one whose width and height are stated: far smaller, and
    of another shape.
    """
    if stated is None or not info.width or not info.height:
        return False
    pixels, stated_pixels = info.width * info.height, stated[0] * stated[1]
    shape, stated_shape = info.height / info.width, stated[1] / stated[0]
    is_smaller = pixels * _SMALLER <= stated_pixels
    return is_smaller and abs(shape - stated_shape) > _OTHER_SHAPE * stated_shape
