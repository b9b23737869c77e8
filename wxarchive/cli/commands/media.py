"""``media``: which pictures, audio and videos are missing and why, and another try; options that
``fetch`` shares.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from wxarchive import clock
from wxarchive.cli.app import example
from wxarchive.cli.browsing import PageOptions, assisted, fetching_pages
from wxarchive.cli.media_options import MediaOptions, downloading, media_keeper
from wxarchive.cli.options import as_json, open_archive, waiting
from wxarchive.cli.output import end_with, json_line, json_lines, message, print_media
from wxarchive.cli.selecting import filter_of, selecting
from wxarchive.cli.tables import Column, rows, whole
from wxarchive.clock import iso
from wxarchive.models import MediaGap, MediaShortfall, MediaUse, Selection

if TYPE_CHECKING:
    from wxarchive.archive import MediaKeeper

_GAPS = (
    whole("files"),
    whole("articles", leaves=1),
    whole("kind"),
    whole("state"),
    Column("reason"),
)
_EACH = (
    whole("id"),
    whole("kind"),
    whole("state"),
    Column("reason"),
    whole("address", leaves=1),
)


@example("wxarchive media", "wxarchive media --each --account 某号 --json", "wxarchive media fetch")
@click.group(invoke_without_command=True, subcommand_metavar="[COMMAND] [ARGS]...")
@click.option("--each", is_flag=True, help="List each file that is missing, not only how many.")
@selecting(refs=False)
@as_json
@click.pass_context
def media(ctx: click.Context, each: bool, which: Selection, as_json: bool) -> None:
    """List the pictures, audio and videos that are missing, and why: files, articles, kind, state,
    reason.
    """
    if ctx.invoked_subcommand:
        # they are this list's own: before the name of a command they would be lost
        sources = map(ctx.get_parameter_source, ctx.params)
        if ParameterSource.COMMANDLINE in sources:
            raise click.UsageError("Options go after the name of the command.")
        return
    where = filter_of(which)
    store = open_archive(read_only=True)
    missing: Iterable[MediaUse | MediaGap] = store.media.gaps(where)
    columns = _GAPS
    if each:
        missing, columns = store.media.missing(where), _EACH
    if as_json:
        number = json_lines(map(_record, missing))
    else:
        number = rows(map(_row, missing), columns)
    if not number:
        message("nothing is missing")


@example(
    "wxarchive media fetch",
    "wxarchive media fetch --all --since 2024",
    "wxarchive media fetch --video --now",
)
@media.command("fetch")
@click.option("--all", "everything", is_flag=True, help="Also what has failed or was refused.")
@click.option("--now", is_flag=True, help="Also what failed a moment ago and should wait.")
@downloading
@selecting()
@fetching_pages
@as_json
def fetch_media(
    which: Selection,
    everything: bool,
    now: bool,
    media_options: MediaOptions,
    pages: PageOptions,
    as_json: bool,
) -> None:
    """Fetch what is missing: all of it, or of the articles that are chosen."""
    from wxarchive.archive import catch_up
    from wxarchive.fetch import Fetcher

    where = filter_of(which)
    store = open_archive()
    plan = media_options.plan(again=everything, at_once=now)
    with (
        Fetcher(pages.settings, wait=waiting()) as fetcher,
        assisted(fetcher, pages, store) as door,
        media_keeper(store, door, pages.settings, media_options.jobs, plan) as keeper,
    ):
        lacking = catch_up(store.media.articles_lacking(where), keeper)
        report_media(lacking, keeper, as_json=as_json)


def report_media(
    lacking: Iterable[MediaShortfall], keeper: "MediaKeeper", *, as_json: bool
) -> None:
    """Print what each article still lacks as it is done, and the counts; end with 1 if something is
    missing.
    """
    # the iterable fetches as it is read: the counts are whole only after it
    if as_json:
        for one in lacking:
            json_line(asdict(one))
        json_line({"media": asdict(keeper.counts)})
    else:
        for one in lacking:
            if one.missing:
                click.echo(f"#{one.id}\t{one.missing} of {one.total} missing")
        print_media(keeper.counts)
    end_with(0 if keeper.counts.kept == keeper.counts.asked else 1)


def _record(one: MediaUse | MediaGap) -> dict[str, object]:
    record = asdict(one)
    if isinstance(one, MediaUse):
        record["not_before"] = iso(one.not_before)
    return record


def _row(one: MediaUse | MediaGap) -> tuple[str, ...]:
    why, now = one.reason or "not fetched yet", clock.now()
    if isinstance(one, MediaGap):
        return str(one.files), str(one.articles), one.role, one.state, why
    # what has failed is not requested again at once
    if one.not_before and one.not_before > now:
        why += f"; again {clock.distance(one.not_before, now)}"
    return str(one.article_id), one.role, one.state, why, one.address
