"""What an element's inline style means for its text: boldness, visibility, a background picture.

Source: docs/wechat-pages.md §3.2, §3.3.

Declarations are normalised before they are compared: ``font-size:0`` must not match
``font-size:0.9em``.
"""

import re
from collections import Counter
from functools import lru_cache
from html import unescape
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
_TINY = ("zero", "small")
_LAZY = "data-lazy-bgimg"
_STYLE = re.compile(r' style="([^"]*)')
# a tag whose style stands first, not text that shows HTML
_STYLED = re.compile(r"""(<[^\W_]+) style="([^"]*)"(?=[\s/>])""")
# one part in so many, from which on idle styles are taken out
_WORTH = 4
_BARE_SPAN = re.compile(r"""<span(?: leaf="")?>([^<]*)</span>""")
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
    effect = Effect(
        is_removed=said.get("display") == "none",
        bold=None if weight == "inherit" else bool(_BOLD.fullmatch(weight)),
        italic=said.get("font-style") in ("italic", "oblique"),
        struck="line-through"
        in said.get("text-decoration", "") + said.get("text-decoration-line", ""),
        size=_size(said.get("font-size", "inherit")),
        white=None if colour == "inherit" else bool(_WHITE.fullmatch(colour)),
        coloured=_has_background(said),
        picture=_background(said),
        raised=_RAISED.get(said.get("vertical-align", "")),
        flow=_FLOW.get(said.get("display", "")),
        keeps_lines=_keeps_lines(said),
        monospaced=bool(_MONOSPACED.search(said.get("font-family", ""))),
    )
    return NOTHING if effect == NOTHING else effect


def lighter(html: str) -> str:
    """Take out of HTML what says nothing: styles without an effect, spans without attributes.

    They are most of many bodies' bytes; a tree of the rest is built and walked in half the time.
    """
    styles = Counter(_STYLE.findall(html))
    idle = _idle(set(styles), all_known=styles.total() == html.count("style="))
    if _LAZY in html:
        idle = {style for style in idle if not _is_decoration(declarations(unescape(style)))}
    # of few bytes a tree is built sooner than they are taken out
    if sum(len(style) * styles[style] for style in idle) * _WORTH > len(html):
        html = _STYLED.sub(lambda tag: tag[1] if tag[2] in idle else tag[0], html)
    return _BARE_SPAN.sub(r"\1", html)


def _idle(styles: set[str], *, all_known: bool) -> set[str]:
    """Choose the styles without an effect; colours and sizes have one only where some text is white
    or tiny.
    """
    effects = {style: effect_of(unescape(style)) for style in styles}
    sober = all_known and not any(
        effect.white or effect.size in _TINY for effect in effects.values()
    )
    if all_known and not any(effect.keeps_lines for effect in effects.values()):
        effects = {style: effect._replace(keeps_lines=None) for style, effect in effects.items()}
    return {
        style
        for style, effect in effects.items()
        if (effect.without_paint if sober else effect) == NOTHING
    }


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
    value = " ".join(
        said.get(name, "") for name in ("background", "background-color", "background-image")
    )
    painted = _WHITE.sub("", _CLEAR.sub("", value))
    return "url(" in value or "gradient" in value or bool(_COLOUR.search(painted))


def lazy_background(element: Element) -> str | None:
    """Return the background picture that a saved page had yet to load, if it is large enough to be
    content (§3.2).
    """
    address = element.get(_LAZY)
    return (
        address
        if address and not _is_decoration(declarations(element.get("style") or ""))
        else None
    )


def _background(said: dict[str, str]) -> str | None:
    """Return the address of a background picture large enough to be content (taller than a
    divider).
    """
    value = said.get("background-image") or said.get("background") or ""
    match = _URL.search(value)
    address = match[1] if match else None
    if match is None and _VARIABLE.search(value):
        address = INSIDE
    return address if address and not _is_decoration(said) else None


def _is_decoration(said: dict[str, str]) -> bool:
    value = said.get("background-image") or said.get("background") or ""
    sizes = [_PIXELS.fullmatch(said.get(name, "")) for name in ("height", "width")]
    return (
        "repeat-x" in value
        or "repeat-y" in value
        or any(size and (decimal(size[1]) or 0) <= 60 for size in sizes)
    )
