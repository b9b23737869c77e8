"""Lines, JSON and CSV on stdout; progress and summaries on stderr."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wxarchive.characters import escaped
from wxarchive.cli.discretion import discreet
from wxarchive.cli.plain import one_line, size
from wxarchive.clock import iso
from wxarchive.models import Outcome

if TYPE_CHECKING:
    from wxarchive.archive import MediaCounts, MediaKeeper
    from wxarchive.export import ExportOutcome

_Thing = TypeVar("_Thing")
Advance = Callable[[Any], object]
"""Called with each thing that is done: an outcome, or a file of an export."""
NOTHING_PASSES = "no article here passes the filter"
EMPTY_ARCHIVE = "the archive holds no article yet"
NOTHING_FOUND = "nothing found"
_NO_NEWS = frozenset({"unchanged", "skipped"})
_NAMED = 5
"""Files named at the end of an export that left some as they are; each was named before."""
_COLORS = {
    "failed": "red",
    "blocked": "red",
    "partial": "yellow",
    "gone": "yellow",
    "created": "green",
}


def json_line(value: Mapping[str, object]) -> None:
    """Print one line of JSON, not ASCII-escaped."""
    click.echo(escaped(json.dumps(value, ensure_ascii=False)))


def json_lines(values: Iterable[Mapping[str, object]]) -> int:
    """Print JSON Lines as the values come and return their number."""
    return _each(json_line, values)


def print_lines(lines: Iterable[str]) -> int:
    """Print lines as they come, each as it is, and return their number."""
    return _each(click.echo, lines)


def _each(action: Callable[[_Thing], object], things: Iterable[_Thing]) -> int:
    """Do this with each thing as it comes and return how many there were."""
    number = 0
    for number, thing in enumerate(things, 1):  # noqa: B007 -- the last number is the length
        action(thing)
    return number


def message(text: str) -> None:
    """Print a line for people, on stderr."""
    click.echo(f"wxarchive: {one_line(discreet(text))}", err=True)


def end_with(exit_code: int) -> None:
    """End the command with this code."""
    click.get_current_context().exit(exit_code)


def report(
    outcomes: Iterable[Outcome],
    *,
    as_json: bool,
    progress: AbstractContextManager[Advance],
    closing: Callable[[], Iterable[str]] = tuple,
    media: "MediaKeeper | None" = None,
    is_news: Callable[[Outcome], bool] | None = None,
) -> None:
    """Print each outcome as it comes, then the summary with the counts of ``media``; end with the
    highest exit code.

    ``progress`` is called with each outcome. ``closing`` returns what to tell people at the end.
    ``is_news``: which outcomes are printed, and nothing at all if none is; ``None``: all.
    """
    from wxarchive.archive import summary

    done: list[Outcome] = []
    is_quiet = is_news is not None
    with progress as advance:
        for outcome in outcomes:
            done.append(outcome)
            if is_news is None or is_news(outcome):
                is_quiet = False
                _print_outcome(outcome, as_json=as_json)
            advance(outcome)
    # cron sends a mail for every line: a run without news must print none
    if not is_quiet:
        counts = None
        if media:
            counts = media.counts
        print_summary(summary(done), as_json=as_json, media=counts)
        for text in closing():
            message(text)
    # one source that failed makes the whole run fail
    end_with(max((outcome.exit_code for outcome in done), default=0))


def changes(*, as_json: bool) -> Callable[[Outcome], bool] | None:
    """Return what is news of a run that repeats: for people what has changed, for programs all."""
    if as_json:
        return None
    return lambda outcome: outcome.status not in _NO_NEWS


def report_export(
    exported: "Iterable[ExportOutcome]",
    *,
    as_json: bool,
    progress: AbstractContextManager[Advance],
    closing: Callable[[], Iterable[str]] = tuple,
) -> None:
    """Print what became of each file (people are told only of trouble), the summary, and then what
    ``closing`` returns.

    End with 1 if a file failed, or was left as it is though the archive holds something else.
    """
    from wxarchive.export import summary

    def reported() -> "Iterator[ExportOutcome]":
        with progress as advance:
            for one in exported:
                if as_json:
                    json_line(asdict(one) | {"message": one.message and discreet(one.message)})
                if one.message:
                    message(one.message)
                # the progress counts articles, of which a picture or a style sheet is none
                if one.id is not None:
                    advance(one)
                yield one

    counts = summary(reported())
    if as_json:
        parts = {"summary": counts.articles, "media": counts.media, "files": counts.files}
        json_line({**parts, "left": counts.left})
    else:
        # the first number of each is the sum: "media 0" would be no news
        for part in (counts.articles, counts.media, counts.files):
            if next(iter(part.values())) or part is counts.articles:
                print_summary(part, as_json=False)
    for text in closing():
        message(text)
    if counts.left:
        message(_left(counts.left))
    if counts.failed or counts.left:
        end_with(1)


def _left(files: Sequence[str]) -> str:
    """Say which files an export did not touch, once more at its end."""
    what = f"{len(files)} files were"
    if len(files) == 1:
        what = "1 file was"
    named = ", ".join(files[:_NAMED])
    if len(files) > _NAMED:
        named += ", …"
    state = "left as found, and not what the archive holds now"
    return f"{what} {state}: {named}; move away what you want to keep"


def print_summary(
    counts: dict[str, int], *, as_json: bool, media: "MediaCounts | None" = None
) -> None:
    """Print counts, of which the first is the sum: JSON on stdout, else for people on stderr; then
    those of media.
    """
    if as_json:
        line: dict[str, object] = {"summary": counts}
        if media:
            line["media"] = asdict(media)
        json_line(line)
        return
    (total, number), *parts = counts.items()
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.table import Table

        # the sum is printed even if it is 0
        columns = {total: number} | {name: count for name, count in parts if count}
        table = Table(*columns)
        table.add_row(*map(str, columns.values()))
        Console(stderr=True).print(table)
    else:
        click.echo(f"{total} {number}{_in_parts(parts)}", err=True)
    if media and media.asked:
        print_media(media)


def print_media(counts: "MediaCounts") -> None:
    """Say on stderr what became of the pictures, audio and videos that were requested."""
    names = ("kept", "doubtful", "wanted", "failed", "refused")
    parts = [(name, getattr(counts, name)) for name in names]
    line = f"media {counts.asked}{_in_parts(parts)}, {size(counts.bytes)}"
    if counts.kept != counts.asked:
        line += "; see wxarchive media"
    click.echo(line, err=True)


def _in_parts(counts: Iterable[tuple[str, int]]) -> str:
    parts = ", ".join(f"{count} {name}" for name, count in counts if count)
    if not parts:
        return ""
    return f": {parts}"


def csv_lines(header: Sequence[str], lines: Iterable[Sequence[object]]) -> int:
    """Print CSV and return the number of its lines without the header."""
    from wxarchive.formats import START, cell, csv_line

    # on a terminal the mark for spreadsheets would be a stray character
    if not sys.stdout.isatty():
        click.echo(START, nl=False)
    click.echo(csv_line(header, "\n"), nl=False)
    return _each(lambda fields: click.echo(csv_line(map(cell, fields), "\n"), nl=False), lines)


def _print_outcome(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        json_line(outcome_record(outcome))
        return
    parts = []
    if outcome.id:
        parts += [f"#{outcome.id}", outcome.title]
    # many messages begin with the source already
    text = outcome.message or ""
    if not text.startswith(outcome.source):
        parts.append(discreet(outcome.source))
    parts.append(discreet(text))
    status = click.style(f"{outcome.status:<9}", fg=_COLORS.get(outcome.status))
    click.echo(f"{status} {'  '.join(one_line(part) for part in parts if part)}")


def outcome_record(outcome: Outcome) -> dict[str, object]:
    """Return an outcome as docs/record.md has it, with ``change`` where a check found one."""
    fields: dict[str, object] = asdict(outcome)
    # the run has an exit code; only checks find changes
    for name in ("exit_code", "change"):
        del fields[name]
    for name in ("source", "message"):
        fields[name] = fields[name] and discreet(str(fields[name]))
    if change := outcome.change:
        fields["change"] = {
            "life": change.life,
            "was": change.was,
            "gone_at": iso(change.gone_at),
            "last_seen_alive": iso(change.last_seen_alive),
            "version": change.version,
            "fields": list(change.fields),
            "text": {"added": change.text_added, "removed": change.text_removed},
            "images": {"added": change.images_added, "removed": change.images_removed},
            "target_url": change.target,
        }
    return fields


def text_of(value: object) -> str:
    """Write a value of a list for people: nothing for what is unknown."""
    if value is None:
        return ""
    return str(value)
