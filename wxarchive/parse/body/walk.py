"""What the readers of single elements need of the walk through a body."""

from typing import Protocol

from lxml.etree import _Element as Element

from wxarchive.parse.body.building import BodyBuilder
from wxarchive.parse.body.style import LAZY
from wxarchive.parse.body.text_style import TextStyle

ORDINARY = frozenset(
    {"section", "span", "p", "div", "strong", "b", "em", "font", "o:p", "li", "ul", "ol"}
)
"""Tags that are neither players nor cards nor pictures: nearly all there are."""
SPEAKING = frozenset({"id", "class", "data-formula", "data-latex", "data-vid", LAZY})
"""Attributes without which an element of such a tag is a part of the text, and nothing else."""


class Walk(Protocol):
    """A walk through a body, which goes on below any element."""

    body: BodyBuilder

    def element(self, element: Element, outer: TextStyle) -> None:
        """Read an element in text of the look ``outer``."""

    def children(self, element: Element, look: TextStyle) -> None:
        """Read what is in an element, in text of that look."""

    def background(self, element: Element, address: str, look: TextStyle) -> None:
        """Read the background picture of an element."""
