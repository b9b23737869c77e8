"""The server: where it listens, and its end."""

import os
import socket
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
    with socket.socket(family) as made:
        if os.name == "posix":  # elsewhere it would share the port with another program
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((host, port))
            made.listen()
        except OSError as error:
            what = f"cannot listen at {host}, port {port} ({error.strerror or error})"
            raise UsageError(
                what, hint="name another with --port; with --port 0 any that is free"
            ) from error
        yield made


def run(
    settings: Settings,
    listener: socket.socket,
    *,
    opens: bool = False,
    agents: Begin | None = None,
) -> None:
    """Serve until Ctrl-C; an archive that is not there yet is made. ``agents``: what answers them.

    Raises :class:`StoreError`.
    """
    import uvicorn

    if not settings.archive.exists():
        Archive(settings.archive, write=True).close()
    else:
        Archive(settings.archive).close()
    app = create_app(settings, agents)

    class Server(uvicorn.Server):
        """Tells the pages of an end at once: those that watch the queue would go on for ever."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            app.state.site.ending.set()
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        app,
        log_level="critical",  # what went wrong is told by the pages; Ctrl-C may cut one short
        access_log=False,
        timeout_graceful_shutdown=_SECONDS,
        server_header=False,
        proxy_headers=False,
    )
    if opens:
        Timer(0.5, webbrowser.open, [settings.address]).start()
    # the way to end it, which uvicorn hands on when all is closed
    with suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listener])
