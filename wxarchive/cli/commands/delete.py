"""``delete``: articles taken out of the archive for good."""

import sys
from collections.abc import Sequence
from dataclasses import asdict

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive
from wxarchive.cli.output import NOTHING_PASSES, json_line, message
from wxarchive.cli.plain import one_line, size
from wxarchive.cli.progress import bar
from wxarchive.cli.selecting import filter_of, selecting
from wxarchive.models import Deletion, Selection, StoredArticle

_NAMED = 20
"""Articles that are named one by one."""


@example(
    "wxarchive delete 12 --dry-run",
    "wxarchive delete --account 某号 --until 2015",
    "wxarchive list --urls --search 广告 | wxarchive delete - --yes",
)
@click.command
@click.option("--dry-run", is_flag=True, help="Say what would go and what would stay.")
@click.option("--yes", is_flag=True, help="Do not ask; needed where there is no terminal.")
@selecting()
@as_json
def delete(which: Selection, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Take articles out for good, with every version, page and file that is theirs alone."""
    if which == Selection():
        raise click.UsageError("Name articles, or choose them with options: not all of them.")
    where = filter_of(which)
    # opened for reading, a dry run cannot delete anything
    store = open_archive(read_only=dry_run)
    chosen = list(store.articles.list(where))
    if not chosen:
        message(NOTHING_PASSES)
        return
    ids = [article.id for article in chosen]
    plan = store.deletion(ids)
    _print_plan(chosen, plan, as_json=as_json)
    if dry_run:
        message("nothing was deleted")
        return
    # whoever answers has read the plan by now
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("Nobody can be asked here: give --yes, or --dry-run to look first.")
    if not yes:
        click.confirm(f"Delete {len(ids)} articles for good?", abort=True, err=True)
    with bar(len(ids)) as advance:
        for gone in store.delete(ids):
            for _ in range(gone):
                advance(None)
    message(f"{len(ids)} deleted; backups and exports still have them")


def _print_plan(chosen: Sequence[StoredArticle], plan: Deletion, *, as_json: bool) -> None:
    """Say which articles go, and what with them."""
    if as_json:
        for article in chosen:
            title = article.metadata.title
            json_line({"id": article.id, "key": article.key, "title": title})
        json_line({"summary": asdict(plan)})
        return
    for article in chosen[:_NAMED]:
        click.echo(one_line(f"#{article.id}  {article.metadata.title or ''}"))
    if len(chosen) > _NAMED:
        click.echo(f"… and {len(chosen) - _NAMED} more")
    message(
        f"goes: {plan.articles} articles, {plan.versions} versions, {plan.pages} pages,"
        f" {plan.files} files ({size(plan.bytes)})"
    )
    # these stand nowhere else: a page can be fetched again, perhaps
    if plan.marks or plan.notes or plan.highlights:
        message(
            f"goes with them, of what you noted: {plan.marks} tags, stars and marks as read,"
            f" {plan.notes} notes, {plan.highlights} highlights"
        )
    if plan.shared_pages or plan.shared_files:
        message(
            f"stays, for other articles have them: {plan.shared_pages} pages,"
            f" {plan.shared_files} files"
        )
    if plan.links:
        message(f"links in other articles that will lead to what is missing: {plan.links}")
    if plan.repacked:
        message(f"pages of other articles that are compressed anew: {plan.repacked}")
