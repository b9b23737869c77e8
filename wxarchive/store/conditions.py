"""Which articles a filter lets pass, as a condition in SQL on ``articles a``.

A condition is true, false, or ``NULL`` where something of an article is not known.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from wxarchive.errors import UsageError
from wxarchive.models import Filter
from wxarchive.store.annotations import tag_name
from wxarchive.store.sqlite import Connection, Value, as_json, time_text

Condition = tuple[str, dict[str, Value]]

_LARGE = 2_000
"""More articles that are to be in the order of their times are looked for in all articles by time:
that is faster than sorting them.
"""
_ANNOTATED = "SELECT article_id FROM annotations WHERE NOT is_deleted"
_COLUMNS = ("author", "kind", "state", "location")
_FLAGS = {
    "is_original": "coalesce(a.is_original, 0)",
    "has_pictures": "(a.pictures > 0)",
    "is_gone": "(a.gone_at IS NOT NULL)",
    "is_starred": "(a.id IN (SELECT article_id FROM marks WHERE kind = 'star' AND is_set))",
    "is_read": "(a.id IN (SELECT article_id FROM marks WHERE kind = 'read' AND is_set))",
    "is_edited": "(SELECT count(*) > 1 FROM versions v WHERE v.article_id = a.id)",
    "has_note": f"(a.id IN ({_ANNOTATED} AND kind = 'note'))",
    "has_highlight": f"(a.id IN ({_ANNOTATED} AND kind = 'highlight'))",
}
_VALUES = "(SELECT value FROM json_each(?1))"
_LINKED_BY = """
    a.id IN (
        SELECT coalesce(k.id, s.article_id)
        FROM links l
        LEFT JOIN articles k ON k.key = l.key
        LEFT JOIN aliases s ON s.address = l.url
        WHERE l.from_id IN {ids}
    )
"""
_NAMELESS = "a.account_id IS NULL AND a.account COLLATE NOCASE IN {names}"
_MEMBERS = "SELECT article_id FROM album_articles WHERE album_id IN ({albums})"
_TAGGED = """
    SELECT article_id
    FROM marks
    WHERE kind = 'tag' AND is_set AND name IN {names}
"""
_NOTED = f"""
    a.id IN (
        {_ANNOTATED}
        AND EXISTS (
            SELECT 1
            FROM json_each({{words}})
            WHERE instr(
                folded(text || ' ' || coalesce(exact, '')), folded(value)
            )
        )
    )
"""
# UNION: each of its halves has an index, what is true of either has none
_ALBUM_IDS = """
    SELECT id FROM albums WHERE id IN {names}
    UNION SELECT id FROM albums WHERE title COLLATE NOCASE IN {names}
"""


def condition(connection: Connection, where: Filter, *, in_order: bool = False) -> Condition:
    """Return a filter, without its limit, as an SQL condition on ``articles a`` and the values it
    binds.

    ``in_order``: for articles in the order of an index, such as that of their times, which is not
    to be left for the index of what is chosen where that would give many.
    """
    writer = _ConditionWriter(connection, in_order)
    return writer.passing(where), writer.values


def limit_of(where: Filter) -> int:
    """Return a filter's limit as SQLite takes it, to which any number below zero is none."""
    if where.limit is None:
        return -1
    return where.limit


@dataclass(slots=True)
class _ConditionWriter:
    """Writes a filter as a condition; the values it binds have names that no other part of a
    statement uses.
    """

    connection: Connection
    in_order: bool
    values: dict[str, Value] = field(default_factory=dict)

    def passing(self, where: Filter) -> str:
        parts = [*self._by_name(where), *self._by_column(where)]
        if where.since:
            parts.append(f"a.published_at >= {self._bound(time_text(where.since))}")
        if where.until:
            parts.append(f"a.published_at < {self._bound(time_text(where.until))}")
        # only one condition can give the articles in an order
        inner = replace(self, in_order=False)
        parts += [f"({inner.passing(also)})" for also in where.also]
        # what is not known of an article (NULL) does not leave it out
        parts += [f"({inner.passing(one)}) IS NOT TRUE" for one in where.exclude]
        return " AND ".join(parts) or "true"

    def _by_name(self, where: Filter) -> Iterator[str]:
        """Yield the conditions on other tables than that of the articles."""
        if where.account:
            yield self._account(where.account)
        if where.album:
            yield self._album(where.album)
        if where.tag:
            yield self._tag(where.tag)
        if where.note:
            yield _NOTED.format(words=self._bound(as_json(where.note)))
        if where.linked_by:
            yield _LINKED_BY.format(ids=self._several(where.linked_by))
        if where.among is not None:
            yield f"{self._sign(len(where.among))}a.id IN {self._several(where.among)}"

    def _by_column(self, where: Filter) -> Iterator[str]:
        for name in _COLUMNS:
            if values := getattr(where, name):
                yield self._among(f"a.{name}", values)
        for name, sql in _FLAGS.items():
            if (flag := getattr(where, name)) is not None:
                yield f"{sql} = {self._bound(int(flag))}"

    def _bound(self, value: Value) -> str:
        name = f"chosen{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def _several(self, values: Sequence[str] | Sequence[int]) -> str:
        return f"(SELECT value FROM json_each({self._bound(as_json(values))}))"

    def _among(self, column: str, values: Sequence[str] | Sequence[int]) -> str:
        """Choose by a column of an index: it gives the articles of one value in the order of their
        times, but not those of several.
        """
        if len(values) == 1:
            return f"{column} = {self._bound(values[0])}"
        some = f"""
            SELECT 1
            FROM articles a
            WHERE {column} IN {_VALUES}
            LIMIT {_LARGE + 1}
        """
        sign = ""
        if self.in_order:
            sign = self._sign(self._count(some, values))
        return f"{sign}{column} IN {self._several(values)}"

    def _account(self, names: Sequence[str]) -> str:
        """Choose by any name an account ever had, or one of its ids; a name may be several
        accounts', or have no account.
        """
        known = self._among("a.account_id", _account_ids(self.connection, names))
        if not _has_nameless(self.connection, names):
            return known
        return f"({known} OR ({_NAMELESS.format(names=self._several(names))}))"

    def _album(self, names: Sequence[str]) -> str:
        members = _MEMBERS.format(albums=_ALBUM_IDS.format(names=_VALUES))
        sign = self._sign(self._count(members, names))
        bound = _ALBUM_IDS.format(names=self._several(names))
        return f"{sign}a.id IN ({_MEMBERS.format(albums=bound)})"

    def _tag(self, names: Sequence[str]) -> str:
        stored = _stored_tags(names)
        sign = self._sign(self._count(_TAGGED.format(names=_VALUES), stored))
        return f"{sign}a.id IN ({_TAGGED.format(names=self._several(stored))})"

    def _count(self, sql: str, values: Sequence[str] | Sequence[int]) -> int:
        return int(self.connection.value(f"SELECT count(*) FROM ({sql})", (as_json(values),)))

    def _sign(self, number: int) -> str:
        """Return the sign that keeps SQLite from beginning with so many articles."""
        if self.in_order and number > _LARGE:
            return "+"
        return ""


def has_account(connection: Connection, name: str) -> bool:
    """Tell whether any account has this name or id, or any article without a known account this
    name.
    """
    return _has_nameless(connection, (name,)) or bool(_account_ids(connection, (name,)))


def has_album(connection: Connection, name: str) -> bool:
    """Tell whether any album has this id or title."""
    known = f"SELECT EXISTS ({_ALBUM_IDS.format(names=_VALUES)})"
    return bool(connection.value(known, (as_json((name,)),)))


def has_tag(connection: Connection, name: str) -> bool:
    """Tell whether any article has this tag."""
    known = f"SELECT EXISTS ({_TAGGED.format(names=_VALUES)})"
    return bool(connection.value(known, (as_json(_stored_tags((name,))),)))


def _stored_tags(names: Iterable[str]) -> list[str]:
    """Return names of tags as they are stored; what cannot be a tag's name is no article's."""
    stored = []
    for name in names:
        with suppress(UsageError):
            stored.append(tag_name(name))
    return stored


def _has_nameless(connection: Connection, names: Sequence[str]) -> bool:
    nameless = f"""
        SELECT EXISTS (
            SELECT 1
            FROM articles a
            WHERE {_NAMELESS.format(names=_VALUES)}
        )
    """
    return bool(connection.value(nameless, (as_json(names),)))


def _account_ids(connection: Connection, names: Sequence[str]) -> list[int]:
    # the left side decides how texts compare: NOCASE for names, exactly for ids
    rows = connection.rows(
        f"""
        SELECT id
        FROM accounts
        WHERE biz IN {_VALUES}
            OR gh_id IN {_VALUES}
            OR name COLLATE NOCASE IN {_VALUES}
            OR alias COLLATE NOCASE IN {_VALUES}
        UNION
        SELECT account_id
        FROM account_names
        WHERE name COLLATE NOCASE IN {_VALUES}
        """,
        (as_json(names),),
    )
    return [row["id"] for row in rows]
