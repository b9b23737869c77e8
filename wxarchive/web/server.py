"""The server: where it listens, and its end."""

import os
import socket
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from types import FrameType

from wxarchive.api import Archive
from wxarchive.errors import UsageError
from wxarchive.web.agents import Begin
from wxarchive.web.app import create_app
from wxarchive.web.settings import Settings

_SECONDS = 3
"""So long answers in hand may take after Ctrl-C."""


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Give a socket that listens; raises :class:`UsageError` where it cannot."""
    family = socket.AF_INET
    if ":" in host:
        family = socket.AF_INET6
    with socket.socket(family) as listener:
        # elsewhere it would share the port with another program
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen()
        except OSError as error:
            what = f"cannot listen at {host}, port {port} ({error.strerror or error})"
            hint = "check --host, or name another --port; with --port 0 any that is free"
            raise UsageError(what, hint=hint) from error
        yield listener


def require_archive(path: Path) -> None:
    """Make sure that an archive can be read there; one that is not there yet is made.

    Raises :class:`StoreError`.
    """
    Archive(path, write=not path.exists()).close()


def run(
    settings: Settings,
    listener: socket.socket,
    *,
    opens: bool = False,
    agents: Begin | None = None,
) -> None:
    """Serve until Ctrl-C. ``agents``: what answers them."""
    import uvicorn

    app = create_app(settings, agents)

    class Server(uvicorn.Server):
        """Ends the pages that watch the queue, too: they would go on for ever."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            app.state.site.ending.set()
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        app,
        # pages say what went wrong; Ctrl-C may cut one short
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=_SECONDS,
        server_header=False,
        proxy_headers=False,
    )
    if opens:
        Timer(0.5, webbrowser.open, [settings.address]).start()
    # Ctrl-C is the way to end it; uvicorn raises it again when all is closed
    with suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listener])
