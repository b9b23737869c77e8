"""What docs/ says of the archive and the commands is what they say; ``make docs`` writes these
pages anew.
"""

import csv
import re
import shlex
from collections.abc import Callable

import pytest

from tests.cli.running import Program
from tests.support import library
from tests.support.places import ROOT
from tools import reference
from wxarchive.cli.app import INTERRUPTED
from wxarchive.errors import WxArchiveError

DOCS = ROOT / "docs"
QUESTION = re.compile(
    r"^## (?P<question>[^\n]+)\n\n```sql\n(?P<sql>.*?)```\n(?:\n```csv\n(?P<answer>.*?)```\n)?",
    re.M | re.S,
)
CONSOLE = re.compile(r"```console\n(?P<lines>.*?)```", re.S)
COMMAND = re.compile(r"^\$ (.*)", re.M)


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


@pytest.mark.parametrize(
    ("name", "written"),
    [("commands.md", reference.commands_page), ("wxarchive.1", reference.man_page)],
)
def test_the_commands_are_described_as_they_are(
    name: str, written: Callable[[], str], update_golden: bool
) -> None:
    page = DOCS / name
    if update_golden:
        page.write_text(written(), "utf-8")
    assert page.read_text("utf-8") == written(), f"docs/{name} is behind: run make docs"


def test_the_man_page_names_every_exit_code() -> None:
    def codes(error: type[WxArchiveError]) -> set[int]:
        return {error.exit_code}.union(*map(codes, error.__subclasses__()))

    assert set(reference.EXIT_STATUS) == {0, INTERRUPTED} | codes(WxArchiveError)


def test_every_query_answers_what_its_page_says(archive: Program, update_golden: bool) -> None:
    page = DOCS / "queries.md"
    text = page.read_text("utf-8")
    if update_golden:
        text = QUESTION.sub(lambda one: _with_answer(one, answer(archive, one["sql"])), text)
        page.write_text(text, "utf-8")
    asked = list(QUESTION.finditer(text))
    assert len(asked) == text.count("\n## ") >= 10
    for one in asked:
        assert one["answer"] == answer(archive, one["sql"]), (
            f"{one['question']}: docs/queries.md is behind: make docs"
        )
        assert len(list(csv.reader(one["answer"].splitlines()))) > 1, (
            f"{one['question']}: no answer"
        )


@pytest.mark.parametrize("name", ["selecting.md", "citations.md", "words.md"])
def test_every_example_prints_what_its_page_says(
    archive: Program, name: str, update_golden: bool
) -> None:
    page = DOCS / name
    text = page.read_text("utf-8")
    run = CONSOLE.sub(
        lambda one: f"```console\n{_printed(archive, COMMAND.findall(one['lines']))}```", text
    )
    if update_golden:
        page.write_text(run, "utf-8")
    assert page.read_text("utf-8") == run, f"docs/{name} is behind: run make docs"


def _printed(archive: Program, lines: list[str]) -> str:
    """Run lines as a shell would, each command on what the one before it prints."""
    printed = []
    for line in lines:
        result, told = None, ""
        for name, *arguments in (shlex.split(one) for one in line.split(" | ")):
            if name == "printf":
                told = arguments[0].encode().decode("unicode_escape")
                continue
            result = archive.run(*arguments, stdin=told)
            told = result.stdout
        assert result
        printed.append(f"$ {line}\n{told}{result.stderr}")
    return "\n".join(printed)


def _with_answer(one: "re.Match[str]", found: str) -> str:
    return f"## {one['question']}\n\n```sql\n{one['sql']}```\n\n```csv\n{found}```\n"
