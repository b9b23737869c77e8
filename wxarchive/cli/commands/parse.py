"""``parse``: the records of saved pages; no archive is touched."""

from typing import TYPE_CHECKING

import click

from wxarchive.cli.app import example
from wxarchive.cli.given import one_saved_page
from wxarchive.cli.options import page_url
from wxarchive.cli.output import end_with, json_line, message
from wxarchive.errors import Bug, SourceError, WxArchiveError

if TYPE_CHECKING:
    from wxarchive.archive import Parse
    from wxarchive.sources import Source

_NAMES_ARTICLES = "this names articles, and parse reads their saved pages"


@example("wxarchive parse saved.html folder/ > records.jsonl")
@click.command
@click.argument("source", nargs=-1, required=True, metavar="SOURCE...")
@page_url
def parse(source: tuple[str, ...], url: str | None) -> None:
    """Print the records of saved pages as JSON Lines; stores nothing."""
    from wxarchive import sources as importers
    from wxarchive.parse import parse as parse_page

    found = one_saved_page(url, importers.sources(source, url))
    read = (one for one in found if not _is_passed_over(one, source))
    end_with(max([print_record(one, parse_page) for one in read], default=0))


def _is_passed_over(found: "Source", given: tuple[str, ...]) -> bool:
    """Return whether this is a list that lay in a folder, and say that it is not read."""
    from wxarchive.sources import ListFile, RecordedMedia, RecordedReactions

    # pictures and comments are no pages
    if isinstance(found, RecordedMedia | RecordedReactions):
        return True
    if not isinstance(found, ListFile) or found.given in given:
        return False
    message(f"{found.given}: {_NAMES_ARTICLES}, passed over; use wxarchive fetch")
    return True


def print_record(source: "Source", parse: "Parse") -> int:
    """Print one record and return its exit code; a bad file, or a bug that one page shows, never
    stops the others.
    """
    from wxarchive.containment import contained

    try:
        with contained("read this page"):
            from wxarchive import render
            from wxarchive import sources as importers

            # what is given and no saved page is refused by name; what lay in a folder never comes
            if isinstance(source, importers.Unusable):
                raise source.error
            if isinstance(source, importers.ListFile):
                raise SourceError(_NAMES_ARTICLES, source.given, "use wxarchive fetch")
            if not isinstance(source, importers.SavedPage):
                what = "this is an address, and parse reads saved pages"
                raise SourceError(what, source.given, "use wxarchive fetch")
            page = importers.read_file(source)
            record = render.record(parse(page), source=source.given, page=page)
    # it does not know which page showed it
    except Bug as error:
        message(f"{source.given}: {error}")
        return error.exit_code
    except WxArchiveError as error:
        message(str(error))
        return error.exit_code
    json_line(record)
    return 0
