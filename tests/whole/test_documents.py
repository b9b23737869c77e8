"""What docs/ says of the archive and the commands is what they say; ``make docs`` writes these
pages anew.
"""

import csv
import re
import shlex
from collections.abc import Callable
from pathlib import Path

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
UUID = re.compile(r"(?<![0-9a-f-])[0-9a-f]{8}(?![0-9a-f])")
MADE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d\+08:00|(?<=Highlight, )\d{4}-\d\d-\d\d")
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


def test_every_example_of_noting_prints_what_its_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update_golden: bool
) -> None:
    """Notes get uuids and times as they are written; the page has its own for them."""
    page = DOCS / "annotations.md"
    text = page.read_text("utf-8")
    noting = Program(library.make(tmp_path / "archive.db"))
    monkeypatch.chdir(tmp_path)
    [exported] = re.findall(r"```json\n(.*?)```", text, re.S)
    Path("karakeep.json").write_text(exported, "utf-8")
    shown = iter(("5f0c1e5a", "9b27d3c4", "c81e74f0"))
    uuids: dict[str, str] = {}

    def told(line: str) -> str:
        for uuid, name in uuids.items():
            line = line.replace(name, uuid)
        printed = _printed(noting, [line])
        for uuid in UUID.findall(printed):
            if uuid not in uuids:
                uuids[uuid] = next(shown)
            printed = printed.replace(uuid, uuids[uuid])
        return MADE.sub(lambda made: "2026-03-01 21:40+08:00"[: len(made[0])], printed)

    def answered(block: re.Match[str]) -> str:
        lines = "\n".join(map(told, COMMAND.findall(block["lines"])))
        return f"```console\n{lines}```"

    run = CONSOLE.sub(answered, text)
    if update_golden:
        page.write_text(run, "utf-8")
    assert page.read_text("utf-8") == run, "docs/annotations.md is behind: run make docs"


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
