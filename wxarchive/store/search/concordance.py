"""A concordance: every place where a text has what a query asks for, with what stands around it."""

import re
from collections.abc import Callable, Iterator

from wxarchive.models import ConcordanceLine, ConcordanceSort, StoredArticle
from wxarchive.store.search.folding import fold
from wxarchive.store.search.matching import places
from wxarchive.store.search.query import Query

_SPARE = 100
"""Characters that are read beyond the width, because white space will be folded."""


def lines_of(
    article: StoredArticle, text: str, query: Query, width: int
) -> Iterator[ConcordanceLine]:
    """Yield the lines of one text, in its order."""
    for start, end in places(query, text):
        left = _one_line(text[max(start - width - _SPARE, 0) : start])[-width:]
        right = _one_line(text[end : end + width + _SPARE])[:width]
        yield ConcordanceLine(article, start, left, _one_line(text[start:end]), right)


def in_order(lines: Iterator[ConcordanceLine], sort: ConcordanceSort) -> Iterator[ConcordanceLine]:
    """Return lines as they come, or sorted by what stands on one side of the hits."""
    sides: dict[ConcordanceSort, Callable[[ConcordanceLine], str]] = {
        "left": lambda line: fold(line.left.strip())[::-1],
        "right": lambda line: fold(line.right.strip()),
    }
    if sort not in sides:
        return lines
    return iter(sorted(lines, key=sides[sort]))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
