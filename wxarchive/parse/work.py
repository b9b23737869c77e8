"""A bound of work for one page: a page made to be slow is ``broken`` soon, its bytes kept.

Work is counted in steps, not in time, so the same page gives the same on any machine: each tag of
what is made a tree, each value of a literal in a script and each assignment there is one. What only
searches bytes is not counted: it costs a hundredth, and pages have a largest size.
"""

from collections.abc import Callable
from typing import TypeVar

from lxml.etree import _Element as Element

from wxarchive.address import article_ref
from wxarchive.markup import MOST_TAGS, tree
from wxarchive.models import RawPage, StatePage

MOST_WORK = 500_000
"""Steps that reading one page may take; the page known that takes most takes 5,200."""
TOO_MUCH_WORK = (
    f"reading the page takes more than {MOST_WORK:,} steps: an article takes some thousand"
)

_Result = TypeVar("_Result")


class TooMuchWork(Exception):
    """Reading a page takes more steps than it may."""


class Work:
    """The steps that reading one page took so far."""

    def __init__(self) -> None:
        self.done = 0

    @property
    def left(self) -> int:
        """How many steps may follow."""
        return MOST_WORK - self.done

    def spend(self, steps: int) -> None:
        """Count steps that were taken, or are about to be."""
        self.done += steps
        if self.done > MOST_WORK:
            raise TooMuchWork

    def tree(self, html: str, lose: Callable[[str], None] | None = None) -> Element | None:
        """Build the tree of a piece of HTML as ``wxarchive.markup`` does; its tags are steps."""
        self.spend(min(html.count("<"), MOST_TAGS))
        return tree(html, lose)


def bounded(read: Callable[[RawPage], _Result], raw: RawPage) -> _Result | StatePage:
    """Read a page; one that takes too much work is ``broken``, and is what its address says."""
    try:
        return read(raw)
    except TooMuchWork:
        addresses = filter(None, (raw.final_url, raw.url))
        ref = next(filter(None, map(article_ref, addresses)), None)
        return StatePage("broken", ref=ref, losses=(TOO_MUCH_WORK,))
