"""``sync``: followed lists, read again and only for what is new."""

from datetime import datetime

import click

from wxarchive.cli.app import example
from wxarchive.cli.crawl import crawl
from wxarchive.cli.crawl_options import CrawlOptions, crawling
from wxarchive.cli.dates import day
from wxarchive.cli.notices import Notices, noticing
from wxarchive.cli.options import Count, as_json, open_archive
from wxarchive.cli.output import changes, message, report
from wxarchive.models import Rules


@example(
    "wxarchive sync", "17 6 * * *  wxarchive --db /path/archive.db sync    (a line of crontab)"
)
@click.command
@click.option(
    "--known",
    type=Count(min=1),
    default=10,
    show_default=True,
    metavar="N",
    help="Read a list no further after N articles in a row that it named before.",
)
@click.option("--max", "most", type=Count(min=1), metavar="N", help="Ask for N articles at most.")
@click.option(
    "--since", type=day(), metavar="DATE", help="Fetch nothing older: 2024, 2024-10-05, 90d."
)
@crawling(
    click.option(
        "--media/--no-media", default=True, help="Fetch pictures and audio too; default: yes."
    )
)
@noticing
@as_json
def sync(
    known: int,
    most: int | None,
    since: datetime | None,
    options: CrawlOptions,
    notices: Notices,
    as_json: bool,
) -> None:
    """Fetch what is new in the lists that are followed; says nothing if nothing is. Made for
    cron.
    """
    from wxarchive import archive
    from wxarchive.parse import parse

    store = open_archive()
    if not store.subscriptions.list():
        message("nothing is followed yet: wxarchive subscribe ADDRESS")
    rules = Rules(most=most, since=since, known=known)
    with crawl(store, options) as it:
        # cron may begin a run before the last one has ended
        lock = archive.syncing(store, it.outside)
        renew = click.get_current_context().with_resource(lock)  # ends before the store does
        if renew is None:
            message("another sync works on this archive; this one leaves it to that")
            return
        # what an earlier sync left in the queue comes first
        outcomes = archive.sync(
            store=store, fetch=it.get, parse=parse, rules=rules, outside=it.outside, renew=renew
        )
        whole = archive.with_media(outcomes, it.keeper, of_files=False)
        report(
            notices.of(whole, store, archive.of_reading, it.outside.sleep),
            as_json=as_json,
            progress=it.crawled.display(),
            closing=it.advice,
            media=it.keeper,
            is_news=changes(as_json=as_json),
        )
