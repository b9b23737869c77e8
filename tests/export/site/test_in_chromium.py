"""A site in a real browser, opened as files: it is searched, read and narrowed down, and asks nobody
for anything.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.export.site.sites import Site, export
from tests.store.test_search_scan import FIELDS, add
from tests.support.chromium import Browser, browser, installed
from tests.support.node import node_file
from wxarchive.store import Store

pytestmark = pytest.mark.skipif(installed() is None, reason="Chromium is not installed")

PHONE, DESKTOP = (360, 760), (1400, 900)
PAGES = (
    "index.html", "search.html", "search.html?q=推理", "search.html?q=%E2%80%9C",
    "search.html?q=推理&account=灯下推理社", "article/1.html", "article/4.html",
    "article/6.html?q=桥", "article/10.history.html", "article/7.v1.html", "article/7.1-2.html",
    "article/7.1-2.side.html", "accounts.html", "albums.html", "months.html",
    "album/3100000000000000417.html", "month/2024-05.html", "gone.html",
)  # fmt: skip
_ROWS = "[...document.querySelectorAll('[data-row] h2')].map(one => one.textContent.trim())"
_FAULTS = (
    "axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',"
    " 'wcag21aa', 'wcag22aa', 'best-practice']}).then(found => found.violations)"
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


def visit(chromium: Browser, site: Site, page: str, size: tuple[int, int] = DESKTOP) -> None:
    """Open a page as a file, and wait until its search is done."""
    file, mark, query = page.partition("?")
    address = (site.path / file).resolve().as_uri() + mark + query
    seen = chromium.visit(address, size)
    wait(chromium, "true")
    console = [*seen.console, *chromium._console()]
    outside = [one for one in chromium._requests(address) if not one.startswith("file:")]
    assert (page, console, outside) == (page, [], [])


def wait(chromium: Browser, condition: str) -> None:
    """Wait until something is so in the page, and its search is done."""
    chromium.value(f"""new Promise((done) => {{
        const look = () => {{
            const isDone = document.readyState === "complete" && !document.querySelector("[aria-busy]");
            if (isDone && ({condition})) done(0);
            else setTimeout(look, 20);
        }};
        look();
    }})""")


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_no_page_asks_anyone_says_anything_or_has_a_serious_fault(
    chromium: Browser, site: Site, size: tuple[int, int]
) -> None:
    checker = node_file("axe-core", "axe.min.js").read_text("utf-8")
    faults = []
    for page in PAGES:
        visit(chromium, site, page, size)
        chromium.value(f"{checker}; 0")
        told: list[dict[str, Any]] = chromium.value(_FAULTS)
        faults += [
            f"{page} {one['id']}: {node['html'][:90]}"
            for one in told
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]
        assert chromium.value("document.documentElement.scrollWidth <= innerWidth"), page
    assert faults == []


def submit(chromium: Browser, words: str) -> None:
    """Type words into the field of the search, and go."""
    chromium.value(f"document.getElementById('q').value = {words!r}")
    chromium._events.clear()
    chromium.value("document.querySelector('form.search').requestSubmit(); 0")
    chromium._wait("Page.loadEventFired")
    wait(chromium, "true")


def click(chromium: Browser, link: str) -> None:
    """Follow a link to another page."""
    chromium._events.clear()
    chromium.value(f"{link}.click(); 0")
    chromium._wait("Page.loadEventFired")
    wait(chromium, "true")


def test_what_is_typed_is_found_and_marked_in_the_list_and_in_the_article(
    chromium: Browser, site: Site
) -> None:
    visit(chromium, site, "index.html")
    submit(chromium, "推理")
    assert chromium.value(_ROWS) == [
        "茶壶为什么是凉的",
        "第七座桥上的脚印",
        "夜班图书馆里少了一本书",
    ]
    assert chromium.value("document.getElementById('count').textContent") == "3"
    assert chromium.value("document.querySelector('.says mark').textContent") == "推理"
    click(chromium, "document.querySelector('[data-row] h2 a')")
    assert chromium.value("document.querySelector('.paper h1').textContent") == "茶壶为什么是凉的"
    assert chromium.value("[...document.querySelectorAll('.body mark')].map(one => one.id)") == [
        "hit-1"
    ]
    assert chromium.value("document.querySelector('.hits a').textContent") == (
        "1 place with what you looked for"
    )
    assert chromium.value("""document.querySelector('[data-key="u"]').textContent""") == "← results"
    click(chromium, """document.querySelector('[data-key="u"]')""")
    assert chromium.value("document.getElementById('q').value") == "推理"
    assert len(chromium.value(_ROWS)) == 3


def test_what_is_found_can_be_narrowed_down_and_widened_again(
    chromium: Browser, site: Site
) -> None:
    visit(chromium, site, "search.html?q=桥")
    whole = chromium.value(_ROWS)
    facets = "[...document.querySelectorAll('#narrowing h2')].map(one => one.textContent)"
    assert chromium.value(facets) == ["Accounts", "Years"]
    click(
        chromium,
        "[...document.querySelectorAll('#narrowing a')].find(one => one.textContent.startsWith('灯下'))",
    )
    narrowed = chromium.value(_ROWS)
    assert 0 < len(narrowed) < len(whole)
    assert chromium.value("document.querySelector('.chip span').textContent") == "灯下推理社"
    # an article leads back to what was chosen
    click(chromium, "document.querySelector('[data-row] h2 a')")
    click(chromium, """document.querySelector('[data-key="u"]')""")
    assert chromium.value(_ROWS) == narrowed
    click(chromium, "document.querySelector('.chip')")
    assert chromium.value(_ROWS) == whole


def test_articles_of_no_known_account_can_be_chosen_too(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Store(path) as store:
        for number, account in enumerate(("山中", "", "山中"), 1):
            fields = {**dict.fromkeys(FIELDS, ""), "account": account, "body": "虫声"}
            add(store, number, fields)
    visit(chromium, export(path, tmp_path / "site", language="en"), "search.html?q=虫声")
    assert len(chromium.value(_ROWS)) == 3
    links = "[...document.querySelectorAll('#narrowing a')]"
    click(chromium, f"{links}.find(one => one.textContent.startsWith('unknown'))")
    assert len(chromium.value(_ROWS)) == 1
    assert chromium.value("document.querySelector('.chip span').textContent") == "unknown"


def test_the_order_can_be_chosen(chromium: Browser, site: Site) -> None:
    visit(chromium, site, "search.html?q=桥&sort=oldest")
    days = chromium.value(
        "[...document.querySelectorAll('[data-row] time')].map(one => one.textContent)"
    )
    assert days == sorted(days)
    assert chromium.value("document.querySelector('.sorts [aria-current]').textContent") == "oldest"


def test_the_newest_are_shown_at_once_and_all_after_them(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Store(path) as store:
        for number in range(1, 131):
            add(store, number, {**dict.fromkeys(FIELDS, ""), "body": "虫声唧唧"})
    visit(chromium, export(path, tmp_path / "site"), "search.html?q=虫声唧&sort=newest")
    assert chromium.value("document.getElementById('count').textContent") == "130"
    assert len(chromium.value(_ROWS)) == 30
    steps = "[...document.querySelectorAll('#pages a')].map(one => one.rel)"
    assert chromium.value(steps) == ["next"]
    assert chromium.value("document.getElementById('unseen').hidden")


def test_what_cannot_be_found_or_asked_is_said(chromium: Browser, site: Site) -> None:
    shown = "[...document.querySelectorAll('[data-problem]:not([hidden])')].map(one => one.textContent.trim())"
    said = {}
    for words in ("", "無此一詞", "-桥", "“桥", "is:read"):
        visit(chromium, site, f"search.html?q={words}")
        [said[words]] = chromium.value(shown)
    assert said == {
        "": "Write what to look for: words, “phrases”, -without, title:word.",
        "無此一詞": "All words must occur. Try fewer words, or take a choice away.",
        "-桥": "This only says what to leave out: add a word to find.",
        "“桥": "The quotation mark is not closed.",
        "is:read": "What begins with tag:, note:, is: or has: can be asked in the archive, not here.",
    }


def test_keys_walk_through_lists_and_articles(chromium: Browser, site: Site) -> None:
    visit(chromium, site, "index.html")

    def press(key: str) -> None:
        event = f"new KeyboardEvent('keydown', {{key: '{key}', bubbles: true, cancelable: true}})"
        chromium.value(f"document.activeElement.dispatchEvent({event}); 0")

    press("j")
    press("j")
    assert chromium.value("document.activeElement.textContent") == "绳桥怎么过"
    chromium._events.clear()
    press("o")
    chromium._wait("Page.loadEventFired")
    assert chromium.value("document.querySelector('.paper h1').textContent") == "绳桥怎么过"
    press("?")
    assert chromium.value("document.getElementById('keys').open") is True


def test_without_scripts_lists_and_articles_are_read_and_the_search_says_so(
    chromium: Browser, site: Site
) -> None:
    chromium.do("Emulation.setScriptExecutionDisabled", value=True)
    try:
        chromium.go((site.path / "index.html").resolve().as_uri())
        assert len(chromium.value(_ROWS)) == 12
        chromium.go((site.path / "article" / "1.html").resolve().as_uri())
        assert "水" in chromium.value("document.querySelector('.body').textContent")
        assert chromium.value("document.querySelector('.body img').naturalWidth") > 0
        chromium.go((site.path / "search.html").resolve().as_uri())
        said = chromium.value("document.querySelector('main').innerText")
        assert "The search needs a script of this site" in said
    finally:
        chromium.do("Emulation.setScriptExecutionDisabled", value=False)


def test_a_missing_part_of_the_search_is_said(chromium: Browser, site: Site) -> None:
    part = site.path / "search" / "t0.js"
    away = part.rename(part.with_suffix(".away"))
    try:
        address = (site.path / "search.html").resolve().as_uri()
        chromium.visit(f"{address}?q=推理")
        wait(chromium, "true")
        assert chromium.value("document.querySelector('[data-problem=failed]').hidden") is False
    finally:
        away.rename(part)
