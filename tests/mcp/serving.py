"""The pages and what answers agents, served on loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from wxarchive.mcp import AgentSettings, http_app
from wxarchive.web import Settings, create_app

TOKEN = "a-token-for-tests"


def with_token(app: ASGIApp) -> ASGIApp:
    """Let each request show the token: a checker of the protocol knows of none."""

    async def shown(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            token = (b"authorization", f"Bearer {TOKEN}".encode())
            scope = {**scope, "headers": [*scope["headers"], token]}
        await app(scope, receive, send)

    return shown


@contextmanager
def serving(path: Path, *, shows_token: bool = False) -> Iterator[str]:
    """Serve an archive; give the address where agents ask."""
    app: ASGIApp = create_app(Settings(path, TOKEN), partial(http_app, AgentSettings(path)))
    shown = with_token(app) if shows_token else app
    server = uvicorn.Server(uvicorn.Config(shown, port=0, log_level="error", ws="none"))
    with server.config.bind_socket() as socket:
        thread = threading.Thread(target=server.run, args=([socket],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{socket.getsockname()[1]}/mcp"
        finally:
            server.should_exit = True
            thread.join()
