"""Which articles a filter lets pass, as a condition in SQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wxarchive.models import Filter
from wxarchive.store.sqlite import Connection, Value, as_json, time_text

Condition = tuple[str, dict[str, Value]]

_LARGE = 2_000
"""So many articles, of an album or by their ids, are looked for in all articles by time: that is
faster than sorting them.
"""
_COLUMNS = ("author", "kind", "state", "location")
_FLAGS = {
    "is_original": "coalesce(a.is_original, 0)",
    "has_pictures": "(a.pictures > 0)",
    "is_gone": "(a.gone_at IS NOT NULL)",
}


@dataclass(slots=True)
class _Bound:
    """The values that a condition binds, by names that no other part of a statement uses."""

    values: dict[str, Value] = field(default_factory=dict)

    def one(self, value: Value) -> str:
        name = f"chosen{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def several(self, values: Sequence[str] | Sequence[int]) -> str:
        return f"(SELECT value FROM json_each({self.one(as_json(values))}))"

    def among(self, column: str, values: Sequence[str]) -> str:
        """Return the condition that a column has one of some values; of a single one SQLite knows
        more.
        """
        if len(values) == 1:
            return f"{column} = {self.one(values[0])}"
        return f"{column} IN {self.several(values)}"


def condition(connection: Connection, where: Filter) -> Condition:
    """Return a filter, without its limit, as an SQL condition on ``articles a`` and the values it
    binds.
    """
    bound = _Bound()
    return _passing(connection, where, bound), bound.values


def _passing(connection: Connection, where: Filter, bound: _Bound) -> str:
    return " AND ".join(_conditions(connection, where, bound)) or "true"


def _conditions(connection: Connection, where: Filter, bound: _Bound) -> Iterator[str]:
    if where.account:
        yield _account(connection, where.account, bound)
    if where.album:
        yield _album(connection, where.album, bound)
    if where.linked_by:
        yield _LINKED_BY.format(ids=bound.several(where.linked_by))
    if where.among is not None:
        yield f"{_id(len(where.among))} IN {bound.several(where.among)}"
    for name in _COLUMNS:
        if values := getattr(where, name):
            yield bound.among(f"a.{name}", values)
    if where.since:
        yield f"a.published_at >= {bound.one(time_text(where.since))}"
    if where.until:
        yield f"a.published_at < {bound.one(time_text(where.until))}"
    for name, sql in _FLAGS.items():
        if (flag := getattr(where, name)) is not None:
            yield f"{sql} = {bound.one(int(flag))}"
    for left_out in where.exclude:
        # what is not known of an article (NULL) does not leave it out
        yield f"({_passing(connection, left_out, bound)}) IS NOT TRUE"


_LINKED_BY = """
    a.id IN (SELECT coalesce(k.id, s.article_id) FROM links l LEFT JOIN articles k ON k.key = l.key
             LEFT JOIN aliases s ON s.address = l.url WHERE l.from_id IN {ids})
"""
_NAMELESS = "a.account_id IS NULL AND a.account COLLATE NOCASE IN {names}"
_ALBUM_IDS = """
    SELECT id FROM albums WHERE id IN {names}
    UNION SELECT id FROM albums WHERE title COLLATE NOCASE IN {names}
"""
_NAMES = "(SELECT value FROM json_each(?1))"


def has_account(connection: Connection, name: str) -> bool:
    """Tell whether any account has this name or id, or any article without a known account this
    name.
    """
    return _has_nameless(connection, (name,)) or bool(_account_ids(connection, (name,)))


def has_album(connection: Connection, name: str) -> bool:
    """Tell whether any album has this id or title."""
    known = f"SELECT EXISTS ({_ALBUM_IDS.format(names=_NAMES)})"
    return bool(connection.value(known, (as_json((name,)),)))


def _has_nameless(connection: Connection, names: Sequence[str]) -> bool:
    nameless = f"SELECT EXISTS (SELECT 1 FROM articles a WHERE {_NAMELESS.format(names=_NAMES)})"
    return bool(connection.value(nameless, (as_json(names),)))


def _account_ids(connection: Connection, names: Sequence[str]) -> list[int]:
    rows = connection.rows(
        f"""
        SELECT id FROM accounts
        WHERE biz IN {_NAMES} OR gh_id IN {_NAMES} OR name COLLATE NOCASE IN {_NAMES}
            OR alias COLLATE NOCASE IN {_NAMES}
        UNION SELECT account_id FROM account_names WHERE name COLLATE NOCASE IN {_NAMES}
        """,
        (as_json(names),),
    )
    return [row["id"] for row in rows]


def _account(connection: Connection, names: Sequence[str], bound: _Bound) -> str:
    """Choose by any name an account ever had, or one of its ids; a name may be several accounts',
    or have no account.

    The usual case, one account, is worded so that its articles are read in the order of their
    times.
    """
    ids = _account_ids(connection, names)
    if not _has_nameless(connection, names):
        if len(ids) == 1:
            return f"a.account_id = {bound.one(ids[0])}"
        return f"a.account_id IN {bound.several(ids)}"
    nameless = _NAMELESS.format(names=bound.several(names))
    return f"(a.account_id IN {bound.several(ids)} OR ({nameless}))"


def _album(connection: Connection, names: Sequence[str], bound: _Bound) -> str:
    """Choose by an album's id or title."""
    members = "SELECT article_id FROM album_articles WHERE album_id IN ({albums})"
    known = members.format(albums=_ALBUM_IDS.format(names=_NAMES))
    size = connection.value(f"SELECT count(*) FROM ({known})", (as_json(names),))
    chosen = _ALBUM_IDS.format(names=bound.several(names))
    return f"{_id(size)} IN ({members.format(albums=chosen)})"


def _id(number: int) -> str:
    """Return the ids of articles as a term; a sign keeps SQLite from beginning with many of
    them.
    """
    return "+a.id" if number > _LARGE else "a.id"
