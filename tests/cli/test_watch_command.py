"""``watch``: pages that appear in a folder, told by what two looks find of them."""

import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.cli.running import SEVENTH, STONES, WATER, Program, json_lines, statuses
from tests.smallwechat.pages import Serving, page
from wxarchive.archive import watch
from wxarchive.models import Outcome
from wxarchive.parse import parse
from wxarchive.store import Store

PAGES = {post: page(post, Serving()) for post in (WATER, STONES, SEVENTH)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "saved"
    made.mkdir()
    return made


def watched(folder: Path, *steps: Callable[[], object]) -> list[tuple[str, str]]:
    """Watch while these steps happen, one between two looks, and then Ctrl-C."""
    opened: list[Store] = []
    coming = iter(steps)

    def sleep() -> None:
        step = next(coming, None)
        assert not [store for store in opened if store._connection._is_open], "closed meanwhile"
        if step is None:
            raise KeyboardInterrupt
        step()

    def open_() -> AbstractContextManager[Store]:
        opened.append(Store(folder.parent / "archive.db"))
        return opened[-1]

    return list(map(told, watch(folder, open_, parse, sleep=sleep)))


def told(outcome: Outcome) -> tuple[str, str]:
    return outcome.status, Path(outcome.source).name


def nothing() -> None:
    """Let a look pass."""


def test_pages_are_taken_as_they_appear_and_each_once(folder: Path) -> None:
    first, second = folder / "water.html", folder / "deep" / "stones.htm"
    second.parent.mkdir()
    first.write_text(PAGES[WATER], encoding="utf-8")
    assert watched(
        folder,
        nothing,
        lambda: second.write_text(PAGES[STONES], encoding="utf-8"),
        nothing,
        nothing,
    ) == [("created", "water.html"), ("created", "stones.htm")]


def test_a_page_that_is_still_being_written_is_left_alone(folder: Path) -> None:
    growing, text = folder / "water.html", PAGES[WATER]

    def write(part: int) -> Callable[[], object]:
        return lambda: growing.write_text(text[: len(text) * part // 3], encoding="utf-8")

    assert watched(folder, growing.touch, write(1), write(2), write(3)) == []
    assert watched(folder, nothing) == [("created", "water.html")]


def test_a_page_waits_for_the_pictures_beside_it(folder: Path) -> None:
    (folder / "water.html").write_text(PAGES[WATER], encoding="utf-8")
    beside = folder / "water_files"
    beside.mkdir()
    grow = [lambda size=size: (beside / "1.png").write_bytes(bytes(size)) for size in (1, 2, 3)]
    assert watched(folder, *grow) == []
    assert watched(folder, *grow[:1], nothing) == [("created", "water.html")]


def test_a_page_that_is_saved_again_is_taken_again(folder: Path) -> None:
    path = folder / "page.html"
    path.write_text(PAGES[WATER], encoding="utf-8")
    edited = PAGES[WATER].replace("水要烧到几分", "水要烧到七分")
    assert watched(
        folder, nothing, lambda: path.write_text(edited, encoding="utf-8"), nothing, path.unlink
    ) == [("created", "page.html"), ("updated", "page.html")]


def test_hidden_files_and_other_files_are_passed_over(folder: Path) -> None:
    (folder / ".page.html").write_text(PAGES[WATER], encoding="utf-8")
    (folder / "page.html.crdownload").write_text(PAGES[WATER], encoding="utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    assert watched(folder, nothing, nothing) == []


def test_once_takes_what_is_there(program: Program, folder: Path) -> None:
    for post, name in ((WATER, "a.html"), (STONES, "b.html")):
        (folder / name).write_text(PAGES[post], encoding="utf-8")
    result = program.run("watch", folder, "--once", "--interval", 0, "--json")
    assert (result.exit_code, statuses(result)) == (0, ["created", "created"])
    assert json_lines(result.stdout)[-1]["summary"]["created"] == 2
    again = program.run("watch", folder, "--once", "--interval", 0)
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")


def test_what_is_no_article_is_told_and_ends_nothing(program: Program, folder: Path) -> None:
    (folder / "a.html").write_text("<html><body>not WeChat's</body></html>", encoding="utf-8")
    (folder / "b.html").write_text(PAGES[WATER], encoding="utf-8")
    result = program.run("watch", folder, "--once", "--interval", 0, "--json")
    assert (result.exit_code, statuses(result)) == (1, ["failed", "created"])


def test_a_folder_that_is_none_is_refused(without_archive: Program, tmp_path: Path) -> None:
    result = without_archive.run("watch", tmp_path / "nowhere")
    assert (result.exit_code, "does not exist" in result.stderr) == (2, True)
    assert not without_archive.db.exists()


@pytest.mark.slow  # a process of its own
@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be sent Ctrl-C there alone")
def test_ctrl_c_ends_it_quietly(program: Program, folder: Path) -> None:
    command = program.command("watch", folder, "--interval", 60)
    with subprocess.Popen(
        command,
        env=program.whole_environment(),
        stderr=subprocess.PIPE,
        text=True,
        # a shell that runs tests in the background leaves Ctrl-C ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        assert process.stderr
        assert process.stderr.readline() == f"wxarchive: watching {folder}; Ctrl-C ends it\n"
        process.send_signal(signal.SIGINT)
        assert (process.wait(timeout=60), process.stderr.read()) == (0, "")


def test_an_archive_that_cannot_be_used_is_reported_before_a_page_appears(
    program: Program, folder: Path
) -> None:
    program.db.write_bytes(b"something else")
    result = program.run("watch", folder, "--once")
    assert (result.exit_code, result.stdout) == (5, "")
    assert "this file is no wxarchive database" in result.stderr


def test_watching_makes_no_archive_where_there_is_none(
    without_archive: Program, folder: Path
) -> None:
    assert without_archive.run("watch", folder, "--once").exit_code == 0
    assert not without_archive.db.exists()
