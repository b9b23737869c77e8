"""Journeys through the pages in a real browser: nothing is asked of others, nothing is complained of.

Chromium is spoken to as ``tests/support/chromium.py`` does, against a server of its own.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.smallwechat import DEMO_SITE, Faults, SmallWechat
from tests.smallwechat.pages import BEIJING
from tests.smallwechat.site import NIGHT
from tests.support import drawing
from tests.support.chromium import Browser, Seen, browser, installed
from tests.support.library import LIBRARY, see
from tests.support.prepared import empty
from tests.support.saving import SAVES
from tests.web.serving import DESKTOP, PAGES, PHONE, TABLET, noted, served
from wxarchive.store.database import Store

pytestmark = pytest.mark.skipif(installed() is None, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(autouse=True)
def left(chromium: Browser) -> Iterator[None]:
    """Leave the last page of a test: one that watches a queue asks its server again and again."""
    yield
    chromium.go("about:blank")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, past: Path) -> Iterator[str]:
    with served(noted(past, tmp_path_factory.mktemp("served"))) as at:
        yield at


def press(chromium: Browser, key: str, *, composing: bool = False) -> None:
    """Press a key where the focus is; ``composing``: as an input method does."""
    told = json.dumps({"key": key, "bubbles": True, "cancelable": True, "isComposing": composing})
    target = "(document.activeElement || document.body)"
    chromium.value(f"{target}.dispatchEvent(new KeyboardEvent('keydown', {told})) && 0")


def until(chromium: Browser, script: str) -> None:
    """Wait until a script of the page says yes; while one page makes room for another it cannot."""
    between = threading.Event()
    for _ in range(400):
        with suppress(AssertionError):
            if chromium.value(f"Boolean({script})"):
                return
        between.wait(0.05)
    raise AssertionError(f"it did not come in twenty seconds: {script}")


def is_quiet(seen: Seen, address: str) -> bool:
    return not seen.console and all(one.startswith(address) for one in seen.requests)


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP])
@pytest.mark.parametrize("dark", [False, True])
def test_every_page_is_quiet_and_fits(
    chromium: Browser, address: str, size: tuple[int, int], dark: bool
) -> None:
    for path in PAGES[:: 1 if size == PHONE else 3]:
        seen = chromium.visit(address + path, size, dark=dark)
        told = tuple(one for one in seen.console if "404" not in one or path != "/nothing")
        assert (told, [one for one in seen.requests if not one.startswith(address)]) == ((), [])
        assert chromium.value("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_one_searches_reads_and_goes_on_by_keyboard(chromium: Browser, address: str) -> None:
    assert is_quiet(chromium.visit(f"{address}/?q=推理"), address)
    press(chromium, "j")
    first = chromium.value("document.activeElement.href")
    press(chromium, "o")
    until(
        chromium, "location.pathname.startsWith('/article/') && document.readyState == 'complete'"
    )
    assert chromium.value("location.href") == first
    press(chromium, "n")
    assert chromium.value("document.querySelector('mark.now').textContent") == "推理"
    press(chromium, "j")
    until(chromium, f"location.href != {json.dumps(first)} && document.readyState == 'complete'")
    press(chromium, "u")
    until(chromium, "location.pathname == '/' && document.readyState == 'complete'")
    press(chromium, "?")
    assert chromium.value("document.getElementById('keys').open")


def test_a_list_goes_on_behind_the_article_that_was_read(chromium: Browser, address: str) -> None:
    chromium.visit(f"{address}/", DESKTOP)
    third = chromium.value("document.querySelectorAll('[data-row] h2 a')[2].textContent")
    press(chromium, "j")
    press(chromium, "j")
    press(chromium, "o")
    until(chromium, "location.pathname != '/' && document.readyState == 'complete'")
    press(chromium, "u")
    until(chromium, "location.pathname == '/' && document.readyState == 'complete'")
    press(chromium, "j")
    assert chromium.value("document.activeElement.textContent") == third


def test_keys_do_nothing_while_one_writes_or_an_input_method_composes(
    chromium: Browser, address: str
) -> None:
    chromium.visit(f"{address}/")
    press(chromium, "?", composing=True)
    press(chromium, "/")
    assert chromium.value("document.activeElement.id") == "q"
    press(chromium, "?")
    assert not chromium.value("document.getElementById('keys').open")


def test_pages_work_without_scripts(chromium: Browser, address: str) -> None:
    chromium.do("Emulation.setScriptExecutionDisabled", value=True)
    try:
        assert is_quiet(chromium.visit(f"{address}/?q=推理", PHONE), address)
        assert is_quiet(chromium.visit(f"{address}/article/1"), address)
    finally:
        chromium.do("Emulation.setScriptExecutionDisabled", value=False)


def test_a_choice_of_the_display_is_remembered(chromium: Browser, address: str) -> None:
    chromium.visit(f"{address}/article/1")
    before = chromium.value("getComputedStyle(document.body).backgroundColor")
    chromium.value("document.querySelector('[data-do=theme]').click()")
    chromium.visit(f"{address}/article/2")
    assert chromium.value("getComputedStyle(document.body).backgroundColor") != before
    chromium.value("localStorage.clear()")


def test_the_menu_of_a_narrow_screen_opens_and_closes(chromium: Browser, address: str) -> None:
    chromium.visit(f"{address}/", PHONE)
    shown = "getComputedStyle(document.getElementById('rail')).display"
    assert chromium.value(shown) == "none"
    chromium.value("document.querySelector('.menu').click()")
    until(chromium, f"{shown} == 'block'")
    chromium.value("document.querySelector('.rail .close').click()")
    until(chromium, f"{shown} == 'none'")


def test_what_one_can_touch_is_large_enough_on_a_phone(chromium: Browser, address: str) -> None:
    chromium.visit(f"{address}/article/1", PHONE)
    small = """[...document.querySelectorAll('.tool, .way a, .search input')]
        .filter(one => one.offsetHeight && one.offsetHeight < 44).length"""
    assert chromium.value(small) == 0


SLIDE = "const range = document.querySelector('.slide input'); range.value = {}; range.dispatchEvent(new Event('change')); 0"


def test_a_slider_walks_through_versions_and_what_each_edit_changed(
    chromium: Browser, tmp_path: Path
) -> None:
    with Store(empty(tmp_path / "archive.db")) as store:
        for day in range(1, 6):
            text = "".join(f"<p>第 {number} 天的笔记。</p>" for number in range(1, day + 1))
            see(store, replace(NIGHT, body_html=text), datetime(2025, 10, day, tzinfo=BEIJING))
    with served(tmp_path / "archive.db") as address:
        assert is_quiet(chromium.visit(f"{address}/article/1/version/5"), address)
        chromium.value(f"{{{SLIDE.format(2)}}}")
        until(chromium, "location.pathname == '/article/1/version/2'")
        assert chromium.value("document.querySelector('.body').textContent").count("笔记") == 2
        assert chromium.value("document.activeElement.type") == "range"
        assert chromium.value("document.querySelector('.slide output').textContent").startswith(
            "2 · 2025-10-02"
        )
        chromium.value("document.querySelector('.modes a:last-child').click()")
        until(chromium, "document.querySelector('.beside') && document.readyState == 'complete'")
        chromium.value(f"{{{SLIDE.format(4)}}}")
        until(
            chromium, "document.querySelector('.beside .new ins')?.textContent.includes('第 5 天')"
        )
        assert chromium.value("location.search") == "?old=4&new=5&view=side"
        chromium.do("Emulation.setScriptExecutionDisabled", value=True)
        chromium.visit(f"{address}/article/1/version/3")
        chromium.do("Emulation.setScriptExecutionDisabled", value=False)
        assert chromium.value("document.querySelectorAll('.versions ol a').length") == 5


def test_one_reads_what_a_reprint_added_and_goes_back(chromium: Browser, tmp_path: Path) -> None:
    added = "<p>转来的人添了一句：第八座桥正在造，桥墩已经露出水面。</p>"
    account = replace(NIGHT.account, name="抄书人", number=3300112233)
    reprint = replace(
        LIBRARY, account=account, title="转：少了一本书", body_html=LIBRARY.body_html + added
    )
    with Store(empty(tmp_path / "archive.db")) as store:
        see(store, LIBRARY, datetime(2025, 10, 1, tzinfo=BEIJING))
        see(store, reprint, datetime(2025, 10, 2, tzinfo=BEIJING))
    with served(tmp_path / "archive.db") as address:
        assert is_quiet(chromium.visit(f"{address}/article/1", PHONE), address)
        chromium.value("document.querySelector('a[href=\"/article/1/with/2\"]').click()")
        until(
            chromium, "location.pathname.endsWith('/with/2') && document.readyState == 'complete'"
        )
        found = "[...document.querySelectorAll('.compared ins')].map(one => one.textContent)"
        assert "第八座桥正在造" in "".join(chromium.value(found))
        assert chromium.value("document.documentElement.scrollWidth - innerWidth") <= 0
        press(chromium, "u")
        until(chromium, "location.pathname == '/article/1'")


def test_an_address_is_pasted_and_the_queue_watched_through_a_verification(
    chromium: Browser, tmp_path: Path
) -> None:
    with (
        SmallWechat(DEMO_SITE, Faults(challenge_after=1)) as wechat,
        served(tmp_path / "archive.db", "--delay", 0, wechat=wechat) as address,
    ):
        assert is_quiet(chromium.visit(f"{address}/"), address)
        text = json.dumps("\n".join(post.short_url for post in DEMO_SITE.posts[:3]))
        chromium.value(f"document.getElementById('text').value = {text}; 0")
        chromium.value("document.querySelector('.paste').requestSubmit()")
        until(
            chromium,
            "location.pathname == '/queue' && document.querySelector('#queue-now .notice')",
        )
        wechat.faults = Faults()
        chromium.value("document.querySelector('.notice button').click()")
        until(chromium, "document.querySelectorAll('#queue-now ol a').length == 3")


# what SingleFile does when a page is saved to a "REST form API": its fields, file name, type and headers
UPLOAD = """(async (told, html, url) => {{
    const form = new FormData();
    form.append(told.file, new File([html], "SingleFile.html", {{type: "text/html"}}));
    form.append(told.address, url);
    const headers = {{Authorization: "Bearer " + told.token, Accept: "multipart/form-data"}};
    const answer = await fetch(told.target, {{method: "POST", body: form, headers}});
    return [answer.status, await answer.json()];
}})({told}, {html}, {url})"""


def test_a_page_that_singlefile_saved_is_handed_over_and_read(
    chromium: Browser, tmp_path: Path
) -> None:
    saved = (SAVES / "article.single.html").read_text("utf-8")
    with served(tmp_path / "archive.db") as address:
        assert is_quiet(chromium.visit(f"{address}/settings"), address)
        script = "[...document.querySelectorAll('.prose ol code')].map(one => one.textContent)"
        named = ("target", "token", "file", "address")
        told = json.dumps(dict(zip(named, chromium.value(script), strict=True)))
        asked = UPLOAD.format(told=told, html=json.dumps(saved), url=json.dumps(drawing.ADDRESS))
        status, answer = chromium.value(asked)
        assert (status, answer["status"]) == (200, "partial")  # some pictures were missing
        assert is_quiet(chromium.visit(answer["url"]), address)
        assert chromium.value("document.querySelector('.paper h1').textContent") == answer["title"]
        every = "[...document.querySelectorAll('.body img')].every"
        chromium.value(f"{every}(one => one.loading = 'eager') && 0")  # those far below, too
        until(chromium, f"{every}(one => one.naturalWidth)")
        assert chromium.value("document.querySelectorAll('.body img').length") > 0
        assert chromium.value(asked)[0] == 200  # once more: nothing new


def test_missing_articles_are_queued_by_a_key_without_leaving_the_list(
    chromium: Browser, tmp_path: Path, past: Path
) -> None:
    (tmp_path / "archive.db").write_bytes(past.read_bytes())
    with (
        SmallWechat(DEMO_SITE, Faults(challenge_after=0)) as wechat,
        served(tmp_path / "archive.db", "--delay", 0, wechat=wechat) as address,
    ):
        assert is_quiet(chromium.visit(f"{address}/missing"), address)
        press(chromium, "j")
        press(chromium, "j")
        press(chromium, "a")
        until(chromium, "document.querySelector('[data-row]:nth-child(2) [role=status]')")
        assert chromium.value("location.pathname") == "/missing"
        assert chromium.value("document.querySelectorAll('.row form').length") == 1
        assert is_quiet(chromium.visit(f"{address}/queue"), address)
        assert chromium.value("document.querySelectorAll('li.queued').length") == 1


def test_on_paper_there_is_the_article_and_no_way_to_click(chromium: Browser, address: str) -> None:
    chromium.visit(f"{address}/article/10")
    chromium.do("Emulation.setEmulatedMedia", media="print")
    seen = "[...document.querySelectorAll('{}')].some(one => one.checkVisibility())"
    shown = (".paper h1", ".body", ".notice", ".facts", ".printed")
    hidden = (".top", ".way", ".screen", "dialog")
    assert [chromium.value(seen.format(one)) for one in shown] == [True] * 5
    assert [chromium.value(seen.format(one)) for one in hidden] == [False] * 4
    assert chromium.do("Page.printToPDF")["data"].startswith("JVBERi")  # %PDF


def test_a_text_that_is_copied_is_the_articles(chromium: Browser, address: str) -> None:
    chromium.visit(f"{address}/article/1?q=虫声")
    chromium.value("getSelection().selectAllChildren(document.querySelector('.body'))")
    assert "先是细细的虫声。再往后像远处有车" in chromium.value("getSelection().toString()")


def test_an_empty_archive_opens_a_sample_and_goes_back(chromium: Browser, tmp_path: Path) -> None:
    with served(tmp_path / "archive.db") as address:
        assert is_quiet(chromium.visit(f"{address}/", PHONE), address)
        chromium.value("document.querySelector('.look button').click()")
        until(chromium, "document.querySelectorAll('[data-row]').length == 13")
        assert is_quiet(chromium.visit(f"{address}/article/1", PHONE), address)
        chromium.value("document.querySelector('.sample button').click()")
        until(chromium, "location.pathname == '/' && document.querySelector('.first')")
