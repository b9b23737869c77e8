"""The protocol, as the project that makes it tests servers: its conformance suite, its inspector."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.support.library import TEAPOT
from tests.support.node import node_command
from tests.support.places import ROOT
from wxarchive.mcp import AgentSettings, http_app

SCENARIOS = ("server-initialize", "ping", "tools-list", "tools-call-error", "resources-list")
"""Those about what the server has; the others ask for a test server's own tools and prompts."""
NODE = 22
"""The suite needs ``fs.globSync``, which came with it."""


class Endpoint:
    """What is served at ``/mcp``, once it is ready."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def address(past: Path) -> Iterator[str]:
    """Serve the archive with a past over HTTP."""
    endpoint = Endpoint()

    @asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        async with http_app(AgentSettings(past)) as app:
            endpoint.app = app
            yield

    served = Starlette(routes=[Route("/mcp", endpoint)], lifespan=living)
    server = uvicorn.Server(uvicorn.Config(served, port=0, log_level="error", ws="none"))
    with server.config.bind_socket() as socket:
        thread = threading.Thread(target=server.run, args=([socket],))
        thread.start()
        yield f"http://127.0.0.1:{socket.getsockname()[1]}/mcp"
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_that_applies_is_passed(address: str, tmp_path: Path, scenario: str) -> None:
    command = node_command("@modelcontextprotocol/conformance", "dist/index.js")
    told = subprocess.run([command[0], "--version"], capture_output=True, text=True, check=True)
    version = re.match(r"v(\d+)", told.stdout)
    if not version or int(version[1]) < NODE:
        pytest.skip(f"the suite needs Node {NODE}, this is {told.stdout.strip()}")
    arguments = ["server", "--url", address, "--scenario", scenario]
    done = subprocess.run(
        [*command, *arguments], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout


def inspected(past: Path, folder: Path, *arguments: str) -> dict[str, object]:
    """Run the inspector's command line on the server as a process."""
    command = node_command("@modelcontextprotocol/inspector", "clients/launcher/build/index.js")
    server = [sys.executable, "-m", "wxarchive", "--db", str(past), "mcp"]
    done = subprocess.run(
        [*command, "--cli", *server, *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT),
             "MCP_CATALOG_PATH": str(folder / "mcp.json")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_the_inspector_lists_tools_and_calls_one(past: Path, tmp_path: Path) -> None:
    listed = inspected(past, tmp_path, "--method", "tools/list")
    assert "get_article" in json.dumps(listed)
    called = inspected(
        past,
        tmp_path,
        "--method",
        "tools/call",
        "--tool-name",
        "search",
        "--tool-arg",
        "query=指纹",
    )
    assert TEAPOT.title in json.dumps(called, ensure_ascii=False)
