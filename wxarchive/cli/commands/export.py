"""``export``: articles → files and streams that need no archive."""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wxarchive.characters import printable
from wxarchive.cli.app import example
from wxarchive.cli.article_list import say_no_article
from wxarchive.cli.dates import day
from wxarchive.cli.missing_media import missing_media
from wxarchive.cli.options import (
    Command,
    as_json,
    form,
    open_archive,
    some_path_as_text,
    with_options,
)
from wxarchive.cli.output import NOTHING_FOUND, message, report_export
from wxarchive.cli.progress import bar
from wxarchive.cli.search_index import searchable
from wxarchive.cli.selecting import selecting
from wxarchive.models import Selection

if TYPE_CHECKING:
    from wxarchive.export import ExportOptions, ExportOutcome, ExportSelection

_STDOUT = "-"
_NO_TEXT = {
    "epub": "A book",
    "pdf": "A PDF",
    "warc": "A web archive",
    "parquet": "A Parquet file",
    "wacz": "A web archive",
}
_OPTIONS = (
    "images",
    "names",
    "front_matter",
    "wikilinks",
    "prune",
    "books",
    "events",
    "language",
    "base_url",
    "indexable",
    "browser_path",
)


_GIVEN: tuple[Callable[[Command], Command], ...] = (
    form("md", "Markdown, one file an article (unless another form is asked for)."),
    form("html", "Web pages with everything inside, one file an article."),
    form("site", "A site of pages with a search, for any browser and without a server."),
    form("epub", "Books for e-readers."),
    form("pdf", "Pages for print, by your Chrome, Edge or Chromium, one file an article or book."),
    form("jsonl", "The whole records, one line an article; without -o to stdout."),
    form("csv", "A table for spreadsheets, without texts; without -o to stdout."),
    form("parquet", "The whole records for programs that compute: DuckDB, pandas, datasets."),
    form("atom", "A feed for readers of feeds; without -o to stdout."),
    form("warc", "Pages as received, copies to read and pictures, for programs that replay."),
    form("wacz", "The same with an index, as ReplayWeb.page opens it."),
    form("csl", "CSL-JSON for Zotero, Pandoc and citeproc; without -o to stdout."),
    form("ris", "RIS for EndNote, NoteExpress and Zotero; without -o to stdout."),
    form("bibtex", "BibTeX (biblatex @online); without -o to stdout."),
    form("highlights", "What you noted, as Markdown, or as -o FILE.json or FILE.csv says."),
    click.option(
        "--images",
        type=click.Choice(("local", "remote", "embed", "none")),
        help="Where pictures go.",
    ),
    click.option(
        "--name-template",
        "names",
        metavar="TEMPLATE",
        help="Such as '{account}/{year}/{title}'.",
    ),
    click.option(
        "--front-matter", is_flag=True, help="YAML front matter instead of the header lines."
    ),
    click.option("--wikilinks", is_flag=True, help="Links between articles as [[file|text]]."),
    click.option(
        "--books",
        type=click.Choice(("selection", "account", "album")),
        help="One EPUB or PDF for each.",
    ),
    click.option(
        "--events",
        is_flag=True,
        help="With --atom: what happened to the articles: new, edited, gone, back.",
    ),
    click.option(
        "--language",
        type=click.Choice(("zh", "en")),
        help="With --site: of its pages; zh unless another is asked for.",
    ),
    click.option(
        "--base-url",
        metavar="URL",
        help="With --site: where it will be, for the links of its feed.",
    ),
    click.option(
        "--indexable",
        is_flag=True,
        help="With --site: let search engines list it.",
    ),
    click.option(
        "--browser-path",
        metavar="FILE",
        help="The browser that prints PDF; default: the one that is found.",
    ),
    click.option("--prune", is_flag=True, help="Remove files of articles that left the selection."),
)
"""What an export can be asked for, in the order of the help."""


def _export_options(command: Command) -> Command:
    """Add the options of an export; the command receives them as ``options``."""

    @wraps(command)
    def with_options_of_export(
        *args: Any, form: str | None, place: str | None, **given: Any
    ) -> None:
        from wxarchive.export import TABLES, ExportOptions

        form = form or "md"
        # said first: a folder that is given without -o would be taken for an article
        if place is None and form not in TABLES:
            where = "name a folder or file, or - for stdout"
            if form == "site":
                where = "name a folder"
            raise click.UsageError(f"Missing option '-o': --{form} writes files: {where}.")
        chosen = {name: value for name in _OPTIONS if (value := given.pop(name)) is not None}
        # click knows the choices
        command(*args, options=ExportOptions(form, **chosen), place=place, **given)  # type: ignore[arg-type]

    return with_options(_GIVEN, with_options_of_export)


@example(
    "wxarchive export --md -o articles --since 2024",
    "wxarchive export --html -o offline --account 山中笔记",
    "wxarchive export --site -o site --base-url https://example.org/articles/",
    "wxarchive export --epub -o books --books album",
    "wxarchive export --pdf -o tea.pdf --album 茶",
    "wxarchive export --wacz -o articles.wacz --album 茶",
    "wxarchive export --jsonl 12 15 | jq .title",
    "wxarchive export --highlights --tag 研究 -o notes.md",
    "wxarchive export --bibtex --album 茶 -o tea.bib",
    "wxarchive export --atom --search 推理 -o articles.atom",
    "wxarchive export --atom --events --happened-since 30d -o news.atom",
)
@click.command
@_export_options
@click.option(
    "-o",
    "--output",
    "place",
    type=some_path_as_text,
    help="The folder or file to write to; - is stdout.",
)
@click.option(
    "--happened-since", type=day(), metavar="DATE", help="With --events: only what happened since."
)
@selecting()
@as_json
def export(
    options: "ExportOptions",
    place: str | None,
    happened_since: datetime | None,
    which: Selection,
    as_json: bool,
) -> None:
    """Write articles to files; a second run writes only what has changed."""
    from wxarchive.export import ExportSelection, number_of

    if happened_since and not options.events:
        raise click.UsageError("--happened-since goes with --events.")
    path = None
    if place and place != _STDOUT:
        path = Path(place)
    if as_json and not path:
        what = "--json tells of files that are written: it goes with a file or folder after -o."
        raise click.UsageError(what)
    if which.query is None:
        store = open_archive(read_only=True)
    else:
        store = searchable()
    number = number_of(store, which.where, which.query)
    if not number and options.prune:
        what = "--prune would remove the whole export"
        hint = "check the filter, or remove the folder yourself"
        raise click.UsageError(f"No article passes the filter, and {what}; {hint}.")
    if not number and which.query is not None:
        message(NOTHING_FOUND)
    elif not number:
        say_no_article(which.where)
    # even of no article a table has its headers
    selection = ExportSelection.of_store(store, which.where, which.query, happened_since)
    # a name that ends so is a folder's, also of one that is yet to be made
    if path and place and place.endswith(("/", os.sep)):
        # the export itself says why it cannot be written there
        with suppress(OSError):
            path.mkdir(parents=True, exist_ok=True)
    done = _exported(selection, path, options)

    def closing() -> list[str]:
        # who exports the URLs of pictures misses none of their files
        is_of_addresses = path is None and options.form == "md" and options.images is None
        if is_of_addresses or options.pictures not in {"local", "embed"}:
            return []
        return missing_media(store, replace(store.search.chosen(which), limit=None))

    report_export(done, as_json=as_json, progress=bar(number), closing=closing)


def _exported(
    selection: "ExportSelection", path: Path | None, options: "ExportOptions"
) -> "Iterable[ExportOutcome]":
    """Export into files, or to stdout: as bytes, or as text that a terminal can show."""
    from wxarchive.export import export, export_stream

    if path:
        return export(selection, path, options)
    if not sys.stdout.isatty():
        return export_stream(selection, sys.stdout.buffer, options)
    if options.form in _NO_TEXT:
        what = f"{_NO_TEXT[options.form]} is nothing that a terminal can show"
        raise click.UsageError(f"{what}: give a file with -o, or a pipe.")
    return export_stream(selection, _Terminal(), options)


class _Terminal:
    """A terminal that gets whole lines of UTF-8, and nothing that could rule it."""

    def write(self, data: bytes, /) -> None:
        """Print some lines."""
        click.echo(printable(data.decode("utf-8", "replace")), nl=False)
