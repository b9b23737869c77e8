"""Pages saved by a real browser, as DOM and as MHTML, read as the pages it opened
(docs/wechat-pages.md §11).
"""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.golden import PAGES
from tests.support import chromium
from wxarchive.models import Article, StatePage
from wxarchive.parse import parse

needs_chromium = pytest.mark.skipif(not chromium.installed(), reason="no Chromium on this machine")
NAMES = (
    "article_current",
    "article_2018",
    "article_cards",
    "image_current",
    "text_titled",
    "video_2018",
)


def saved(
    name: str, folder: Path, browser: chromium.Browser, *, as_mhtml: bool
) -> Article | StatePage:
    opened = folder / f"{name}.html"
    opened.write_bytes(PAGES[name].body)
    browser.open(opened)
    if as_mhtml:
        text = browser.do("Page.captureSnapshot", format="mhtml")["data"]
    else:
        text = browser.value("document.documentElement.outerHTML")
    return parse(replace(PAGES[name], body=str(text).encode()))


def text_of(found: Article | StatePage) -> tuple[str | None, str]:
    assert isinstance(found, Article), found
    return found.kind, found.body.text


@needs_chromium
def test_the_dom_has_the_text_of_the_page(tmp_path: Path) -> None:
    with chromium.browser() as browser:
        for name in NAMES:
            assert text_of(saved(name, tmp_path, browser, as_mhtml=False)) == text_of(
                parse(PAGES[name])
            ), name


@needs_chromium
def test_mhtml_without_scripts_has_the_text_of_its_elements_or_says_what_it_lacks(
    tmp_path: Path,
) -> None:
    with chromium.browser() as browser:
        drawn = saved("article_2018", tmp_path, browser, as_mhtml=True)
        undrawn = [saved(name, tmp_path, browser, as_mhtml=True) for name in NAMES[3:]]
    assert text_of(drawn) == text_of(parse(PAGES["article_2018"]))
    assert [found.losses for found in undrawn] == [("the article has no body in this page",)] * 3
