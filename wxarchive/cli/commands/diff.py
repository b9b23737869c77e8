"""``diff``: what an edit changed."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from wxarchive.characters import printable
from wxarchive.cli.app import example
from wxarchive.cli.completion import references
from wxarchive.cli.options import as_json, open_archive, reference
from wxarchive.cli.output import json_line, message
from wxarchive.errors import NotFound

if TYPE_CHECKING:
    from wxarchive.differences import Change, DiffPiece
    from wxarchive.models import Version
    from wxarchive.store import Store

_AROUND = 24
"""Characters of unchanged text that are shown before and after a change."""


@example("wxarchive diff 12", "wxarchive diff 12 1 3 --json", "wxarchive diff 12 --with 34")
@click.command
@reference
@click.argument("old", type=click.IntRange(min=1), required=False)
@click.argument("new", type=click.IntRange(min=1), required=False)
@click.option(
    "--with",
    "other",
    metavar="REF",
    shell_complete=references,
    help="Compare with another article: from this one's newest version to that one's.",
)
@as_json
def diff(ref: str, old: int | None, new: int | None, other: str | None, as_json: bool) -> None:
    """Show what changed between two versions of an article, by default the last two: [-gone-] and
    {+new+}.
    """
    from wxarchive.differences import changes, changes_between
    from wxarchive.history import version_of

    store = open_archive(read_only=True)
    # ids and addresses differ between two articles, and are left out
    if other is not None:
        if old is not None:
            raise click.UsageError("--with compares newest versions: give no numbers.")
        found = changes_between(_newest(store, ref), _newest(store, other))
        _print(found, "articles", as_json=as_json)
        return
    versions = store.versions.of(store.articles.find(ref))
    # neither is an error: what may have changed has not
    if not versions:
        message("no version of this article was ever kept")
        return
    if len(versions) == 1:
        message("there is only one version")
        return
    before = version_of(versions, old or len(versions) - 1)
    after = version_of(versions, new or len(versions))
    _print(changes(before, after), "versions", as_json=as_json)


def _newest(store: "Store", ref: str) -> "Version":
    """Return the newest version of an article. Raises :class:`NotFound` where there is none."""
    found = store.versions.newest(store.articles.find(ref))
    if found is None:
        raise NotFound("no version of this article was ever kept", ref)
    return found


def _print(found: "Sequence[Change]", what: str, *, as_json: bool) -> None:
    """Print the changes between two ``what``, field by field."""
    for change in found:
        if as_json:
            fields = {"field": change.field, "before": change.before, "after": change.after}
            json_line(fields | {"pieces": [[piece.kind, piece.text] for piece in change.pieces]})
            continue
        click.echo(click.style(change.field, bold=True))
        lines = _hunks(change.pieces)
        # of a list, such as pictures, an item a line and nothing that stands around it
        if isinstance(change.before, tuple) or isinstance(change.after, tuple):
            lines = (_marked(piece) for piece in change.pieces if piece.kind != "same")
        for line in lines:
            click.echo(line)
    if not found:
        message(f"these {what} do not differ")


def _hunks(pieces: "Sequence[DiffPiece]") -> Iterator[str]:
    """Yield changes with a little of what stands around them; what is far apart is on lines of its
    own.
    """
    hunk = ""
    for number, piece in enumerate(pieces):
        text = printable(piece.text)
        if piece.kind != "same":
            hunk += _marked(piece)
        elif len(text) <= 2 * _AROUND:
            hunk += text
        else:
            # before the first change and after the last one there is only one side to show
            if number:
                yield f"{hunk}{text[:_AROUND]} …"
            hunk = ""
            if number + 1 < len(pieces):
                hunk = f"… {text[-_AROUND:]}"
    if hunk:
        yield hunk


def _marked(piece: "DiffPiece") -> str:
    if piece.kind == "removed":
        return click.style(f"[-{printable(piece.text)}-]", fg="red")
    return click.style(f"{{+{printable(piece.text)}+}}", fg="green")
