"""What the READMEs show is what the demo really prints, and what they tell to type is what there
is.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.support.places import ROOT
from wxarchive.cli import COMMANDS, cli

READMES = ("README.md", "README.zh-CN.md")


def output_of_the_demo(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "demo"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert {path.name for path in folder.iterdir()} == {"archive.db", "export"}
    return done.stdout


def test_each_command_shown_prints_just_that_in_the_demo(tmp_path: Path) -> None:
    printed = output_of_the_demo(tmp_path)
    for name in READMES:
        shown = re.findall(r"```console\n(.*?)```", (ROOT / name).read_text("utf-8"), re.S)
        commands = [one.strip() for block in shown for one in re.split(r"(?m)^(?=\$ )", block)[1:]]
        assert len(commands) > 3
        assert [command for command in commands if f"\n{command}\n\n$ " not in printed] == []


@pytest.mark.parametrize("name", READMES)
def test_every_command_and_option_shown_exists(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    for command, rest in re.findall(r"(?:^|\| |`)wxarchive ([a-z]+)([^\n`#|]*)", text, re.M):
        assert command in COMMANDS
        described = CliRunner().invoke(cli, [command, "--help"]).output
        assert [
            option
            for option in re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest)
            if option not in described
        ] == []


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (
        re.findall(r"^(?:\$ )?wxarchive [^#\n]*", (ROOT / n).read_text("utf-8"), re.M)
        for n in READMES
    )
    assert [line.strip() for line in english] == [line.strip() for line in chinese]
