"""``duplicates``: the groups of articles that share text."""

from collections.abc import Iterator

import click

from wxarchive.cli.app import example
from wxarchive.cli.article_list import title_of
from wxarchive.cli.commands.similar import joining, percent, similar_record
from wxarchive.cli.fingerprints import comparable
from wxarchive.cli.options import as_json
from wxarchive.cli.output import json_lines, message
from wxarchive.cli.selecting import filter_of, selecting
from wxarchive.cli.tables import Column, rows, time_column, whole
from wxarchive.clock import OFFSET, in_form
from wxarchive.models import DuplicateGroup, Selection, StoredArticle

_COLUMNS = (
    whole("group"),
    whole("id"),
    time_column(f"published {OFFSET}"),
    Column("account", 16),
    Column("state", 13, 9),
    whole("shared"),
    Column("title"),
)


@example("wxarchive duplicates", "wxarchive duplicates --account 某号 --gone")
@click.command
@selecting("all groups")
@as_json
def duplicates(which: Selection, as_json: bool) -> None:
    """List groups of articles that share text, the first published of each first, and how much of
    each of the others stands in that, or in another of its group. What is chosen are groups with
    at least one such article; --limit counts groups.
    """
    where = filter_of(which)
    found = comparable().similar.groups(where)
    if as_json:
        json_lines(map(_record, found))
        return
    groups = list(found)
    rows(_rows(groups), _COLUMNS)
    for one in (one for group in groups for one in group.similar if one.may_be_same):
        message(f"#{one.shared.article_id} and #{one.shared.other_id} {joining(one)}")
    if not groups:
        message("no two articles here share half of their text")


def _record(group: DuplicateGroup) -> dict[str, object]:
    from wxarchive.render import record

    return {
        "articles": len(group.articles),
        "first": record(group.first, full=False),
        "similar": [similar_record(one) for one in group.similar],
    }


def _rows(groups: list[DuplicateGroup]) -> Iterator[tuple[str, ...]]:
    for number, group in enumerate(groups, 1):
        yield _row(number, group.first, "")
        for one in group.similar:
            shared = f"{percent(one.shared.contains)} in #{one.shared.article_id}"
            yield _row(number, one.article, shared)


def _row(number: int, article: StoredArticle, shared: str) -> tuple[str, ...]:
    about = article.metadata
    time = in_form(about.published_at, "%Y-%m-%d %H:%M") or ""
    account = about.account or ""
    return str(number), str(article.id), time, account, article.state, shared, title_of(article)
