"""Tags, stars, notes and highlights as a person makes them in a real browser: by mouse, by touch,
by keys, and without scripts.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.running import NIGHT, WATER, Program
from tests.smallwechat import SmallWechat
from tests.smallwechat.changing import Changing
from tests.support.chromium import Browser, browser, installed
from tests.web.serving import DESKTOP, PHONE, served
from tests.web.test_journeys import is_quiet, press, until

pytestmark = pytest.mark.skipif(installed() is None, reason="Chromium is not installed")

MARKED = "[...document.querySelectorAll('mark.own')].map(one => one.textContent).join('')"
ROW = "document.querySelector('[data-article=\"10\"]')"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture
def address(tmp_path: Path, past: Path) -> Iterator[str]:
    with served(Path(shutil.copy(past, tmp_path / "own.db"))) as at:
        yield at


def select(chromium: Browser, passage: str) -> None:
    """Select a passage that is within one text."""
    chromium.value(f"""(() => {{
        const texts = document.createTreeWalker(document.getElementById('body'), NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {{
            const at = texts.currentNode.data.indexOf({json.dumps(passage)});
            if (at < 0) continue;
            getSelection().setBaseAndExtent(
                texts.currentNode, at, texts.currentNode, at + {len(passage)});
            return true;
        }}
    }})()""")


def drag(chromium: Browser, start: str, end: str) -> None:
    """Select with the mouse, from the beginning of the first element to the end of the second."""
    for script, kind in (
        (f"one({start}).left + 1, one({start}).top + 8", "mousePressed"),
        (f"one({end}).right - 2, one({end}).bottom - 8", "mouseMoved"),
        (f"one({end}).right - 2, one({end}).bottom - 8", "mouseReleased"),
    ):
        found = chromium.value(
            "((one) => [" + script + "])((of) => {"
            "const range = document.createRange(); range.selectNodeContents(of);"
            "return range.getBoundingClientRect(); })"
        )
        x, y = found
        chromium.do(
            "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1
        )


def click(chromium: Browser, selector: str) -> None:
    """Press and release the mouse on an element, as a hand does."""
    x, y = chromium.value(f"""(() => {{
        const at = document.querySelector({json.dumps(selector)}).getBoundingClientRect();
        return [at.left + at.width / 2, at.top + at.height / 2];
    }})()""")
    for kind in ("mousePressed", "mouseReleased"):
        chromium.do("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)


def test_a_passage_that_is_selected_is_highlighted_and_outlives_edits(
    chromium: Browser, tmp_path: Path
) -> None:
    site = Changing((WATER, NIGHT), restless=False)
    with SmallWechat(site) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        assert not program.fetch(NIGHT.short_url).exit_code
        with served(program.db) as address:
            page = f"{address}/article/1"
            assert is_quiet(chromium.visit(page, DESKTOP), address)
            drag(chromium, "document.querySelector('.body p')", "document.querySelector('.body p')")
            until(chromium, "!document.getElementById('offer').hidden")
            click(chromium, "#offer [data-plain]")
            until(chromium, "document.querySelector('mark.own')")
            passage = "九点关门，我留下来还书。推车过木地板，咯吱咯吱，像船。"
            assert chromium.value(MARKED) == passage
            assert chromium.value("location.href") == page

            # an edit elsewhere: the passage is where it was
            site.put(NIGHT, replace(NIGHT, body_html="<p>后来添在前面的。</p>" + NIGHT.body_html))
            assert not program.run("check", 1, "--delay", 0, "--no-media").exit_code
            assert is_quiet(chromium.visit(page, DESKTOP), address)
            assert chromium.value(MARKED) == passage

            # the passage itself is taken away: it is listed, and marked in the version that has it
            site.put(NIGHT, replace(NIGHT, body_html="<p>九点以后灯还亮着，没有人说过为什么。</p>"))
            assert not program.run("check", 1, "--delay", 0, "--no-media").exit_code
            assert is_quiet(chromium.visit(page, DESKTOP), address)
            assert chromium.value(MARKED) == ""
            quoted = "document.querySelector('.orphans .quote').textContent"
            assert chromium.value(quoted) == passage
            chromium.value("document.querySelector('.orphans a').click()")
            until(chromium, f"location.pathname.endsWith('/version/1') && {MARKED}")
            assert chromium.value(MARKED) == passage


def test_a_note_on_a_passage_is_written_on_a_phone(chromium: Browser, address: str) -> None:
    assert is_quiet(chromium.visit(f"{address}/article/10", PHONE), address)
    select(chromium, "推理就结束了")
    until(chromium, "!document.getElementById('offer').hidden")
    assert chromium.value(
        "innerHeight - document.getElementById('offer').getBoundingClientRect().bottom"
    ) == pytest.approx(0, abs=1)
    chromium.value("document.querySelector('[data-note]').click()")
    assert chromium.value("document.activeElement.name") == "note"
    chromium.value("document.activeElement.value = '真的？'; 0")
    chromium.value("document.querySelector('[data-noting] button').click()")
    until(chromium, "document.querySelector('mark.noted')")
    assert chromium.value("document.querySelector('.highlights .text').textContent") == "真的？"
    assert chromium.value("document.getElementById('offer').hidden")
    assert chromium.value("document.documentElement.scrollWidth - innerWidth") <= 0


def test_nothing_is_offered_while_an_input_method_composes(chromium: Browser, address: str) -> None:
    chromium.visit(f"{address}/article/10")
    chromium.value("document.dispatchEvent(new CompositionEvent('compositionstart')) && 0")
    select(chromium, "推理就结束了")
    chromium.value("new Promise(done => setTimeout(done, 400))")
    assert chromium.value("document.getElementById('offer').hidden")
    chromium.value("document.dispatchEvent(new CompositionEvent('compositionend')) && 0")
    press(chromium, "h")
    until(chromium, f"{MARKED} == '推理就结束了'")


def test_highlights_stand_next_to_their_passages_where_there_is_room(
    chromium: Browser, address: str
) -> None:
    chromium.visit(f"{address}/article/10", DESKTOP)
    for passage in ("读到第三段", "推车上的灰是昨天的"):
        select(chromium, passage)
        press(chromium, "h")
        until(chromium, f"{MARKED}.includes('{passage}')")
    told = """[...document.querySelectorAll('[data-beside]')].map(one => {
        const mark = document.getElementById(one.dataset.beside).getBoundingClientRect();
        const at = one.getBoundingClientRect();
        return [at.right < mark.left, Math.round(at.top - mark.top), at.top, at.bottom];
    })"""
    (is_left, below, _, end), (_, _, start, _) = chromium.value(told)
    assert (is_left, below) == (True, 0)
    assert start >= end  # none over another
    chromium.visit(f"{address}/article/10", PHONE)
    assert not chromium.value("document.querySelector('.beside-text')")


def test_a_star_and_what_was_read_are_said_by_keys(chromium: Browser, address: str) -> None:
    chromium.visit(f"{address}/?q=夜班图书馆")
    press(chromium, "j")
    press(chromium, "s")
    until(chromium, f"'starred' in {ROW}.dataset")
    press(chromium, "m")
    until(chromium, f"{ROW}.classList.contains('read')")
    assert chromium.value(f"{ROW}.contains(document.activeElement)")
    press(chromium, "o")
    until(chromium, "document.querySelector('[data-key=s][aria-pressed=true]')")
    press(chromium, "s")
    until(chromium, "document.querySelector('[data-key=s][aria-pressed=false]')")
    assert is_quiet(chromium.visit(f"{address}/?read=0"), address)
    press(chromium, "j")
    press(chromium, "m")
    until(chromium, "document.querySelectorAll('[data-row]').length == 10")
    until(chromium, "document.activeElement == document.querySelector('[data-row] h2 a')")
    assert is_quiet(chromium.visit(f"{address}/?starred=1"), address)
    assert chromium.value("document.querySelectorAll('[data-row]').length") == 0


def test_an_article_was_read_when_its_end_was_on_the_screen(
    chromium: Browser, address: str
) -> None:
    pressed = "document.querySelector('[data-key=m]').getAttribute('aria-pressed')"
    chromium.visit(f"{address}/article/1", PHONE)
    assert chromium.value(pressed) == "false"
    chromium.value("document.getElementById('end').scrollIntoView({block: 'center'})")
    until(chromium, f"{pressed} == 'true'")
    press(chromium, "m")
    until(chromium, f"{pressed} == 'false'")
    chromium.visit(f"{address}/?read=1")
    assert chromium.value("document.querySelectorAll('[data-row]').length") == 0


def test_a_tag_is_added_and_chosen(chromium: Browser, address: str) -> None:
    chromium.visit(f"{address}/article/10", PHONE)
    press(chromium, "t")
    assert chromium.value("document.activeElement.id") == "tag"
    chromium.value("document.activeElement.value = '推理，夜班'; 0")
    chromium.value("document.activeElement.form.requestSubmit()")
    until(chromium, "document.querySelectorAll('.tags a').length == 2")
    chromium.value("document.querySelector('.tags a').click()")
    until(chromium, "location.search.startsWith('?tag=') && document.readyState == 'complete'")
    assert chromium.value("document.querySelectorAll('[data-row]').length") == 1
    assert chromium.value("document.documentElement.scrollWidth - innerWidth") <= 0


def test_notes_tags_and_stars_work_without_scripts(chromium: Browser, address: str) -> None:
    chromium.do("Emulation.setScriptExecutionDisabled", value=True)
    try:
        chromium.visit(f"{address}/article/10", PHONE)
        chromium.value("document.getElementById('new-note').value = '书在推车上。'; 0")
        chromium.value("document.getElementById('new-note').form.requestSubmit()")
        until(chromium, "document.querySelector('.written') && document.readyState == 'complete'")
        assert chromium.value("location.hash") == "#notes"
        chromium.value("document.querySelector('.written textarea').value = '不在。'; 0")
        chromium.value("document.querySelector('.written button').click()")
        until(chromium, "document.querySelector('.written .text').textContent == '不在。'")
        chromium.value("document.querySelector('[data-key=s]').click()")
        until(chromium, "document.querySelector('[data-key=s][aria-pressed=true]')")
        chromium.value("document.querySelector('.written [name=delete]').click()")
        until(chromium, "!document.querySelector('.written')")
    finally:
        chromium.do("Emulation.setScriptExecutionDisabled", value=False)
