"""The command line: read arguments, call one use case, print.

Data goes to stdout, messages and progress to stderr. Each command lives in a module of this package
that is imported when the command is run, and what it needs of the lower layers is imported inside
the function that needs it.
"""

from pathlib import Path

import click

from wxarchive import __version__
from wxarchive.cli.app import NO_PAGER, Program, example
from wxarchive.cli.configuration import read_configuration

GROUPS = {
    "Bring articles in": {
        "fetch": "wxarchive.cli.commands.fetch:fetch",
        "import": "wxarchive.cli.commands.import_:import_files",
        "watch": "wxarchive.cli.commands.watch:watch",
        "queue": "wxarchive.cli.commands.queue:queue",
        "subscribe": "wxarchive.cli.commands.subscribe:subscribe",
        "subscriptions": "wxarchive.cli.commands.subscriptions:subscriptions",
        "sync": "wxarchive.cli.commands.sync:sync",
        "login": "wxarchive.cli.commands.login:login",
        "logout": "wxarchive.cli.commands.login:logout",
        "account": "wxarchive.cli.commands.account:account",
    },
    "Look": {
        "list": "wxarchive.cli.commands.list_:list_articles",
        "accounts": "wxarchive.cli.commands.accounts:accounts",
        "albums": "wxarchive.cli.commands.albums:albums",
        "show": "wxarchive.cli.commands.show:show",
        "serve": "wxarchive.cli.commands.serve:serve",
        "links": "wxarchive.cli.commands.links:links",
        "history": "wxarchive.cli.commands.history:history",
        "diff": "wxarchive.cli.commands.diff:diff",
        "stats": "wxarchive.cli.commands.stats:stats",
    },
    "Ask": {
        "search": "wxarchive.cli.commands.search:search",
        "similar": "wxarchive.cli.commands.similar:similar",
        "duplicates": "wxarchive.cli.commands.duplicates:duplicates",
        "cite": "wxarchive.cli.commands.cite:cite",
        "counts": "wxarchive.cli.commands.reactions:counts",
        "comments": "wxarchive.cli.commands.reactions:comments",
        "sql": "wxarchive.cli.commands.sql:sql",
        "mcp": "wxarchive.cli.commands.mcp:mcp",
    },
    "Mark and note": {
        "tag": "wxarchive.cli.commands.marks:tag_articles",
        "tags": "wxarchive.cli.commands.marks:tags",
        "star": "wxarchive.cli.commands.marks:star",
        "unstar": "wxarchive.cli.commands.marks:unstar",
        "read": "wxarchive.cli.commands.marks:read",
        "unread": "wxarchive.cli.commands.marks:unread",
        "note": "wxarchive.cli.commands.notes:note",
        "highlight": "wxarchive.cli.commands.notes:highlight",
        "highlights": "wxarchive.cli.commands.notes:highlights",
        "import-notes": "wxarchive.cli.commands.import_notes:import_notes",
    },
    "Take out": {
        "export": "wxarchive.cli.commands.export:export",
        "extract": "wxarchive.cli.commands.extract:extract",
        "parse": "wxarchive.cli.commands.parse:parse",
        "bulk": "wxarchive.cli.commands.bulk:bulk",
    },
    "Keep true": {
        "check": "wxarchive.cli.commands.check:check",
        "media": "wxarchive.cli.commands.media:media",
        "reparse": "wxarchive.cli.commands.reparse:reparse",
        "join": "wxarchive.cli.commands.join:join",
    },
    "Look after the archive": {
        "merge": "wxarchive.cli.commands.merge:merge",
        "backup": "wxarchive.cli.commands.backup:backup",
        "verify": "wxarchive.cli.commands.verify:verify",
        "delete": "wxarchive.cli.commands.delete:delete",
        "reindex": "wxarchive.cli.commands.reindex:reindex",
        "schema": "wxarchive.cli.commands.schema:schema",
        "datasette": "wxarchive.cli.commands.datasette:datasette",
    },
}
"""What users do, in the order of their work: the commands for it, and where each stands."""
COMMANDS = {name: at for commands in GROUPS.values() for name, at in commands.items()}


@example("wxarchive fetch https://mp.weixin.qq.com/s/…", "wxarchive list", "wxarchive show 1")
@click.group(cls=Program, groups=GROUPS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(readable=False, path_type=Path),
    envvar="WXARCHIVE_CONFIG",
    is_eager=True,
    expose_value=False,
    callback=read_configuration,
    help="The configuration file: wxarchive.toml, or [tool.wxarchive] in pyproject.toml.",
)
@click.option(
    "--db",
    type=click.Path(readable=False, path_type=Path),
    envvar="WXARCHIVE_DB",
    default="archive.db",
    show_default=True,
    show_envvar=True,
    help="The archive's file.",
)
@click.option(
    "-v", "--verbose", count=True, help="Say on stderr what is done and why; -vv says every step."
)
@click.option(
    "--no-pager", is_flag=True, help="Print long lists at once; it may stand after any command."
)
@click.version_option(__version__, prog_name="wxarchive")
@click.pass_context
def cli(ctx: click.Context, db: Path, verbose: int, no_pager: bool) -> None:
    """Keep WeChat articles for good, in one SQLite file."""
    ctx.meta[NO_PAGER] = no_pager
    ctx.obj = db  # and ``verbose`` is for Program, which shows the log before a command is run


def register_shells() -> None:
    """Say how bash and fish read completions; only a shell that asks for them needs it."""
    from wxarchive.cli import shells

    shells.register()
