"""An agent: the SDK's own client, in this process or before another one."""

import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp.server.lowlevel import Server
from mcp_types import CallToolResult, ReadResourceResult, TextContent, TextResourceContents

from wxarchive.mcp import AgentSettings
from wxarchive.mcp.server import ArchiveServer

Record = dict[str, Any]


class Refused(AssertionError):
    """A tool answered with an error."""


class Agent:
    """Asks a server, one question after the other; what it reads are JSON objects."""

    def __init__(self, server: Path | Any, *, allow_queue: bool = False) -> None:
        self._own: ArchiveServer | None = None
        if isinstance(server, Path):
            self._own = ArchiveServer(AgentSettings(server, allow_queue))
        self._server: Server[Any] | Any = self._own.protocol() if self._own else server

    def __enter__(self) -> Self:
        self._portals = start_blocking_portal()
        self._portal: BlockingPortal = self._portals.__enter__()
        self._client_in_portal = self._portal.wrap_async_context_manager(Client(self._server))
        self.client: Client = self._client_in_portal.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client_in_portal.__exit__(kind, error, trace)
        self._portals.__exit__(kind, error, trace)
        if self._own:
            self._own.close()

    def run(self, work: Callable[[], Any]) -> Any:
        """Run what is asynchronous."""
        return self._portal.call(work)

    def raw(self, tool: str, /, **arguments: object) -> CallToolResult:
        """Call a tool; return what comes."""
        result: CallToolResult = self.run(lambda: self.client.call_tool(tool, arguments))
        return result

    def text(self, tool: str, /, **arguments: object) -> str:
        """Call a tool; return its answer as text. Raises :class:`Refused`."""
        result = self.raw(tool, **arguments)
        [content] = result.content
        assert isinstance(content, TextContent)
        if result.is_error:
            raise Refused(content.text)
        return content.text

    def ask(self, tool: str, /, **arguments: object) -> Record:
        """Call a tool; return its answer. Raises :class:`Refused`."""
        answer: Record = json.loads(self.text(tool, **arguments))
        return answer

    def read(self, uri: str) -> Record:
        """Read a resource."""
        result: ReadResourceResult = self.run(lambda: self.client.read_resource(uri))
        [content] = result.contents
        assert isinstance(content, TextResourceContents)
        answer: Record = json.loads(content.text)
        return answer
