"""What the commands that work on the queue share: the rules of a crawl, its surroundings, what is said at the end."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from wxarchive.cli.dates import day
from wxarchive.cli.media_options import chosen_keeper
from wxarchive.cli.options import Command, tell_wait, with_options
from wxarchive.cli.output import iso, json_lines
from wxarchive.cli.tables import Column, rows
from wxarchive.models import Rules

if TYPE_CHECKING:
    from wxarchive.archive import Fetch, MediaKeeper, Outside
    from wxarchive.cli.progress import Crawled
    from wxarchive.fetch import Fetcher, FetchSettings
    from wxarchive.models import Queued
    from wxarchive.store import Store

_QUEUE = (
    Column("id", 6), Column("state", 9), Column("why", 8), Column("depth", 5), Column("tries", 5), Column("what"),
)  # fmt: skip
_PLAN = (Column("why", 8), Column("depth", 5), Column("what"))
_RULES = ("again", "follow", "section", "any_account", "most", "since")


def following(command: Command) -> Command:
    """Add the options that say what a crawl may ask for; the command gets them as one parameter ``rules``."""

    @wraps(command)
    def with_rules(*args: Any, **given: Any) -> None:
        rules = Rules(**{name: given.pop(name) for name in _RULES})
        command(*args, rules=rules, **given)

    options = (
        click.option("--again", is_flag=True, help="Ask again for articles that are archived already."),
        click.option(
            "--follow",
            type=click.IntRange(0, 1000),
            default=0,
            metavar="N",
            help="Fetch what is linked, too, up to N links away, and what that links to.",
        ),
        click.option(
            "--section",
            type=click.Choice(("previous", "all")),
            default="previous",
            show_default=True,
            help="Follow 往期, album and reprint links, or all, those in the text too.",
        ),
        click.option(
            "--any-account/--same-account", default=False, help="Follow links to other accounts too; default: same."
        ),
        click.option(
            "--max",
            "most",
            type=click.IntRange(min=1),
            metavar="N",
            help="Ask for N linked or listed ones at most.",
        ),
        click.option(
            "--since",
            type=day(),
            metavar="DATE",
            help="Fetch nothing older of links and lists: 2024, 2024-10-05, 90d.",
        ),
    )
    return with_options(options, with_rules)


@dataclass(frozen=True, slots=True)
class Crawl:
    """What a command that asks for pages works with.

    ``get`` asks for a page, unless a verification page came to ``keeper``, which fetches media (``None``: none is
    wanted); ``crawled`` shows the progress; ``advice`` gives what there is to say to people when all is done.
    """

    get: "Fetch"
    outside: "Outside"
    crawled: "Crawled"
    keeper: "MediaKeeper | None"
    advice: Callable[[], list[str]]


@contextmanager
def crawl(store: "Store", given: Mapping[str, Any]) -> Iterator[Crawl]:
    """Give what a crawl needs, as the options say: those of fetching, of media, and ``now``."""
    from wxarchive import archive

    with (
        _surroundings(store, given["settings"], hurry=given["now"]) as (fetcher, outside, crawled),
        chosen_keeper(store, fetcher, given) as keeper,
    ):
        if keeper:
            crawled.media = lambda: keeper.counts.bytes
        get = archive.unless_blocked(fetcher.get_page, keeper)
        yield Crawl(get, outside, crawled, keeper, lambda: archive.advice(store, outside.now()))


@contextmanager
def _surroundings(
    store: "Store", settings: "FetchSettings", *, hurry: bool
) -> "Iterator[tuple[Fetcher, Outside, Crawled]]":
    """Give a fetcher, the world around it and what shows the progress; Ctrl-C ends the article in hand."""
    from wxarchive.archive import Outside
    from wxarchive.cli.interrupt import Interruption
    from wxarchive.cli.progress import Crawled
    from wxarchive.fetch import Fetcher

    crawled = Crawled(lambda: store.queue.counts()["waiting"])
    with Interruption() as interruption:
        sleep = crawled.pausing(interruption.sleep)
        outside = Outside(
            sleep=sleep, delay=settings.delay, hurry=hurry, stopping=interruption.asked, asking=crawled.asking
        )
        with Fetcher(settings, sleep=sleep) as fetcher:
            fetcher.before_wait = tell_wait
            yield fetcher, outside, crawled


def print_plan(planned: "list[Queued]", *, as_json: bool) -> None:
    """Print what would be asked for: why, how many links away, title and address."""
    if as_json:
        json_lines(map(_planned, planned))
    else:
        rows(((one.wanted.why, str(one.depth), _what(one)) for one in planned), _PLAN)


def _planned(row: "Queued") -> dict[str, object]:
    wanted = row.wanted
    return {"url": wanted.address, "key": wanted.key, "why": wanted.why, "depth": row.depth, "title": wanted.title}


def print_rows(queued: "list[Queued]", *, as_json: bool) -> int:
    """Print rows of the queue and return how many there are."""
    return json_lines(map(_record, queued)) if as_json else rows(map(_fields, queued), _QUEUE)


def _fields(row: "Queued") -> tuple[str, ...]:
    return (str(row.id), row.state, row.wanted.why, str(row.depth), str(row.attempts), _what(row))


def _what(row: "Queued") -> str:
    return "  ".join(text for text in (row.wanted.title, row.wanted.address, row.error) if text)


def _record(row: "Queued") -> dict[str, object]:
    return {
        "id": row.id,
        "state": row.state,
        "url": row.wanted.address,
        "key": row.wanted.key,
        "kind": row.wanted.kind,
        "why": row.wanted.why,
        "from_id": row.from_id,
        "depth": row.depth,
        "title": row.wanted.title,
        "published_at": iso(row.wanted.published_at),
        "attempts": row.attempts,
        "not_before": iso(row.not_before),
        "error": row.error,
        "added_at": iso(row.added_at),
    }
