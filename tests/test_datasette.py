"""A really running Datasette shows an archive: titles, facets, hidden tables, and a page that
searches Chinese.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests

from tests.cli.running import Program
from tests.support import library
from tests.support.library import BRIDGE_CASE, LIBRARY, TEAPOT

pytest.importorskip("datasette", reason="datasette is not installed: pip install -e '.[dev]'")
pytestmark = pytest.mark.slow  # a server of its own
LISTENING = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass(frozen=True)
class Running:
    address: str

    def page(self, path: str, **parameters: str) -> str:
        answer = requests.get(f"{self.address}{path}?{urlencode(parameters)}", timeout=30)
        answer.raise_for_status()
        answer.encoding = "utf-8"
        return answer.text

    def rows(self, path: str, **parameters: str) -> list[dict[str, object]]:
        read: list[dict[str, object]] = json.loads(
            self.page(f"{path}.json", _shape="array", **parameters)
        )
        return read

    def titles(self, **parameters: str) -> list[object]:
        return [row["title"] for row in self.rows("/kept/search", **parameters)]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("datasette")
    archive = Program(library.make(folder / "kept.db"))
    metadata = folder / "metadata.json"
    metadata.write_text(archive.run("datasette").stdout, "utf-8")
    with sqlite3.connect(folder / "other.db") as other:
        other.execute("CREATE TABLE fruit (name TEXT)")
    other.close()
    command = [
        sys.executable,
        "-m",
        "datasette",
        "kept.db",
        "other.db",
        "-m",
        "metadata.json",
        "--port",
        "0",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr
        found = (LISTENING.search(line) for line in server.stderr)
        yield Running(next(address[0] for address in found if address))
        server.terminate()
    shutil.rmtree(folder)


def test_the_search_page_finds_chinese_and_shows_it(running: Running) -> None:
    shown = running.page("/kept/search", q="推理")
    assert all(post.title in shown for post in (TEAPOT, LIBRARY, BRIDGE_CASE))
    assert "【推理】" in shown
    assert 'name="account"' in shown
    assert set(running.titles(q="推理 溫度計")) == {TEAPOT.title}


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"since": "2024", "until": "2024"}, {TEAPOT.title, LIBRARY.title}),
        ({"until": "2024-02"}, {TEAPOT.title}),
        ({"state": "gone"}, {TEAPOT.title, LIBRARY.title}),
        ({"state": "violation"}, {TEAPOT.title}),
        ({"account": "桥书"}, set()),
    ],
)
def test_the_search_page_takes_filters(
    running: Running, parameters: dict[str, str], expected: set[str]
) -> None:
    assert set(running.titles(q="推理", **parameters)) == expected


def test_a_query_that_cannot_be_asked_is_answered_with_the_reason(running: Running) -> None:
    [row] = running.rows("/kept/search", q='"推理')
    assert row["title"] == '"推理: the quotation mark is not closed; write a phrase as "…"'
    assert running.titles(q="") == running.titles() == []
    assert running.titles(q="没有这几个字") == []


def test_the_order_is_that_of_our_own_search(running: Running, tmp_path: Path) -> None:
    archive = Program(library.make(tmp_path / "archive.db"))
    lines = archive.run("search", "桥", "--json").stdout.splitlines()
    assert running.titles(q="桥") == [json.loads(line)["title"] for line in lines]


def test_tables_have_titles_facets_and_described_columns(running: Running) -> None:
    shown = running.page("/kept/article_list")
    assert "文章 Articles" in shown
    assert 'data-column="account"' in shown
    assert "first seen gone since it was last seen alive" in shown
    facets = json.loads(running.page("/kept/article_list.json", _size="0"))["facet_results"]
    counted = {one["value"]: one["count"] for one in facets["account"]["results"]}
    assert counted == {"南坡茶话": 5, "灯下推理社": 3, "桥与书": 3, "桥书": 1}


def test_what_belongs_to_the_index_is_hidden(running: Running) -> None:
    tables = json.loads(running.page("/kept.json"))["tables"]
    shown = {table["name"] for table in tables if not table["hidden"]}
    assert {"articles", "versions", "pages", "links", "accounts"} <= shown
    assert not {name for name in shown if name.startswith(("search_", "_"))}


def test_the_functions_work_in_its_sql_page(running: Running) -> None:
    sql = "select title from article_list where matches(id, '推理') and gone_at is null"
    assert [row["title"] for row in running.rows("/kept", sql=sql)] == [BRIDGE_CASE.title]


def test_other_databases_are_left_alone(running: Running) -> None:
    answer = requests.get(f"{running.address}/other.json?sql=select+search('x')", timeout=30)
    assert (answer.status_code, "no such function" in answer.text) == (400, True)


def test_the_plugin_adds_to_a_connection_what_sql_of_ours_has(tmp_path: Path) -> None:
    from wxarchive.datasette import prepare_connection

    connection = sqlite3.connect(library.make(tmp_path / "archive.db"))
    connection.row_factory = sqlite3.Row
    prepare_connection(connection)
    [row] = connection.execute("SELECT count(*) FROM json_each(search('推理'))")
    connection.close()
    assert row[0] == 3
