"""Exported web pages as a browser sees them: every golden page, and hostile ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.support import chromium
from tests.support.exporting import all_kept, article, golden, outcomes, selection
from wxarchive.export.options import ExportOptions, summary
from wxarchive.models import Body, StoredArticle

pytestmark = pytest.mark.skipif(not chromium.installed(), reason="no Chromium on this machine")
LINKS = (
    "[...document.querySelectorAll('a[href]')].map(one => one.href)"
    ".filter(one => one.startsWith('file:'))"
)


@dataclass(frozen=True)
class Shown:
    """A page in the browser: what it did, how far it reaches, what is not there, and its links."""

    seen: chromium.Seen
    widths: tuple[int, int]
    unfinished: int
    links: tuple[str, ...]


@pytest.fixture(scope="module")
def browser() -> Iterator[chromium.Browser]:
    with chromium.browser() as one:
        yield one


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifty articles: every golden page, and hostile ones that came around the parser."""
    path = tmp_path_factory.mktemp("html")
    articles = [*golden(), *(_hostile(number) for number in range(100, 114))]
    done = outcomes(selection(articles, all_kept(golden())), path, ExportOptions("html"))
    assert summary(done).articles["written"] == len(articles) >= 50
    return path


def _hostile(number: int) -> StoredArticle:
    html = (
        '<p><img src="https://mmbiz.qpic.cn/x/y/0"></p><script>fetch("https://a.cn")</script><iframe src="https://a.cn"></iframe>'
        '<p style="background:url(https://a.cn/b)" onclick="x()"><link rel="stylesheet" href="https://a.cn/c.css">'
        '<svg><image href="https://a.cn/d.png"/></svg><video src="https://a.cn/e.mp4" poster="https://a.cn/f.png"></video>'
        '<img srcset="https://a.cn/g.png 2x" src="data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22%3E'
        '%3Cimage%20href=%22https://a.cn/h.png%22/%3E%3C/svg%3E"></p><meta http-equiv="refresh" content="0;url=https://a.cn">'
        '<base href="https://a.cn/"><form action="https://a.cn/" id="f"><input autofocus></form><object data="https://a.cn/i">'
    )
    return article(number, f"敌 {number}", content=Body(html=html), content_hash=f"sha256:{number}")


@pytest.fixture(scope="module")
def shown(browser: chromium.Browser, folder: Path) -> dict[Path, Shown]:
    """Every page of the folder, opened once: as wide as a desk, then as narrow as a phone."""
    return {path: _shown(browser, path) for path in sorted(folder.rglob("*.html"))}


def _shown(browser: chromium.Browser, path: Path) -> Shown:
    seen = browser.open(path)
    unfinished = browser.value("[...document.images].filter(one => !one.complete).length")
    links = tuple(browser.value(LINKS))
    wide = browser.value("document.documentElement.scrollWidth")
    browser.resize(chromium.PHONE)
    narrow, height = browser.value("[document.documentElement.scrollWidth, innerHeight]")
    assert height != chromium.DESKTOP[1]
    return Shown(seen, (wide, narrow), unfinished, links)


def test_no_exported_page_asks_for_anything_or_complains(shown: dict[Path, Shown]) -> None:
    pages = {path.name: one.seen for path, one in shown.items() if " 敌 " not in path.name}
    assert pages == dict.fromkeys(pages, chromium.Seen((), ()))


def test_whatever_came_into_the_archive_a_page_asks_for_nothing(shown: dict[Path, Shown]) -> None:
    asked = [one.seen.requests for path, one in shown.items() if " 敌 " in path.name]
    assert asked == [()] * 14


def test_the_browser_of_these_tests_sees_requests_and_complaints(
    browser: chromium.Browser, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text('<img src="https://mmbiz.qpic.cn/a"><script>console.error("x")</script>')
    seen = browser.open(page)
    assert seen.requests == ("https://mmbiz.qpic.cn/a",)
    assert any('"x"' in told for told in seen.console)


def test_pages_fit_the_screen(shown: dict[Path, Shown]) -> None:
    desk, phone = chromium.DESKTOP[0], chromium.PHONE[0]
    wide = [path.name for path, one in shown.items() if one.widths[0] > desk]
    assert (wide, [path.name for path, one in shown.items() if one.widths[1] > phone]) == ([], [])


def test_pages_are_light_or_dark_as_the_machine_is(browser: chromium.Browser, folder: Path) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    browser.open(folder / "index.html")
    light = browser.value(colour)
    browser.open(folder / "index.html", dark=True)
    assert (light, browser.value(colour)) == ("rgb(253, 253, 252)", "rgb(25, 27, 30)")


def test_pictures_are_shown_and_links_lead_to_files(shown: dict[Path, Shown], folder: Path) -> None:
    assert {path.name: one.unfinished for path, one in shown.items()} == {
        path.name: 0 for path in shown
    }
    for path in [folder / "index.html", *folder.glob("目录/*")]:
        links = [Path(unquote(link.removeprefix("file://"))) for link in shown[path].links]
        assert links
        assert [link for link in links if not link.is_file()] == []
