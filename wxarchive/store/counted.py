"""What articles are counted by, in SQL, and the order of the counts."""

from collections.abc import Callable, Iterable, Sequence

from wxarchive.clock import months
from wxarchive.models import CountBy

Group = str | int | None
"""What the articles of one group have in common: the month or year, or the account's number."""

_MONTH = """
    CASE WHEN a.published_at GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]*'
        THEN substr(a.published_at, 1, 7) END
"""
GROUPS: dict[CountBy, str] = {
    "month": _MONTH,
    "year": f"substr({_MONTH}, 1, 4)",
    # an account whose id no page states is known by its name alone
    "account": "coalesce(a.account_id, a.account)",
}


def in_order(every: Iterable[Group], by: CountBy, most: Callable[[Group], int]) -> Iterable[Group]:
    """Return groups in order: months and years by time, with those between them that have no
    article, accounts by what they have ``most`` of; the undated or nameless group comes last.
    """
    known = [one for one in every if one is not None]
    unknown = [one for one in every if one is None]
    if by == "account":
        return [*sorted(known, key=most, reverse=True), *unknown]
    return [*_without_gaps(sorted(map(str, known)), by), *unknown]


def _without_gaps(times: Sequence[str], by: CountBy) -> Iterable[str]:
    """Return all months, or years, from the first to the last."""
    if not times:
        return ()
    if by == "month":
        return months(times[0], times[-1])
    return (f"{year:04}" for year in range(int(times[0]), int(times[-1]) + 1))
