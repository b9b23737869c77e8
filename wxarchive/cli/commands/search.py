"""``search``: full text, offline."""

import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import click

from wxarchive.characters import printable
from wxarchive.cli.app import example
from wxarchive.cli.article_list import FEW, print_articles, say_rest
from wxarchive.cli.options import Count, form
from wxarchive.cli.output import NOTHING_FOUND, json_line, message, print_lines
from wxarchive.cli.plain import one_line
from wxarchive.cli.search_index import searchable
from wxarchive.cli.selecting import filters, say_unknown
from wxarchive.cli.tables import Column, is_styled, page_through, table, whole
from wxarchive.cli.words import print_concordance, print_uses
from wxarchive.clock import OFFSET, in_form, iso, local_minute
from wxarchive.models import COUNTS_BY, ConcordanceSort, CountBy, Filter, Hit

if TYPE_CHECKING:
    from wxarchive.store import Sort, Store

_CONTEXT, _WIDEST = 30, 1_000
"""Characters on each side of a hit, where no terminal says how many there is room for; the most."""
_HITS = (
    whole("id"), Column(f"day {OFFSET}", 10, 10), Column("account", 16), Column("state", 13, 9),
    Column("title"),
)  # fmt: skip
_INDENT = "    "
_BOLD, _PLAIN = frozenset({"strong"}), frozenset[str]()


class _Search(click.Command):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take ``-word`` for a word to leave out, not for options of one letter."""
        # with a space before it, click takes it for an argument
        words = (re.sub(_EXCLUSION, r" \g<0>", one, count=1) for one in args)
        return super().parse_args(ctx, list(words))


_EXCLUSION = re.compile(r"\A-(?!h$)[^-]", re.DOTALL)


@example(
    "wxarchive search 推理 -广告",
    "wxarchive search '\"长文\" title:机器' --since 2024 --sort newest",
    "wxarchive search 推车 --versions",
    "wxarchive search 人工智能 --by month --since 2023",
    "wxarchive search 推理 --kwic --sort right",
)
@click.command(cls=_Search)
@click.argument("query", nargs=-1, required=True)
@filters(f"{FEW} for people, all for --kwic, --by, --json, --csv and --urls")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest", "left", "right"]),
    help="What is first; default: relevance, with --kwic newest. left, right: with --kwic, by what"
    " stands next to the hit.",
)
@click.option(
    "--offset",
    type=Count(min=0),
    default=0,
    metavar="N",
    help="Leave out the first so many.",
)
@click.option(
    "--versions",
    is_flag=True,
    help="Look through earlier versions, too, and say when what was edited out was there.",
)
@click.option(
    "--by",
    type=click.Choice(COUNTS_BY),
    help="Count instead of listing: how many articles have it, and how often, over time.",
)
@click.option("--kwic", is_flag=True, help="Every place in its context, a line each.")
@click.option(
    "--width",
    type=click.IntRange(1, _WIDEST),
    metavar="N",
    help="With --kwic: characters on each side; default: what the terminal has room for, else 30.",
)
@form("json", "JSON Lines for programs, with the field snippet.")
@form("csv", "A table for spreadsheets.")
@form("urls", "Only the addresses.")
@form("count", "Only how many there are.")
def search(query: tuple[str, ...], where: Filter, form: str | None, **given: Any) -> None:
    """Search titles, accounts, bylines, digests and texts; spaces mean and, "…" a phrase, - not, OR
    or.
    """
    options = _SearchOptions(**given)
    options.require_sense(form)
    store, text = searchable(), " ".join(query)
    say_unknown("tag", store.search.tags_of(text), store)
    if form == "count":
        is_found = True
        click.echo(store.search.count(text, where, versions=options.versions))
    elif options.by:
        uses = store.search.words(text, where, options.by)
        print_uses(uses[: where.limit], options.by, form)
        is_found = any(one.articles for one in uses)
    elif options.kwic:
        is_found = _print_lines(store, text, where, options, form) > 0
    else:
        is_found = _list_hits(store, text, where, options, form) > 0
    if not is_found:
        what = NOTHING_FOUND
        if options.offset and store.search.count(text, where, versions=options.versions):
            what = f"nothing is left after the first {options.offset}; take a smaller --offset"
        message(what)
    # who writes "a or b" means another query than the one that was asked
    for word in store.search.words_like_signs(text):
        hint = "write OR in capitals for one of two"
        if word.upper() == "AND":
            hint = "spaces mean and"
        message(f"{word} was looked for as a word; {hint}")


@dataclass(frozen=True, slots=True)
class _SearchOptions:
    """How the hits are printed."""

    sort: ConcordanceSort | None
    offset: int
    versions: bool
    by: CountBy | None
    kwic: bool
    width: int | None

    def require_sense(self, form: str | None) -> None:
        """Raise :class:`click.UsageError` for what does not go together."""
        counting = "--kwic"
        if self.by:
            counting = "--by"
        # counts and contexts are of words, where all else is of articles
        is_of_words = bool(self.by or self.kwic)
        if self.by and self.kwic:
            raise click.UsageError("--by counts, --kwic lists: give one of them.")
        if is_of_words and form in ("urls", "count"):
            raise click.UsageError(f"--{form} is of articles, {counting} is of words.")
        if is_of_words and self.versions:
            raise click.UsageError(f"{counting} looks at what articles say now, not --versions.")
        if self.by and (self.sort or self.offset):
            raise click.UsageError("--by has an order of its own: leave out --sort and --offset.")
        if not self.kwic and (self.width or self.sort in ("left", "right")):
            raise click.UsageError("--width, --sort left and --sort right go with --kwic.")
        if self.versions and form == "csv":
            what = "--csv cannot say which version has it: use --json with --versions."
            raise click.UsageError(what)


def _list_hits(
    store: "Store", text: str, where: Filter, options: _SearchOptions, form: str | None
) -> int:
    """Print the articles that have it, and return how many are printed."""
    limit = where.limit
    # people see the best ones; programs get all
    is_cut = limit is None and form is None
    if is_cut:
        limit = FEW
    hits = store.search.find(
        text,
        where,
        sort=cast("Sort", options.sort or "relevance"),
        limit=limit,
        offset=options.offset,
        versions=options.versions,
    )
    number = _print_hits(hits, form)
    if is_cut:
        count = partial(store.search.count, text, where, versions=options.versions)
        say_rest(options.offset + number, FEW, count)
    return number


def _print_lines(
    store: "Store", text: str, where: Filter, options: _SearchOptions, form: str | None
) -> int:
    """Print every place that has it in its context, and return how many are printed."""
    width = options.width or _CONTEXT
    # more than fits: what stands left of a hit is cut where the terminal begins
    if options.width is None and form is None and sys.stdout.isatty():
        width = shutil.get_terminal_size().columns
    lines = store.search.concordance(text, where, sort=options.sort or "newest", width=width)
    rest = islice(lines, options.offset, None)
    return print_concordance(islice(rest, where.limit), form)


def _print_hits(hits: Iterable[Hit], form: str | None) -> int:
    from wxarchive.render import record

    if form in ("csv", "urls"):
        return print_articles((hit.article for hit in hits), None, form)
    if form == "json":
        number = 0
        for number, hit in enumerate(hits, 1):  # noqa: B007 -- the last number is the length
            fields = record(hit.article, full=False) | {"snippet": hit.snippet}
            # of an earlier version that has it, and the newest has not
            if version := hit.version:
                seen = {"first_seen": version.first_seen, "last_seen": version.last_seen}
                times = {name: iso(time) for name, time in seen.items()}
                fields |= {"version": version.number, **times}
            json_line(fields)
        return number
    if sys.stdout.isatty():
        return _print_table(list(hits))
    return print_lines(map(_line, hits))


def _edited_out(hit: Hit) -> list[str]:
    """Return a line that says so, of a hit that only an earlier version has."""
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
        rows = []
        for hit in hits:
            about, state = hit.article.metadata, hit.article.state
            account, title = about.account or "", about.title or ""
            rows.append((str(hit.article.id), _day(hit) or "", account, state, title))
        heads = table(rows, _HITS)
        yield from islice(heads, 1)
        for head, hit in zip(heads, hits, strict=True):
            yield head
            yield from _edited_out(hit)
            yield from _snippet(hit)

    page_through(lines())
    return len(hits)


def _day(hit: Hit) -> str | None:
    return in_form(hit.article.metadata.published_at, "%Y-%m-%d")


def _snippet(hit: Hit) -> Iterator[str]:
    """Yield what stands around the hits, which are bold, or between 【 and 】."""
    from wxarchive.render import Styled, wrap

    styled = is_styled()
    parts: Sequence[str] = (hit.snippet,)
    # where there is bold: text, hit, text, hit, … by turns
    if styled:
        parts = hit.parts
    runs = []
    for at, part in enumerate(parts):
        # not stripped: a word may stand next to a hit
        text = re.sub(r"\s+", " ", printable(part))
        runs.append(Styled(text, (_PLAIN, _BOLD)[at % 2]))
    width = max(shutil.get_terminal_size().columns - len(_INDENT), 4)
    return (f"{_INDENT}{line}" for line in wrap(runs, width, styled=styled))
