"""Pages as Safari saves them: one property list of the page and of what it showed."""

import plistlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.golden import PAGES
from tests.support.importing import imported, saved
from wxarchive.models import Article, RawPage, StatePage
from wxarchive.parse import kept_pictures, parse
from wxarchive.parse.page.webarchive import is_webarchive
from wxarchive.store.database import Store

SHORT = "https://mp.weixin.qq.com/s/SafariAm2Xw9Rt4Yb6Nc8"
SHOWN = "https://mmbiz.qpic.cn/mmbiz_png/Safari/640?wx_fmt=png"
PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(40)
FORMS = [plistlib.FMT_BINARY, plistlib.FMT_XML]
PAGE = (
    '<html><body><div id="js_article"><h1 id="activity-name">渡口的船</h1>'
    '<em id="publish_time">2025-06-23 18:00</em><div id="js_content"><p>船三点开。</p>'
    f'<img data-src="{SHOWN}" src="{SHOWN}"></div></div></body></html>'
)


def resource(url: str, type_: str, content: bytes, charset: str = "") -> dict[str, object]:
    told = {"WebResourceURL": url, "WebResourceMIMEType": type_, "WebResourceData": content}
    return {**told, **({"WebResourceTextEncodingName": charset} if charset else {})}


def webarchive(
    page: bytes, form: plistlib.PlistFormat = plistlib.FMT_BINARY, charset: str = "UTF-8"
) -> bytes:
    whole = {
        "WebMainResource": resource(f"{SHORT}?pass_ticket=secret", "text/html", page, charset),
        "WebSubresources": [
            resource(SHOWN, "image/png", PIXEL),
            resource("https://res.wx.qq.com/a.css", "text/css", b"p{}"),
            resource("about:blank", "image/gif", b"GIF89a"),
        ],
    }
    return plistlib.dumps(whole, fmt=form)


def raw(body: bytes) -> RawPage:
    return RawPage("a", body, datetime(2026, 1, 1, tzinfo=UTC), from_file=True)


def read(body: bytes) -> Article | StatePage:
    return parse(raw(body))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("charset", ["UTF-8", "GBK"])
def test_it_is_read_at_its_address_without_credentials(
    form: plistlib.PlistFormat, charset: str
) -> None:
    found = read(webarchive(PAGE.encode(charset), form, charset))
    assert isinstance(found, Article)
    assert (found.metadata.title, found.body.text) == ("渡口的船", "船三点开。")
    assert found.ref
    assert (found.ref.url, found.ref.short) == (SHORT, SHORT)


def test_the_zone_of_a_clock_is_not_known() -> None:
    found = read(webarchive(PAGE.encode()))
    assert "whose time zone is unknown" in found.losses[0]


@pytest.mark.parametrize("name", ["article_current", "article_2017", "image_current", "video_2018"])
def test_it_reads_as_the_page_that_was_received(name: str) -> None:
    received, kept = parse(PAGES[name]), read(webarchive(PAGES[name].body))
    assert isinstance(received, Article)
    assert isinstance(kept, Article)
    assert (kept.body, kept.kind) == (received.body, received.kind)
    assert kept.metadata == received.metadata


@pytest.mark.parametrize("form", FORMS)
def test_its_pictures_are_kept(form: plistlib.PlistFormat) -> None:
    assert kept_pictures(raw(webarchive(PAGE.encode(), form))) == {SHOWN: PIXEL}


@pytest.mark.parametrize("name", ["a.webarchive", "a", "a.html", "x/a.webarchive"])
def test_it_is_imported_whatever_its_name(store: Store, tmp_path: Path, name: str) -> None:
    path = saved(tmp_path / name, webarchive(PAGE.encode()))
    for given in (path, *([path.parent] if path.suffix else [])):
        [outcome] = imported(store, given)
        assert (outcome.source, outcome.title) == (str(path), "渡口的船")


@pytest.mark.parametrize(
    "body",
    [
        webarchive(PAGE.encode())[:-40],
        webarchive(PAGE.encode()).replace(b"WebResourceData", b"WebResourceBlob"),
        plistlib.dumps({"WebMainResource": "words"}, fmt=plistlib.FMT_BINARY),
        plistlib.dumps(["WebMainResource"], fmt=plistlib.FMT_BINARY),
        plistlib.dumps({"WebMainResource": {}}, fmt=plistlib.FMT_XML),
        b"bplist00" + bytes(40) + b"WebMainResource",
        b"bplist00" + b"\xff" * 60 + b"WebMainResource" + b"\xff" * 60,
        b'<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "b">]><plist>WebMainResource&a;</plist>',
    ],
)
def test_a_damaged_one_is_broken(body: bytes) -> None:
    assert is_webarchive(body)
    found = read(body)
    assert isinstance(found, StatePage)
    assert found.state == "broken"
    assert kept_pictures(raw(body)) == {}
