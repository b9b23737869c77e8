"""``wxarchive mcp``: a process that speaks the protocol on stdout, and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import CallToolResult

from tests.cli.running import Program
from tests.mcp.agent import Agent
from tests.mcp.test_limits import ENDLESS
from tests.support.library import TEAPOT
from tests.support.places import ROOT


def served(path: Path) -> StdioServerParameters:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    arguments = ["-m", "wxarchive", "--db", str(path), "-vv", "mcp"]
    return StdioServerParameters(command=sys.executable, args=arguments, env=environment)


def test_a_client_of_the_sdk_is_answered(past: Path) -> None:
    with Agent(stdio_client(served(past))) as agent:
        assert agent.ask("search", query="指纹")["articles"][0]["title"] == TEAPOT.title
        assert agent.read("wxarchive://article/9")["title"] == TEAPOT.title


def test_a_client_that_takes_its_question_back_goes_on(past: Path) -> None:
    with Agent(stdio_client(served(past))) as agent:

        async def impatient() -> CallToolResult | None:
            with anyio.move_on_after(0.2):
                return await agent.client.call_tool("sql", {"query": ENDLESS})
            return None

        assert agent.run(impatient) is None
        assert agent.ask("overview")["articles"] == 12


def test_stdout_has_the_protocol_alone(past: Path) -> None:
    def request(number: int, method: str, **parameters: object) -> dict[str, object]:
        return {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}

    first = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "by hand", "version": "0"},
    }
    lines = [
        request(1, "initialize", **first),
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        request(2, "tools/call", name="search", arguments={"query": "推理"}),
        request(3, "tools/call", name="sql", arguments={"query": "DELETE FROM articles"}),
        "no JSON at all",
        request(4, "tools/list"),
    ]
    command = [sys.executable, "-m", "wxarchive", "--db", str(past), "-vv", "mcp"]
    answers: list[dict[str, object]] = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as it:
        assert it.stdin
        assert it.stdout
        assert it.stderr
        for one in lines:
            it.stdin.write(f"{one if isinstance(one, str) else json.dumps(one)}\n".encode())
        it.stdin.flush()
        while not {1, 2, 3, 4} <= {one.get("id") for one in answers}:
            answers.append(json.loads(it.stdout.readline()))
        it.stdin.close()
        assert it.stdout.read() == b""
        logged = it.stderr.read()
    assert {one["jsonrpc"] for one in answers} == {"2.0"}
    assert it.returncode == 0
    assert b"Traceback" not in logged


def test_the_command_says_what_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wxarchive.cli.commands.mcp.find_spec", lambda _: None)
    result = Program(tmp_path / "archive.db").run("mcp")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "pip install 'wxarchive[mcp]'" in result.stderr
