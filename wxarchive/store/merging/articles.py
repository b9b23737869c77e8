"""Articles of another archive: united with what is here of them, and written as a whole."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
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
    INSERT INTO aliases (address, article_id) VALUES (?1, ?2)
    ON CONFLICT DO UPDATE SET article_id = excluded.article_id
    WHERE (SELECT coalesce(fetched_at, '') || coalesce(key, '') FROM articles WHERE id = ?2)
        > (SELECT coalesce(fetched_at, '') || coalesce(key, '') FROM articles
           WHERE id = aliases.article_id)
"""
"""An address that led to two articles is that of the one which was seen later."""
_GIVE_UP = (
    "UPDATE pages SET article_id = :kept WHERE article_id = :gone",
    "UPDATE queue SET from_id = :kept WHERE from_id = :gone",
    "UPDATE articles SET version_id = NULL WHERE id = :gone",
    "DELETE FROM versions WHERE article_id = :gone",
    "DELETE FROM articles WHERE id = :gone",
)


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
        """Say what an article there would bring; nothing is written."""
        theirs, here = self._group(article_id)
        whole = united([*here.values(), *theirs.values()])
        return _taken(next(iter(here), None), list(here.values()), whole)

    def take(self, article_id: int) -> TakenArticle:
        """Take an article; needs a transaction. Raises :class:`DamagedRow` if it cannot be read."""
        theirs, here = self._group(article_id)
        pages = {
            page: is_owner for rows in theirs.values() for page, is_owner in rows.pages.items()
        }
        page_ids = {page: self.pages.take(page) for page in pages}
        # a file that is damaged there counts as missing
        came = [replace(one, uses=tuple(self.media.take(one.uses))) for one in theirs.values()]
        whole = united([*here.values(), *came])
        number = next(iter(here), None)
        if number is None:
            number = self._into.run(
                "INSERT INTO articles (key, state, metadata) VALUES (?, 'unknown', '{}')",
                (whole.head.key,),
            )
        taken = _taken(number, list(here.values()), whole)
        if taken.has_changed:
            self._join([one for one in here if one != number], number)
            self._write(number, here.get(number), whole)
        # deleting a row here that was given up took its addresses along
        for address in sorted(whole.addresses):
            self._into.run(_FREE, (address, number))
        for page in (page for page, is_owner in pages.items() if is_owner):
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

    def _join(self, gone: Iterable[int], kept: int) -> None:
        """Give up rows that turned out to be one with another, which has all that they say."""
        for number in gone:
            both = {"gone": number, "kept": kept}
            for statement in _GIVE_UP:
                self._into.run(statement, both)

    def _write(self, number: int, here: ArticleRows | None, whole: ArticleRows) -> None:
        """Let the archive say of an article what these rows do."""
        named = {seen.page for seen in whole.observations} | {one.page for one in whole.versions}
        if whole.head.page:
            named.add(whole.head.page)
        found = self._into.rows(
            "SELECT sha256, id FROM pages WHERE sha256 IN (SELECT value FROM json_each(?))",
            (as_json(sorted(named)),),
        )
        pages = {row["sha256"]: row["id"] for row in found}
        self._write_head(number, whole, pages)
        # parts that are as they were stay, so that merging again changes nothing
        if here is None or here.versions != whole.versions:
            self._write_versions(number, whole, pages)
        if here is None or here.observations != whole.observations:
            self._write_observations(number, whole, pages)
        if here is None or here.links != whole.links:
            links: list[tuple[Value, ...]] = [
                (place, *link) for place, link in enumerate(whole.links)
            ]
            self._replace("links", "from_id", number, ("position", *LINK), links)
        if here is None or {*here.uses} != {*whole.uses}:
            uses = map(attrgetter(*USE), whole.uses)
            self._replace("media_uses", "article_id", number, USE, uses)
        if here is None or here.marks != whole.marks:
            marks = map(attrgetter(*MARK), whole.marks)
            self._replace("marks", "article_id", number, MARK, marks)
        if here is None or here.notes != whole.notes:
            notes = map(attrgetter(*NOTE), whole.notes)
            self._replace("annotations", "article_id", number, NOTE, notes)
        albums = [(album,) for album in sorted(whole.albums)]
        self._replace("album_articles", "article_id", number, ("album_id",), albums)
        file_in_albums(self._into, article_id=number)
        # its state, its times and its newest version follow from what was written
        self._history.settle(number)

    def _write_head(self, number: int, whole: ArticleRows, pages: Mapping[str, int]) -> None:
        head = whole.head
        values: dict[str, Value] = {name: getattr(head, name) for name in HEAD}
        values |= {"account_id": head.account, "page_id": pages.get(head.page or "")}
        columns = ", ".join(f"{name} = :{name}" for name in values)
        self._into.run(f"UPDATE articles SET {columns} WHERE id = :id", {**values, "id": number})

    def _write_versions(self, number: int, whole: ArticleRows, pages: Mapping[str, int]) -> None:
        self._into.run("UPDATE articles SET version_id = NULL WHERE id = ?", (number,))
        rows: list[tuple[Value, ...]] = [
            (pages[version.page], version.first_seen, version.last_seen, *version.columns)
            for version in whole.versions
        ]
        columns = ("page_id", "first_seen", "last_seen", *CONTENT)
        self._replace("versions", "article_id", number, columns, rows)

    def _write_observations(
        self, number: int, whole: ArticleRows, pages: Mapping[str, int]
    ) -> None:
        rows = [
            (pages[seen.page], seen.seen_at, seen.state, seen.reason, seen.is_received)
            for seen in whole.observations
        ]
        columns = ("page_id", "seen_at", "state", "reason", "is_received")
        self._replace("states", "article_id", number, columns, rows)

    def _replace(
        self,
        table: str,
        owner: str,
        number: int,
        columns: Sequence[str],
        rows: Iterable[tuple[Value, ...]],
    ) -> None:
        self._into.run(f"DELETE FROM {table} WHERE {owner} = ?", (number,))
        marks = ", ".join("?" * (len(columns) + 1))
        insert = f"INSERT INTO {table} ({owner}, {', '.join(columns)}) VALUES ({marks})"
        with self._into.mapped():
            self._into.raw.executemany(insert, [(number, *row) for row in rows])


def _taken(number: int | None, here: list[ArticleRows], whole: ArticleRows) -> TakenArticle:
    """Compare what is here of an article with the whole of it."""
    state = _life(whole)
    known_pages = {page for one in here for page in one.pages}

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
        has_changed=_has_changed(here, whole),
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


def _has_changed(here: list[ArticleRows], whole: ArticleRows) -> bool:
    # a new article, or several rows that turned out to be one
    if len(here) != 1:
        return True
    parts = ("head", "observations", "versions", "links", "albums", "marks", "notes")
    is_other = any(getattr(here[0], name) != getattr(whole, name) for name in parts)
    return is_other or {*here[0].uses} != {*whole.uses}


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
