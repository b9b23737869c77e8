"""``fetch``: addresses and saved pages → the archive."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import wraps
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from wxarchive.cli.app import example
from wxarchive.cli.crawl import CrawlSession, crawl
from wxarchive.cli.crawl_options import CrawlOptions, crawling, following
from wxarchive.cli.given import archive_for, archive_to_look_at, one_saved_page
from wxarchive.cli.missing_media import missing_media
from wxarchive.cli.options import Command, as_json, open_archive, page_url, with_options
from wxarchive.cli.output import end_with, message, report
from wxarchive.cli.progress import bar
from wxarchive.cli.queue_list import print_plan
from wxarchive.models import Rules

if TYPE_CHECKING:
    from wxarchive.models import Outcome
    from wxarchive.sources import Source
    from wxarchive.store import Store

_MEDIA = click.option(
    "--media/--no-media",
    default=None,
    help="Fetch pictures and audio too: by default those of addresses, not of saved pages.",
)


@dataclass(frozen=True, slots=True)
class _FetchRequest:
    """What is to be fetched: sources, a file that lists some, what waits in the queue. ``url``: of
    the one saved page that is given.
    """

    source: tuple[str, ...]
    list_file: BinaryIO | None
    url: str | None
    resume: bool

    def sources(self) -> "list[Source]":
        """Return the sources, those of lists too. Raises :class:`click.UsageError` if there is
        nothing to fetch.
        """
        from wxarchive import sources as importers

        if not (self.source or self.list_file or self.resume):
            what = "Nothing to fetch: give addresses, saved pages or folders, or a list with -i."
            raise click.UsageError(f"{what} With --resume it goes on with the queue.")
        texts: list[str] = []
        for one in self.source:
            if one == "-":
                texts += importers.read_list(click.open_file("-", "rb").read())
            else:
                texts.append(one)
        if self.list_file:
            texts += importers.read_list(self.list_file.read())
        # a script may pass an empty variable
        texts = [text for text in texts if text.strip()]
        if not (texts or self.resume):
            raise click.UsageError("There is no address and no file's name in what was given.")
        return list(one_saved_page(self.url, importers.sources(texts, self.url)))


def _requesting(command: Command) -> Command:
    """Add what names the sources; the command receives it as ``request``."""

    @wraps(command)
    def with_request(
        *args: Any,
        source: tuple[str, ...],
        list_file: BinaryIO | None,
        url: str | None,
        resume: bool,
        **rest: Any,
    ) -> None:
        command(*args, request=_FetchRequest(source, list_file, url, resume), **rest)

    options = (
        click.argument("source", nargs=-1, metavar="[SOURCE]..."),
        click.option(
            "-i",
            "list_file",
            type=click.File("rb"),
            metavar="FILE",
            help="A list of sources; - is standard input.",
        ),
        page_url,
        click.option("--resume", is_flag=True, help="Go on with what waits in the queue."),
    )
    return with_options(options, with_request)


@example(
    "wxarchive fetch https://mp.weixin.qq.com/s/… --follow 2",
    "wxarchive fetch saved.html folder/ -i addresses.txt",
    "wxarchive fetch --resume",
)
@click.command
@_requesting
@click.option("--dry-run", is_flag=True, help="Only say what would be fetched.")
@following
@crawling(_MEDIA)
@as_json
def fetch(
    request: _FetchRequest, dry_run: bool, rules: Rules, options: CrawlOptions, as_json: bool
) -> None:
    """Archive articles: addresses, albums, home pages, saved pages, folders of pages; - reads a
    list.
    """
    from wxarchive import archive
    from wxarchive.sources import ListAddress

    sources = request.sources()
    if dry_run:
        _say_plan(sources, rules, resume=request.resume, as_json=as_json)
        return
    # without an archive nothing can wait in a queue
    if request.resume and not sources:
        store = open_archive()
    else:
        store = archive_for(sources)[0]
    with crawl(store, options) as it:
        # one article is there before anyone has read a line about it
        has_list = any(isinstance(source, ListAddress) for source in sources)
        progress = bar(1)
        if request.resume or rules.follow or len(sources) > 1 or has_list:
            progress = it.crawled.display()
        outcomes = _fetched(sources, rules, store, it, resume=request.resume)
        with_media = archive.with_media(outcomes, it.keeper, of_files=bool(options.wants_media))
        wants_media = options.wants_media is not False
        report(
            with_media,
            as_json=as_json,
            progress=progress,
            closing=lambda: [*it.advice(), *(missing_media(store) if wants_media else ())],
            media=it.keeper,
        )


def _fetched(
    sources: "list[Source]", rules: Rules, store: "Store", it: CrawlSession, *, resume: bool
) -> "Iterable[Outcome]":
    """Return the outcomes of the sources, then of what waits in the queue, whose media are fetched
    first.
    """
    from wxarchive import archive
    from wxarchive.parse import parse

    # a run that was ended early may have stored an article without its pictures
    if resume and it.keeper:
        deque(archive.catch_up(store.queue.last_archived(), it.keeper), maxlen=0)
    added = archive.add(
        sources, store=store, fetch=it.get, parse=parse, rules=rules, outside=it.outside
    )
    if not resume:
        return added
    resumed = archive.resume(store=store, fetch=it.get, parse=parse, outside=it.outside)
    return chain(added, resumed)


def _say_plan(sources: list["Source"], rules: Rules, *, resume: bool, as_json: bool) -> None:
    """Say what would be fetched, and end as the run itself would where a source is of no use;
    nothing is fetched or written.
    """
    from wxarchive import archive
    from wxarchive.sources import ListFile, Unusable

    with archive_to_look_at() as store:
        planned = archive.plan(sources, store=store, rules=rules)
        if resume:
            planned += store.queue.list(("waiting",))
        print_plan(planned, as_json=as_json)
    # what links and lists lead to nobody knows before they are read
    text = f"{len(planned)} URLs would be fetched, and what they link to as far as it is followed"
    lists = [one for one in sources if isinstance(one, ListFile) and one.is_wanted]
    if listed := sum(len(one.articles) for one in lists):
        text += f"; {listed} that lists name would wait in the queue"
    message(text)
    errors = [one.error for one in sources if isinstance(one, Unusable)]
    for error in errors:
        message(str(error))
    end_with(max((error.exit_code for error in errors), default=0))
