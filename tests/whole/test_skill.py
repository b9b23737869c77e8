"""The skill for agents with a shell: its commands, word for word."""

import re
import shlex

import pytest

from tests.cli.running import Program
from tests.support import library
from tests.support.places import ROOT

PAGE = ROOT / "docs" / "skills" / "wxarchive" / "SKILL.md"
TEXT = PAGE.read_text("utf-8")
COMMANDS = [
    line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S) for line in block.splitlines()
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return Program(library.make(tmp_path_factory.mktemp("skill") / "archive.db"))


def test_a_skill_is_named_as_its_folder_and_says_when_to_use_it() -> None:
    head = re.match(r"---\nname: (.+)\ndescription: (.+)\n---\n", TEXT)
    assert head
    assert head[1] == PAGE.parent.name
    assert "Use when" in head[2]
    assert len(head[2]) <= 1024


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_does_what_it_is_there_for(program: Program, command: str) -> None:
    name, *arguments = shlex.split(command)
    result = program.run(*arguments)
    assert name == "wxarchive"
    assert result.exit_code == 0, result.stderr
    quiet = {"queue", "similar"} & set(arguments)  # nothing waits there, nobody has the same text
    assert result.stdout.strip() or quiet


def test_the_exit_codes_it_tells_are_those_there_are() -> None:
    told = set(map(int, re.findall(r"(?<=[ ,])(\d) (?:done|some|the|WeChat|no)", TEXT)))
    assert told == set(range(6))
