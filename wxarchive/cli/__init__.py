"""The command line: read arguments, call one use case, print.

Data goes to stdout, messages and progress to stderr. Each command lives in a module of this package that is imported
when the command is run, and what it needs of the lower layers is imported inside the function that needs it.
"""

from pathlib import Path

import click

from wxarchive import __version__
from wxarchive.cli.configuration import read_configuration
from wxarchive.cli.program import Program, example

COMMANDS = {
    "fetch": "wxarchive.cli.fetching:fetch",
    "import": "wxarchive.cli.importing:import_files",
    "check": "wxarchive.cli.checking:check",
    "queue": "wxarchive.cli.queue:queue",
    "subscribe": "wxarchive.cli.subscribing:subscribe",
    "subscriptions": "wxarchive.cli.subscribing:subscriptions",
    "sync": "wxarchive.cli.subscribing:sync",
    "parse": "wxarchive.cli.parsing:parse",
    "reparse": "wxarchive.cli.fetching:reparse",
    "list": "wxarchive.cli.listing:list_articles",
    "accounts": "wxarchive.cli.listing:accounts",
    "albums": "wxarchive.cli.listing:albums",
    "show": "wxarchive.cli.showing:show",
    "search": "wxarchive.cli.searching:search",
    "reindex": "wxarchive.cli.searching:reindex",
    "history": "wxarchive.cli.history:history",
    "diff": "wxarchive.cli.history:diff",
    "stats": "wxarchive.cli.questions:stats",
    "sql": "wxarchive.cli.questions:sql",
    "schema": "wxarchive.cli.describing:schema",
    "datasette": "wxarchive.cli.describing:datasette",
    "links": "wxarchive.cli.linking:links",
    "media": "wxarchive.cli.media:media",
    "export": "wxarchive.cli.exporting:export",
}


@example("wxarchive fetch https://mp.weixin.qq.com/s/…", "wxarchive list", "wxarchive show 1")
@click.group(cls=Program, commands_at=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    envvar="WXARCHIVE_CONFIG",
    is_eager=True,
    expose_value=False,
    callback=read_configuration,
    help="The configuration file: wxarchive.toml, or [tool.wxarchive] in pyproject.toml.",
)
@click.option(
    "--db",
    type=click.Path(path_type=Path),
    envvar="WXARCHIVE_DB",
    default="archive.db",
    show_default=True,
    show_envvar=True,
    help="The archive's file.",
)
@click.version_option(__version__, prog_name="wxarchive")
@click.pass_context
def cli(ctx: click.Context, db: Path) -> None:
    """Keep WeChat articles for good, in one SQLite file."""
    ctx.obj = db
