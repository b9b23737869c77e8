"""Video posts of 2018 to 2020: as received, with the scripts that hold them, and as a browser saved
what it drew of them.
"""

import re

import pytest

from tests.golden.posts import POSTS
from tests.parse.reading import page
from wxarchive.models import Article, Media

NUMBER = "a01234bcdef"
FILM = Media("video", NUMBER, "水面一分钟", f"https://v.qq.com/x/page/{NUMBER}.html")
WORDS = "没有人说话，\n只有水声。"
COVER = "https://vpic.video.qq.com/99/river.png"
NO_PLAYER = "what it plays: the page does not name it"
DESC = '<p class="video_desc">没有人说话，<br>只有水声。</p>'


def raw(script: str = "", head: str = "") -> str:
    """The page as it is received; ``script`` tells more."""
    received = POSTS["video_2018"].body.decode()
    return received.replace("</head>", f"{head}</head>").replace("d.desc = '';", script)


def drawn(inside: str, head: str = "", words: str = "") -> str:
    """The page as a browser saves it without scripts; its player is ``inside``."""
    return (
        f"<html><head><title>视频</title>{head}</head><body class='zh_CN detail video'><div id='js_article'>"
        "<strong class='account_nickname_inner'>河边笔记</strong><span id='publish_time'>2018-08-14</span>"
        f"<div id='js_content'><div id='js_mpvedio' class='mpvideo_wrp'>{inside}</div><h2 class='video_info_title'>"
        f"<span id='video_title'>水面一分钟</span></h2>{words}</div></div></body></html>"
    )


def read(text: str) -> Article:
    found = page(text)
    assert isinstance(found, Article), found
    assert (found.kind, found.metadata.title, found.metadata.account) == (
        "video",
        "水面一分钟",
        "河边笔记",
    )
    return found


@pytest.mark.parametrize(
    "text",
    [
        raw("d.desc = '没有人说话，\\n只有水声。';"),
        raw("", '<meta name="description" content="没有人说话，&#10;只有水声。">'),
        raw().replace('class="mpvideo_wrp">播放</div>', f'class="mpvideo_wrp">播放</div>{DESC}'),
    ],
    ids=["share", "meta", "element"],
)
def test_what_the_author_wrote_below_the_film_is_its_text(text: str) -> None:
    found = read(text)
    assert (found.body.text, found.body.media) == (f"▶ 水面一分钟\n{WORDS}", (FILM,))


def test_a_description_that_repeats_the_title_is_none() -> None:
    assert read(raw("d.desc = '水面一分钟';")).body.text == "▶ 水面一分钟"


@pytest.mark.parametrize(
    "told",
    [
        raw(f"d.msg_cdn_url = '{COVER}';"),
        raw("", f'<meta property="og:image" content="{COVER}">'),
        raw("var cover = 'http:\\/\\/vpic.video.qq.com\\/99\\/river.png';"),
        drawn(f'<img src="{COVER}">'),
        drawn(f'<span style="background-image:url({COVER})"></span>'),
        drawn("", f'<meta property="og:image" content="{COVER}">'),
    ],
)
def test_the_films_picture_is_the_cover(told: str) -> None:
    assert (read(told).metadata.cover_url or "").removeprefix("http:") in (COVER, COVER[6:])


PLAYERS = (
    f'<iframe class="video_iframe" src="https://v.qq.com/iframe/player.html?vid={NUMBER}&amp;width=500"></iframe>',
    f'<div class="js_tx_video_container"><iframe data-src="https://v.qq.com/iframe/preview.html?vid={NUMBER}"></iframe></div>',
    f'<span data-vid="{NUMBER}"></span>',
)


@pytest.mark.parametrize("player", PLAYERS)
@pytest.mark.parametrize("words", ["", DESC])
def test_a_film_that_a_browser_drew_is_read_without_scripts(player: str, words: str) -> None:
    found = read(drawn(player, words=words))
    assert found.body.media == (FILM,)
    assert found.body.text == "▶ 水面一分钟" + (f"\n{WORDS}" if words else "")
    assert NO_PLAYER not in found.losses


@pytest.mark.parametrize("player", ["", '<video src="blob:https://v.qq.com/1"></video>'])
def test_a_film_that_no_script_names_any_more_is_a_loss(player: str) -> None:
    found = read(drawn(player))
    assert (found.body.media, found.body.text) == ((), "")
    assert found.losses[0] == NO_PLAYER


def test_the_received_page_without_its_scripts_is_no_article_without_a_title() -> None:
    bare = re.sub(r"<script.*?</script>", "", raw(), flags=re.S)
    found = page(bare)
    assert not isinstance(found, Article)
    assert found.losses == ("the article has no body in this page",)
