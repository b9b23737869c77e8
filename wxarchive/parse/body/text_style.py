"""How text looks, as far as that says something: what it inherits from the elements around it.

Source: docs/wechat-pages.md §3.3.
"""

from functools import lru_cache
from typing import NamedTuple

from lxml.etree import _Element as Element

from wxarchive.parse.body.blocks import NO_MARKS, Mark, Run
from wxarchive.parse.body.style import Effect, Size, effect_of

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MARK_OF_TAG: dict[str, Mark] = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "del": "del", "s": "del",
    "strike": "del",
    "sup": "sup", "sub": "sub", "u": "u", "ins": "u",
}  # fmt: skip
# tags whose line ends a browser shows
_PREFORMATTED = frozenset({"pre", "textarea", "listing", "xmp"})


class TextStyle(NamedTuple):
    """What text inherits from the elements around it."""

    marks: frozenset[Mark] = NO_MARKS
    href: str | None = None
    tag: str = "p"
    size: Size = "normal"
    white: bool = False
    coloured: bool = False
    keeps_lines: bool = False

    @property
    def hidden(self) -> bool:
        """Whether nobody can read text of this look: no height, or tiny white letters on a plain
        page (§3.3).

        Colour alone is no rule: white text on a coloured button is real.
        """
        return self.size == "zero" or (self.size == "small" and self.white and not self.coloured)


# the same few come again and again within a body
@lru_cache(maxsize=1024)
def look_of(tag: str, effect: Effect, outer: TextStyle) -> TextStyle:
    """Return the look of what stands in an element of this tag and effect."""
    marks = outer.marks
    if tag in _MARK_OF_TAG:
        marks |= {_MARK_OF_TAG[tag]}
    if tag in _PREFORMATTED:
        outer = outer._replace(keeps_lines=True)
    if effect.bold:
        marks |= {"strong"}
    elif effect.bold is not None:
        marks -= {"strong"}
    if effect.italic:
        marks |= {"em"}
    if effect.struck:
        marks |= {"del"}
    if effect.raised:
        marks |= {effect.raised}
    # a heading is bold by itself
    if outer.tag in HEADINGS:
        marks -= {"strong"}
    white = outer.white if effect.white is None else effect.white
    keeps_lines = outer.keeps_lines if effect.keeps_lines is None else effect.keeps_lines
    coloured = outer.coloured or effect.coloured
    return TextStyle(
        marks, outer.href, outer.tag, effect.size or outer.size, white, coloured, keeps_lines
    )


def lines_of(text: str, look: TextStyle) -> list[Run]:
    """Return a text whose line ends are shown, as runs with breaks between."""
    runs: list[Run] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        runs += [Run("break"), Run("text", line, look.marks, look.href)]
    return runs[1:]


def look_of_cell(element: Element, outer: TextStyle) -> TextStyle | None:
    """Return the look of what stands in a table, row or cell; ``None`` if nobody sees it."""
    effect = effect_of(element.get("style") or "")
    if effect.is_removed:
        return None
    look = look_of(str(element.tag), effect, outer)
    if element.get("bgcolor"):
        look = look._replace(coloured=True)
    return look
