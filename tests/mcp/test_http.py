"""``/mcp`` in ``serve``: the same tools, for those who show the token."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp.client.streamable_http import streamable_http_client

from tests.mcp.agent import Agent
from tests.mcp.serving import TOKEN, serving
from tests.support.library import TEAPOT

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
