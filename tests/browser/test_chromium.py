"""The real thing: Chromium prints what it is given, asks for nothing, and leaves nothing behind."""

import io
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.support.chromium import installed
from wxarchive.browser import Browser, PrintDocument, Printer
from wxarchive.errors import BrowserError

pytestmark = [
    pytest.mark.skipif(installed() is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]


@pytest.fixture
def profiles(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put profiles and whatever Chromium makes besides into a folder of the test's own, of a short
    name: Chromium makes a socket there.
    """
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


def test_a_document_asks_for_nothing_but_its_own_files(profiles: Path) -> None:
    asked: list[str] = []

    def file(name: str) -> None:
        asked.append(name)

    with socket.create_server(("127.0.0.1", 0)) as server, Printer() as printer:
        server.setblocking(False)
        out = f"http://127.0.0.1:{server.getsockname()[1]}"
        html = (
            f'<!doctype html><title>茶</title><link rel="stylesheet" href="{out}/a.css">'
            f'<link rel="preconnect" href="{out}"><link rel="dns-prefetch" href="//example.com">'
            f'<img src="{out}/b.png"><img src="media/c.png"><img src="file:///etc/passwd">'
            f'<iframe src="{out}/d"></iframe><style>@font-face {{font-family: x; src: url({out}/e)}}'
            f"p {{font-family: x; background: url({out}/f)}}</style><p>字</p>"
            f'<script>document.title = "ran"; fetch("{out}/g")</script>'
            f'<object data="{out}/h"></object><video src="{out}/i" poster="{out}/j"></video>'
        )
        pdf = io.BytesIO()
        printer.write(PrintDocument(html.encode(), "<span></span>", file, 60), pdf)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert set(asked) <= {"media/c.png", "favicon.ico"}
    reader = PdfReader(pdf)
    assert reader.metadata is not None
    assert reader.metadata.title == "茶"
    assert list(profiles.iterdir()) == []


def test_nothing_is_left_of_a_browser_whose_time_is_over(profiles: Path) -> None:
    with Browser(str(installed())) as browser:
        tab = browser.tab()
        processes = running(profiles)
        with pytest.raises(BrowserError, match="not done within"), browser.within(0.3):
            tab.call("Runtime.evaluate", expression="for (;;);")
    assert len(processes) > 1
    assert all(map(is_over, processes))
    assert list(profiles.iterdir()) == []


def test_a_browser_ends_when_we_are_killed(profiles: Path) -> None:
    code = (
        "import sys; from wxarchive.browser import Browser; browser = Browser(sys.argv[1]);"
        "print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(installed())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        processes = running(profiles)
        process.send_signal(signal.SIGKILL)
    assert len(processes) > 1
    assert all(map(is_over, processes))


def running(profiles: Path) -> list[int]:
    """Return handles of the processes that have a profile in this folder."""
    return [
        os.pidfd_open(int(path.parent.name))
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if str(profiles).encode() in path.read_bytes()
    ]


def is_over(process: int) -> bool:
    """Whether a process has ended, or ends within some seconds."""
    readable, _, _ = select.select([process], [], [], 20)
    os.close(process)
    return bool(readable)
