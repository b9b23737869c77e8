"""What an element's inline style means for its text: boldness, visibility, a background picture.

Source: docs/wechat-pages.md §3.2, §3.3.

Declarations are normalised before they are compared: ``font-size:0`` must not match
``font-size:0.9em``.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from lxml.etree import _Element as Element

from wxarchive.guarded import decimal
from wxarchive.parse.body.pictures import INSIDE, LEAST_DATA

Size = Literal["zero", "small", "normal"]
Raised = Literal["sup", "sub"]
Flow = Literal["block", "inline"]

# a semicolon in brackets belongs to an address
_DECLARATION = re.compile(r"(?:[^;(]++|\([^)]*+\)?)++")
_ZERO = re.compile(r"0+(?:\.0+)?(?:px|em|rem|%|pt|vw|vh)?")
_URL = re.compile(
    r"""url\(\s*+(?:(?:&quot;|["'])\s*+)?"""
    r"""((?:https?:)?//[^"')\s&]+(?:&(?!quot;)[^"')\s&]+)*|data:inside|data:,)"""
)
_DATA = re.compile(r"data:image/[^\"')\s]*")
# by which SingleFile shows pictures whose bytes are elsewhere in the page
_VARIABLE = re.compile(r"var\(--sf-img-")
_PIXELS = re.compile(r"(\d+(?:\.\d+)?)px")
_WHITE = re.compile(r"white|#fff(?:fff)?|rgba?\(255,\s*255,\s*255(?:,\s*1)?\)")
_CLEAR = re.compile(
    r"transparent|none|initial|inherit|unset|rgba\(\d+,\s*\d+,\s*\d+,\s*0(?:\.0+)?\)"
)
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\([^()]*+\)|hsla?\([^()]*+\)")
_BACKGROUNDS = ("background", "background-color", "background-image")
_LARGEST_DIVIDER = 60  # pixels
_LARGEST_SMALL = 12  # pixels
LAZY = "data-lazy-bgimg"
"""Attribute of a background picture that a saved page had yet to load."""
_RAISED: dict[str, Raised] = {"super": "sup", "sub": "sub"}
_FLOW: dict[str, Flow] = {
    "block": "block", "flex": "block", "-webkit-flex": "block", "grid": "block", "table": "block",
    "list-item": "block",
    "inline": "inline",
}  # fmt: skip
_MONOSPACED = re.compile(r"mono|consolas|menlo|courier|monaco")
# values of ``white-space``, and of ``white-space-collapse``, which browsers write for it
_KEEPS_LINES = {
    **dict.fromkeys(
        ("pre", "pre-wrap", "pre-line", "break-spaces", "preserve", "preserve-breaks"), True
    ),
    **dict.fromkeys(("normal", "nowrap", "collapse", "initial"), False),
}
_LINE_PARTS = frozenset({"span", "strong", "b", "em", "i", "u", "font"})
_LINES = frozenset({"p", "section", "div"})
_BOLD = re.compile(r"bold|bolder|[6-9]00|1000")


class Effect(NamedTuple):
    """What a style does to the text inside it; ``None``: it says nothing of that."""

    is_removed: bool = False
    bold: bool | None = None
    italic: bool = False
    struck: bool = False
    size: Size | None = None
    white: bool | None = None
    coloured: bool = False
    picture: str | None = None
    raised: Raised | None = None
    flow: Flow | None = None
    keeps_lines: bool | None = None
    monospaced: bool = False

    @property
    def without_paint(self) -> "Effect":
        """The effect but for colours and size."""
        return self._replace(size=None, white=None, coloured=False)


NOTHING = Effect()


def effect_of(style: str) -> Effect:
    """Return what an inline style does."""
    # of a picture's bytes only whether they are one, or hold the place of one
    if "data:" in style:
        style = _DATA.sub(lambda data: INSIDE if len(data[0]) >= LEAST_DATA else "data:", style)
    return _effect_of(style)


# authors' editors repeat the same few styles thousands of times
@lru_cache(maxsize=4096)
def _effect_of(style: str) -> Effect:
    said = declarations(style)
    lines = said.get("text-decoration", "") + said.get("text-decoration-line", "")
    effect = Effect(
        is_removed=said.get("display") == "none",
        bold=_is_wholly(_BOLD, said.get("font-weight", "inherit")),
        italic=said.get("font-style") in ("italic", "oblique"),
        struck="line-through" in lines,
        size=_size(said.get("font-size", "inherit")),
        white=_is_wholly(_WHITE, said.get("color", "inherit")),
        coloured=_has_background(said),
        picture=_background(said),
        raised=_RAISED.get(said.get("vertical-align", "")),
        flow=_FLOW.get(said.get("display", "")),
        keeps_lines=_keeps_lines(said),
        monospaced=bool(_MONOSPACED.search(said.get("font-family", ""))),
    )
    # one object, so that it is told from others by its identity
    return NOTHING if effect == NOTHING else effect


def _is_wholly(pattern: re.Pattern[str], value: str) -> bool | None:
    """Tell whether a value is one of those; ``None`` where it is inherited."""
    if value == "inherit":
        return None
    return pattern.fullmatch(value) is not None


def flowing_as(tag: str, flow: Flow, *, in_heading: bool) -> str:
    """Return the tag that flows as the style says: spans shown as lines, paragraphs as parts of
    one.
    """
    if flow == "inline" and tag in _LINES:
        return "span"
    if flow == "block" and tag in _LINE_PARTS and not in_heading:
        return "div"
    return tag


def declarations(style: str) -> dict[str, str]:
    """Read an inline style as property → value, lower case, ``!important`` dropped; the last one
    counts.
    """
    values: dict[str, str] = {}
    for declaration in _DECLARATION.findall(style):
        name, colon, value = declaration.partition(":")
        if not colon:
            continue
        # capitals count in an address
        if "url(" not in value:
            value = value.lower()
        values[name.strip().lower()] = value.replace("!important", "").strip()
    return values


def _size(size: str) -> Size | None:
    if size == "inherit":
        return None
    if _ZERO.fullmatch(size):
        return "zero"
    pixels = _PIXELS.fullmatch(size)
    if pixels and (decimal(pixels[1]) or 0) <= _LARGEST_SMALL:
        return "small"
    return "normal"


def _keeps_lines(said: dict[str, str]) -> bool | None:
    """Tell whether line ends of the source are shown as such; ``None`` where that is inherited."""
    value = said.get("white-space-collapse") or said.get("white-space") or ""
    for word in value.split():
        if word in _KEEPS_LINES:
            return _KEEPS_LINES[word]
    return None


def _has_background(said: dict[str, str]) -> bool:
    value = " ".join(said.get(name, "") for name in _BACKGROUNDS)
    if "url(" in value or "gradient" in value:
        return True
    # on white or nothing, white letters are not seen
    painted = _WHITE.sub("", _CLEAR.sub("", value))
    return bool(_COLOUR.search(painted))


def lazy_background(element: Element) -> str | None:
    """Return the background picture that a saved page had yet to load, if it is large enough to be
    content (§3.2).
    """
    address = element.get(LAZY)
    if not address or is_decoration(declarations(element.get("style") or "")):
        return None
    return address


def _background(said: dict[str, str]) -> str | None:
    """Return the address of a background picture large enough to be content (taller than a
    divider).
    """
    value = said.get("background-image") or said.get("background") or ""
    address = None
    if match := _URL.search(value):
        address = match[1]
    elif _VARIABLE.search(value):
        address = INSIDE
    if address and is_decoration(said):
        return None
    return address


def is_decoration(said: dict[str, str]) -> bool:
    """Tell whether a background picture is small or repeated: it divides, or fills."""
    value = said.get("background-image") or said.get("background") or ""
    if "repeat-x" in value or "repeat-y" in value:
        return True
    sizes = (_PIXELS.fullmatch(said.get(name, "")) for name in ("height", "width"))
    return any(size and (decimal(size[1]) or 0) <= _LARGEST_DIVIDER for size in sizes)
