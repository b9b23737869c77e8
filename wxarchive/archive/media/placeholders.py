"""How the picture is known that the site gives in place of another: status and type are those of a real one.

Asked with a foreign Referer, the site answers with a small valid picture that says the picture may not be used
elsewhere (wechat-pages.md §7). We send no foreign Referer, but a proxy may, or the rule may change. Its bytes are
published nowhere, so it is known by what it contradicts: the page states how large the picture is. Once seen, it is
known by its hash for ever, also where a page states nothing.
"""

from wxarchive.sniff import Look

_SIZES = range(1_000, 32_000)  # bytes; it is a small picture with a line of text
_LEAST_WIDTH = 100
_SMALLER = 2.0  # times fewer pixels than stated
_OTHER_SHAPE = 0.1


def may_be_placeholder(size: int, told: Look) -> bool:
    """Tell whether a picture of ``size`` bytes is one of its kind: few bytes, and not tiny."""
    return size in _SIZES and (told.width or 0) >= _LEAST_WIDTH and told.type != "image/svg+xml"


def contradicts(told: Look, stated: tuple[int, int] | None) -> bool:
    """Tell whether a picture cannot be the one whose width and height are stated: far smaller, and of another shape."""
    if stated is None or not told.width or not told.height:
        return False
    shape, stated_shape = told.height / told.width, stated[1] / stated[0]
    fewer = told.width * told.height * _SMALLER <= stated[0] * stated[1]
    return fewer and abs(shape - stated_shape) > _OTHER_SHAPE * stated_shape
