"""How many articles of an account, or of a time of publication, are gone.

Only an article that was seen again is known to be there still, or gone: one that was seen once does
not count. An article that was gone before it could be archived came into the archive because it is
gone, and does not count either: it would make every account look worse. All is counted from the
columns of ``articles`` that follow from its observations.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from sqlite3 import Row
from statistics import median

from wxarchive.models import STATES, CountBy, Filter, GoneRate, State
from wxarchive.store.conditions import condition
from wxarchive.store.counted import GROUPS, Group, in_order
from wxarchive.store.sqlite import Connection, time_of

# a comparison with NULL is not true: an article that was never seen alive is not seen again
_COUNTED = """
    SELECT
        {group} AS of,
        coalesce(c.name, a.account) AS account,
        count(*) AS articles,
        count(*) FILTER (
            WHERE a.first_seen_alive < a.last_seen_alive
            OR (a.first_seen_alive IS NOT NULL AND a.gone_at IS NOT NULL)
        ) AS seen_again,
        count(*) FILTER (
            WHERE a.first_seen_alive IS NULL AND a.gone_at IS NOT NULL
        ) AS gone_before
    FROM articles a
    LEFT JOIN accounts c ON c.id = a.account_id
    WHERE {passing}
    GROUP BY 1
    ORDER BY articles DESC, account
"""
_GONE = """
    SELECT {group} AS of, a.id, a.state, a.published_at, a.gone_at
    FROM articles a
    WHERE a.gone_at IS NOT NULL
        AND a.first_seen_alive IS NOT NULL
        AND {passing}
"""


@dataclass(slots=True)
class _Gone:
    """What is gone of a group: why, and how many days each of them lived."""

    states: Counter[State] = field(default_factory=Counter)
    days: list[float] = field(default_factory=list)


def gone_rates(db: Connection, where: Filter, by: CountBy) -> list[GoneRate]:
    """Count how many of the articles that pass a filter are gone; months and years without gaps,
    accounts by how many of theirs are.
    """
    passing, values = condition(db, where)
    parts = {"group": GROUPS[by], "passing": passing}
    gone: defaultdict[Group, _Gone] = defaultdict(_Gone)
    rows = db.rows(_GONE.format(**parts), values)

    def read(row: Row) -> tuple[Group, State, list[float]]:
        published, gone_at = time_of(row["published_at"]), time_of(row["gone_at"])
        # a time of publication that a page states wrongly says nothing of how long it lived
        if published is None or gone_at is None or gone_at < published:
            return row["of"], row["state"], []
        return row["of"], row["state"], [(gone_at - published) / timedelta(days=1)]

    for group, state, lived in db.values("articles", rows, read):
        gone[group].states[state] += 1
        gone[group].days += lived
    counted = db.rows(_COUNTED.format(**parts), values)
    every: dict[Group, Row] = {row["of"]: row for row in counted}
    rates = []
    for group in in_order(every, by, lambda one: gone[one].states.total()):
        if group in every:
            rates.append(_rate(every[group], gone[group], by))
        # a month between two others, of which there is no article
        else:
            rates.append(GoneRate(str(group), 0, 0, 0, (), None, 0))
    return rates


def _rate(row: Row, gone: _Gone, by: CountBy) -> GoneRate:
    name, days = row["of"], None
    if by == "account":
        name = row["account"]
    if gone.days:
        days = median(gone.days)
    return GoneRate(
        name=name,
        articles=row["articles"],
        seen_again=row["seen_again"],
        gone=gone.states.total(),
        states=tuple((one, gone.states[one]) for one in STATES if gone.states[one]),
        days=days,
        gone_before=row["gone_before"],
    )
