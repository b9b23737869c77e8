"""The endpoint for agents: it is loaded when the first of them sends a request, and ends with the
server. Pages need not wait for what it loads.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import anyio
from starlette.types import ASGIApp, Receive, Scope, Send

from wxarchive.containment import bug
from wxarchive.errors import Bug

Begin = Callable[[], AbstractAsyncContextManager[ASGIApp]]


class AgentsPlace:
    """Answers by the application that ``begin`` gives, as long as :meth:`live` runs."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._is_requested = anyio.Event()
        self._is_ready = anyio.Event()
        self._app: ASGIApp | None = None
        self._problem = Bug("nothing answers agents any more")

    async def live(self) -> None:
        """Wait for the first agent; then answer until this is cancelled."""
        await self._is_requested.wait()
        try:
            async with self._begin() as self._app:
                self._is_ready.set()
                await anyio.sleep_forever()
        # agents get no answers then; the pages go on
        except Exception as error:
            self._problem = bug(error, "answer agents")
        finally:
            self._app = None
            # nobody is to wait for what could not begin
            self._is_ready.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        self._is_requested.set()
        await self._is_ready.wait()
        if self._app is None:
            raise self._problem
        await self._app(scope, receive, send)
