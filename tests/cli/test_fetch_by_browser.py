"""``fetch --browser``: what a window of the user's browser has drawn is archived like any page."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.running import WATER, Program, json_lines, statuses
from tests.smallwechat.pages import Serving, page
from tests.support.browsers import fake, needs_unix
from wxarchive import clock
from wxarchive.store import Store


@pytest.fixture
def alone(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program without a network; what a browser would show lies in ``shown.html``."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "shown.html").write_text(page(WATER, Serving()), encoding="utf-8")
    return replace(program, wechat=None)


@pytest.mark.slow  # a process of its own
@needs_unix
def test_a_page_that_only_a_browser_can_draw_is_archived_as_rendered(
    alone: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":7")
    with fake(tmp_path, "gives no bytes") as browser:
        by_window = ("--browser", "--browser-path", browser.path)
        result = alone.fetch(WATER.short_url, *by_window, "--json")
        assert browser.is_over()
    assert (result.exit_code, statuses(result)) == (0, ["created"])
    [record] = json_lines(alone.run("show", 1, "--json").stdout)
    assert (record["origin"], record["title"], record["key"], record["losses"]) == (
        "rendered",
        WATER.title,
        WATER.key,
        [],
    )
    # what is stored says so by itself
    assert statuses(alone.run("reparse", 1, "--json")) == ["unchanged"]
    assert alone.run("list", "--columns", "id,origin").stdout == "1\trendered\n"


@pytest.mark.skipif("sys.platform in {'win32', 'darwin'}", reason="there is always a display")
def test_without_a_display_only_what_needs_a_window_fails(alone: Program, tmp_path: Path) -> None:
    refused = alone.fetch(WATER.short_url, "--browser")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "there is no display to open a browser's window on; run it in" in refused.stderr
    # a verification of a moment ago: the window is wanted from the first page on
    with Store(alone.db) as store:
        store.hosts.challenged(clock.now())
    saved = alone.fetch(tmp_path / "shown.html", "--browser-when-challenged", "--json")
    assert (saved.exit_code, statuses(saved)) == (0, ["created"])
    assert "there is no display to open a browser's window on; run it in" in saved.stderr
