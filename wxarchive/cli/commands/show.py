"""``show``: one article, for people and for programs."""

import shutil
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wxarchive.characters import printable
from wxarchive.cli.app import example
from wxarchive.cli.article_list import TELLERS
from wxarchive.cli.dates import number_or_moment
from wxarchive.cli.options import form, open_archive, reference
from wxarchive.cli.output import json_line, message
from wxarchive.cli.tables import is_styled, page_through
from wxarchive.clock import iso, local_minute
from wxarchive.errors import NotFound, WxArchiveError
from wxarchive.formats import as_told
from wxarchive.models import Body, RawPage, StoredArticle

if TYPE_CHECKING:
    from wxarchive.store import Store

_COUNTED = {
    "reads": "阅读",
    "likes": "赞",
    "recommended": "在看",
    "shares": "分享",
    "comments": "留言",
}
_WIDEST = 96
"""Columns of text: longer lines are hard to read."""


@example(
    "wxarchive show 12",
    "wxarchive show https://mp.weixin.qq.com/s/… --md > article.md",
    "wxarchive show 石桥",
    "wxarchive show 12 --version 1",
    "wxarchive show 12 --raw --capture 2025-10 > page.html",
)
@click.command
@reference
@form("md", "Markdown with its header.")
@form("html", "The clean body as HTML.")
@form("text", "The body as plain text.")
@form("json", "The whole record.")
@form("raw", "The page's bytes as they were received.")
@form("open", "Write it as an HTML page and open that in the browser.")
@click.option(
    "--version",
    "number",
    type=click.IntRange(min=1),
    metavar="N",
    help="As it was in this version, as history numbers them; by default the newest.",
)
@click.option(
    "--capture",
    "when",
    type=number_or_moment,
    metavar="N|DATE",
    help="With --raw: this capture, as history --captures numbers them, or the last until a day.",
)
def show(ref: str, form: str | None, number: int | None, when: int | datetime | None) -> None:
    """Show one article: REF is its id, its key, any of its URLs, or a unique part of its title."""
    from wxarchive.history import capture_of

    # a capture is bytes, of which a version is made; it may show another state
    if when is not None and (form != "raw" or number is not None):
        raise click.UsageError("--capture goes with --raw, and without --version.")
    store = open_archive(read_only=True)
    article = store.articles.get(store.articles.find(ref))
    if when is not None:
        capture = capture_of(store.versions.captures(article.id), when)
        _print_page(store.pages.get(capture.page_id))
    elif number is not None:
        _show_version(article, number, store, form)
    else:
        _show(article, store, form)


def _show_version(article: StoredArticle, number: int, store: "Store", form: str | None) -> None:
    """Show the article as it was in one of its versions, and say which that is."""
    from wxarchive.history import version_of

    versions = store.versions.of(article.id)
    version = version_of(versions, number)
    then = store.versions.as_of(article, version)
    if form == "json":
        from wxarchive.render import record

        fields = record(then)
        # only the newest version has links
        if version is not versions[-1]:
            del fields["links"]
        times = {"first_seen": iso(version.first_seen), "last_seen": iso(version.last_seen)}
        json_line({**fields, "version": version.number, **times})
        return
    if form is None:
        seen = f"{local_minute(version.first_seen)} to {local_minute(version.last_seen)}"
        message(f"version {number} of {len(versions)}, seen from {seen}")
    _show(then, store, form)


def _show(article: StoredArticle, store: "Store", form: str | None) -> None:
    """Show an article in a form; without one, for people."""
    from wxarchive.render import document, record

    if form is None:
        _show_for_people(article)
    elif form == "json":
        json_line(record(article))
    elif form == "raw":
        pages, sha256 = store.pages, article.page_sha256 or ""
        _print_page(pages.get(pages.find(sha256) or pages.of_article(article.id)[-1]))
    elif form == "open":
        _open(article, store)
    # of a text that was never archived, nothing would look like an empty text
    elif form == "md":
        _require_content(article)
        click.echo(printable(document(article)), nl=False)
    elif form == "html":
        click.echo(printable(_require_content(article).html))
    else:
        click.echo(printable(_require_content(article).text))


def _show_for_people(article: StoredArticle) -> None:
    """Show an article as text, with what was noted of it."""
    from wxarchive.render import annotations_html, for_terminal, header

    styled, width = is_styled(), None
    # a program gets paragraphs as they are, a line each
    if sys.stdout.isatty():
        width = min(shutil.get_terminal_size().columns, _WIDEST)
    top = printable(as_told(header(article, marked=True)))
    # on stderr: why there is no text, or none of today
    if article.state != "ok":
        message(f"{article.state}: {article.reason or 'no reason given'}")
    if article.told_by:
        teller = TELLERS[article.told_by]
        message(f"title, date and account are what {teller} told: its own page was gone before")
    if styled:
        title, _, rest = top.partition("\n")
        title = click.style(title.removeprefix("# "), bold=True)
        top = f"{title}\n{click.style(rest.strip(), dim=True)}"
    written = ((article.content or Body()).html, annotations_html(article))
    body, notes = (
        for_terminal(html, width=width, styled=styled, clean=printable) for html in written
    )
    parts = filter(None, (top, body, notes, _reactions(article)))
    page_through("\n\n".join(parts).split("\n"))


def _reactions(article: StoredArticle) -> str:
    """Say which counts of an article were shown last, and how many comments the archive has."""
    lines = []
    # a number that was never shown is left out, and is not 0
    if article.counts:
        last = article.counts[-1]
        numbers = ((name, getattr(last, field)) for field, name in _COUNTED.items())
        shown = " · ".join(f"{name} {number:,}" for name, number in numbers if number is not None)
        day = (iso(last.seen_at) or "")[:10]
        lines.append(f"{shown} ({day}; wxarchive counts {article.id})")
    if article.comments:
        number = f"{len(article.comments):,}"
        lines.append(f"comments kept: {number} (wxarchive comments {article.id})")
    return "\n".join(lines)


def _print_page(page: RawPage) -> None:
    """Print a page's bytes, with a warning where they may open a session."""
    from wxarchive.scrub import scrub

    if page.with_cookies and page.scrubbed is None:
        what = "this page was fetched with cookies and is as it came"
        message(f"{what}: what is in it may open your session")
    elif count := scrub(page.body).count:
        whose = "whoever has them may use the session it was fetched in"
        message(f"credentials in this page: {count}; {whose}")
    # a page must not rule the terminal
    if sys.stdout.isatty():
        page_through(printable(page.body.decode("utf-8", "replace")).splitlines())
    else:
        click.echo(page.body, nl=False)


def _open(article: StoredArticle, store: "Store") -> None:
    """Write the article as a page and open it. The page stays in the folder for temporary files: a
    browser reads it whenever it likes.
    """
    import tempfile
    import webbrowser

    from wxarchive.archive import with_pictures_inside
    from wxarchive.render import webpage

    body = _require_content(article)
    whole = replace(body, html=with_pictures_inside(body.html, article.id, store))
    text = webpage(replace(article, content=whole))
    try:
        page = Path(tempfile.mkdtemp(prefix="wxarchive-")) / f"{article.id}.html"
        page.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        what = f"the page cannot be written ({error.strerror or error})"
        raise WxArchiveError(what, str(article.id)) from error
    # as on a server, where nobody could see it
    if not webbrowser.open(page.as_uri()):
        raise WxArchiveError("no browser could be opened", str(page), "open this file yourself")
    message(f"opened {page}")


def _require_content(article: StoredArticle) -> Body:
    if article.content is None:
        why = article.reason or article.state
        what = f"no text of it was ever archived, it was gone before: {why}"
        raise NotFound(what, str(article.id), "see the page itself with --raw")
    return article.content
