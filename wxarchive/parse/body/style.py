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
    return _effect_of(_DATA.sub(_size_told, style) if "data:" in style else style)


def _size_told(data: re.Match[str]) -> str:
    """Say of the bytes of a picture whether they are one, or hold the place of one."""
    return INSIDE if len(data[0]) >= LEAST_DATA else "data:"


@lru_cache(maxsize=4096)
def _effect_of(style: str) -> Effect:
    """Authors' editors repeat the same few styles thousands of times."""
    said = declarations(style)
    weight, colour = said.get("font-weight", "inherit"), said.get("color", "inherit")
    lines = said.get("text-decoration", "") + said.get("text-decoration-line", "")
    effect = Effect(
        is_removed=said.get("display") == "none",
        bold=None if weight == "inherit" else bool(_BOLD.fullmatch(weight)),
        italic=said.get("font-style") in ("italic", "oblique"),
        struck="line-through" in lines,
        size=_size(said.get("font-size", "inherit")),
        white=None if colour == "inherit" else bool(_WHITE.fullmatch(colour)),
        coloured=_has_background(said),
        picture=_background(said),
        raised=_RAISED.get(said.get("vertical-align", "")),
        flow=_FLOW.get(said.get("display", "")),
        keeps_lines=_keeps_lines(said),
        monospaced=bool(_MONOSPACED.search(said.get("font-family", ""))),
    )
    # one object, so that it is told from others by its identity
    return NOTHING if effect == NOTHING else effect


def flowing_as(tag: str, flow: Flow, *, in_heading: bool) -> str:
    """Return the tag that flows as the style says: spans shown as lines, paragraphs as parts of
    one.
    """
    if flow == "inline":
        return "span" if tag in _LINES else tag
    return "div" if tag in _LINE_PARTS and not in_heading else tag


def declarations(style: str) -> dict[str, str]:
    """Read an inline style as property → value, lower case, ``!important`` dropped; the last one
    counts.
    """
    found: dict[str, str] = {}
    for declaration in _DECLARATION.findall(style):
        name, colon, value = declaration.partition(":")
        if colon:
            lowered = value if "url(" in value else value.lower()
            found[name.strip().lower()] = lowered.replace("!important", "").strip()
    return found


def _size(size: str) -> Size | None:
    if size == "inherit":
        return None
    if _ZERO.fullmatch(size):
        return "zero"
    pixels = _PIXELS.fullmatch(size)
    return "small" if pixels and (decimal(pixels[1]) or 0) <= 12 else "normal"


def _keeps_lines(said: dict[str, str]) -> bool | None:
    """Tell whether line ends of the source are shown as such; ``None`` where that is inherited."""
    told = said.get("white-space-collapse") or said.get("white-space") or ""
    return next((_KEEPS_LINES[word] for word in told.split() if word in _KEEPS_LINES), None)


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
    address = ""
    if match := _URL.search(value):
        address = match[1]
    elif _VARIABLE.search(value):
        address = INSIDE
    return address if address and not is_decoration(said) else None


def is_decoration(said: dict[str, str]) -> bool:
    """Tell whether a background picture is small or repeated: it divides, or fills."""
    value = said.get("background-image") or said.get("background") or ""
    if "repeat-x" in value or "repeat-y" in value:
        return True
    sizes = (_PIXELS.fullmatch(said.get(name, "")) for name in ("height", "width"))
    return any(size and (decimal(size[1]) or 0) <= _LARGEST_DIVIDER for size in sizes)
