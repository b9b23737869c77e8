"""Articles as lists print them: for people, as JSON, as CSV, as addresses."""

import shutil
from collections.abc import Callable, Iterable, Sequence

from wxarchive.cli.output import (
    EMPTY_ARCHIVE,
    NOTHING_PASSES,
    csv_lines,
    json_lines,
    message,
    print_lines,
    text_of,
)
from wxarchive.cli.plain import one_line
from wxarchive.cli.record_list import columns_of
from wxarchive.cli.tables import Column, rows, time_column, whole
from wxarchive.clock import OFFSET, in_form, iso
from wxarchive.models import Filter, StoredArticle, TellerName

FEW = 20
"""Articles that people see unless they give another limit."""
TELLERS: dict[TellerName, str] = {"list": "a list", "link": "a link", "user": "your table"}
"""Where title, date and account come from, of an article that was gone before it was archived."""
_FEWEST, _OTHER_LINES = 5, 4
CSV_FIELDS = (
    "id", "state", "reason", "kind", "key", "url", "short_url", "title", "account", "account_id",
    "author",
    "published_at", "modified_at", "location", "digest", "cover_url", "is_original", "source_url",
    "content_hash",
    "fetched_at", "page_sha256", "dated_by", "told_by", "origin",
)  # fmt: skip
LIFE = ("first_seen_alive", "last_seen_alive", "gone_at")
COLUMNS = (
    *CSV_FIELDS, "account_alias", "biz", "is_reprint", "reprint_url", "reprint_account", "is_paid",
    "albums", "losses", "tags", "is_starred", "is_read",
    *LIFE,
)  # fmt: skip
"""What ``--columns`` can name: the record of docs/record.md without bodies, and the article's
life.
"""
_ARTICLES = (
    whole("id"),
    time_column(f"published {OFFSET}"),
    Column("account", 16),
    Column("state", 13, 9),
    Column("title"),
)


def print_articles(
    found: Iterable[StoredArticle], columns: Sequence[str] | None, form: str | None
) -> int:
    """Print articles as they come and return their number; ``form``: ``json``, ``csv``, ``urls`` or
    ``None``.

    ``columns``: which fields, by the record's names; ``None``: the usual ones.
    """
    if form == "urls":
        return print_lines(one_line(article.ref.url) for article in found if article.ref)
    if form == "json":
        return json_lines(_chosen(article, columns) for article in found)
    # the fields of the record, a cell each
    if form == "csv" or columns:
        names = columns or CSV_FIELDS
        lines = ([_cell(value) for value in _chosen(article, names).values()] for article in found)
        if form == "csv":
            return csv_lines(names, lines)
        texts = ([text_of(cell) for cell in line] for line in lines)
        return rows(texts, columns_of(names, "title"))
    # for people: few fields, and a title even where the page states none
    shown = (
        (
            text_of(article.id),
            in_form(article.metadata.published_at, "%Y-%m-%d %H:%M") or "",
            article.metadata.account or "",
            article.state,
            title_of(article),
        )
        for article in found
    )
    return rows(shown, _ARTICLES)


def fitting_number() -> int:
    """Return how many articles a terminal shows at once with headers and the count, :data:`FEW` at
    most.
    """
    return min(FEW, max(shutil.get_terminal_size().lines - _OTHER_LINES, _FEWEST))


def say_no_article(where: Filter) -> None:
    """Say why a list of the articles that pass a filter is empty."""
    if where == Filter():
        message(EMPTY_ARCHIVE)
    else:
        message(NOTHING_PASSES)


def say_rest(number: int, few: int, count: Callable[[], int]) -> None:
    """Say how many there are if people saw only the ``few`` first ones."""
    if number >= few and (every := count()) > number:
        message(f"{number} of {every}, --limit for more")


def _chosen(article: StoredArticle, columns: Sequence[str] | None) -> dict[str, object]:
    from wxarchive.render import record

    known = record(article, full=False) | {name: iso(getattr(article, name)) for name in LIFE}
    if not columns:
        return known
    return {name: known[name] for name in columns}


def _cell(value: object) -> object:
    """Write a list into one cell: albums by their titles."""
    # numbers stay numbers, for spreadsheets
    if not isinstance(value, list):
        return value
    texts = []
    for one in value:
        if isinstance(one, dict):
            texts.append(str(one["title"]))
        else:
            texts.append(str(one))
    return "; ".join(texts)


def title_of(article: StoredArticle) -> str:
    """Return the title, and where it comes from if no page of the article states it; else the
    address.
    """
    title = article.metadata.title
    if title and article.told_by:
        return f"{title} (told by {TELLERS[article.told_by]})"
    if title or article.ref is None:
        return title or ""
    return article.ref.url
