"""The program with a window of Chromium before the small WeChat behind TLS, which asks for
verification in the middle of a queue: whatever ends it, the queue is right, and the next run goes
on.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.smallwechat.simulation import Town, town
from tests.support.crawling import archived, ask
from tests.support.person import Person, display, needs_a_person, program
from tests.support.places import ROOT
from wxarchive.store import Store

trustme = pytest.importorskip("trustme", reason="makes the certificates; make test installs it")

from tests.smallwechat.guarded import GuardedWechat  # noqa: E402 -- needs trustme

pytestmark = needs_a_person
SITE = town(50)


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
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

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


@pytest.mark.parametrize("option", ["--browser", "--browser-when-challenged"])
def test_a_queue_of_fifty_with_two_verifications_ends_complete(desk: Desk, option: str) -> None:
    with guarded(desk, SITE, 7, 30) as wechat, Person(wechat, desk.screen):
        run = desk.start(wechat, "fetch", "--no-media", option, "--follow", 100, SITE.newest)
        said = run.communicate()[1]
    assert run.returncode == 0, said
    assert wechat.passes == 2
    assert said.count("WeChat asks for verification") == 2
    assert archived(desk.db, SITE) == {post.token for post in SITE.posts}
    assert ask(desk.db, "SELECT * FROM queue") == []
    assert pages(desk.db) == set(wechat.sent.values())
    assert len(wechat.sent) == 50


def pages(db: Path) -> set[bytes]:
    with Store(db, read_only=True) as store:
        return {store.pages.body(one) for one in store.pages.all_ids()}
