"""``search``: full text, offline."""

import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import click

from wxarchive.characters import printable
from wxarchive.cli.app import example
from wxarchive.cli.article_list import FEW, print_articles, say_rest
from wxarchive.cli.options import form
from wxarchive.cli.output import json_lines, message, print_lines
from wxarchive.cli.plain import one_line
from wxarchive.cli.search_index import searchable
from wxarchive.cli.selecting import filters
from wxarchive.cli.tables import Column, is_styled, page_through, table, whole
from wxarchive.clock import OFFSET, in_form, iso, local_minute
from wxarchive.models import Filter, Hit

if TYPE_CHECKING:
    from wxarchive.store import Sort


_HITS = (
    whole("id"), Column(f"day {OFFSET}", 10, 10), Column("account", 16), Column("state", 13, 9),
    Column("title"),
)  # fmt: skip
_INDENT = "    "
_BOLD, _PLAIN = frozenset({"strong"}), frozenset[str]()


class _Search(click.Command):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take ``-word`` for a word to leave out, not for options of one letter."""
        return super().parse_args(
            ctx, [f" {one}" if _EXCLUSION.match(one) else one for one in args]
        )


_EXCLUSION = re.compile(r"-(?!h$)[^-]", re.DOTALL)


@example(
    "wxarchive search 推理 -广告",
    "wxarchive search '\"长文\" title:机器' --since 2024 --sort newest",
    "wxarchive search 推车 --versions",
)
@click.command(cls=_Search)
@click.argument("query", nargs=-1, required=True)
@filters(f"{FEW} for people, all for --json, --csv and --urls")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="What is first.",
)
@click.option(
    "--offset",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Leave out the first so many.",
)
@click.option(
    "--versions",
    is_flag=True,
    help="Look through earlier versions, too, and say when what was edited out was there.",
)
@form("json", "JSON Lines for programs, with the field snippet.")
@form("csv", "A table for spreadsheets.")
@form("urls", "Only the addresses.")
@form("count", "Only how many there are.")
def search(
    query: tuple[str, ...],
    where: Filter,
    sort: "Sort",
    offset: int,
    versions: bool,
    form: str | None,
) -> None:
    """Search titles, accounts, bylines, digests and texts; spaces mean and, "…" a phrase, - not, OR
    or.
    """
    if versions and form == "csv":
        raise click.UsageError("--csv cannot say which version has it: use --json with --versions.")
    store, text = searchable(), " ".join(query)
    if form == "count":
        click.echo(store.search.count(text, where, versions=versions))
    else:
        limit = where.limit
        is_cut = limit is None and form is None
        if is_cut:
            limit = FEW
        hits = store.search.find(
            text, where, sort=sort, limit=limit, offset=offset, versions=versions
        )
        number = _print_hits(hits, form)
        if is_cut:
            count = partial(store.search.count, text, where, versions=versions)
            say_rest(offset + number, FEW, count)
        if not number:
            message("nothing found")
    for word in store.search.words_like_signs(text):
        hint = "write OR in capitals for one of two"
        if word.upper() == "AND":
            hint = "spaces mean and"
        message(f"{word} was looked for as a word; {hint}")


def _print_hits(hits: Iterable[Hit], form: str | None) -> int:
    from wxarchive.render import record

    if form in ("csv", "urls"):
        return print_articles((hit.article for hit in hits), None, form)
    if form == "json":
        return json_lines(
            record(hit.article, full=False) | {"snippet": hit.snippet} | _version(hit)
            for hit in hits
        )
    if sys.stdout.isatty():
        return _print_table(list(hits))
    return print_lines(map(_line, hits))


def _version(hit: Hit) -> dict[str, object]:
    """Return the fields that say which earlier version has it; the newest one says nothing of
    itself.
    """
    if hit.version is None:
        return {}
    seen = {"first_seen": iso(hit.version.first_seen), "last_seen": iso(hit.version.last_seen)}
    return {"version": hit.version.number, **seen}


def _edited_out(hit: Hit) -> list[str]:
    """Return the line that says so of a hit that only an earlier version has."""
    if hit.version is None:
        return []
    which = f"version {hit.version.number} of {hit.version.count}"
    last = local_minute(hit.version.last_seen)
    return [f"{_INDENT}edited out since: {which}, last seen {last}"]


def _line(hit: Hit) -> str:
    about, state = hit.article.metadata, hit.article.state
    head = [str(hit.article.id), _day(hit) or "-", one_line(about.account), one_line(about.title)]
    if state != "ok":
        head.append(state)
    return "\n".join(["\t".join(head), *_edited_out(hit), f"{_INDENT}{one_line(hit.snippet)}"])


def _print_table(hits: Sequence[Hit]) -> int:
    """Print a table with the snippet under each row, as wide as the terminal."""

    def lines() -> Iterator[str]:
        heads = table(map(_row, hits), _HITS)
        yield from islice(heads, 1)
        for head, hit in zip(heads, hits, strict=True):
            yield head
            yield from _edited_out(hit)
            yield from _snippet(hit)

    page_through(lines())
    return len(hits)


def _row(hit: Hit) -> tuple[str, ...]:
    about = hit.article.metadata
    day, state = _day(hit) or "", hit.article.state
    return str(hit.article.id), day, about.account or "", state, about.title or ""


def _day(hit: Hit) -> str | None:
    return in_form(hit.article.metadata.published_at, "%Y-%m-%d")


def _snippet(hit: Hit) -> Iterator[str]:
    """Yield what stands around the hits, which are bold, or between 【 and 】."""
    from wxarchive.render import Styled, wrap

    styled = is_styled()
    parts: Sequence[str] = (hit.snippet,)
    # text, hit, text, hit, … by turns
    if styled:
        parts = hit.parts
    runs = []
    for at, part in enumerate(parts):
        # not stripped: a word may stand beside a hit
        text = re.sub(r"\s+", " ", printable(part))
        runs.append(Styled(text, (_PLAIN, _BOLD)[at % 2]))
    width = max(shutil.get_terminal_size().columns - len(_INDENT), 4)
    return (f"{_INDENT}{line}" for line in wrap(runs, width, styled=styled))
