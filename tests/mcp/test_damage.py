"""Agents over an archive with damaged rows: they are told what can be read, and what cannot."""

import shutil
from pathlib import Path

import pytest
from mcp_types import TextContent

from tests.cli.running import Program
from tests.mcp.agent import Agent
from tests.store.test_damage import damage
from tests.store.test_damaged_rows import fill
from wxarchive.store.database import Store

QUESTIONS: list[tuple[str, dict[str, object]]] = [
    ("search", {"query": "茶"}),
    ("list", {}),
    ("get_article", {"article": 2}),
    ("links", {}),
    ("links", {"article": 2}),
    ("links", {"article": 2, "direction": "to"}),
    ("links", {"direction": "missing"}),
    ("history", {"article": 2}),
    ("history", {"events": ["new", "edited", "gone", "back"]}),
    ("similar", {"article": 1}),
    ("similar", {"article": 2}),
    ("overview", {}),
    ("sql", {"query": "SELECT * FROM article_list"}),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "a.db"
    with Store(path) as store:
        fill(store)
        sum(store.search.update())
        sum(store.similar.update())
    return path


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE articles SET gone_at = 'then' WHERE id = 2",
        "UPDATE articles SET kind = 'leaf', state = CAST(x'ff' AS TEXT) WHERE id = 2",
        "UPDATE versions SET text = CAST(x'ff' AS TEXT), images = '7' WHERE id = 2",
        "UPDATE versions SET first_seen = '', last_seen = 'then' WHERE id = 2",
        "UPDATE states SET seen_at = 'then', state = 'lost' WHERE article_id = 2",
        "UPDATE links SET text = CAST(x'ff' AS TEXT), section = 'x' WHERE from_id = 2",
        "UPDATE accounts SET name = CAST(x'ff' AS TEXT), last_seen = 'then'",
    ],
)
def test_a_damaged_row_is_no_bug_of_any_tool(whole: Path, tmp_path: Path, sql: str) -> None:
    db = Path(shutil.copy(whole, tmp_path / "a.db"))
    damage(Program(db), sql)
    with Agent(db) as agent:
        for tool, arguments in QUESTIONS:
            [content] = agent.raw(tool, **arguments).content
            assert isinstance(content, TextContent)
            assert "(a bug)" not in content.text, (tool, arguments)
