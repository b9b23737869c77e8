"""``history`` and ``diff``: what became of an article, and what an edit changed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import click

from wxarchive.characters import printable
from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive, reference
from wxarchive.cli.output import iso, json_line, json_lines, message, text_of
from wxarchive.cli.plain import local_minute, one_line
from wxarchive.cli.tables import Column, rows
from wxarchive.errors import NotFound
from wxarchive.guarded import iso_time
from wxarchive.models import Sight, Version

if TYPE_CHECKING:
    from wxarchive.differences import Change, Piece

_Record = dict[str, object]
_COLUMNS = (
    Column("what", 13), Column("first seen", 22, 10), Column("last seen", 22, 10), Column("changed, or why"),
)  # fmt: skip
_AROUND = 24
"""Characters of unchanged text that are shown before and behind a change."""


@example("wxarchive history 12", "wxarchive history 12 --json")
@click.command
@reference
@as_json
def history(ref: str, as_json: bool) -> None:
    """Tell what became of an article, in order of time: its versions, what each changed, and the states it was in."""
    store = open_archive(read_only=True)
    article = store.articles.find(ref)
    told = [*_version_records(store.versions.of(article)), *_sight_records(store.versions.sights(article))]
    records = [record for _, record in sorted(told, key=lambda one: one[0])]
    if as_json:
        json_lines(records)
    else:
        rows(map(_row, records), _COLUMNS)


@example("wxarchive diff 12", "wxarchive diff 12 1 3 --json")
@click.command
@reference
@click.argument("old", type=click.IntRange(min=1), required=False)
@click.argument("new", type=click.IntRange(min=1), required=False)
@as_json
def diff(ref: str, old: int | None, new: int | None, as_json: bool) -> None:
    """Show what changed between two versions of an article, by default the last two: [-gone-] and {+new+}."""
    from wxarchive.differences import changes

    store = open_archive(read_only=True)
    versions = store.versions.of(store.articles.find(ref))
    if len(versions) < 2:
        message("there is only one version" if versions else "no version of this article was ever kept")
        return
    found = changes(_version(versions, old or len(versions) - 1), _version(versions, new or len(versions)))
    for change in found:
        _print_change(change, as_json=as_json)
    if not found:
        message("these versions do not differ")


def _version_records(versions: Sequence[Version]) -> Iterator[tuple[datetime, _Record]]:
    from wxarchive.differences import changes

    told = [[], *([change.field for change in changes(*pair)] for pair in pairwise(versions))]
    for one, names in zip(versions, told, strict=False):
        what = f"version {one.number}"
        yield one.first_seen, {"what": what, **_span(one.first_seen, one.last_seen), "changed": names}


def _sight_records(sights: Sequence[Sight]) -> Iterator[tuple[datetime, _Record]]:
    from wxarchive.store import life_of

    for sight, life in life_of(sights):
        span = _span(sight.first_seen, sight.last_seen)
        yield sight.first_seen, {"what": sight.state, **span, "reason": sight.reason, "life": life}


def _print_change(change: "Change", *, as_json: bool) -> None:
    if as_json:
        pieces = [[piece.kind, piece.text] for piece in change.pieces]
        json_line({"field": change.field, "before": change.before, "after": change.after, "pieces": pieces})
        return
    click.echo(click.style(change.field, bold=True))
    if isinstance(change.before, tuple) or isinstance(change.after, tuple):
        for piece in change.pieces:
            if piece.kind != "same":
                click.echo(_marked(piece))
    else:
        for line in _hunks(change.pieces):
            click.echo(line)


def _hunks(pieces: "Sequence[Piece]") -> Iterator[str]:
    """Yield changes with a little of what stands around them; what is far apart is on lines of its own."""
    hunk = ""
    for number, piece in enumerate(pieces):
        text = printable(piece.text)
        if piece.kind != "same":
            hunk += _marked(piece)
        elif len(text) <= 2 * _AROUND:
            hunk += text
        else:
            if number:
                yield f"{hunk}{text[:_AROUND]} …"
            hunk = f"… {text[-_AROUND:]}" if number + 1 < len(pieces) else ""
    if hunk:
        yield hunk


def _marked(piece: "Piece") -> str:
    if piece.kind == "removed":
        return click.style(f"[-{printable(piece.text)}-]", fg="red")
    return click.style(f"{{+{printable(piece.text)}+}}", fg="green")


def _version(versions: list[Version], number: int) -> Version:
    for one in versions:
        if one.number == number:
            return one
    raise NotFound("no such version", str(number), f"there are {len(versions)}")


def _span(first: datetime, last: datetime) -> _Record:
    return {"first_seen": iso(first), "last_seen": iso(last)}


def _row(record: _Record) -> tuple[str, ...]:
    changed = record.get("changed")
    told = ", ".join(map(str, changed)) if isinstance(changed, list) else text_of(record.get("reason"))
    back = "back online" if record.get("life") == "back" else ""
    return str(record["what"]), _minute(record["first_seen"]), _minute(record["last_seen"]), back or one_line(told)


def _minute(time: object) -> str:
    told = iso_time(time)
    return local_minute(told) if told else ""
