"""What docs/ says of the archive is what the archive says; ``make docs`` writes both pages anew."""

import csv
import re
from pathlib import Path

import pytest

from tests import library
from tests.cli.running import Program

DOCS = Path(__file__).parent.parent / "docs"
QUESTION = re.compile(
    r"^## (?P<question>[^\n]+)\n\n```sql\n(?P<sql>.*?)```\n(?:\n```csv\n(?P<answer>.*?)```\n)?", re.M | re.S
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return Program(library.make(tmp_path_factory.mktemp("library") / "archive.db"))


def answer(archive: Program, sql: str) -> str:
    result = archive.run("sql", "--csv", sql)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.removeprefix("\ufeff")


def test_the_schema_is_described_as_it_is(archive: Program, update_golden: bool) -> None:
    page = DOCS / "schema.md"
    described = archive.run("schema").stdout
    if update_golden:
        page.write_text(described, "utf-8")
    assert page.read_text("utf-8") == described, "docs/schema.md is behind: run make docs"


def test_every_query_answers_what_its_page_says(archive: Program, update_golden: bool) -> None:
    page = DOCS / "queries.md"
    text = page.read_text("utf-8")
    if update_golden:
        text = QUESTION.sub(lambda one: _with_answer(one, answer(archive, one["sql"])), text)
        page.write_text(text, "utf-8")
    asked = list(QUESTION.finditer(text))
    assert len(asked) == text.count("\n## ") >= 10
    for one in asked:
        assert one["answer"] == answer(archive, one["sql"]), f"{one['question']}: docs/queries.md is behind: make docs"
        assert len(list(csv.reader(one["answer"].splitlines()))) > 1, f"{one['question']}: no answer"


def _with_answer(one: "re.Match[str]", found: str) -> str:
    return f"## {one['question']}\n\n```sql\n{one['sql']}```\n\n```csv\n{found}```\n"
