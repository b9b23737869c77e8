"""``list`` and ``show``: what the archive holds."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from wxarchive.cli.options import filters, form, open_archive
from wxarchive.cli.plain import printable
from wxarchive.cli.printing import csv_lines, json_line, message, rows, text_of
from wxarchive.cli.program import example
from wxarchive.errors import NotFound
from wxarchive.models import Body, Filter, StoredArticle

if TYPE_CHECKING:
    from wxarchive.store import Store

CSV_FIELDS = (
    "id", "state", "reason", "kind", "key", "url", "short_url", "title", "account", "account_id", "author",
    "published_at", "modified_at", "location", "digest", "cover_url", "is_original", "source_url", "content_hash",
    "fetched_at", "page_sha256",
)  # fmt: skip
_WIDTHS = (6, 16, 16, 13, 0)


@example("wxarchive list --since 2024-10 --account 某号", "wxarchive list --urls --state ok")
@click.command("list")
@filters
@form("json", "JSON Lines for programs, without bodies.")
@form("csv", "A table for spreadsheets.")
@form("urls", "Only the addresses.")
def list_articles(where: Filter, form: str | None) -> None:
    """List articles, newest first: id, time, account, state, title."""
    found = open_archive(read_only=True).articles.list(where)
    if not _LISTINGS[form](found):
        message("no article here passes the filter" if where != Filter() else "the archive holds no article yet")


@example("wxarchive show 12", "wxarchive show https://mp.weixin.qq.com/s/… --md > article.md")
@click.command
@click.argument("ref")
@form("md", "Markdown with its header.")
@form("html", "The clean body as HTML.")
@form("text", "The body as plain text.")
@form("json", "The whole record.")
@form("raw", "The page's bytes as they were received.")
def show(ref: str, form: str | None) -> None:
    """Show one article: REF is its id, key, or any of its addresses."""
    store = open_archive(read_only=True)
    article = store.articles.get(store.articles.find(ref))
    _FORMS[form](article, store)


def _list_json(found: Iterable[StoredArticle]) -> int:
    from wxarchive.render import record

    number = 0
    for number, article in enumerate(found, 1):  # noqa: B007 -- the last number is the length
        json_line(record(article, full=False))
    return number


def _list_csv(found: Iterable[StoredArticle]) -> int:
    from wxarchive.render import record

    records = (record(article, full=False) for article in found)
    return csv_lines(CSV_FIELDS, ([one[name] for name in CSV_FIELDS] for one in records))


def _list_urls(found: Iterable[StoredArticle]) -> int:
    return rows(([article.ref.url] for article in found if article.ref), (0,))


def _list_table(found: Iterable[StoredArticle]) -> int:
    return rows(map(_row, found), _WIDTHS)


def _row(article: StoredArticle) -> tuple[str, ...]:
    about = article.metadata
    time = about.published_at.strftime("%Y-%m-%d %H:%M") if about.published_at else ""
    return text_of(article.id), time, about.account or "", article.state, about.title or ""


_LISTINGS: dict[str | None, Callable[[Iterable[StoredArticle]], int]] = {
    None: _list_table,
    "json": _list_json,
    "csv": _list_csv,
    "urls": _list_urls,
}


def _show_for_people(article: StoredArticle, store: "Store") -> None:
    from wxarchive.render import header

    click.echo(printable(header(article)))
    if article.state != "ok":
        message(f"{article.state}: {article.reason or 'no reason given'}")
    if article.content:
        click.echo(f"\n{printable(article.content.text)}")


def _show_markdown(article: StoredArticle, store: "Store") -> None:
    from wxarchive.render import document

    _require_content(article)
    click.echo(printable(document(article)), nl=False)


def _show_html(article: StoredArticle, store: "Store") -> None:
    click.echo(printable(_require_content(article).html))


def _show_text(article: StoredArticle, store: "Store") -> None:
    click.echo(printable(_require_content(article).text))


def _show_json(article: StoredArticle, store: "Store") -> None:
    from wxarchive.render import record

    json_line(record(article))


def _show_raw(article: StoredArticle, store: "Store") -> None:
    page_id = store.pages.find(article.page_sha256 or "") or store.pages.of_article(article.id)[-1]
    click.echo(store.pages.body(page_id), nl=False)


def _require_content(article: StoredArticle) -> Body:
    if article.content is None:
        what = f"no text of it was ever archived, it was gone before: {article.reason or article.state}"
        raise NotFound(what, str(article.id), "see the page itself with --raw")
    return article.content


_FORMS: dict[str | None, Callable[[StoredArticle, "Store"], None]] = {
    None: _show_for_people,
    "md": _show_markdown,
    "html": _show_html,
    "text": _show_text,
    "json": _show_json,
    "raw": _show_raw,
}
