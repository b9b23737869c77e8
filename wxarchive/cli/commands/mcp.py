"""``mcp``: the archive for agents, by the Model Context Protocol."""

from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import click

from wxarchive.cli.app import example
from wxarchive.errors import UsageError


@example(
    "wxarchive mcp    (an agent starts it: see docs/mcp.md)",
    "claude mcp add wxarchive -- wxarchive --db /path/archive.db mcp",
)
@click.command
@click.option(
    "--allow-queue", is_flag=True, help="Let agents put addresses into the queue; none is fetched."
)
def mcp(allow_queue: bool) -> None:
    """Answer an agent's questions about the archive over stdin and stdout (docs/mcp.md)."""
    if find_spec("mcp") is None:
        what = "mcp needs a library that is not installed (mcp)"
        raise UsageError(what, hint="run: pip install 'wxarchive[mcp]'")
    from wxarchive.mcp import AgentSettings, run_stdio

    archive: Path = click.get_current_context().find_root().obj
    # the usual end, next to that of stdin
    with suppress(KeyboardInterrupt):
        run_stdio(AgentSettings(archive, allow_queue))
