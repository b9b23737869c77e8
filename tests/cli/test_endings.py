"""How the program ends when it is interrupted, or when nobody reads on."""

import errno
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from wxarchive.cli.app import Program as Group
from wxarchive.cli.app import reader_is_gone


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a process")
def test_nothing_is_said_of_modules_when_their_reading_is_interrupted(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys, wxarchive.__main__ as program\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'wxarchive.cli': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
        # as in the foreground: a shell starts what runs in the background without it
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "program.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")


def test_an_interruption_while_options_are_read_ends_as_any_other() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    option = click.Option(["--x"], is_flag=True, callback=interrupt)
    result = CliRunner().invoke(Group(groups={}, params=[option]), ["--x", "list"])
    assert (result.exit_code, result.stdout, result.stderr) == (
        130,
        "",
        "wxarchive: interrupted; what was stored so far is kept\n",
    )


@pytest.mark.parametrize(
    ("error", "platform", "is_gone"),
    [
        (BrokenPipeError(errno.EPIPE, "x"), "linux", True),
        (OSError(errno.EINVAL, "x"), "win32", True),
        (OSError(errno.EINVAL, "x"), "linux", False),
        (ValueError("x"), "win32", False),
    ],
)
def test_a_reader_that_went_away_is_known_on_every_system(
    error: Exception, platform: str, *, is_gone: bool
) -> None:
    assert reader_is_gone(error, platform) is is_gone
