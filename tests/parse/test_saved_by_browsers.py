"""Pages that the platform's scripts drew, as Chromium and SingleFile saved them: they read as the page
as received does, or name what is lost. ``tests.support.saving`` wrote them.
"""

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest

from tests.support.drawing import ADDRESS, ORIGINAL, PAGES, VIDEO
from tests.support.saving import SAVES, picture
from wxarchive.clock import BEIJING
from wxarchive.models import Article, RawPage
from wxarchive.parse import kept_pictures, parse

AT = "https://mmbiz.qpic.cn/mmbiz_png"
ONE, TWICE, BACK = (f"{AT}/Drawn{name}/0?wx_fmt=png" for name in ("One", "Twice", "Back"))
INSIDE = "a picture that has no address, only its bytes in the page (data:)"
COUNTED = "2 pictures that the page counts and does not show"
NO_PLAYER = "what it plays: the page does not name it"
NO_TIME = "the time of publication is not in the page"
DAY_ONLY = (
    "only the day: the page shows the time of the browser that saved it, whose time zone is unknown"
)
NOT_THERE = (
    "the shared article itself: this page has no more of it than a link and maybe an excerpt"
)


def raw(name: str) -> RawPage:
    body = (SAVES / name).read_bytes()
    return RawPage(name, body, datetime(2027, 1, 1, tzinfo=UTC), from_file=True)


def saved(name: str) -> Article:
    found = parse(raw(name))
    assert isinstance(found, Article), found
    assert found.ref
    assert found.ref.url == ADDRESS
    return found


def test_each_page_was_saved_in_each_way() -> None:
    names = {f"{name}.{form}" for name in PAGES for form in ("dom.html", "mhtml", "single.html")}
    assert {path.name for path in SAVES.iterdir()} == names


@pytest.mark.parametrize(
    ("name", "images", "losses"),
    [
        ("article.mhtml", (ONE, TWICE, BACK), (DAY_ONLY,)),
        ("article.single.html", (ONE, TWICE), (INSIDE,)),
    ],
)
def test_an_article(name: str, images: tuple[str, ...], losses: tuple[str, ...]) -> None:
    found = saved(name)
    assert found.body.text == "一条河。\n中间的字。\n渡(dù)口\n▶\n♪ 夜"
    assert [media.id for media in found.body.media] == [VIDEO, "abc"]
    assert (found.body.images, found.losses) == (images, losses)


@pytest.mark.parametrize("name", ["article.mhtml", "article.single.html"])
def test_pictures_are_kept_wherever_the_bytes_are(name: str) -> None:
    kept = kept_pictures(raw(name))
    shown = {f"{AT}/{picture}/640?wx_fmt=png" for picture in ("DrawnOne", "DrawnTwice")}
    assert {address: kept[address] for address in shown} == {
        address: picture(address) for address in shown
    }


@pytest.mark.parametrize(
    ("name", "title", "account", "losses"),
    [
        ("text.mhtml", "涨水", "河边笔记", (DAY_ONLY,)),
        ("text.single.html", "涨水", "河边笔记", ()),
        ("image.mhtml", "水的颜色", None, (COUNTED, NO_TIME)),
        ("image.single.html", "水的颜色", None, (INSIDE, COUNTED, NO_TIME)),
        ("audio.mhtml", "水的颜色", None, (NO_PLAYER, DAY_ONLY)),
        ("audio.single.html", "水的颜色", None, (NO_PLAYER,)),
        ("video.mhtml", "水的颜色", None, (NO_PLAYER, DAY_ONLY)),
        ("video.single.html", "水的颜色", None, (NO_PLAYER,)),
    ],
)
def test_a_post(name: str, title: str, account: str | None, losses: tuple[str, ...]) -> None:
    found = saved(name)
    kind = name.partition(".")[0]
    assert (found.kind, found.metadata.title, found.metadata.account) == (kind, title, account)
    assert found.body.text == "第一行\n第二行"
    assert found.body.images == ((ONE,) if name == "image.mhtml" else ())
    assert found.losses == losses


@pytest.mark.parametrize("name", ["share.mhtml", "share.single.html"])
def test_a_share_has_the_words_of_the_sharer_alone(name: str) -> None:
    found = saved(name)
    assert found.body.text == "写得好，\n转给大家。"
    assert (found.metadata.reprint_account, found.metadata.reprint_url) == ("山里笔记", ORIGINAL)
    assert found.losses == (NOT_THERE, NO_TIME)


@pytest.mark.skipif(not available_timezones(), reason="this system knows no zones")
@pytest.mark.parametrize("name", ["article", "text", "audio", "video"])
def test_the_time_of_a_browser_elsewhere_is_no_sharper_than_is_known(name: str) -> None:
    six = datetime(2025, 6, 23, 18, tzinfo=BEIJING)
    assert saved(f"{name}.single.html").metadata.published_at == six
    assert saved(f"{name}.mhtml").metadata.published_at == six.replace(hour=0)
