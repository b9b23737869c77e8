"""ReplayWeb.page opens the WACZ that we write: its application shows the first page, and its
service worker pages with any number of pictures, and with all that plays.
"""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.export.test_warc import written
from tests.support.chromium import Browser, browser, installed
from tests.support.replay_web_page import address_of, replay_web_page, serving
from tests.support.replaying import every_page, pages_of
from wxarchive.store.database import Store

PATIENCE = 60  # seconds until the application has begun
# its frames stand in shadow trees, one in another
WHOLE = """(() => {
    const texts = root => {
        const inside = [...root.querySelectorAll("*")].flatMap(one =>
            [one.shadowRoot, one.id != "other" && one.contentDocument].filter(Boolean).flatMap(texts));
        return root.body ? [root.body.innerText, ...inside] : inside;
    };
    return texts(document).join("\\n");
})()"""
# the application may show its frame before its worker answers there
BEGUN = """(async () => {
    for (let times = 0; times < 600; times++) {
        const workers = await navigator.serviceWorker.getRegistrations();
        if (workers.some(one => one.active?.state == "activated")) return true;
        await new Promise(done => setTimeout(done, 100));
    }
    return false;
})()"""
SHOWN = """(async address => {
    const frame = document.querySelector("#other");
    await new Promise(done => { frame.onload = done; frame.src = address; });
    const pictures = [...frame.contentDocument.images];
    await Promise.all(pictures.map(one => one.decode().catch(() => 0)));
    const loaded = pictures.filter(one => one.naturalWidth);
    return [frame.contentDocument.body.innerText, pictures.length, loaded.length];
})"""


def wait_for(text: str, chromium: Browser) -> str:
    """Return all that is to be read once this is there, or at the end of our patience."""
    until = time.monotonic() + PATIENCE
    while text not in (seen := str(chromium.value(WHOLE))) and time.monotonic() < until:
        time.sleep(0.1)
    return seen


@pytest.mark.skipif(installed() is None, reason="Chromium is not installed")
def test_pages_are_shown_with_their_pictures(store: Store, tmp_path: Path) -> None:
    replay_web_page()
    expected = every_page(store)
    (tmp_path / "site").mkdir()
    wacz = tmp_path / "site" / "articles.wacz"
    wacz.write_bytes(written(store, "wacz"))
    pages = pages_of(wacz)
    chosen = {
        (one.pictures, one.media): (one, page) for one, page in zip(expected, pages, strict=True)
    }
    assert len(chosen) >= 8
    wrong: list[Any] = []
    with serving(wacz.parent, pages[0]) as address, browser() as chromium:
        chromium.visit(address)
        assert chromium.value(BEGUN)
        chromium.visit(address)
        assert expected[0].text in wait_for(expected[0].text, chromium)
        for one, page in chosen.values():
            seen = chromium.value(f"{SHOWN}({json.dumps(address_of(page))})")
            if not one.is_in(*seen):
                wrong.append((one, seen))
    assert wrong == []
