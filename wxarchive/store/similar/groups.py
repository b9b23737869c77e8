"""Pairs of articles that share text, and the groups they make."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from wxarchive.models import SharedText


class Pairs:
    """What every two articles share, found from both sides."""

    def __init__(self, pairs: Iterable[SharedText]) -> None:
        self._of: defaultdict[int, dict[int, SharedText]] = defaultdict(dict)
        for one in pairs:
            self._of[one.article_id][one.other_id] = one
            self._of[one.other_id][one.article_id] = one.turned()

    def of(self, article_id: int) -> list[SharedText]:
        """Return what an article shares with others, as it has it."""
        if article_id in self._of:
            return list(self._of[article_id].values())
        return []

    def groups(self) -> Iterator[set[int]]:
        """Yield the ids of articles that share text, directly or through others."""
        done: set[int] = set()
        for start in self._of:
            if start in done:
                continue
            reached, waiting = {start}, [start]
            while waiting:
                new = self._of[waiting.pop()].keys() - reached
                reached |= new
                waiting += new
            done |= reached
            yield reached

    def best(self, article_id: int, among: Collection[int]) -> SharedText | None:
        """Return what one of some articles shares with this one, of that which shares most, as
        that one has it; ``None`` if none does.
        """
        shared = [one for one in self._of[article_id].values() if one.other_id in among]
        best = max(shared, key=lambda one: one.order, default=None)
        if best:
            return self._of[best.other_id][article_id]
        return None
