"""``serve``: the archive in a browser."""

from asyncio import to_thread
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import fetching
from wxarchive.cli.output import message
from wxarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from starlette.types import ASGIApp

    from wxarchive.fetch import FetchSettings

_NEEDED = ("starlette", "jinja2", "multipart", "uvicorn")


@example("wxarchive serve --open", "wxarchive serve --port 8400")
@click.command
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8321,
    show_default=True,
    metavar="N",
    help="0: any that is free.",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
    help="Listen at this address. Other than this machine's own, each visitor has to show a token.",
)  # fmt: skip
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="Answer to this name too, such as one of a proxy.",
)
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@fetching
def serve(
    port: int, host: str, names: tuple[str, ...], opens: bool, settings: "FetchSettings"
) -> None:
    """Read, search and compare in a browser, on this machine alone; Ctrl-C ends it."""
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        what = f"serve needs libraries that are not installed ({', '.join(missing)})"
        raise UsageError(what, hint="run: pip install 'wxarchive[web]'")
    from wxarchive.web import Settings, kept_secret, listening, require_archive, run

    # a URL has an IPv6 address in brackets
    host = host.removeprefix("[").removesuffix("]")
    archive: Path = click.get_current_context().find_root().obj
    # what is wrong with port or archive is said before an address is, and not in every page
    with listening(host, port) as socket:
        require_archive(archive)
        token, feeds = kept_secret("token").value, kept_secret("feeds")
        port = socket.getsockname()[1]
        chosen = Settings(archive, token, host, port, names, settings, feeds)
        click.echo(chosen.address)
        message("serving; Ctrl-C ends it")
        run(chosen, socket, opens=opens, agents=_agents(archive))


def _agents(archive: Path) -> "Callable[[], AbstractAsyncContextManager[ASGIApp]] | None":
    """Return the endpoint for agents, if its library is installed; it is loaded at the first
    request.
    """
    if find_spec("mcp") is None:
        return None

    @asynccontextmanager
    async def answering() -> "AsyncIterator[ASGIApp]":
        # in a thread: loading it takes a second, in which pages are served
        agents = await to_thread(import_module, "wxarchive.mcp")
        async with agents.http_app(agents.AgentSettings(archive)) as app:
            yield app

    return answering
