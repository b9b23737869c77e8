"""What docs/cron.md tells to have run by itself is understood by what runs it, and by the program."""

import hmac
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest

from tests.support.places import ROOT
from wxarchive.cli import cli
from wxarchive.cli.notices import SIGNATURE, signature

PAGE = (ROOT / "docs" / "cron.md").read_text("utf-8")
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.S)
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def blocks(language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(PAGE) if kind == language]


def crontab() -> list[str]:
    """Return the commands of the crontab, each behind its five fields."""
    lines = [line for line in blocks("crontab")[0].splitlines() if not re.match(r"\w+=", line)]
    matched = [re.fullmatch(r"((?:[\d*/]+ ){5})(wxarchive .*)", line) for line in lines]
    assert len(lines) == 2
    return [one[2] for one in matched if one]


def commands() -> list[list[str]]:
    """Return the arguments of every command of the page."""
    plain = [line.partition(" # ")[0] for line in blocks("")[0].splitlines()]
    [service] = re.findall(r"^ExecStart=\S+/(wxarchive .*)", PAGE, re.M)
    [windows] = re.findall(r"<Arguments>(.*)</Arguments>", PAGE)
    [line] = re.findall(r'/TR "\S+\\wxarchive\.exe (.*)"', PAGE)
    others = [line.replace("\\", "/"), windows.replace("\\", "/")]
    every = [*plain, *crontab(), service, *(f"wxarchive {one}" for one in others)]
    return [shlex.split(one)[1:] for one in every]


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_every_command_is_one_that_the_program_takes(arguments: list[str]) -> None:
    root = cli.make_context("wxarchive", list(arguments), resilient_parsing=False)
    with root:
        name, command, rest = cli.resolve_command(root, root._protected_args + root.args)
        assert isinstance(command, click.Command)
        with command.make_context(name, rest, parent=root) as ctx:
            assert ctx.info_name in {"check", "sync"}


def test_a_receiver_can_tell_what_is_genuine() -> None:
    [code] = blocks("python")
    names: dict[str, object] = {}
    exec(code, names)
    is_genuine = names["is_genuine"]
    assert callable(is_genuine)
    assert is_genuine("秘密", b"{}", signature("秘密", b"{}"))
    assert not is_genuine("秘密", b"{ }", signature("秘密", b"{}"))
    assert f"`{SIGNATURE}: sha256=…`" in PAGE
    assert signature("k", b"b") == f"sha256={hmac.new(b'k', b'b', 'sha256').hexdigest()}"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.slow  # starts a process
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    service, timer = blocks("ini")
    made = service.replace("%h/.local/bin/wxarchive", sys.executable)
    (tmp_path / "wxarchive-check.service").write_text(made, "utf-8")
    (tmp_path / "wxarchive-check.timer").write_text(timer, "utf-8")
    paths = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run(
        ["systemd-analyze", "verify", *paths], capture_output=True, text=True, check=False
    )
    # of units that lie elsewhere it may say something too
    assert [line for line in done.stderr.splitlines() if "wxarchive" in line] == []


def test_the_task_for_windows_is_well_formed_and_in_order() -> None:
    [text] = blocks("xml")
    task = ElementTree.fromstring(text.replace('encoding="UTF-16"', 'encoding="UTF-8"'))
    assert [one.tag.removeprefix(TASK) for one in task] == [
        "RegistrationInfo", "Triggers", "Principals", "Settings", "Actions",
    ]  # fmt: skip
