"""``counts`` and ``comments``: what readers did with articles, as a WeChat client was shown it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import click

from wxarchive.characters import printable
from wxarchive.cli.app import example
from wxarchive.cli.options import form, open_archive
from wxarchive.cli.output import csv_lines, json_lines, message, text_of
from wxarchive.cli.plain import one_line
from wxarchive.cli.selecting import filter_of, selecting
from wxarchive.cli.tables import Column, is_styled, page_through, rows, time_column, whole
from wxarchive.clock import in_form
from wxarchive.models import Comment, Counts, Filter, Selection, StoredArticle

if TYPE_CHECKING:
    from wxarchive.store import Store

_Value = TypeVar("_Value", Counts, Comment)
_MINUTE = "%Y-%m-%d %H:%M"
_NUMBERS = ("reads", "likes", "recommended", "shares", "comments")
_COUNTS = ("id", "title", "seen_at", *_NUMBERS)
_COLUMNS = (whole("id"), Column("title"), time_column("seen"), *map(whole, _NUMBERS))
_COMMENTS = (
    "id", "title", "comment_id", "reply_to", "author", "is_by_account", "text", "written_at",
    "likes", "location", "first_seen", "last_seen",
)  # fmt: skip
_WHENCE = (
    "import a recorded session of a WeChat client, or another tool's table (docs/reactions.md)"
)


@example(
    "wxarchive counts 12",
    "wxarchive counts --account 某号 --since 2024 --csv > counts.csv",
    "wxarchive counts 12 --json",
)
@click.command
@selecting()
@form("json", "JSON Lines for programs.")
@form("csv", "A table for spreadsheets.")
def counts(which: Selection, form: str | None) -> None:
    """List how often articles were read, liked (赞), recommended (在看), shared and commented on,
    each time that it was shown.
    """
    from wxarchive.render import counts_record

    store = open_archive(read_only=True)
    found = _each(store, filter_of(which), store.reactions.counts_of)
    observed = ((article, one) for article, listed in found for one in listed)
    records = ({**_about(article), **counts_record(one)} for article, one in observed)
    if form == "json":
        number = json_lines(records)
    elif form == "csv":
        number = csv_lines(_COUNTS, ([one[name] for name in _COUNTS] for one in records))
    else:
        lines = (
            (
                str(article.id),
                article.metadata.title or "",
                in_form(one.seen_at, _MINUTE) or "",
                *(text_of(getattr(one, name)) for name in _NUMBERS),
            )
            for article, one in observed
        )
        number = rows(lines, _COLUMNS)
    if not number:
        message(f"no counts here: {_WHENCE}")


@example(
    "wxarchive comments 12",
    "wxarchive comments --account 某号 --json",
    "wxarchive comments 12 --csv > comments.csv",
)
@click.command
@selecting()
@form("json", "JSON Lines for programs.")
@form("csv", "A table for spreadsheets.")
def comments(which: Selection, form: str | None) -> None:
    """Show the comments (留言) under articles with the replies to them. Commenters have pseudonyms,
    unless import was told to keep their names.
    """
    from wxarchive.render import comment_record

    store = open_archive(read_only=True)
    found = _each(store, filter_of(which), store.reactions.comments_of)
    records = (
        {**_about(article), **comment_record(one)} for article, listed in found for one in listed
    )
    if form == "json":
        number = json_lines(records)
    elif form == "csv":
        number = csv_lines(_COMMENTS, ([one[name] for name in _COMMENTS] for one in records))
    else:
        number = _print_threads(found)
    if not number:
        message(f"no comments here: {_WHENCE}")


def _each(
    store: "Store", where: Filter, values_of: Callable[[int], list[_Value]]
) -> Iterator[tuple[StoredArticle, list[_Value]]]:
    """Yield the chosen articles of which something is kept; the limit counts only these."""
    chosen = store.articles.list(replace(where, limit=None))
    every = ((article, values_of(article.id)) for article in chosen)
    return islice((one for one in every if one[1]), where.limit)


def _about(article: StoredArticle) -> dict[str, object]:
    return {"id": article.id, "title": article.metadata.title}


def _print_threads(found: Iterator[tuple[StoredArticle, list[Comment]]]) -> int:
    """Print comments with their replies, article by article, and return their number."""
    from wxarchive.render import threads

    number = 0

    def lines() -> Iterator[str]:
        nonlocal number
        for article, listed in found:
            head = f"#{article.id} {one_line(article.metadata.title)}".strip()
            if is_styled():
                head = click.style(head, bold=True)
            yield head
            # a blank line before each comment, none between it and its replies
            for comment, replies in threads(listed):
                yield ""
                yield from _lines(comment, "")
                for reply in replies:
                    yield from _lines(reply, "    ")
            yield ""
            number += len(listed)

    page_through(lines())
    return number


def _lines(comment: Comment, indent: str) -> Iterator[str]:
    """Yield who wrote it, where and when, and under that the text."""
    who = comment.author or "(no name)"
    if comment.is_by_account:
        who += " (the account)"
    facts = [who, comment.location, in_form(comment.written_at, _MINUTE)]
    if comment.likes:
        facts.append(f"赞 {comment.likes:,}")
    yield indent + one_line(" · ".join(filter(None, facts)))
    for line in printable(comment.text).splitlines():
        yield f"{indent}  {line}"
