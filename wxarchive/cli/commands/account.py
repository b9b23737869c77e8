"""``account``: all that an account published, listed through one's own account."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from wxarchive.cli.account_options import account_editor, call_pace, calling
from wxarchive.cli.app import example
from wxarchive.cli.crawl import crawl
from wxarchive.cli.crawl_options import CrawlOptions, crawling
from wxarchive.cli.dates import day
from wxarchive.cli.interrupt import Interruption
from wxarchive.cli.missing_media import missing_media
from wxarchive.cli.options import Count, as_json, asking, form, open_archive
from wxarchive.cli.output import message, report
from wxarchive.cli.progress import bar
from wxarchive.cli.record_list import print_records
from wxarchive.models import Rules

if TYPE_CHECKING:
    from wxarchive.fetch import FetchSettings

_KNOWN = 10
"""A list that is here whole is read until so many articles in a row were in it before."""


@example(
    "wxarchive account find 桥",
    "wxarchive account fetch 某公众号 --since 2024",
    "wxarchive account subscribe 某公众号 && wxarchive sync",
)
@click.group(subcommand_metavar="COMMAND [ARGS]...")
def account() -> None:
    """List and fetch all that an account published; needs wxarchive login, with a public account
    of your own.
    """


@example("wxarchive account find 桥", "wxarchive account find nanpo_tea --json")
@account.command
@click.argument("name")
@form("json", "JSON Lines for programs.")
@form("csv", "A table for spreadsheets.")
@calling
@asking
def find(
    name: str, form: str | None, call_delay: float, calls_a_day: int, settings: "FetchSettings"
) -> None:
    """Search for accounts by name or WeChat id. Prints biz, name, WeChat id, and what they say of
    themselves; nothing of it is kept.
    """
    pace = call_pace(call_delay, calls_a_day, settings)
    with (
        Interruption("call") as interruption,
        account_editor(settings, pace, interruption.sleep) as editor,
    ):
        found = editor.find(name)
    records: Iterator[dict[str, object]] = map(asdict, found)
    if not print_records(records, ("biz", "nickname", "alias", "signature"), "signature", form):
        message("WeChat finds no such account")


@example("wxarchive account fetch 某公众号", "wxarchive account fetch MzMwMDExMjIzMw== --since 1y")
@account.command
@click.argument("name", metavar="NAME|BIZ")
@click.option("--max", "most", type=Count(min=1), metavar="N", help="Fetch N at most.")
@click.option(
    "--since", type=day(), metavar="DATE", help="Fetch nothing older: 2024, 2024-10-05, 90d."
)
@crawling(
    click.option(
        "--media/--no-media", default=True, help="Fetch pictures and audio too; default: yes."
    )
)
@as_json
def fetch(
    name: str, most: int | None, since: datetime | None, options: CrawlOptions, as_json: bool
) -> None:
    """Fetch all that an account published. It is listed through your own account, and what the
    archive lacks is fetched without the login; run again, or by wxarchive fetch --resume, it goes
    on where it ended.
    """
    from wxarchive import archive
    from wxarchive.account import Logins
    from wxarchive.parse import parse

    # asked first: an archive that nothing can come into is not made
    Logins().needed()
    store = open_archive(create=True)
    with crawl(store, options) as it:
        source = archive.account_named(name, store, it.editor.find)
        rules = Rules(most=most, since=since, known=_KNOWN)
        outcomes = archive.add(
            [source], store=store, fetch=it.get, parse=parse, rules=rules, outside=it.outside
        )
        report(
            archive.with_media(outcomes, it.keeper, of_files=False),
            as_json=as_json,
            progress=it.crawled.display(),
            closing=lambda: [*it.advice(), *(missing_media(store) if it.keeper else ())],
            media=it.keeper,
        )


@example("wxarchive account subscribe 某公众号 && wxarchive sync")
@account.command
@click.argument("name", metavar="NAME|BIZ")
@calling
@asking
@as_json
def subscribe(
    name: str, call_delay: float, calls_a_day: int, settings: "FetchSettings", as_json: bool
) -> None:
    """Follow all that an account publishes. Then sync lists it through your own account, with one
    call if nothing is new.
    """
    from wxarchive import archive

    pace = call_pace(call_delay, calls_a_day, settings)
    store = open_archive(create=True)
    # an account that the archive knows takes no call
    with (
        Interruption("call") as interruption,
        account_editor(settings, pace, interruption.sleep) as editor,
    ):
        source = archive.account_named(name, store, editor.find)
    report(archive.subscribe([source], store=store), as_json=as_json, progress=bar(1))
