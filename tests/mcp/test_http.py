"""``/mcp`` in ``serve``: the same tools, for those who show the token."""

import json
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp.client.streamable_http import streamable_http_client

from tests.mcp.agent import Agent
from tests.mcp.serving import TOKEN, serving
from tests.support.library import TEAPOT
from wxarchive.cli.log import show_log

BEARER = {"authorization": f"Bearer {TOKEN}"}
ASK = {
    "jsonrpc": "2.0", "id": 1, "method": "tools/list",
    "params": {},
}  # fmt: skip
ACCEPTED = {"accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def address(past: Path) -> Iterator[str]:
    with serving(past) as address:
        yield address


@asynccontextmanager
async def transport(address: str) -> AsyncIterator[Any]:
    """Ask over HTTP, showing the token."""
    async with (
        httpx2.AsyncClient(headers=BEARER) as client,
        streamable_http_client(address, http_client=client) as streams,
    ):
        yield streams


def test_a_client_of_the_sdk_is_answered(address: str) -> None:
    with Agent(transport(address)) as agent:
        assert agent.ask("search", query="指纹")["articles"][0]["title"] == TEAPOT.title
        assert agent.read("wxarchive://article/9")["title"] == TEAPOT.title


def post(address: str, **headers: str) -> httpx2.Response:
    return httpx2.post(address, json=ASK, headers={**ACCEPTED, **headers})


def test_who_shows_no_token_is_told_to(address: str) -> None:
    for headers in ({}, {"authorization": "Bearer another"}):
        answer = post(address, **headers)
        assert answer.status_code == 401
        assert "Authorization: Bearer TOKEN" in answer.text
    assert post(address, **BEARER).status_code == 200


def test_a_page_of_ours_is_no_agent(address: str) -> None:
    origin = address.removesuffix("/mcp")
    assert post(address, origin=origin).status_code == 401
    elsewhere = {"origin": "https://example.org", "sec-fetch-site": "cross-site"}
    assert post(address, **elsewhere).status_code == 401


def test_another_name_is_not_answered_even_with_the_token(address: str) -> None:
    assert post(address, **BEARER, host="evil.example").status_code == 421


def test_each_request_stands_alone(address: str) -> None:
    answer = post(address, **BEARER)
    assert "mcp-session-id" not in answer.headers
    names = {one["name"] for one in json.loads(answer.text)["result"]["tools"]}
    assert "get_article" in names
    assert "queue" not in names
    assert httpx2.get(address, headers={**ACCEPTED, **BEARER}).status_code == 405


def test_pages_are_there_beside_it(address: str) -> None:
    assert httpx2.get(address.removesuffix("mcp")).status_code == 200


def test_where_nothing_answers_agents_there_is_no_such_page(past: Path) -> None:
    from starlette.testclient import TestClient

    from wxarchive.web import Settings, create_app

    with TestClient(create_app(Settings(past, TOKEN)), "http://127.0.0.1:8321") as client:
        assert client.post("/mcp", json=ASK, headers=BEARER).status_code == 404


def test_agents_that_cannot_be_answered_cost_nobody_a_page(past: Path) -> None:
    from starlette.testclient import TestClient

    from wxarchive.web import Settings, create_app

    @asynccontextmanager
    async def broken() -> AsyncIterator[Any]:
        yield import_module("wxarchive.mcp.nothing")

    with TestClient(create_app(Settings(past, TOKEN), broken), "http://127.0.0.1:8321") as client:
        for _ in range(2):
            answer = client.post("/mcp", json=ASK, headers=BEARER)
            assert (answer.status_code, "answer agents (a bug)" in answer.text) == (500, True)
        assert client.get("/").status_code == 200


JSON = {**ACCEPTED, **BEARER, "content-type": "application/json"}
TODAY = {"mcp-protocol-version": "2026-07-28"}


@pytest.mark.parametrize("version", [{}, TODAY], ids=["before", "today"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"7",
        b"[]",
        b'[{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}]',
        b'{"jsonrpc": "2.0"}',
        b'{"jsonrpc": "2.0", "id": 1, "method": 7}',
        b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": 7}',
        b"[" * 50_000,
        b"9" * 5_000,
        b'"\xff\xfe"',
        b'"\\ud800"',
    ],
)
def test_what_is_no_request_is_refused(address: str, body: bytes, version: dict[str, str]) -> None:
    answer = httpx2.post(address, content=body, headers=JSON | version)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["code"] < 0


def called(address: str, method: str, **params: object) -> httpx2.Response:
    asked = {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}
    return httpx2.post(address, json=asked, headers=JSON)


def test_an_unknown_method_is_refused(address: str) -> None:
    for method in ("tools/burn", "prompts/list"):
        told = called(address, method).json()
        assert (told["id"], told["error"]["code"]) == (7, -32601), method


@pytest.mark.parametrize("params", [{"name": 7}, {"name": "list", "arguments": [1]}, {}])
def test_a_call_of_another_form_is_refused(address: str, params: dict[str, object]) -> None:
    assert called(address, "tools/call", **params).json()["error"]["code"] == -32602


def test_an_unknown_tool_is_refused_with_the_known_ones(address: str) -> None:
    told = called(address, "tools/call", name="burn\u202e" * 1_000, arguments={}).json()["result"]
    assert told["isError"]
    assert len(told["content"][0]["text"]) < 300
    assert "get_article" in told["content"][0]["text"]


def test_a_request_that_is_too_long_is_refused(address: str) -> None:
    whole = {"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"x": "x" * 5 * 2**20}}
    assert httpx2.post(address, json=whole, headers=JSON).status_code == 413
    pieces = iter([b"{", b"}"])
    assert httpx2.post(address, content=pieces, headers=JSON).status_code == 411


def test_a_request_of_another_type_is_refused(address: str) -> None:
    for headers in ({"content-type": "text/plain"}, {"accept": "text/html"}):
        assert httpx2.post(address, json=ASK, headers=JSON | headers).status_code in {400, 406}


def test_a_client_that_leaves_leaves_no_traceback(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # as in a process of its own, where nobody listens to the logs of libraries
    monkeypatch.setattr(logging.root, "handlers", [])
    show_log(0)
    host, _, port = address.removeprefix("http://").removesuffix("/mcp").partition(":")
    head = (
        f"POST /mcp HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {TOKEN}\r\n"
        "Content-Type: application/json\r\nAccept: application/json\r\nContent-Length: 500\r\n\r\n"
    )
    for said in (head + "{", head + f"{json.dumps(ASK):500}"):
        with socket.create_connection((host, int(port))) as client:
            client.sendall(said.encode())
        for _ in range(3):
            assert post(address, **BEARER).status_code == 200
    assert capsys.readouterr().err == ""
