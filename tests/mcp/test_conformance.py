"""The protocol, as the project that makes it tests servers: its conformance suite, its inspector."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mcp.serving import serving
from tests.support.library import TEAPOT
from tests.support.node import node_command
from tests.support.places import ROOT

SCENARIOS = (
    "server-initialize",
    "ping",
    "tools-list",
    "tools-call-error",
    "resources-list",
    "dns-rebinding-protection",
)
"""Those about what the server has; the others ask for a test server's own tools and prompts."""
NODE = 22
"""The suite needs ``fs.globSync``, which came with it."""


@pytest.fixture(scope="module")
def address(past: Path) -> Iterator[str]:
    """Serve the archive with a past over HTTP."""
    with serving(past, shows_token=True) as address:
        yield address


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
