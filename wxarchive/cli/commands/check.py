"""``check``: what became of archived articles, and when to look again."""

from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from wxarchive.cli.app import example
from wxarchive.cli.crawl import CrawlSession, crawl
from wxarchive.cli.crawl_options import CrawlOptions, crawling
from wxarchive.cli.dates import day
from wxarchive.cli.discretion import discreet
from wxarchive.cli.notices import Notices, noticing
from wxarchive.cli.options import Command, Count, as_json, open_archive, with_options
from wxarchive.cli.output import end_with, json_line, message, outcome_record, print_summary
from wxarchive.cli.plain import one_line
from wxarchive.cli.selecting import filter_of, selecting
from wxarchive.cli.tables import Column, rows
from wxarchive.clock import OFFSET, iso
from wxarchive.models import CheckFilter, Outcome, Selection

if TYPE_CHECKING:
    from wxarchive.store import Store

_WORDS = {
    "edited": "changed",
    "metadata": "changed",
    "gone": "gone",
    "back": "back",
    "address": "address",
}
_COLORS = {
    "changed": "cyan",
    "gone": "yellow",
    "back": "green",
    "address": "yellow",
    "failed": "red",
    "blocked": "red",
}
_MEDIA = click.option(
    "--media/--no-media",
    default=True,
    help="Fetch the pictures and audio of new versions too (default).",
)
_DAYS = (Column(f"day {OFFSET}", 10, 10), Column("articles", 8), Column("of these"))


@dataclass(frozen=True, slots=True)
class _CheckChoice:
    """Which articles are checked, as the command line says."""

    which: Selection
    due: bool
    before: datetime | None
    most: int | None

    def filter(self) -> CheckFilter:
        """Return the filter; the archive is asked what a search finds."""
        where = filter_of(self.which)
        return CheckFilter(where, due=self.due, before=self.before, most=self.most)


def _choosing(command: Command) -> Command:
    """Add what chooses the articles to check; the command gets it as one parameter ``choice``."""

    @wraps(command)
    def with_which(
        *args: Any,
        which: Selection,
        due: bool,
        before: datetime | None,
        most: int | None,
        **rest: Any,
    ) -> None:
        command(*args, choice=_CheckChoice(which, due, before, most), **rest)

    options = (
        click.option(
            "--due",
            is_flag=True,
            help="Only those whose time has come: young ones often, old ones rarely.",
        ),
        click.option(
            "--older-than",
            "before",
            type=day(),
            metavar="AGE",
            help="Only those not checked since 30d ago, or a date.",
        ),
        click.option(
            "--max",
            "most",
            type=Count(min=1),
            metavar="N",
            help="Ask for N articles at most.",
        ),
        selecting(),
    )
    return with_options(options, with_which)


@example(
    "wxarchive check --account 某号 --older-than 30d",
    "wxarchive check --due --quiet",
    "wxarchive check --due --quiet --notify https://example.org/hook --only gone",
    "wxarchive search 推理 --urls | wxarchive check -",
    "wxarchive check --schedule",
)
@click.command
@click.option("--schedule", is_flag=True, help="Only say how many checks are due on which day.")
@click.option("-q", "--quiet", is_flag=True, help="Print only what changed, and what failed.")
@_choosing
@crawling(_MEDIA)
@noticing
@as_json
def check(
    choice: _CheckChoice,
    schedule: bool,
    quiet: bool,
    options: CrawlOptions,
    notices: Notices,
    as_json: bool,
) -> None:
    """Request archived articles again: unchanged, changed, gone or back; longest unchecked
    first.
    """
    articles = choice.filter()
    store = open_archive(read_only=schedule)
    if schedule:
        _print_schedule(store, articles, as_json=as_json)
        return
    with crawl(store, options) as session:
        done = _checked(store, articles, session, notices, as_json=as_json, quiet=quiet)
        exit_code = max((outcome.exit_code for outcome in done), default=0)
        # cron sends a mail for every line: a quiet run says only what failed
        if exit_code or not quiet:
            _print_end(done, session, as_json=as_json)
        end_with(exit_code)


def _checked(
    store: "Store",
    which: CheckFilter,
    it: CrawlSession,
    notices: Notices,
    *,
    as_json: bool,
    quiet: bool,
) -> list[Outcome]:
    """Check the articles; print each outcome as it comes, and return all."""
    from wxarchive import archive
    from wxarchive.parse import parse

    checked = archive.check(which, store=store, fetch=it.get, parse=parse, outside=it.outside)
    whole = archive.with_media(checked, it.keeper, of_unchanged=False)
    done: list[Outcome] = []
    with it.crawled.display() as advance:
        for outcome in notices.of(whole, store, archive.of_check, it.outside.sleep):
            done.append(outcome)
            # of a quiet run stdout has the changes, and stderr what failed
            if quiet and outcome.change is None:
                if outcome.exit_code:
                    message(_line(outcome))
            elif as_json:
                json_line({"change": None} | outcome_record(outcome))
            else:
                click.echo(_line(outcome))
            advance(outcome)
    return done


def _line(outcome: Outcome) -> str:
    from wxarchive.archive import found

    word = _WORDS.get(found(outcome) or "", outcome.status)
    parts = [outcome.title or discreet(outcome.source), discreet(outcome.message or "")]
    if outcome.id:
        parts.insert(0, f"#{outcome.id}")
    status = click.style(f"{word:<9}", fg=_COLORS.get(word))
    return f"{status} {'  '.join(one_line(part) for part in parts if part)}"


def _print_end(done: list[Outcome], it: CrawlSession, *, as_json: bool) -> None:
    """Print what the checks found, the summary, and what is left to do."""
    from wxarchive.archive import changes_found, summary

    # what was found is not what became of the requests: an article that is gone was checked well
    changes = changes_found(done)
    if as_json:
        json_line({"changes": changes})
    elif some := [f"{number} {name}" for name, number in changes.items() if number]:
        message(f"found: {', '.join(some)}")
    counts = None
    if it.keeper:
        counts = it.keeper.counts
    print_summary(summary(done), as_json=as_json, media=counts)
    for text in it.advice():
        message(text)


def _print_schedule(store: "Store", which: CheckFilter, *, as_json: bool) -> None:
    """Print how many checks are due now, and on which day the others will be."""
    from wxarchive.archive import Environment

    days = store.checks.days(which, Environment().now())
    if as_json:
        for one in days:
            json_line({
                "day": one.day,
                "is_due": one.day is None,
                "articles": one.articles,
                "gone": one.gone,
                "failed": one.failed,
                "first": iso(one.first),
            })  # fmt: skip
        return
    lines = []
    for one in days:
        numbers = {"gone": one.gone, "failed before": one.failed}
        of_these = [f"{number} {name}" for name, number in numbers.items() if number]
        lines.append((one.day or "now", str(one.articles), ", ".join(of_these)))
    if not rows(lines, _DAYS):
        message("nothing is to be checked")
