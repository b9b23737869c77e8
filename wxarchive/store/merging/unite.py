"""What two archives hold of one article, as one archive would that had received all of it in the
order of time. Pure.

It does not matter which of the two is named first, and what is united once more with either of
them stays as it is.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import TypeVar

from wxarchive.address import article_ref
from wxarchive.store.articles import worth
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
_USES = {"kept": 0, "doubtful": 1}
"""What counts more than that a file is missing."""


def united(one: ArticleRows, other: ArticleRows) -> ArticleRows:
    """Return everything that the two tell; what files claim never counts as later than what was
    received, as ever.
    """
    last = max((seen.seen_at for seen in _received(one, other)), default=None)
    one, other = (_before_received(rows, last) for rows in (one, other))
    observations = tuple(_observations(one, other, last))
    versions = tuple(_versions(one, other, observations))
    newer, older = sorted((one, other), key=_newness, reverse=True)
    # of the same content, what the newer page leaves open stays known
    is_same = _content(newer) == _content(older)
    links = newer.links or (older.links if is_same else ())
    return ArticleRows(
        head=_head(newer.head, older.head, is_same=is_same, is_kept=bool(versions)),
        observations=observations,
        versions=versions,
        links=links,
        addresses=one.addresses | other.addresses,
        uses=tuple(_uses(one, other, versions)),
        albums=newer.albums | (older.albums if is_same else frozenset()),
        pages={**other.pages, **one.pages},
    )


def _received(one: ArticleRows, other: ArticleRows) -> Iterator[ObservationRow]:
    return (seen for seen in (*one.observations, *other.observations) if seen.is_received)


def _before_received(rows: ArticleRows, last: str | None) -> ArticleRows:
    """Date what files claim before the last page that either archive received."""
    own = {(seen.page, seen.seen_at) for seen in rows.observations if seen.is_received}
    known_at = {at for _, at in own}

    def version(told: VersionRow) -> VersionRow:
        first, end = (
            at if at in known_at else _claim(at, last) for at in (told.first_seen, told.last_seen)
        )
        return replace(told, first_seen=min(first, end), last_seen=end)

    head = rows.head
    if head.fetched_at and (head.page, head.fetched_at) not in own:
        head = replace(head, fetched_at=_claim(head.fetched_at, last))
    return replace(rows, head=head, versions=tuple(map(version, rows.versions)))


def _claim(at: str, last: str | None) -> str:
    if last is None or at < last:
        return at
    return time_text(datetime.fromisoformat(last) - timedelta(microseconds=1))


def _observations(one: ArticleRows, other: ArticleRows, last: str | None) -> list[ObservationRow]:
    """Return each observation once, in order of time; of claims about one page, the later time."""
    received = _best(_received(one, other), _place, _rank)
    claims = [seen for seen in (*one.observations, *other.observations) if not seen.is_received]
    latest: dict[tuple[str, str], ObservationRow] = {}
    for seen in sorted(sorted(claims, key=_rank), key=lambda seen: seen.seen_at, reverse=True):
        if _place(seen) not in received:
            latest.setdefault((seen.page, seen.state), seen)
    dated = [replace(seen, seen_at=_claim(seen.seen_at, last)) for seen in latest.values()]
    # a record tells of an article and of its end: where both count as just before, the end stays
    claimed = _best(dated, _place, lambda seen: (seen.state == "ok", *_rank(seen)))
    return sorted((*received.values(), *claimed.values()), key=_order)


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


def _order(seen: ObservationRow) -> tuple[object, ...]:
    return seen.seen_at, seen.state != "ok", seen.content or "", seen.page


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
    one: ArticleRows, other: ArticleRows, observations: Iterable[ObservationRow]
) -> Iterator[VersionRow]:
    """Yield a version for each run of pages that had the same content."""
    known = (*one.versions, *other.versions)
    seen = [row for row in observations if row.content]
    points = {(row.seen_at, row.content or "", row.page) for row in seen}
    for version in known:
        around = (row for row in seen if version.covers(row.seen_at))
        # one that no page was noted as seen of is kept by what it says of itself
        if not any(version.content == row.content or version.page == row.page for row in around):
            ends = version.first_seen, version.last_seen
            points |= {(at, version.content, version.page) for at in ends}
    for content, run in groupby(sorted(points), key=lambda point: point[1]):
        (first, _, page), *rest = run
        same = (version for version in known if version.content == content)
        told = min(same, key=partial(_fit, page)).told
        yield VersionRow(page, first, rest[-1][0] if rest else first, told)


def _fit(page: str, version: VersionRow) -> tuple[object, ...]:
    return version.page != page, version.first_seen, version.page, version.told


def _newness(rows: ArticleRows) -> tuple[object, ...]:
    head = rows.head
    told = head.fetched_at or "", head.page or "", head.metadata, str(rows.links)
    return bool(rows.versions), *told


def _content(rows: ArticleRows) -> str | None:
    return rows.versions[-1].content if rows.versions else None


def _head(newer: Head, older: Head, *, is_same: bool, is_kept: bool) -> Head:
    both = newer, older
    metadata = newer.metadata
    if is_same:
        metadata = metadata_json(merged(metadata_of(older.metadata), metadata_of(metadata)))
    checked = max(both, key=lambda head: (head.checked_at or "", head.check_failures))
    told_by = None if is_kept else newer.told_by or older.told_by
    return replace(
        newer,
        key=newer.key or older.key,
        url=_address(both, newer.key or older.key, is_kept=is_kept),
        short_url=min((head.short_url for head in both if head.short_url), default=None),
        kind=newer.kind or older.kind,
        metadata=metadata,
        told_by=told_by,
        checked_at=checked.checked_at,
        check_failures=checked.check_failures,
        account=newer.account or older.account,
    )


def _address(heads: tuple[Head, Head], key: str | None, *, is_kept: bool) -> str | None:
    """Return the address that tells most; of what moved before it was kept, that of where it is."""

    def rank(url: str) -> tuple[object, ...]:
        ref = article_ref(url)
        is_target = bool(ref and ref.key and key and ref.key != key)
        return is_target == is_kept, -worth(url), url

    return min((head.url for head in heads if head.url), key=rank, default=None)


def _uses(one: ArticleRows, other: ArticleRows, versions: tuple[VersionRow, ...]) -> list[UseRow]:
    """Return each use of a file once, what is kept before what is missing, in reading order."""
    places: dict[str, int] = {}
    for version in versions:
        for address in json.loads(version.told[CONTENT.index("images")]):
            places.setdefault(address, len(places))
    best = _best((*one.uses, *other.uses), lambda use: (use.address, use.role), _use_rank)

    def order(use: UseRow) -> tuple[object, ...]:
        return use.role != "picture", places.get(use.address, len(places)), use.role, use.address

    return sorted(best.values(), key=order)


def _use_rank(use: UseRow) -> tuple[object, ...]:
    told = (
        use.not_before or "",
        use.state,
        use.reason or "",
        use.sha256 or "",
        use.fetched_from or "",
    )
    return _USES.get(use.state, 2), -use.attempts, told
