"""``duplicates``: the groups of articles that share text."""

import click

from wxarchive.cli.app import example
from wxarchive.cli.article_list import title_of
from wxarchive.cli.commands.similar import joining, percent, similar_record
from wxarchive.cli.fingerprints import comparable
from wxarchive.cli.options import as_json
from wxarchive.cli.output import json_line, message
from wxarchive.cli.selecting import filter_of, selecting
from wxarchive.cli.tables import Column, rows, time_column, whole
from wxarchive.clock import OFFSET, in_form
from wxarchive.models import Selection, StoredArticle

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
    from wxarchive.render import record

    where = filter_of(which)
    found = comparable().similar.groups(where)
    if as_json:
        for group in found:
            similar = [similar_record(one) for one in group.similar]
            first = record(group.first, full=False)
            json_line({"articles": len(group.articles), "first": first, "similar": similar})
        return
    lines, hints = [], []
    for number, group in enumerate(found, 1):
        lines.append(_row(number, group.first, ""))
        for one in group.similar:
            ids = one.shared
            lines.append(_row(number, one.article, f"{percent(ids.contains)} in #{ids.article_id}"))
            if one.may_be_same:
                hints.append(f"#{ids.article_id} and #{ids.other_id} {joining(one)}")
    rows(lines, _COLUMNS)
    # after the table, which they would tear apart
    for hint in hints:
        message(hint)
    if not lines:
        message("no two articles here share half of their text")


def _row(number: int, article: StoredArticle, shared: str) -> tuple[str, ...]:
    about = article.metadata
    time = in_form(about.published_at, "%Y-%m-%d %H:%M") or ""
    account = about.account or ""
    return str(number), str(article.id), time, account, article.state, shared, title_of(article)
