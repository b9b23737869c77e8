"""The server: requests of the protocol to tools, answers and errors back.

The message of an error says what to do next. What the exception of a bug says goes to the log
alone, for it may quote an article.
"""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    ToolAnnotations,
)
from mcp_types import Tool as ToolDescription
from pydantic import ValidationError
from starlette.types import ASGIApp

from wxarchive import __version__
from wxarchive.api import Archive, Pool
from wxarchive.containment import contained
from wxarchive.errors import Bug, NotFound, UsageError, WxArchiveError
from wxarchive.mcp.answers import SCHEME, cut
from wxarchive.mcp.reading import get_article
from wxarchive.mcp.requests import ArticleRequest
from wxarchive.mcp.settings import AgentSettings
from wxarchive.mcp.tools import Tool, tools
from wxarchive.models import Filter

_Found = TypeVar("_Found")
_JSON = "application/json"
_MOST_RESOURCES = 20
_LONGEST_NAME = 60
_AT_ONCE = 8
"""Requests that are worked on at a time; the others wait."""
_ARTICLE = re.compile(re.escape(SCHEME) + r"(\d{1,18})(?:\?offset=(\d{1,9}))?", re.A)


class ArchiveServer:
    """Answers agents about one archive."""

    def __init__(self, settings: AgentSettings) -> None:
        self._settings = settings
        self._pool = Pool(settings.archive)
        self._tools = {one.name: one for one in tools(settings)}
        self._limiter: anyio.CapacityLimiter | None = None

    def protocol(self) -> "Server[dict[str, Any]]":
        """Return what speaks the protocol."""
        instructions = files("wxarchive.mcp") / "instructions.md"
        return Server(
            "wxarchive",
            version=__version__,
            title="WeChat article archive",
            instructions=instructions.read_text("utf-8"),
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_resources=self._list_resources,
            on_list_resource_templates=self._list_templates,
            on_read_resource=self._read_resource,
        )

    def close(self) -> None:
        """Close the archive."""
        self._pool.close()

    async def _list_tools(self, _: object, __: object) -> ListToolsResult:
        described = []
        for tool in self._tools.values():
            # by these a client decides which calls a person has to allow
            hints = ToolAnnotations(
                title=tool.title,
                read_only_hint=tool.is_reading,
                destructive_hint=False,
                idempotent_hint=True,
                open_world_hint=False,
            )
            description = ToolDescription(
                name=tool.name,
                title=tool.title,
                description=tool.purpose,
                input_schema=tool.request.model_json_schema(),
                annotations=hints,
            )
            described.append(description)
        return ListToolsResult(tools=described)

    async def _call_tool(self, _: object, params: CallToolRequestParams) -> CallToolResult:
        tool = self._tools.get(params.name)
        # with the names there are an agent helps itself
        if tool is None:
            names = ", ".join(self._tools)
            return _failure(f"there is no tool {cut(params.name, 40)}; there are {names}")
        try:
            request = tool.request.model_validate(params.arguments or {})
        except ValidationError as error:
            return _failure(_mistakes(error, tool))

        # a failed call is an answer, which the agent reads and learns from
        try:
            text = await self._ask(lambda archive: tool.answer(archive, request))
        except WxArchiveError as error:
            return _failure(_advice(error))
        return CallToolResult(content=[TextContent(type="text", text=text)])

    async def _list_resources(self, _: object, __: object) -> ListResourcesResult:
        """List the newest articles; all others are found by tools."""
        try:
            resources = await self._ask(_newest)
            return ListResourcesResult(resources=resources)
        except WxArchiveError as error:
            raise MCPError(INTERNAL_ERROR, _advice(error)) from error

    async def _list_templates(self, _: object, __: object) -> ListResourceTemplatesResult:
        template = ResourceTemplate(
            uri_template=f"{SCHEME}{{id}}{{?offset}}",
            name="article",
            title="An archived article",
            description="What get_article answers: what is known, and the text as quoted data.",
            mime_type=_JSON,
        )
        return ListResourceTemplatesResult(resource_templates=[template])

    async def _read_resource(
        self, _: object, params: ReadResourceRequestParams
    ) -> ReadResourceResult:
        uri = str(params.uri)
        found = _ARTICLE.fullmatch(uri)
        if not found:
            what = f"no such resource; articles are {SCHEME}ID, with the ids that tools give"
            raise MCPError(INVALID_PARAMS, what, {"uri": cut(uri, 200)})
        request = ArticleRequest.model_validate({"article": found[1], "offset": found[2] or 0})

        try:
            text = await self._ask(lambda archive: get_article(archive, request))
        # a resource has no answer that says what is wrong: the protocol does
        except WxArchiveError as error:
            code = INTERNAL_ERROR
            if isinstance(error, NotFound | UsageError):
                code = INVALID_PARAMS
            raise MCPError(code, _advice(error), {"uri": params.uri}) from error
        content = TextResourceContents(uri=params.uri, text=text, mime_type=_JSON)
        return ReadResourceResult(contents=[content])

    async def _ask(self, question: Callable[[Archive], _Found]) -> _Found:
        """Ask the archive in a thread; raises :class:`WxArchiveError` and nothing else.

        Nobody waits for a request that was taken back: it ends by itself, within the time of a
        question in SQL.
        """

        def answer() -> _Found:
            with contained("answer"), self._pool.archive() as archive:
                return question(archive)

        # it belongs to the loop that runs, and there is none before
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(_AT_ONCE)
        return await anyio.to_thread.run_sync(answer, abandon_on_cancel=True, limiter=self._limiter)


def run_stdio(settings: AgentSettings) -> None:
    """Serve one client over stdin and stdout until it ends; nothing else is printed there."""
    server = ArchiveServer(settings)
    protocol = server.protocol()

    async def serve() -> None:
        options = protocol.create_initialization_options()
        async with stdio_server() as (incoming, outgoing):
            await protocol.run(incoming, outgoing, options)

    # the archive is closed in this thread, whatever ends the loop
    try:
        anyio.run(serve)
    finally:
        server.close()


@asynccontextmanager
async def http_app(settings: AgentSettings) -> AsyncIterator[ASGIApp]:
    """Give what answers ``POST /mcp``, while it is within. Who may ask is for the caller to say.

    Each request stands alone: there are no sessions to keep.
    """
    server = ArchiveServer(settings)
    manager = StreamableHTTPSessionManager(server.protocol(), json_response=True, stateless=True)
    try:
        async with manager.run():
            yield manager.handle_request
    finally:
        server.close()


def _newest(archive: Archive) -> list[Resource]:
    return [
        Resource(
            uri=f"{SCHEME}{one.id}",
            name=cut(one.metadata.title, 100) or str(one.id),
            description=cut(one.metadata.account, 60),
            mime_type=_JSON,
        )
        for one in archive.list(Filter(limit=_MOST_RESOURCES))
    ]


def _failure(text: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)


def _mistakes(error: ValidationError, tool: Tool) -> str:
    """Say which arguments are wrong, and which there are; what was given is not repeated."""
    wrong = []
    for one in error.errors()[:5]:
        # an unknown argument may have a name of any length
        place = cut(".".join(map(str, one["loc"])), _LONGEST_NAME) or "arguments"
        wrong.append(f"{place}: {one['msg']}")
    names = ", ".join(tool.request.model_fields)
    return f"{'; '.join(wrong)}. Arguments of {tool.name}: {names}"


def _advice(error: WxArchiveError) -> str:
    if isinstance(error, Bug):
        what = f"wxarchive failed to answer (a bug): {type(error.__cause__).__name__}"
        return f"{what}; ask in another way"
    return cut(str(error), 1_000) or "wxarchive could not answer"
