"""What articles are counted by, in SQL, and the order of the counts."""

from collections.abc import Callable, Iterable

from wxarchive.clock import months
from wxarchive.models import CountBy

Group = str | int | None
"""What the articles of one group have in common: the month or year, or the account's number."""


def month_of(column: str) -> str:
    """Return the SQL of the month that a time is in; ``NULL`` for what is no time of a month."""
    year = "[0-9][0-9][0-9][0-9]"
    return f"""
        CASE
            WHEN {column} GLOB '{year}-0[1-9]*' OR {column} GLOB '{year}-1[0-2]*'
            THEN substr({column}, 1, 7)
        END
    """


GROUPS: dict[CountBy, str] = {
    "month": month_of("a.published_at"),
    "year": f"substr({month_of('a.published_at')}, 1, 4)",
    # an account whose id no page states is known by its name alone
    "account": "coalesce(a.account_id, a.account)",
}


def in_order(every: Iterable[Group], by: CountBy, most: Callable[[Group], int]) -> Iterable[Group]:
    """Return groups in order: months and years by time, with those between them that have no
    article, accounts by what they have ``most`` of; the undated or nameless group comes last.
    """
    known = [one for one in every if one is not None]
    unknown = [one for one in every if one is None]
    # accounts have no order of their own; of times, one that is missing would hide a pause
    if by == "account":
        return [*sorted(known, key=most, reverse=True), *unknown]
    times = sorted(map(str, known))
    if not times:
        return unknown
    if by == "month":
        return [*months(times[0], times[-1]), *unknown]
    years = range(int(times[0]), int(times[-1]) + 1)
    return [*(f"{year:04}" for year in years), *unknown]
