"""What archives hold of one article, as one archive would that had received all of it in the order
of time. Pure.

It does not matter which of them is named first, and what is united once more with any of them stays
as it is.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TypeVar

from wxarchive.address import article_ref
from wxarchive.store.articles import worth
from wxarchive.store.merging.annotations import last_marks, last_notes
from wxarchive.store.merging.article_rows import (
    CONTENT,
    ArticleRows,
    Head,
    ObservationRow,
    UseRow,
    VersionRow,
)
from wxarchive.store.sqlite import merged, metadata_json, metadata_of, time_text

_Thing = TypeVar("_Thing")
_Point = tuple[str, str, str]
"""When which content was seen on which page."""
_USES = {"kept": 0, "doubtful": 1}
"""What counts more than that a file is missing."""


def united(all_rows: Sequence[ArticleRows]) -> ArticleRows:
    """Return everything that several rows say of one article.

    What files claim never counts as later than what was received, as in one archive.
    """
    # nearly always one archive has the rows of the other: then only what lists, files and people
    # say of the article is put together
    first = all_rows[0]
    own = attrgetter("head", "observations", "versions", "links", "addresses")
    if all(own(rows) == own(first) for rows in all_rows[1:]):
        return replace(
            first,
            uses=tuple(_uses(all_rows, first.versions)),
            albums=frozenset().union(*(rows.albums for rows in all_rows)),
            pages=_pages(all_rows),
            marks=last_marks(all_rows),
            notes=last_notes(all_rows),
        )
    received = [seen for rows in all_rows for seen in rows.observations if seen.is_received]
    last = max((seen.seen_at for seen in received), default=None)
    dated = [_before_received(rows, last) for rows in all_rows]
    observations = tuple(_observations(dated, last))
    versions = tuple(_versions(dated, observations))

    def newness(rows: ArticleRows) -> tuple[object, ...]:
        head = rows.head
        of_page = (head.fetched_at or "", head.page or "")
        # the last two for nothing but that the order of the archives must not count
        return bool(rows.versions), *of_page, head.metadata, str(rows.links)

    newest, *older = sorted(dated, key=newness, reverse=True)
    # of the same content, what the newest page leaves open stays known
    same = [newest, *(rows for rows in older if _content(rows) == _content(newest))]
    return ArticleRows(
        head=_head([newest, *older], same, is_kept=bool(versions)),
        observations=observations,
        versions=versions,
        links=next((rows.links for rows in same if rows.links), ()),
        addresses=frozenset().union(*(rows.addresses for rows in dated)),
        uses=tuple(_uses(dated, versions)),
        albums=frozenset().union(*(rows.albums for rows in same)),
        pages=_pages(all_rows),
        marks=last_marks(all_rows),
        notes=last_notes(all_rows),
    )


def _pages(all_rows: Sequence[ArticleRows]) -> dict[str, bool]:
    pages: dict[str, bool] = {}
    for rows in all_rows:
        pages |= rows.pages
    return pages


def _before_received(rows: ArticleRows, last: str | None) -> ArticleRows:
    """Date what files claim before the last page that any archive received."""
    # a time at which something was received is no claim, whatever else bears it
    own = {(seen.page, seen.seen_at) for seen in rows.observations if seen.is_received}
    known_at = {at for _, at in own}

    def dated(at: str) -> str:
        if at in known_at:
            return at
        return _claim(at, last)

    def version(row: VersionRow) -> VersionRow:
        first, end = dated(row.first_seen), dated(row.last_seen)
        return replace(row, first_seen=min(first, end), last_seen=end)

    head = rows.head
    if head.fetched_at and (head.page, head.fetched_at) not in own:
        head = replace(head, fetched_at=_claim(head.fetched_at, last))
    return replace(rows, head=head, versions=tuple(map(version, rows.versions)))


def _claim(at: str, last: str | None) -> str:
    if last is None or at < last:
        return at
    return _before(last)


def _before(at: str) -> str:
    return time_text(datetime.fromisoformat(at) - timedelta(microseconds=1))


def _observations(all_rows: Sequence[ArticleRows], last: str | None) -> list[ObservationRow]:
    """Return each observation once, in order of time."""
    seen_by_all = [seen for rows in all_rows for seen in rows.observations]
    received = _best((seen for seen in seen_by_all if seen.is_received), _place, _rank)
    # what was received needs no file to claim it
    claims = [seen for seen in seen_by_all if not seen.is_received and _place(seen) not in received]
    latest: dict[tuple[str, str], str] = {}
    for seen in sorted(claims, key=lambda claim: claim.seen_at):
        latest[seen.page, seen.state] = seen.seen_at
    # what one archive had to date before a page it received, another one dates as it was claimed
    moved = {_before(seen.seen_at) for seen in received.values()}
    dated = [
        replace(seen, seen_at=_claim(seen.seen_at, last))
        for seen in claims
        if seen.seen_at not in moved or seen.seen_at == latest[seen.page, seen.state]
    ]
    # a record says what an article was and how it ended: where both count as just before, the end
    # stays
    claimed = _best(dated, _place, lambda seen: (seen.state == "ok", *_rank(seen)))

    def order(seen: ObservationRow) -> tuple[object, ...]:
        return seen.seen_at, seen.state != "ok", seen.content or "", seen.page

    return sorted((*received.values(), *claimed.values()), key=order)


def _place(seen: ObservationRow) -> tuple[str, str]:
    return seen.page, seen.seen_at


def _rank(seen: ObservationRow) -> tuple[object, ...]:
    return (
        seen.state != "ok",
        seen.content is None,
        seen.state,
        seen.reason or "",
        seen.content or "",
    )


def _best(
    things: Iterable[_Thing],
    name: Callable[[_Thing], object],
    rank: Callable[[_Thing], tuple[object, ...]],
) -> dict[object, _Thing]:
    """Return of all things with one name that of the least rank."""
    found: dict[object, _Thing] = {}
    for thing in things:
        known = found.setdefault(name(thing), thing)
        if rank(thing) < rank(known):
            found[name(thing)] = thing
    return found


def _versions(
    all_rows: Sequence[ArticleRows], observations: Iterable[ObservationRow]
) -> Iterator[VersionRow]:
    """Yield a version for each run of pages that had the same content."""
    known = [version for rows in all_rows for version in rows.versions]
    points = _points(known, [row for row in observations if row.content])
    # what was seen at once stays together, that of the last page comes last
    last_page: dict[tuple[str, str], str] = {}
    for at, content, page in sorted(points):
        last_page[at, content] = page

    def order(point: _Point) -> tuple[str, ...]:
        at, content, page = point
        return at, last_page[at, content], content, page

    for content, run in groupby(sorted(points, key=order), key=itemgetter(1)):
        times_and_pages = [(at, page) for at, _, page in run]
        first, first_page = times_and_pages[0]
        last, _ = times_and_pages[-1]
        # of rows with this content that of the same page, then the earliest
        same = [
            (version.page != first_page, version.first_seen, version.page, version.columns)
            for version in known
            if version.content == content
        ]
        yield VersionRow(first_page, first, last, min(same)[-1])


def _points(known: Iterable[VersionRow], seen: Sequence[ObservationRow]) -> set[_Point]:
    """Return when which content was seen: by the observations, and by the ends of versions that
    none of them tells.
    """
    points = {(row.seen_at, row.content or "", row.page) for row in seen}
    for version in known:
        around = [row for row in seen if version.covers(row.seen_at) and row.page == version.page]
        # another version of the program read the same page otherwise: that was no edit
        if around and all(row.content != version.content for row in around):
            continue
        observed = {row.seen_at for row in seen if row.content == version.content}
        ends = {version.first_seen, version.last_seen} - observed
        points |= {(at, version.content, version.page) for at in ends}
    return points


def _content(rows: ArticleRows) -> str | None:
    """Return the hash of the content that the head's page had."""
    page = rows.head.page
    seen = [one.content for one in rows.observations if one.page == page]
    # of versions seen at once, another page's may be the last
    own = [version.content for version in rows.versions if version.page == page]
    contents = [*(version.content for version in rows.versions[-1:]), *own, *seen]
    return next(filter(None, reversed(contents)), None)


def _head(in_order: Sequence[ArticleRows], same: Sequence[ArticleRows], *, is_kept: bool) -> Head:
    """Return the head of the newest rows, with what the others know that it does not."""
    heads = [rows.head for rows in in_order]
    metadata = [metadata_of(rows.head.metadata) for rows in reversed(same)]
    checked = max(heads, key=lambda head: (head.checked_at or "", head.check_failures))
    key = _known(head.key for head in heads)
    told_by = None
    # an article with a text says of itself what it is
    if not is_kept:
        told_by = _known(head.told_by for head in heads)

    # of an article that moved before it could be archived, the address of where it is
    def rank(url: str) -> tuple[object, ...]:
        ref = article_ref(url)
        is_target = bool(ref and ref.key and key and ref.key != key)
        return is_target == is_kept, -worth(url), url

    return replace(
        heads[0],
        key=key,
        url=min((head.url for head in heads if head.url), key=rank, default=None),
        short_url=min((head.short_url for head in heads if head.short_url), default=None),
        kind=_known(head.kind for head in heads),
        metadata=metadata_json(reduce(merged, metadata)),
        told_by=told_by,
        checked_at=checked.checked_at,
        check_failures=checked.check_failures,
        account=next((head.account for head in heads if head.account), None),
    )


def _known(values: Iterable[str | None]) -> str | None:
    return next(filter(None, values), None)


def _uses(all_rows: Sequence[ArticleRows], versions: tuple[VersionRow, ...]) -> list[UseRow]:
    """Return each use of a file once, what is kept before what is missing, in reading order."""
    places: dict[str, int] = {}
    for version in versions:
        for address in json.loads(version.columns[CONTENT.index("images")]):
            places.setdefault(address, len(places))

    def rank(use: UseRow) -> tuple[object, ...]:
        # of what is missing, that which was tried most often; the rest for an order that does not
        # depend on the archives'
        rest = (use.reason or "", use.sha256 or "", use.fetched_from or "")
        return _USES.get(use.state, 2), -use.attempts, use.not_before or "", use.state, *rest

    def order(use: UseRow) -> tuple[object, ...]:
        return use.role != "picture", places.get(use.address, len(places)), use.role, use.address

    uses = (use for rows in all_rows for use in rows.uses)
    best = _best(uses, lambda use: (use.address, use.role), rank)
    return sorted(best.values(), key=order)
