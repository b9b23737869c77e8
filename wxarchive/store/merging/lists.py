"""Lists and subscriptions of another archive: what was read last stands, what only the other
reading named comes after it.

A list is one by its address (table ``lists``), what it names by key, else by address
(``list_items``).
"""

from collections.abc import Mapping
from sqlite3 import Row

from wxarchive.store.articles import file_in_albums
from wxarchive.store.sqlite import Connection, Value, moment_of, time_of

_ITEM = (
    "address", "key", "title", "published_at", "number", "batch", "place", "seen_in", "first_seen",
    "left_at", "is_dropped",
)  # fmt: skip
_LIST = ("kind", "address", "biz", "album_id", "title", "account", "total", "readings", "read_at",
         "new", "is_whole", "whole_from", "problem")  # fmt: skip
_SUBSCRIBE = """
    INSERT INTO subscriptions
    VALUES (?1, ?2)
    ON CONFLICT DO UPDATE SET subscribed_at = min(subscribed_at, ?2)
"""
_ALBUM_TITLE = """
    UPDATE albums
    SET title = (
        SELECT title
        FROM (
            SELECT title, read_at AS at
            FROM lists
            WHERE album_id = ?1 AND title IS NOT NULL
            UNION ALL
            SELECT m.value ->> 'title', a.fetched_at
            FROM album_articles n
            JOIN articles a ON a.id = n.article_id,
                json_each(a.metadata, '$.albums') m
            WHERE n.album_id = ?1 AND m.value ->> 'id' = ?1
            UNION ALL
            SELECT min(title, ?2), '' FROM albums WHERE id = ?1
        )
        ORDER BY at DESC, title
        LIMIT 1
    )
    WHERE id = ?1 AND title <> ?2
"""
"""Where two archives call an album otherwise, its title is that of the newest list or article."""
_ALBUMS = """
    SELECT id, title
    FROM albums
    WHERE ?1 IS NULL
        OR id IN (
            SELECT album_id
            FROM album_articles
            WHERE article_id IN (SELECT value FROM json_each(?1))
        )
    ORDER BY id
"""
_LISTS = """
    SELECT *
    FROM lists
    WHERE ?1 IS NULL
        OR id IN (
            SELECT list_id
            FROM list_item_list
            WHERE article_id IN (SELECT value FROM json_each(?1))
        )
    ORDER BY id
"""
_OF_LIST = """
    SELECT *
    FROM list_items
    WHERE list_id = ?
    ORDER BY batch DESC, place, id
"""
_Items = Mapping[str, dict[str, Value]]


class ListIntake:
    """Takes albums, lists and subscriptions from one archive into another."""

    def __init__(self, into: Connection, source: Connection) -> None:
        self._into = into
        self._source = source

    def take_albums(self, articles: str | None) -> None:
        """Note albums, before the articles that stand in them come: all, or those of articles whose
        numbers are in a JSON list.
        """
        with self._into.atomic():
            for row in self._albums(articles):
                self._into.run("INSERT OR IGNORE INTO albums VALUES (?, ?)", tuple(row))

    def take(self, articles: str | None = None) -> None:
        """Take lists and subscriptions, after their articles: all, or those lists that name one of
        the articles whose numbers are in a JSON list.
        """
        for row in self._lists(articles):
            with self._into.atomic():
                self._take(row)
        with self._into.atomic():
            # those of ours name articles that came, too
            ours = "SELECT id FROM lists WHERE album_id IS NOT NULL"
            for row in list(self._into.rows(ours)):
                file_in_albums(self._into, list_id=row["id"])
            for row in self._albums(articles):
                self._into.run(_ALBUM_TITLE, tuple(row))

    def look(self) -> None:
        """Read all that would be taken, so that what cannot be read is noted."""
        self._albums()
        for row in self._lists():
            self._items(self._source, row["id"])
            self._subscribed(row["id"])

    def _lists(self, articles: str | None = None) -> list[Row]:
        found = list(self._source.rows(_LISTS, (articles,)))
        return list(self._source.values("lists", found, _list))

    def _albums(self, articles: str | None = None) -> list[Row]:
        rows = self._source.rows(_ALBUMS, (articles,))
        return list(self._source.values("albums", rows, lambda row: row))

    def _take(self, theirs: Row) -> None:
        # numbers are each archive's own: a list is one by its address
        mine = self._into.row("SELECT * FROM lists WHERE address = ?", (theirs["address"],))
        found = self._items(self._source, theirs["id"])
        if mine is None:
            columns, marks = ", ".join(_LIST), ", :".join(_LIST)
            row = {name: theirs[name] for name in _LIST}
            list_id = self._into.run(f"INSERT INTO lists ({columns}) VALUES (:{marks})", row)
            self._write(list_id, found)
        else:
            list_id = mine["id"]
            self._unite(mine, theirs, found)
        for at in self._subscribed(theirs["id"]):
            self._into.run(_SUBSCRIBE, (list_id, at))

    def _subscribed(self, list_id: int) -> list[str]:
        """Return since when a list there is subscribed to, if it is."""

        def since(row: Row) -> str:
            moment_of(row["subscribed_at"])
            return str(row["subscribed_at"])

        found = list(self._source.rows("SELECT * FROM subscriptions WHERE list_id = ?", (list_id,)))
        return list(self._source.values("subscriptions", found, since, key="list_id"))

    def _unite(self, mine: Row, theirs: Row, found: _Items) -> None:
        here = self._items(self._into, mine["id"])
        both = sorted([(mine, here), (theirs, found)], key=_newness, reverse=True)
        (newer, items), (older, others) = both
        values: dict[str, Value] = {name: newer[name] for name in _LIST}
        for name in ("title", "account", "total"):
            values[name] = newer[name] or older[name]
        whole = _united(newer, items, others)
        # merging again changes nothing
        if whole == here and all(mine[name] == value for name, value in values.items()):
            return
        columns = ", ".join(f"{name} = :{name}" for name in values)
        values["id"] = mine["id"]
        self._into.run(f"UPDATE lists SET {columns} WHERE id = :id", values)
        # a reading that was interrupted begins anew: the order it counted in is another now
        for table in ("list_items", "list_readings"):
            self._into.run(f"DELETE FROM {table} WHERE list_id = ?", (mine["id"],))
        self._write(mine["id"], whole)

    def _items(self, db: Connection, list_id: int) -> _Items:
        rows = db.rows(_OF_LIST, (list_id,))
        items: dict[str, dict[str, Value]] = {}
        for row in db.values("list_items", list(rows), _item):
            items[row["key"] or row["address"]] = {name: row[name] for name in _ITEM}
        return items

    def _write(self, list_id: int, items: _Items) -> None:
        columns = ("list_id", *_ITEM)
        marks = ", ".join("?" * len(columns))
        insert = f"INSERT INTO list_items ({', '.join(columns)}) VALUES ({marks})"
        rows = [(list_id, *item.values()) for item in items.values()]
        with self._into.mapped():
            self._into.raw.executemany(insert, rows)


def _list(row: Row) -> Row:
    """Look at a list: a time that is none would count as later than any."""
    time_of(row["read_at"]), time_of(row["whole_from"])
    return row


def _item(row: Row) -> Row:
    moment_of(row["first_seen"])
    time_of(row["published_at"]), time_of(row["left_at"])
    return row


def _newness(list_and_items: tuple[Row, _Items]) -> tuple[object, ...]:
    row, items = list_and_items
    # the order of equally new ones must not depend on which archive is taken into which
    columns = str(tuple(row[name] for name in _LIST))
    return row["read_at"] or "", len(items), columns, str(items)


def _united(newer: Row, items: _Items, others: _Items) -> _Items:
    """Put what only the older reading named after what the newer one did.

    What a newer reading of the whole list did not name has left it.
    """
    whole: dict[str, dict[str, Value]] = {}
    for name, item in items.items():
        whole[name] = dict(item)
        # both name it: what the newer one leaves open stays known
        if other := others.get(name):
            for column in ("title", "published_at", "number"):
                whole[name][column] = item[column] or other[column]
            whole[name]["first_seen"] = min(str(item["first_seen"]), str(other["first_seen"]))
            is_dropped = max(int(item["is_dropped"] or 0), int(other["is_dropped"] or 0))
            whole[name]["is_dropped"] = is_dropped
    # a batch before all others stands behind them
    batch = min((int(item["batch"] or 0) for item in items.values()), default=1) - 1
    left_at = None
    if newer["is_whole"]:
        left_at = newer["read_at"]
    alone = [name for name in others if name not in items]
    for place, name in enumerate(alone, 1):
        item = others[name]
        left = item["left_at"] or left_at
        whole[name] = {**item, "batch": batch, "place": place, "seen_in": 0, "left_at": left}
    return whole
