"""``accounts``: whose articles the archive holds."""

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import form, open_archive
from wxarchive.cli.output import message
from wxarchive.cli.record_list import print_records, publication_span

_SHOWN = (
    "articles", "gone", "first_published", "last_published", "account", "account_alias",
    "account_id",
)  # fmt: skip


@example("wxarchive accounts", "wxarchive accounts --json")
@click.command
@form("json", "JSON Lines for programs.")
@form("csv", "A table for spreadsheets.")
def accounts(form: str | None) -> None:
    """List accounts, most articles first: articles, gone, first and last publication, name, WeChat
    id, gh_ id.
    """
    records: list[dict[str, object]] = [
        {
            "id": one.id,
            "account": one.name,
            "account_alias": one.alias,
            "account_id": one.gh_id,
            "biz": one.biz,
            "names": list(one.names),
            "articles": one.articles,
            "gone": one.gone,
            **publication_span(one.first, one.last),
        }
        for one in open_archive(read_only=True).catalogue.accounts()
    ]
    if not print_records(records, _SHOWN, "account", form):
        message("the archive holds no account yet")
