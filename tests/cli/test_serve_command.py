"""``serve``: where it listens, what it says, how it ends."""

import socket
import stat
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.cli.running import Program

HAS_WEB = find_spec("starlette") is not None
needs_web = pytest.mark.skipif(not HAS_WEB, reason="wxarchive[web] is not installed")


@pytest.mark.slow  # a process of its own
@needs_web
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as POSIX sends it")
def test_it_says_where_it_listens_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    import signal

    program = Program(tmp_path / "archive.db", environment={"XDG_CONFIG_HOME": str(tmp_path)})
    with subprocess.Popen(
        program.command("serve", "--port", 0),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=program.whole_environment(),
    ) as it:
        assert it.stdout
        assert it.stderr
        address = it.stdout.readline().decode().strip()
        with urlopen(address) as answer:
            assert b"<title>" in answer.read()
        it.send_signal(signal.SIGINT)
        _, said = it.communicate()
    assert it.returncode == 0
    assert said.decode() == "wxarchive: serving; Ctrl-C ends it\n"
    assert program.db.exists()
    assert stat.S_IMODE((tmp_path / "wxarchive" / "token").stat().st_mode) == 0o600


@needs_web
def test_a_port_that_is_taken_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        program = Program(tmp_path / "archive.db", environment={"XDG_CONFIG_HOME": str(tmp_path)})
        result = program.run("serve", "--port", port)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"cannot listen at 127.0.0.1, port {port}" in result.stderr
    assert "--port 0" in result.stderr


@needs_web
def test_an_address_that_is_not_this_machines_is_named(tmp_path: Path) -> None:
    program = Program(tmp_path / "archive.db", environment={"XDG_CONFIG_HOME": str(tmp_path)})
    result = program.run("serve", "--host", "[192.0.2.1]", "--port", 0)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot listen at 192.0.2.1, port 0" in result.stderr
    assert "check --host" in result.stderr


@needs_web
def test_a_file_that_is_no_archive_is_refused_before_an_address_is_told(tmp_path: Path) -> None:
    program = Program(tmp_path / "notes.txt", environment={"XDG_CONFIG_HOME": str(tmp_path)})
    program.db.write_text("Dear diary")
    result = program.run("serve", "--port", 0)
    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr.startswith(f"wxarchive: {program.db}: this file is no wxarchive database")


def test_without_its_libraries_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = Program(tmp_path / "archive.db").run("serve")
    assert result.exit_code == 2
    assert result.stderr.startswith("wxarchive: serve needs libraries that are not installed (")
    assert result.stderr.endswith("uvicorn); run: pip install 'wxarchive[web]'\n")
