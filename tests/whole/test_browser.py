"""The program with a window of Chromium before the small WeChat behind TLS, which asks for
verification in the middle of a queue: whatever ends it, the queue is right, and the next run goes
on.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.smallwechat.simulation import Town, town
from tests.support.crawling import archived, ask, is_sound
from tests.support.person import Person, close_window, display, needs_a_person, program
from tests.support.places import ROOT
from wxarchive.store import Store

trustme = pytest.importorskip("trustme", reason="makes the certificates; make test installs it")

from tests.smallwechat.guarded import GuardedWechat  # noqa: E402 -- needs trustme

pytestmark = needs_a_person
FEW = town(6)


@dataclass(frozen=True)
class Desk:
    """A screen, a folder, and the program over one archive in it."""

    screen: str
    folder: Path

    @property
    def db(self) -> Path:
        return self.folder / "archive.db"

    def start(self, wechat: GuardedWechat, *arguments: object) -> "subprocess.Popen[str]":
        """Start the program with a window of Chromium."""
        settings = {
            "DISPLAY": self.screen,
            "XDG_DATA_HOME": str(self.folder / "data"),
            "WXARCHIVE_DB": str(self.db),
            "WXARCHIVE_CONNECT_TO": ",".join(wechat.connect_to()),
            "WXARCHIVE_BROWSER_PATH": str(program(self.folder, wechat)),
            "WXARCHIVE_DELAY": "0",
            "REQUESTS_CA_BUNDLE": str(self.folder / "ca.pem"),
            "TMPDIR": str(self.folder),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "wxarchive", *map(str, arguments)],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def put_an_end(self, end: str, run: "subprocess.Popen[str]") -> None:
        """End a run, as it may happen to anybody."""
        match end:
            case "window closed":
                close_window(self.screen)
            case "browser killed":
                for process in self.browsers():
                    os.kill(process, signal.SIGKILL)
            case "program killed":
                run.kill()
            case "Ctrl-C":
                run.send_signal(signal.SIGINT)

    def browsers(self) -> list[int]:
        """Return the processes of browsers that have our profile."""
        return [
            int(path.parent.name)
            for path in Path("/proc").glob("[0-9]*/cmdline")
            if f"--user-data-dir={self.folder}".encode() in path.read_bytes()
            and b"--type=" not in path.read_bytes()
        ]


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    with display() as name:
        yield name


@pytest.fixture
def desk(screen: str) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as name:
        yield Desk(screen, Path(name))


@contextmanager
def guarded(desk: Desk, site: Town, *asks_at: int) -> Iterator[GuardedWechat]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(desk.folder / "ca.pem"))
    with GuardedWechat(authority, site, asks_at=asks_at) as wechat:
        yield wechat


@pytest.mark.parametrize(
    ("option", "site", "asks_at"),
    [("--browser", town(50), (7, 30)), ("--browser-when-challenged", town(12), (4, 9))],
)
def test_a_queue_with_two_verifications_ends_complete(
    desk: Desk, option: str, site: Town, asks_at: tuple[int, ...]
) -> None:
    with guarded(desk, site, *asks_at) as wechat, Person(wechat, desk.screen):
        run = desk.start(wechat, "fetch", "--no-media", option, "--follow", 100, site.newest)
        said = run.communicate()[0]
    assert run.returncode == 0, said
    assert wechat.passes == 2
    assert said.count("WeChat asks for verification: pass it") == 2
    assert archived(desk.db, site) == {post.token for post in site.posts}
    assert ask(desk.db, "SELECT * FROM queue") == []
    assert pages(desk.db) == set(wechat.sent.values())
    assert wechat.given == len(site.posts)


@pytest.mark.parametrize(
    ("end", "code", "words"),
    [
        ("window closed", 3, "was closed before the verification was passed"),
        ("browser killed", 3, "the browser was killed (signal 9) before the verification"),
        ("program killed", -9, ""),
        ("Ctrl-C", 130, ""),
    ],
)
def test_whatever_ends_a_run_the_queue_is_right_and_the_next_run_goes_on(
    desk: Desk, end: str, code: int, words: str
) -> None:
    with guarded(desk, FEW, 3) as wechat:
        run = desk.start(wechat, "fetch", "--no-media", "--browser", "--follow", 9, FEW.newest)
        said = until_it_waits(run)
        desk.put_an_end(end, run)
        said += run.communicate()[0]
        wechat.shown.clear()
        assert (run.returncode, words in said) == (code, True), said
        assert is_sound(desk.db)
        assert len(archived(desk.db, FEW)) == 2
        assert len(ask(desk.db, "SELECT * FROM queue WHERE state IN ('waiting', 'taken')")) >= 1
        with Person(wechat, desk.screen):
            again = desk.start(wechat, "fetch", "--no-media", "--browser", "--resume")
            said = again.communicate()[0]
    assert again.returncode == 0, said
    assert archived(desk.db, FEW) == {post.token for post in FEW.posts}
    assert ask(desk.db, "SELECT * FROM queue") == []
    assert pages(desk.db) == set(wechat.sent.values())
    assert (wechat.given, wechat.passes) == (6, 1)
    assert desk.browsers() == []


def until_it_waits(run: "subprocess.Popen[str]") -> str:
    """Wait until the program waits for a person; return what it said till then."""
    assert run.stdout
    said = ""
    while "pass it in the browser's window" not in said:
        line = run.stdout.readline()
        assert line, said
        said += line
    return said


def pages(db: Path) -> set[bytes]:
    with Store(db, read_only=True) as store:
        return {store.pages.body(one) for one in store.pages.all_ids()}
