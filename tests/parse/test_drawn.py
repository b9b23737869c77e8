"""Pages that the platform's own scripts drew before a browser saved them without scripts
(docs/wechat-pages.md §11).
"""

import pytest

from tests.golden.building import LONG_URL, OTHER_BIZ, earlier
from tests.parse.reading import article, page
from wxarchive.models import Article, Media

VIDEO = "wxv_1234567890123456789"
ORIGINAL = earlier(8, OTHER_BIZ)


def saved(inside: str) -> Article:
    found = page(f'<html><body><div id="js_article">{inside}</div></body></html>', LONG_URL)
    assert isinstance(found, Article), found
    return found


def test_text_post() -> None:
    found = saved(
        '<div id="js_content"><div class="wx_follow_nickname"><font><font>河边笔记</font></font></div><h1 id="js_text_title">涨水</h1>'
        '<p id="js_text_desc">第一行<br>第二行'
        '<img class="we-emoji" alt="[旺柴]" src="data:image/png;base64,AA"></p></div>'
    )
    assert (found.kind, found.metadata.title, found.body.text) == (
        "text",
        "涨水",
        "第一行\n第二行[旺柴]",
    )
    assert found.metadata.account == "河边笔记"


def test_untitled_text_post_is_titled_by_its_first_line() -> None:
    found = saved(
        '<div id="js_content"><h1 id="js_text_title"></h1><p id="js_text_desc">第一行<br>第二行</p></div>'
    )
    assert found.metadata.title == "第一行"


@pytest.mark.parametrize(
    ("identifier", "kind"),
    [("js_image_desc", "image"), ("js_audio_desc", "audio"), ("js_common_share_desc", "video")],
)
def test_text_of_a_post(identifier: str, kind: str) -> None:
    found = saved(
        f'<h1 id="activity-name">水边</h1><p id="{identifier}">水退了。<br>渡口又能走了。</p>'
    )
    assert (found.kind, found.body.text) == (kind, "水退了。\n渡口又能走了。")
    assert [loss for loss in found.losses if "what it plays" in loss] == (
        [] if kind == "image" else ["what it plays: the page does not name it"]
    )


SHARE = f"""<div id="img-content" class="original_page"><h1 id="activity-name">转的一篇</h1>
<p class="share_notice" id="js_share_notice">写得好，<br>转给大家。</p>
<div id="js_share_content"><div id="js_share_author">山里笔记</div>
<div class="original_panel_content js_underline_content" id="js_content">山里的雾从早上就……...</div>
<span id="js_share_source" data-url="{ORIGINAL.replace("&", "&amp;")}">阅读全文</span></div></div>"""


def test_a_share_has_the_words_of_the_sharer_and_no_excerpt() -> None:
    found = saved(SHARE)
    told = found.metadata
    assert found.body.text == "写得好，\n转给大家。"
    assert (told.is_reprint, told.reprint_account, told.reprint_url) == (True, "山里笔记", ORIGINAL)
    assert any("the shared article itself" in loss for loss in found.losses)


@pytest.mark.parametrize(
    "placeholder",
    [
        "",
        f'<img class="img_loading" data-vid="{VIDEO}" src="data:image/gif;base64,iVBORw0KGgo">',
        f'<span class="js_img_placeholder" data-vid="{VIDEO}"></span>',
    ],
)
def test_a_video_that_waits_for_its_player_is_there_once(placeholder: str) -> None:
    frame = f'<iframe class="video_iframe" style="display:none" data-mpvid="{VIDEO}"></iframe>'
    found = article(f"<p>看</p><section>{frame}{placeholder}</section><p>完</p>")
    assert (found.body.media, found.body.text) == ((Media("video", VIDEO),), "看\n▶\n完")


def test_what_a_browser_drew_around_a_player_is_no_text() -> None:
    number = "wxv_1234567890123456789"
    drawn = f'<div id="js_mpvedio_wrapper_{number}"><span class="video_iframe" vid="{number}"></span><p>加载失败</p></div>'
    frame = f'<span class="video_iframe" data-mpvid="{number}"></span>'
    for body in (f"<p>前</p>{frame}{drawn}<p>后</p>", f"<p>前</p>{drawn}<p>后</p>"):
        found = article(body)
        assert found.body.text == "前\n▶\n后"
        assert [media.id for media in found.body.media] == [number]
    assert article('<p>前</p><div class="mp-video-player">加载失败</div>').body.text == "前"


def test_a_page_of_videos_alone_is_read() -> None:
    frames = (
        f'<p><iframe class="video_iframe" style="display:none" data-mpvid="{video}"></iframe></p>'
        for video in (VIDEO, VIDEO.replace("1", "2"))
    )
    found = article("".join(frames))
    assert [media.id for media in found.body.media] == [VIDEO, VIDEO.replace("1", "2")]
    assert found.body.text == "▶\n▶"


@pytest.mark.parametrize(
    "frame",
    [
        f'<span class="js_img_placeholder" data-vid="{VIDEO}"></span><iframe data-mpvid="{VIDEO}"></iframe>',
        '<iframe style="display:none" data-src="https://v.qq.com/iframe/preview.html?vid=a01234bcdef"></iframe>',
        f'<iframe style="display:none !important" data-mpvid="{VIDEO}"></iframe>',
    ],
)
def test_a_hidden_player_or_its_place_before_it_is_one_video(frame: str) -> None:
    found = article(f"<p>看</p>{frame}<p>完</p>")
    assert (len(found.body.media), found.body.text) == (1, "看\n▶\n完")


FRAME = f'<iframe class="video_iframe" data-mpvid="{VIDEO}"></iframe>'
VOICE = '<mpvoice voice_encode_fileid="abc" name="夜"></mpvoice>'
SNAP = '<mp-common-videosnap data-id="e/1" data-nickname="河"></mp-common-videosnap>'


@pytest.mark.parametrize(
    ("hidden", "losses"),
    [
        (f"<section>{FRAME}</section>", (f"a video in a part that the page hides ({VIDEO})",)),
        (f"<div>{FRAME}{FRAME}</div>", (f"a video in a part that the page hides ({VIDEO})",)),
        (f"<div>{VOICE}</div>", ("a sound in a part that the page hides (abc)",)),
        (f"<div>{SNAP}</div>", ("a channel video in a part that the page hides (e/1)",)),
        (f"<span>{FRAME}</span>{FRAME}", ()),
        ("<section><p>藏</p></section>", ()),
    ],
)
def test_a_player_in_a_part_that_its_author_hid_is_a_loss(
    hidden: str, losses: tuple[str, ...]
) -> None:
    found = article("<p>看</p>" + hidden.replace(">", ' style="display:none">', 1))
    assert found.losses[: len(losses)] == losses
    assert len(found.losses) == len(losses) + 2  # article() tells no address and no time


def test_players_in_hidden_cells_of_a_table_are_losses() -> None:
    rows = f'<tr style="display:none"><td>{FRAME}</td></tr><tr><td>字</td><td style="display:none">{VOICE}</td></tr>'
    found = article(f"<table>{rows}</table>")
    assert found.losses[:2] == (
        f"a video in a part that the page hides ({VIDEO})",
        "a sound in a part that the page hides (abc)",
    )


def test_the_place_of_a_video_alone_tells_of_it() -> None:
    found = article(f'<p>看</p><span class="js_img_placeholder" data-vid="{VIDEO}"></span>')
    assert found.body.media == (Media("video", VIDEO),)


def test_a_sound_that_was_drawn_into_its_neighbour_is_there_once() -> None:
    title = '<b class="share_audio_title">夜</b>'
    drawn = (
        f'<span class="js_audio_frame db"> <span class="share_audio_context">{title}</span></span>'
    )
    found = article(
        f'<p>听</p><mpvoice voice_encode_fileid="abc" name="夜"></mpvoice>{drawn}<p>完</p>'
    )
    assert found.body.text == "听\n♪ 夜\n完"
    assert article(f"<p>听</p>{drawn}").body.text == "听\n♪ 夜"


def test_sounds_that_were_drawn_elsewhere_are_there_once() -> None:
    drawn = '<span class="js_audio_frame"><b class="share_audio_title">{}</b></span>'
    voice = '<mpvoice voice_encode_fileid="{0}" name="{0}"></mpvoice>'
    apart = f"<section>{voice.format('夜')}</section><section>{drawn.format('夜')}</section>"
    assert article(apart).body.text == "♪ 夜"
    both = [form.format(name) for form in (voice, drawn) for name in "甲乙"]
    assert article("".join(both)).body.text == "♪ 甲\n♪ 乙"
