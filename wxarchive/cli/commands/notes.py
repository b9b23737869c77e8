"""``note``, ``highlight`` and ``highlights``: what people write of articles and their passages."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import click

from wxarchive.cli.app import example
from wxarchive.cli.completion import references
from wxarchive.cli.options import as_json as as_json_option
from wxarchive.cli.options import form, open_archive
from wxarchive.cli.output import json_lines, message
from wxarchive.cli.plain import one_line
from wxarchive.cli.record_list import print_records
from wxarchive.cli.selecting import filter_of, selecting
from wxarchive.clock import local_minute, now
from wxarchive.errors import NotFound
from wxarchive.models import Filter, Note, Selection

if TYPE_CHECKING:
    from wxarchive.store import Store

_SHOWN = 8
"""So much of a uuid is shown; any beginning that no other one has names a note."""
_edit = click.option(
    "--edit", metavar="UUID", help="Change this one; the beginning of its uuid is enough."
)
_delete = click.option(
    "--delete", metavar="UUID", help="Delete this one; the beginning of its uuid is enough."
)


@example(
    'wxarchive note 12 "看第三段"',
    "wxarchive note 12 - < note.txt",
    "wxarchive note 12",
    'wxarchive note 12 --edit 5f0c1e5a "看第四段"',
    "wxarchive note 12 --delete 5f0c1e5a",
)
@click.command
@click.argument("ref", shell_complete=references)
@click.argument("text", required=False)
@_edit
@_delete
@as_json_option
def note(ref: str, text: str | None, edit: str | None, delete: str | None, as_json: bool) -> None:
    """Write a note on an article, - for what standard input says; without a text list its notes."""
    _require_sense(edit, delete, text)
    # to list notes, an archive that may not be written is enough
    store = open_archive(read_only=(text, edit, delete) == (None, None, None))
    article_id = store.articles.find(ref)
    if delete is not None:
        _remove(store, article_id, delete)
    elif edit is not None:
        _change(store, article_id, edit, text)
    elif text is not None:
        new = store.notes.add(article_id, _given(text), now())
        message(f"noted, {new.uuid[:_SHOWN]}")
    else:
        _print_notes(store.notes.of(article_id), as_json=as_json)


@example(
    'wxarchive highlight 12 "水开了"',
    'wxarchive highlight 12 "水开了" --note "什么时候？" --prefix "后来，"',
    'wxarchive highlight 12 --edit 5f0c1e5a --note "第二天"',
)
@click.command
@click.argument("ref", shell_complete=references)
@click.argument("quote", required=False)
@click.option("--note", "text", metavar="TEXT", help="What you note of it; - for standard input.")
@click.option("--prefix", default="", help="What stands before it, where it stands several times.")
@click.option("--suffix", default="", help="What stands after it.")
@_edit
@_delete
def highlight(
    ref: str,
    quote: str | None,
    text: str | None,
    prefix: str,
    suffix: str,
    **chosen: str | None,
) -> None:
    """Highlight a passage of an article's text; white space does not count."""
    from wxarchive.anchoring import Quote
    from wxarchive.store import NewHighlight

    # nothing is opened for what makes no sense
    edit, delete = chosen["edit"], chosen["delete"]
    if (quote, edit, delete) == (None, None, None):
        raise click.UsageError("Give the passage; wxarchive highlights lists what there is.")
    _require_sense(edit, delete, quote or text)
    if edit is not None and quote is not None:
        raise click.UsageError("--edit changes the note: write it after --note.")
    store = open_archive()
    article_id = store.articles.find(ref)
    if delete is not None:
        _remove(store, article_id, delete)
    elif edit is not None:
        _change(store, article_id, edit, text)
    else:
        passage = NewHighlight(Quote(quote or "", prefix, suffix), _given(text))
        new = store.notes.highlight(article_id, passage, now())
        message(f"highlighted, {new.uuid[:_SHOWN]}: {one_line(new.exact)}")


@example(
    "wxarchive highlights 12",
    "wxarchive highlights --tag 研究 --csv",
    "wxarchive highlights --orphans",
)
@click.command
@selecting()
@click.option("--orphans", is_flag=True, help="Only those whose passage the text has no more.")
@form("json", "JSON Lines for programs.")
@form("csv", "A table for spreadsheets.")
def highlights(which: Selection, orphans: bool, form: str | None) -> None:
    """List highlights with their notes: uuid, article, passage, note."""
    where = filter_of(which)
    every = _records(open_archive(read_only=True), where, orphans=orphans)
    # the limit is of highlights, of which an article may have many
    found: Iterator[dict[str, object]] = islice(every, where.limit)
    if form is None:
        found = ({**one, "uuid": str(one["uuid"])[:_SHOWN]} for one in found)
    if not print_records(found, ("id", "uuid", "exact", "note"), "exact", form):
        if orphans:
            message("no orphan here")
        else:
            message("no highlight here; see wxarchive highlight")


def _records(store: "Store", where: Filter, *, orphans: bool) -> Iterator[dict[str, object]]:
    from wxarchive.render import highlight_record

    # within the filter that was given, which may say the same or the opposite
    every = replace(where, limit=None)
    for one in store.articles.list(Filter(also=(every,), has_highlight=True)):
        for placed in store.articles.get(one.id).highlights:
            if placed.start is None or not orphans:
                title = {"id": one.id, "title": one.metadata.title}
                yield {**title, **highlight_record(placed)}


def _print_notes(found: Iterable[Note], *, as_json: bool) -> None:
    from wxarchive.render import note_record

    if as_json:
        json_lines(map(note_record, found))
        return
    # times of what people did are those of the clock here
    short: Iterator[dict[str, object]] = (
        {"uuid": one.uuid[:_SHOWN], "changed_at": local_minute(one.changed_at), "text": one.text}
        for one in found
    )
    if not print_records(short, ("uuid", "changed_at", "text"), "text", None):
        message("no note on this article yet")


def _require_sense(edit: str | None, delete: str | None, words: str | None) -> None:
    """Raise :class:`click.UsageError` where words would be lost, or one be changed and deleted."""
    if delete is not None and (edit, words) != (None, None):
        raise click.UsageError("--delete goes alone: write or change something in another run.")


def _remove(store: "Store", article_id: int, beginning: str) -> None:
    store.notes.delete(_own(store, article_id, beginning), now())
    message("deleted")


def _change(store: "Store", article_id: int, beginning: str, text: str | None) -> None:
    store.notes.change(_own(store, article_id, beginning), _given(text), now())
    message("changed")


def _own(store: "Store", article_id: int, beginning: str) -> str:
    """Return the uuid of what is the article's own. Raises :class:`NotFound`."""
    uuid = store.notes.like(beginning)
    # a beginning that is mistyped may be that of another article's note
    if store.notes.one(uuid).article_id != article_id:
        raise NotFound("this is of another article", beginning)
    return uuid


def _given(text: str | None) -> str:
    """Return a text as it was given, or what standard input says."""
    if text != "-":
        return text or ""
    from wxarchive.formats import text_of

    return text_of(click.open_file("-", "rb").read())
