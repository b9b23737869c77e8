"""Articles of another archive: united with what is here of them, and written as a whole.

What :mod:`unite` made of both archives' rows replaces what the tables have of the article, part by
part; a part that is as it was is left alone.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from wxarchive.models import ARTICLE_GONE, Kind, State
from wxarchive.store.articles import History, ObservedState, file_in_albums, life
from wxarchive.store.merging.annotations import marks_set, notes_there
from wxarchive.store.merging.article_rows import (
    CONTENT,
    HEAD,
    LINK,
    MARK,
    NOTE,
    USE,
    ArticleRows,
    ContentOf,
    read_article,
)
from wxarchive.store.merging.media import MediaIntake
from wxarchive.store.merging.pages import PageIntake
from wxarchive.store.merging.targets import Targets
from wxarchive.store.merging.unite import united
from wxarchive.store.sqlite import Connection, Value, as_json

_FREE = """
    INSERT INTO aliases (address, article_id)
    VALUES (?1, ?2)
    ON CONFLICT DO UPDATE SET article_id = excluded.article_id
    WHERE (
        SELECT coalesce(fetched_at, '') || coalesce(key, '')
        FROM articles
        WHERE id = ?2
    ) > (
        SELECT coalesce(fetched_at, '') || coalesce(key, '')
        FROM articles
        WHERE id = aliases.article_id
    )
"""
"""An address that led to two articles is that of the one which was seen later; of two seen at once
it is the same one, whichever archive is taken into the other.
"""
# what still names the row is another's before the row goes, for rows that name it go along
_GIVE_UP = (
    "UPDATE pages SET article_id = :kept WHERE article_id = :gone",
    "UPDATE queue SET from_id = :kept WHERE from_id = :gone",
    "UPDATE articles SET version_id = NULL WHERE id = :gone",
    "DELETE FROM versions WHERE article_id = :gone",
    "DELETE FROM articles WHERE id = :gone",
)
_PARTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "versions": ("versions", "article_id", ("page_id", "first_seen", "last_seen", *CONTENT)),
    "observations": (
        "states",
        "article_id",
        ("page_id", "seen_at", "state", "reason", "is_received"),
    ),
    "links": ("links", "from_id", ("position", *LINK)),
    "uses": ("media_uses", "article_id", USE),
    "marks": ("marks", "article_id", MARK),
    "notes": ("annotations", "article_id", NOTE),
    "albums": ("album_articles", "article_id", ("album_id",)),
}
"""In which table each part of :class:`ArticleRows` is, the column of the article, and the rest."""


@dataclass(frozen=True, slots=True)
class TakenArticle:
    """An article that came from another archive, and what it gained here.

    ``id``: its number here; ``is_gone``: it is gone now, and was not here. ``versions``,
    ``observations``, ``pages``, ``files``, ``marks``, ``notes`` and ``highlights``: how many came
    (below zero: how many were taken away); ``has_changed``: whether these have, or anything else of
    it. ``names``: its addresses and its key; ``names_before``: those of them that were here.
    """

    id: int | None
    key: str | None
    title: str | None
    state: State
    kind: Kind | None
    is_new: bool
    is_gone: bool
    has_changed: bool
    versions: int
    observations: int
    pages: int
    files: int
    marks: int
    notes: int
    highlights: int
    names_before: frozenset[str]
    names: frozenset[str]


class ArticleIntake:
    """Takes articles from one archive into another.

    ``accounts``: the numbers here of the accounts there.
    """

    def __init__(self, into: Connection, source: Connection, contents: Sequence[ContentOf]) -> None:
        """``contents``: the functions that read the content hash of a page here, and there."""
        self._into = into
        self._source = source
        self._content_here, self._content_there = contents
        self._history = History(into)
        self._targets = Targets(into, source)
        self._images = Targets(source, into)
        self.pages = PageIntake(into, source)
        self.media = MediaIntake(into, source)
        self.accounts: Mapping[int, int] = {}

    def compare(self, article_id: int) -> TakenArticle:
        """Say what an article there would bring; nothing is written. Raises as :meth:`take`."""
        theirs, here = self._group(article_id)
        for rows in theirs.values():
            for page in rows.pages:
                self.pages.readable(page)
        whole = united([*here.values(), *theirs.values()])
        return _taken(next(iter(here), None), list(here.values()), whole)

    def take(self, article_id: int) -> TakenArticle:
        """Take an article; needs a transaction. Raises :class:`DamagedRow` if it cannot be read."""
        theirs, here = self._group(article_id)
        pages: dict[str, bool] = {}
        for rows in theirs.values():
            pages |= rows.pages
        page_ids = {page: self.pages.take(page) for page in pages}
        # a file that is damaged there counts as missing
        came = [replace(one, uses=tuple(self.media.take(one.uses))) for one in theirs.values()]
        whole = united([*here.values(), *came])
        number = next(iter(here), None)
        if number is None:
            number = self._into.run(
                """
                INSERT INTO articles (key, state, metadata)
                VALUES (?, 'unknown', '{}')
                """,
                (whole.head.key,),
            )
        taken = _taken(number, list(here.values()), whole)
        if taken.has_changed:
            # rows that turned out to be one with another, which has all that they say
            for gone in here.keys() - {number}:
                for statement in _GIVE_UP:
                    self._into.run(statement, {"gone": gone, "kept": number})
            self._write(number, here.get(number), whole)
        # deleting a row here that was given up took its addresses along
        for address in sorted(whole.addresses):
            self._into.run(_FREE, (address, number))
        for page, is_owner in pages.items():
            if is_owner:
                self.pages.attach(page_ids[page], number)
        return taken

    def _group(self, article_id: int) -> tuple[dict[int, ArticleRows], dict[int, ArticleRows]]:
        """Return the rows there and here that are all one article, those here that stay first.

        There may be several: one archive knows two addresses, and another that they are one.
        """
        theirs, here = {article_id: self._read(article_id)}, dict[int, ArticleRows]()
        # from one archive to the other and back, until no further row turns up
        unread = [article_id]
        while unread:
            one = unread.pop()
            for number in self._targets.of(theirs[one], one):
                mine = here.get(number) or read_article(self._into, number, self._content_here)
                images = self._images.of(mine, number)
                # the row here leads to another article there
                if one not in images:
                    continue
                here[number] = mine
                new = [image for image in images if image not in theirs]
                theirs |= {image: self._read(image) for image in new}
                unread += new
        order = sorted(here, key=lambda number: (here[number].head.key is None, number))
        return theirs, {number: here[number] for number in order}

    def _read(self, article_id: int) -> ArticleRows:
        theirs = read_article(self._source, article_id, self._content_there)
        account = self.accounts.get(theirs.head.account or 0)
        return replace(theirs, head=replace(theirs.head, account=account))

    def _write(self, number: int, here: ArticleRows | None, whole: ArticleRows) -> None:
        """Let the archive say of an article what these rows do."""
        pages = self._numbers(whole)
        values: dict[str, Value] = {name: getattr(whole.head, name) for name in HEAD}
        values["account_id"] = whole.head.account
        values["page_id"] = pages.get(whole.head.page or "")
        columns = ", ".join(f"{name} = :{name}" for name in values)
        values["id"] = number
        self._into.run(f"UPDATE articles SET {columns} WHERE id = :id", values)
        for part in _PARTS:
            # parts that are as they were stay, so that merging again changes nothing
            if here is None or _differs(part, here, whole):
                self._replace(part, number, _rows_of(part, whole, pages))
        file_in_albums(self._into, article_id=number)
        # its state, its times and its newest version follow from what was written
        self._history.settle(number)

    def _numbers(self, whole: ArticleRows) -> dict[str, int]:
        """Return the numbers here of the pages that the rows name."""
        named = {seen.page for seen in whole.observations}
        named |= {version.page for version in whole.versions}
        if whole.head.page:
            named.add(whole.head.page)
        found = self._into.rows(
            """
            SELECT sha256, id
            FROM pages
            WHERE sha256 IN (SELECT value FROM json_each(?))
            """,
            (as_json(sorted(named)),),
        )
        return {row["sha256"]: row["id"] for row in found}

    def _replace(self, part: str, number: int, rows: Iterable[tuple[Value, ...]]) -> None:
        table, owner, columns = _PARTS[part]
        # the article names one of its versions, which goes now
        if part == "versions":
            self._into.run("UPDATE articles SET version_id = NULL WHERE id = ?", (number,))
        self._into.run(f"DELETE FROM {table} WHERE {owner} = ?", (number,))
        marks = ", ".join("?" * (len(columns) + 1))
        insert = f"""
            INSERT INTO {table} ({owner}, {", ".join(columns)})
            VALUES ({marks})
        """
        with self._into.mapped():
            self._into.raw.executemany(insert, [(number, *row) for row in rows])


def _rows_of(
    part: str, whole: ArticleRows, pages: Mapping[str, int]
) -> Iterator[tuple[Value, ...]]:
    """Yield the rows of a part, in the order of its columns but the article's number."""
    columns = _PARTS[part][2]
    for place, one in enumerate(getattr(whole, part)):
        if part == "versions":
            yield pages[one.page], one.first_seen, one.last_seen, *one.columns
        elif part == "links":
            yield place, *one
        elif part == "albums":
            yield (one,)
        elif part == "observations":
            yield pages[one.page], one.seen_at, one.state, one.reason, one.is_received
        else:
            yield tuple(getattr(one, name) for name in columns)


def _differs(part: str, here: ArticleRows, whole: ArticleRows) -> bool:
    one, other = getattr(here, part), getattr(whole, part)
    # here they are in the order in which they were noted
    if part == "uses":
        return {*one} != {*other}
    return bool(one != other)


def _taken(number: int | None, here: list[ArticleRows], whole: ArticleRows) -> TakenArticle:
    """Compare what is here of an article with the whole of it."""
    state = _life(whole)
    known_pages = {page for one in here for page in one.pages}
    # a new article, or several rows that turned out to be one
    has_changed = len(here) != 1
    if not has_changed:
        is_other = any(_differs(part, here[0], whole) for part in _PARTS)
        has_changed = is_other or here[0].head != whole.head

    def gained(count: Callable[[ArticleRows], int]) -> int:
        return count(whole) - sum(map(count, here))

    return TakenArticle(
        id=number,
        key=whole.head.key,
        title=json.loads(whole.head.metadata).get("title"),
        state=state,
        kind=cast("Kind | None", whole.head.kind),
        is_new=not here,
        is_gone=bool(here and state in ARTICLE_GONE and _life(here[0]) not in ARTICLE_GONE),
        has_changed=has_changed,
        versions=gained(lambda one: len(one.versions)),
        observations=gained(lambda one: len(one.observations)),
        pages=len(whole.pages.keys() - known_pages),
        files=gained(lambda one: sum(use.state == "kept" for use in one.uses)),
        marks=gained(marks_set),
        notes=gained(partial(notes_there, "note")),
        highlights=gained(partial(notes_there, "highlight")),
        names_before=frozenset().union(*map(_names, here)),
        names=_names(whole),
    )


def _life(rows: ArticleRows) -> State:
    seen = [
        ObservedState(one.seen_at, cast("State", one.state), one.reason)
        for one in rows.observations
    ]
    if not seen:
        return "unknown"
    return life(seen).state


def _names(rows: ArticleRows) -> frozenset[str]:
    return rows.addresses | {name for name in (rows.head.key,) if name}
