"""``albums``: the albums (合集) whose articles the archive holds."""

from dataclasses import asdict

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import form, open_archive
from wxarchive.cli.output import message
from wxarchive.cli.record_list import print_records, publication_span

_FIELDS = ("id", "title", "account", "articles", "listed", "gone")
_SHOWN = (
    "articles", "gone", "first_published", "last_published", "account", "title", "id", "listed",
)  # fmt: skip


@example("wxarchive albums", "wxarchive albums --csv")
@click.command
@form("json", "JSON Lines for programs.")
@form("csv", "A table for spreadsheets.")
def albums(form: str | None) -> None:
    """List albums (合集), most articles first: articles, gone, first and last time, account, title,
    id, listed.
    """
    records = []
    for one in open_archive(read_only=True).catalogue.albums():
        fields = asdict(one)
        span = publication_span(one.first, one.last)
        records.append({name: fields[name] for name in _FIELDS} | span)
    if not print_records(records, _SHOWN, "title", form):
        message("the archive holds no album yet")
