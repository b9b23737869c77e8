"""In which order the documents that the index gives come."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from wxarchive.store.search.index import Numbering
from wxarchive.store.search.matching import Texts


@dataclass(frozen=True, slots=True)
class Match:
    """A document that the index gives, and its texts once they are read."""

    docid: int
    article_id: int
    published: int | None
    version_id: int | None = None
    texts: Texts | None = None


def newest_first(one: Match) -> tuple[bool, int, int]:
    """Return what sorts by date, the newest first, undated ones last."""
    return one.published is None, -(one.published or 0), -one.article_id


def oldest_first(one: Match) -> tuple[bool, int, int]:
    """Return what sorts by date, the oldest first, undated ones last."""
    return one.published is None, one.published or 0, one.article_id


def by_date(found: Iterator[Match], numbering: Numbering) -> Iterator[Match]:
    """Put documents, the greatest number first, in the order of their dates, the newest first,
    undated ones last.

    A document never has a number before its hour. So one that is newer than the number just reached
    can be is next.
    """
    waiting: list[tuple[float, int, Match]] = []
    for one in found:
        # no document that is still to come can be newer
        while waiting and -waiting[0][0] >= numbering.until(one.docid):
            yield heappop(waiting)[2]
        if one.published is None:
            time = float("-inf")
        else:
            time = one.published
        heappush(waiting, (-time, -one.article_id, one))
    while waiting:
        yield heappop(waiting)[2]
