"""``list``, ``accounts`` and ``albums``: what the archive holds."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import choosing, form, open_archive
from wxarchive.cli.output import (
    EMPTY_ARCHIVE,
    NOTHING_PASSES,
    csv_lines,
    iso,
    json_lines,
    message,
    print_lines,
    text_of,
)
from wxarchive.cli.tables import Column, rows, time_column
from wxarchive.models import GROUPS, ORDERS, AccountEntry, AlbumEntry, Filter, Group, GroupBy, Order, StoredArticle

if TYPE_CHECKING:
    from datetime import datetime

FEW = 20
"""Articles that people are shown unless they give another limit."""
CSV_FIELDS = (
    "id", "state", "reason", "kind", "key", "url", "short_url", "title", "account", "account_id", "author",
    "published_at", "modified_at", "location", "digest", "cover_url", "is_original", "source_url", "content_hash",
    "fetched_at", "page_sha256", "dated_by", "told_by",
)  # fmt: skip
LIFE = ("first_seen_alive", "last_seen_alive", "gone_at")
COLUMNS = (
    *CSV_FIELDS, "account_alias", "biz", "is_reprint", "reprint_url", "reprint_account", "is_paid", "albums", "losses",
    *LIFE,
)  # fmt: skip
"""What ``--columns`` can name: the contract's record without bodies, and the article's life."""
_ARTICLES = (
    Column("id", 6), time_column("published +08:00"), Column("account", 16), Column("state", 13), Column("title"),
)  # fmt: skip
_HEADERS = {"first_published": "first", "last_published": "last", "account_alias": "WeChat id", "account_id": "gh id"}
_WIDTHS = {
    "id": 20, "articles": 8, "gone": 5, "first_published": 10, "last_published": 10, "listed": 7, "url": 60,
    "state": 13, "kind": 8, "account": 20, "author": 12, "account_alias": 20, "account_id": 18, "key": 40,
}  # fmt: skip
_USUAL_WIDTH = 25


class _Columns(click.ParamType):  # type: ignore[type-arg,unused-ignore] # generic only from click 8.4
    name = "columns"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        names = tuple(name.strip() for name in str(value).split(","))
        unknown = [name for name in names if name not in COLUMNS]
        if unknown:
            self.fail(f"no column {unknown[0]!r}; there are {', '.join(COLUMNS)}.", param, ctx)
        return names


@example(
    "wxarchive list --since 2024-10 --account 某号",
    "wxarchive list --group-by month --original",
    "wxarchive list --columns id,title,gone_at --state deleted --csv",
)
@click.command("list")
@choosing(f"{FEW} on a terminal, else all")
@click.option("--sort", "order", type=click.Choice(ORDERS), default="newest", show_default=True, help="What is first.")
@click.option("--columns", type=_Columns(), metavar="NAME,…", help="Which fields, by the names that --json has.")
@click.option("--group-by", type=click.Choice(GROUPS), help="Count the articles instead of listing them.")
@form("json", "JSON Lines for programs, without bodies.")
@form("csv", "A table for spreadsheets.")
@form("urls", "Only the addresses.")
def list_articles(
    where: Filter, order: Order, columns: tuple[str, ...] | None, group_by: GroupBy | None, form: str | None
) -> None:
    """List articles, newest first: id, time, account, state, title."""
    if order == "album" and where.album is None:
        raise click.UsageError("--sort album goes with --album.")
    store = open_archive(read_only=True)
    if group_by:
        number = _print_groups(store.catalogue.groups(where, group_by), group_by, form)
    else:
        few = FEW if where.limit is None and form is None and sys.stdout.isatty() else where.limit
        number = _print_articles(store.articles.list(replace(where, limit=few), order), columns, form)
        if few != where.limit:
            tell_rest(number, lambda: store.articles.count(where))
    if not number:
        message(NOTHING_PASSES if where != Filter() else EMPTY_ARCHIVE)


@example("wxarchive accounts", "wxarchive accounts --json")
@click.command
@form("json", "JSON Lines for programs.")
@form("csv", "A table for spreadsheets.")
def accounts(form: str | None) -> None:
    """List accounts, most articles first: articles, gone, first and last publication, name, WeChat id, gh_ id."""
    records = map(_account_record, open_archive(read_only=True).catalogue.accounts())
    shown = ("articles", "gone", "first_published", "last_published", "account", "account_alias", "account_id")
    if not _print_records(records, shown, "account", form):
        message("the archive holds no account yet")


@example("wxarchive albums", "wxarchive albums --csv")
@click.command
@form("json", "JSON Lines for programs.")
@form("csv", "A table for spreadsheets.")
def albums(form: str | None) -> None:
    """List albums (合集), most articles first: articles, gone, first and last time, account, title, id, listed."""
    records = map(_album_record, open_archive(read_only=True).catalogue.albums())
    shown = ("articles", "gone", "first_published", "last_published", "account", "title", "id", "listed")
    if not _print_records(records, shown, "title", form):
        message("the archive holds no album yet")


def tell_rest(number: int, count: Callable[[], int]) -> None:
    """Say how many there are if people saw only the first ones."""
    if number >= FEW and (every := count()) > number:
        message(f"{number} of {every}, --limit for more")


def print_list(found: Iterable[StoredArticle], form: str | None) -> int:
    """Print articles as ``list`` does and return their number; ``form``: ``json``, ``csv``, ``urls`` or ``None``."""
    return _print_articles(found, None, form)


def _print_articles(found: Iterable[StoredArticle], columns: Sequence[str] | None, form: str | None) -> int:
    if form == "urls":
        return print_lines(article.ref.url for article in found if article.ref)
    if form == "json":
        return json_lines(_chosen(article, columns) for article in found)
    if form == "csv" or columns:
        names = columns or CSV_FIELDS
        lines = ([_cell(value) for value in _chosen(article, names).values()] for article in found)
        if form == "csv":
            return csv_lines(names, lines)
        return rows(([text_of(field) for field in line] for line in lines), _columns(names, "title"))
    return rows(map(_row, found), _ARTICLES)


def _print_groups(found: Iterable[Group], by: str, form: str | None) -> int:
    if form == "urls":
        raise click.UsageError("--urls lists articles, --group-by counts them.")
    records: Iterable[dict[str, object]] = (
        {by: one.name, "articles": one.articles, **_span(one.first, one.last)} for one in found
    )
    return _print_records(records, ("articles", "first_published", "last_published", by), by, form)


def _print_records(records: Iterable[dict[str, object]], shown: Sequence[str], widest: str, form: str | None) -> int:
    """Print records whole as JSON, else the fields that are ``shown``; of a time a table has the day."""
    if form == "json":
        return json_lines(records)
    if form == "csv":
        return csv_lines(shown, ([record[name] for name in shown] for record in records))
    return rows(([_short(name, record[name]) for name in shown] for record in records), _columns(shown, widest))


def _short(name: str, value: object) -> str:
    return text_of(value)[:10] if name.endswith("_published") else text_of(value)


def _chosen(article: StoredArticle, columns: Sequence[str] | None) -> dict[str, object]:
    from wxarchive.render import record

    known = record(article, full=False) | {name: iso(getattr(article, name)) for name in LIFE}
    return {name: known[name] for name in columns} if columns else known


def _cell(value: object) -> object:
    """Lists stand in one cell: albums by their titles."""
    if isinstance(value, list):
        return "; ".join(str(one["title"]) if isinstance(one, dict) else str(one) for one in value)
    return value


def _columns(names: Sequence[str], widest: str) -> list[Column]:
    """Return the columns of fields; what a terminal has left goes to ``widest``, else to the last."""
    widest = widest if widest in names else names[-1]
    return [_column(name, 0 if name == widest else _WIDTHS.get(name, _USUAL_WIDTH)) for name in names]


def _column(name: str, most: int) -> Column:
    header = _HEADERS.get(name, name)
    return Column(header, most, 10) if name.endswith("_published") else Column(header, most)


def _row(article: StoredArticle) -> tuple[str, ...]:
    about = article.metadata
    time = about.published_at.strftime("%Y-%m-%d %H:%M") if about.published_at else ""
    return text_of(article.id), time, about.account or "", article.state, about.title or ""


def _account_record(one: AccountEntry) -> dict[str, object]:
    return {
        "id": one.id,
        "account": one.name,
        "account_alias": one.alias,
        "account_id": one.gh_id,
        "biz": one.biz,
        "names": list(one.names),
        "articles": one.articles,
        "gone": one.gone,
        **_span(one.first, one.last),
    }


def _album_record(one: AlbumEntry) -> dict[str, object]:
    fields = asdict(one)
    names = ("id", "title", "account", "articles", "listed", "gone")
    return {name: fields[name] for name in names} | _span(one.first, one.last)


def _span(first: "datetime | None", last: "datetime | None") -> dict[str, object]:
    return {"first_published": iso(first), "last_published": iso(last)}
