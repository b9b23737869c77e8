"""``watch``: a folder that pages are saved into → the archive."""

import time
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, opened_archive
from wxarchive.cli.output import changes, message, report


@example("wxarchive watch ~/Downloads/wechat", "wxarchive watch saved --once --json")
@click.command
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--once", is_flag=True, help="Take what is there and whole, and end.")
@click.option(
    "--interval",
    type=click.FloatRange(min=0, max=3600),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="Seconds between two looks.",
)
@as_json
def watch(folder: Path, once: bool, interval: float, as_json: bool) -> None:
    """Archive the saved pages of a folder as they appear; Ctrl-C ends it."""
    from wxarchive import archive
    from wxarchive.parse import parse

    # an archive that cannot be used is reported now, not when a page appears some hours later
    if click.get_current_context().find_root().obj.exists():
        with opened_archive():
            pass
    hint = ""
    # said at the first wait: from then on Ctrl-C is the usual end
    if not once:
        hint = f"watching {folder}; Ctrl-C ends it"
    waits = _waits(interval, hint)
    outcomes = archive.watch(
        folder,
        partial(opened_archive, create=True),
        parse,
        sleep=partial(next, waits),
        once=once,
    )
    news = changes(as_json=as_json)
    report(outcomes, as_json=as_json, progress=nullcontext(lambda _: None), is_news=news)


def _waits(seconds: float, hint: str) -> Iterator[None]:
    """Print the hint, if there is one, then wait each time that the next item is taken."""
    if hint:
        message(hint)
    while True:
        time.sleep(seconds)
        yield
