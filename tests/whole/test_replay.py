"""pywb and Chromium show what an export holds: the text of every kind of page we have, and each of
its pictures.
"""

import json
import zipfile
from pathlib import Path

import pytest

from tests.export.test_warc import fill_media, kept, written
from tests.golden import PAGES
from tests.smallwechat import DEMO_SITE
from tests.support.chromium import browser, installed
from tests.support.importing import served
from tests.support.replaying import pywb, replayed
from wxarchive.models import Filter
from wxarchive.store.database import Store

SHOWN = """(async () => {
    const pictures = [...document.images];
    await Promise.all(pictures.map(one => one.decode().catch(() => 0)));
    return [document.body.innerText, pictures.length, pictures.filter(one => one.naturalWidth).length];
})()"""


@pytest.mark.skipif(installed() is None, reason="Chromium is not installed")
def test_text_and_pictures_of_every_page_are_shown(store: Store, tmp_path: Path) -> None:
    pywb()
    for number, page in enumerate(PAGES.values()):
        kept(store, page.url or f"https://mp.weixin.qq.com/s/x{number:09}", page.body, number / 100)
    for number, post in enumerate(DEMO_SITE.posts, 1):
        kept(store, f"https://mp.weixin.qq.com/s/{post.token}", served(post), number)
    fill_media(store)
    expected = []
    for article in store.articles.list(Filter()):
        for version in store.versions.of(article.id):
            text = version.body.text.split("\n")[0].strip()
            # a player stands in the place of its line
            if text.startswith(("▶", "♪")):
                text = (version.metadata.title or "").strip()
            expected.append((version.metadata.title or "", text, len(version.body.images)))
    wacz = written(store, "wacz")
    shown = []
    with replayed(tmp_path, wacz) as server, browser() as chromium:
        with zipfile.ZipFile(tmp_path / "articles.wacz") as packed:
            lines = packed.read("pages/pages.jsonl").decode().splitlines()
        for page in map(json.loads, lines[1:]):
            time = "".join(filter(str.isdigit, page["ts"]))
            chromium.visit(f"{server}/{time}/{page['url']}")
            shown.append((page["title"], *chromium.value(SHOWN)))
    assert len(shown) == len(expected) > 40
    wrong = []
    for (title, text, pictures), (_, seen, number, loaded) in zip(expected, shown, strict=True):
        is_text = " ".join(text.split())[:12] in " ".join(seen.split())
        if not is_text or loaded != number or number < pictures:
            wrong.append((title, text[:20], pictures, number, loaded))
    assert wrong == []
    assert sum(loaded for *_, loaded in shown) > 60
