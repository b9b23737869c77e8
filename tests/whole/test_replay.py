"""pywb and Chromium show what an export holds: the text of every kind of page we have, and each of
its pictures.
"""

from pathlib import Path

import pytest

from tests.export.test_warc import written
from tests.support.chromium import browser, installed
from tests.support.replaying import every_page, pages_of, pywb, replayed
from wxarchive.store.database import Store

SHOWN = """(async () => {
    const pictures = [...document.images];
    await Promise.all(pictures.map(one => one.decode().catch(() => 0)));
    return [document.body.innerText, pictures.length, pictures.filter(one => one.naturalWidth).length];
})()"""


@pytest.mark.skipif(installed() is None, reason="Chromium is not installed")
def test_text_and_pictures_of_every_page_are_shown(store: Store, tmp_path: Path) -> None:
    pywb()
    expected = every_page(store)
    wacz = written(store, "wacz")
    shown = []
    with replayed(tmp_path, wacz) as server, browser() as chromium:
        for page in pages_of(tmp_path / "articles.wacz"):
            chromium.visit(f"{server}/{page['ts']}/{page['url']}")
            shown.append(chromium.value(SHOWN))
    assert len(shown) == len(expected) > 40
    both = zip(expected, shown, strict=True)
    assert [(one, seen) for one, seen in both if not one.is_in(*seen)] == []
    assert sum(loaded for *_, loaded in shown) > 60
