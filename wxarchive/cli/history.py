"""``history`` and ``diff``: what became of an article, and what an edit changed."""

from dataclasses import fields
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise

import click

from wxarchive.answers import Version
from wxarchive.cli.options import as_json, open_archive, reference
from wxarchive.cli.plain import one_line
from wxarchive.cli.printing import json_line, message, rows, text_of
from wxarchive.cli.program import example
from wxarchive.cli.read import iso
from wxarchive.errors import NotFound
from wxarchive.models import Metadata

_WIDTHS = (10, 20, 20, 0)
_AROUND = 24
"""Characters of unchanged text that are shown before and behind a change."""


@example("wxarchive history 12", "wxarchive history 12 --json")
@click.command
@reference()
@as_json
def history(ref: str, as_json: bool) -> None:
    """Tell what became of an article: its versions, what each changed, and the states it was seen in."""
    store = open_archive(read_only=True)
    article = store.articles.find(ref)
    versions = store.versions.of(article)
    changes = [[], *([name for name, _, _ in changed(*pair)] for pair in pairwise(versions))]
    records: list[dict[str, object]] = [
        {"what": f"version {one.number}", **_span(one.first_seen, one.last_seen), "changed": names}
        for one, names in zip(versions, changes, strict=False)
    ]
    records.extend(
        {"what": sight.state, **_span(sight.first_seen, sight.last_seen), "reason": sight.reason}
        for sight in store.versions.sights(article)
    )
    if as_json:
        for record in records:
            json_line(record)
    else:
        rows((_row(record) for record in records), _WIDTHS)


@example("wxarchive diff 12", "wxarchive diff 12 1 3 --json")
@click.command
@reference()
@click.argument("old", type=click.IntRange(min=1), required=False)
@click.argument("new", type=click.IntRange(min=1), required=False)
@as_json
def diff(ref: str, old: int | None, new: int | None, as_json: bool) -> None:
    """Show what changed between two versions of an article, by default the last two."""
    store = open_archive(read_only=True)
    versions = store.versions.of(store.articles.find(ref))
    if len(versions) < 2:
        message("there is only one version" if versions else "no version of this article was ever kept")
        return
    first, second = _version(versions, old or len(versions) - 1), _version(versions, new or len(versions))
    for name, before, after in changed(first, second):
        if as_json:
            json_line({"field": name, "before": before, "after": after})
        else:
            click.echo(f"{click.style(name, bold=True)}\n{compared(text_of(before), text_of(after))}")


def changed(old: Version, new: Version) -> list[tuple[str, object, object]]:
    """Return what two versions say differently: name, before, after; fields of metadata, text and pictures."""
    pairs: list[tuple[str, object, object]] = [
        (field.name, _plain(getattr(old.metadata, field.name)), _plain(getattr(new.metadata, field.name)))
        for field in fields(Metadata)
        if field.name != "served_at"
    ]
    pairs.append(("text", old.body.text, new.body.text))
    pairs.append(("images", list(old.body.images), list(new.body.images)))
    return [pair for pair in pairs if pair[1] != pair[2]]


def compared(before: str, after: str) -> str:
    """Mark what was taken away and added, character by character: Chinese has no spaces between words."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return "".join(_piece(kind, before[a:b], after[c:d]) for kind, a, b, c, d in matcher.get_opcodes())


def _piece(kind: str, before: str, after: str) -> str:
    if kind == "equal":
        return before if len(before) <= 2 * _AROUND else f"{before[:_AROUND]} … {before[-_AROUND:]}"
    gone = click.style(f"[-{before}-]", fg="red") if before else ""
    return gone + (click.style(f"{{+{after}+}}", fg="green") if after else "")


def _version(versions: list[Version], number: int) -> Version:
    for one in versions:
        if one.number == number:
            return one
    raise NotFound("no such version", str(number), f"there are {len(versions)}")


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return value if value is None or isinstance(value, str | bool) else str(value)


def _span(first: datetime, last: datetime) -> dict[str, object]:
    return {"first_seen": iso(first), "last_seen": iso(last)}


def _row(record: dict[str, object]) -> tuple[str, ...]:
    changes = record.get("changed")
    told = ", ".join(map(str, changes)) if isinstance(changes, list) else one_line(text_of(record.get("reason")))
    return str(record["what"]), text_of(record["first_seen"])[:16], text_of(record["last_seen"])[:16], told
