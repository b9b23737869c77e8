"""A browser as a process: what it says, that it ends with all it started, and leaves nothing."""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.browsers import Fake, fake, needs_unix
from wxarchive.browser import Browser, PrintDocument, Printer, find_browser
from wxarchive.errors import BrowserError, NoBrowser

pytestmark = needs_unix
Make = Callable[[str], Fake]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Make a fake browser; profiles go into a folder of the test's own."""
    (tmp_path / "profiles").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "profiles"))
    with ExitStack() as stack:
        yield lambda behaviour: stack.enter_context(fake(tmp_path, behaviour))
    assert list((tmp_path / "profiles").iterdir()) == []


def document(text: str = "茶", seconds: float = 60, pictures: int = 0) -> PrintDocument:
    images = "".join(f'<img src="media/{number}.png">' for number in range(pictures))
    files = {"media/0.png": ("image/png", b"PNG")}
    return PrintDocument(f"<p>{text}</p>{images}".encode(), "<p>foot</p>", files.get, seconds)


def printed(printer: Printer, asked: PrintDocument) -> bytes:
    file = io.BytesIO()
    printer.write(asked, file)
    return file.getvalue()


def test_one_browser_prints_one_document_after_the_other(make: Make) -> None:
    browser = make("prints")
    with Printer(browser.path) as printer:
        assert printed(printer, document("茶")) == "%PDF-\n<p>茶</p>\n".encode()
        assert printed(printer, document("酒")) == "%PDF-\n<p>酒</p>\n".encode()
    assert browser.is_over()


def test_pictures_come_from_memory_and_what_is_not_there_is_refused(make: Make) -> None:
    with Printer(make("prints").path) as printer:
        lines = printed(printer, document(pictures=2)).decode().split("\n")
    assert lines[2:] == [
        "media/1.png Fetch.failRequest 0",
        "media/0.png Fetch.fulfillRequest 3",
    ]


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        ("refuses", "Page.printToPDF: the browser refuses (Printing failed)"),
        ("dies", "the browser ended (Out of memory.)"),
        ("babbles", "Hello: what the browser answers cannot be understood"),
        (
            "crashes",
            "the browser could not hold this page; it may be too large for this machine's memory",
        ),
    ],
)
def test_a_browser_that_fails_is_ended_and_says_why(make: Make, behaviour: str, words: str) -> None:
    browser = make(behaviour)
    with Printer(browser.path) as printer:
        with pytest.raises(BrowserError) as raised:
            printed(printer, document())
        assert str(raised.value) == words
        assert not isinstance(raised.value, NoBrowser)
        assert browser.is_over()


def test_a_browser_that_hangs_is_killed_when_its_time_is_over(make: Make) -> None:
    browser = make("hangs")
    with Printer(browser.path) as printer:
        with pytest.raises(BrowserError, match=r"^the browser was not done within 0\.3 s$"):
            printed(printer, document(seconds=0.3))
        assert browser.is_over()


def test_a_browser_that_reads_nothing_is_killed_too(make: Make) -> None:
    # more than a pipe holds: writing it waits
    command = make("prints").path
    Path(command).write_text("#!/bin/sh\nexec sleep 600\n", encoding="utf-8")
    with pytest.raises(NoBrowser, match=r"the browser was not done within 0\.2 s"):
        Browser(command, start_seconds=0.2)


def test_another_browser_starts_after_one_that_died(make: Make) -> None:
    with Printer(make("dies at 秋").path) as printer:
        assert printed(printer, document("春"))
        with pytest.raises(BrowserError):
            printed(printer, document("<h1>秋</h1>"))
        assert printed(printer, document("冬"))


def test_what_a_document_raises_ends_the_browser(make: Make) -> None:
    browser = make("prints")

    def file(name: str) -> tuple[str, bytes]:
        raise KeyboardInterrupt

    page = PrintDocument(b'<img src="media/0.png">', "", file, 60)
    with Printer(browser.path) as printer:
        with pytest.raises(KeyboardInterrupt):
            printed(printer, page)
        assert browser.is_over()


def test_a_browser_nobody_closes_ends_with_python(tmp_path: Path, make: Make) -> None:
    browser = make("prints")
    code = (
        "import sys; from wxarchive.browser import Browser; browser = Browser(sys.argv[1]);"
        "kept = [browser]; kept.append(kept)"
    )
    environment = os.environ | {"TMPDIR": str(tmp_path / "profiles")}
    subprocess.run([sys.executable, "-c", code, browser.path], check=True, env=environment)
    assert browser.is_over()


def test_a_browser_that_does_not_start_says_its_last_words(make: Make) -> None:
    path = make("does not start").path
    with pytest.raises(NoBrowser) as raised:
        Browser(path)
    words = "it does not start (Missing X server.)"
    assert (raised.value.which, raised.value.what) == (path, words)


def test_a_browser_too_old_for_outlines_is_refused(make: Make) -> None:
    with Printer(make("is old").path) as printer, pytest.raises(NoBrowser) as raised:
        printed(printer, document())
    assert raised.value.what == "this browser is too old (Chrome/100.0.1.2)"
    assert raised.value.hint == "version 122 or newer is needed"


def test_a_profile_that_is_given_stays(tmp_path: Path, make: Make) -> None:
    profile = tmp_path / "own"
    profile.mkdir()
    (profile / "Cookies").write_bytes(b"x")
    with Browser(make("prints").path, profile=profile) as browser:
        assert browser.product == "Chrome/150.0.1.2"
    assert (profile / "Cookies").read_bytes() == b"x"


def test_where_no_browser_is_it_is_said_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    what_to_do = (
        "install Google Chrome, Microsoft Edge or Chromium, or say where it is with --browser-path"
    )
    with pytest.raises(NoBrowser) as raised:
        find_browser("brauser")
    assert str(raised.value) == f"brauser: there is no program here; {what_to_do}"
    if sys.platform == "linux":
        with pytest.raises(NoBrowser) as raised:
            find_browser()
        assert str(raised.value) == f"no browser was found; {what_to_do}"
    (tmp_path / "chromium").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "chromium").chmod(0o755)
    assert find_browser() == find_browser("chromium") == str(tmp_path / "chromium")


def test_a_profile_that_cannot_be_written_is_told(make: Make, tmp_path: Path) -> None:
    (tmp_path / "own" / "wxarchive.log").mkdir(parents=True)
    with pytest.raises(NoBrowser, match="the folder for its profile cannot be written"):
        Browser(make("prints").path, profile=tmp_path / "own")
