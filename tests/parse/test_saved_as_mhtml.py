"""Pages in MHTML and SingleFile: their charset, address and zone are those that the file tells."""

import base64
from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest

from wxarchive.clock import BEIJING
from wxarchive.models import Article, RawPage, StatePage
from wxarchive.parse import parse

PAGE = (
    '<html><head>{meta}</head><body><div id="js_article"><h1 id="activity-name">渡口的船</h1>'
    '<em id="publish_time">2025-06-23 18:00</em><div id="js_content"><p>船三点开。</p></div></div></body></html>'
)
SHORT = "https://mp.weixin.qq.com/s/MhtmlAm2Xw9Rt4Yb6Nc8Vd"


def mhtml(
    page: bytes, content_type: str = "text/html", date: str = "Mon, 1 Dec 2025 03:00:00 -0000"
) -> bytes:
    address = f"{SHORT}?key=secret&pass_ticket=secret"
    return (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {address}\r\nDate: {date}\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: {content_type}\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.encodebytes(page).decode()}\r\n--x--\r\n"
    ).encode()


def read(body: bytes) -> Article | StatePage:
    return parse(RawPage("test", body, datetime(2026, 1, 1, tzinfo=UTC), from_file=True))


def article(body: bytes) -> Article:
    found = read(body)
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    ("charset", "header", "meta"),
    [
        ("gb18030", "text/html; charset=gb2312", ""),
        ("gbk", "text/html", '<meta charset="GBK">'),
        ("big5hkscs", "text/html; charset=Big5-HKSCS", ""),
        ("utf-8", "text/html; charset=gbk", '<meta charset="gbk">'),
        ("utf-16-le", "text/html; charset=utf-16-le", ""),
    ],
)
def test_a_part_is_read_in_the_charset_it_tells(charset: str, header: str, meta: str) -> None:
    page = (
        PAGE.format(meta=meta)
        if charset != "big5hkscs"
        else PAGE.format(meta=meta).replace("点开", "點開")
    )
    found = article(mhtml(page.encode(charset), header))
    assert found.metadata.title == "渡口的船"
    assert "\ufffd" not in found.body.text


def test_a_text_whose_characters_were_lost_is_broken() -> None:
    found = read(
        PAGE.format(meta="")
        .replace("船三点开", "\ufffd" * 8)
        .replace("渡口的船", "\ufffd\ufffd船")
        .encode()
    )
    assert isinstance(found, StatePage)
    assert (found.state, found.metadata.title) == ("broken", None)
    assert found.losses == ("its characters were lost when it was saved",)


def test_the_address_is_the_one_the_file_notes_without_credentials() -> None:
    ref = article(mhtml(PAGE.format(meta="").encode())).ref
    assert ref is not None
    assert (ref.url, ref.short) == (SHORT, SHORT)


ZONE = (
    "only the day: the page shows the time of the browser that saved it, whose time zone is unknown"
)


def test_the_time_of_a_browser_in_an_unknown_zone_is_kept_as_its_day() -> None:
    found = article(mhtml(PAGE.format(meta="").encode()))
    assert found.metadata.published_at == datetime(2025, 6, 23, tzinfo=BEIJING)
    assert ZONE in found.losses


def day(number: int, hour: int) -> datetime:
    return datetime(2025, 6, number, hour, tzinfo=BEIJING)


def single_file(saved: str) -> bytes:
    head = f"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: {SHORT} \n"
    page = PAGE.format(meta="").removeprefix("<html>")
    return f"{head} saved date: {saved} \n-->{page}".encode()


@pytest.mark.parametrize(
    "body",
    [
        mhtml(PAGE.format(meta="").encode(), date="Tue, 1 Jul 2025 03:00:00 -0500"),
        single_file("Tue Jul 01 2025 03:00:00 GMT-0500 (Peru Standard Time)"),
    ],
    ids=["mhtml", "single_file"],
)
def test_the_time_of_a_browser_in_a_zone_that_is_told_is_converted(body: bytes) -> None:
    found = article(body)
    assert found.metadata.published_at == datetime(2025, 6, 24, 7, tzinfo=BEIJING)
    assert ZONE not in found.losses


@pytest.mark.parametrize(
    ("saved", "told"),
    [
        ("Mon Dec 01 2025 03:00:00 GMT+0800 (China Standard Time)", day(23, 18)),
        ("Mon Dec 01 2025 03:00:00 GMT+0900 (日本标准时间)", day(23, 17)),
        (
            "Mon Dec 01 2025 03:00:00 GMT+0000 (Coordinated Universal Time)",
            day(24, 2),
        ),
        ("Mon Dec 01 2025 03:00:00 GMT-0300 (Uruguay Standard Time)", None),
    ],
)
def test_of_a_zone_whose_clocks_may_have_changed_only_the_day_is_kept(
    saved: str, told: datetime | None
) -> None:
    found = article(single_file(saved))
    assert found.metadata.published_at == (told or day(23, 0))
    assert (ZONE in found.losses) == (told is None)


@pytest.mark.skipif(not available_timezones(), reason="this system knows no zones")
def test_a_zone_that_is_named_tells_when_its_clocks_changed() -> None:
    found = article(single_file("Mon Dec 01 2025 03:00:00 GMT-0500 (Eastern Standard Time)"))
    assert found.metadata.published_at == datetime(2025, 6, 24, 6, tzinfo=BEIJING)
    assert ZONE not in found.losses


FRAME = (
    b"--x\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\nContent-Location: "
    b"https://v.qq.com/iframe/preview.html?vid=c01234bcdef&width=500\r\n\r\n<p>x</p>\r\n--x--"
)


@pytest.mark.parametrize(
    ("parts", "media", "losses"),
    [
        (FRAME, ["c01234bcdef"], ()),
        (
            b"--x--",
            [],
            ("an embedded frame kept under a local name (cid:frame-1@mhtml.blink)", ZONE),
        ),
    ],
)
def test_a_frame_has_the_address_of_its_part_of_the_file(
    parts: bytes, media: list[str], losses: tuple[str, ...]
) -> None:
    page = PAGE.format(meta="").replace("<p>", '<iframe src="cid:frame-1@mhtml.blink"></iframe><p>')
    found = article(mhtml(page.encode()).replace(b"--x--", parts))
    assert [one.id for one in found.body.media] == media
    assert found.losses == (losses or (ZONE,))
