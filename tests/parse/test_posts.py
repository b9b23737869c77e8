"""Posts whose content stands in other places than the data script (docs/wechat-pages.md §4,
§10).
"""

from datetime import datetime

import pytest

from tests.golden.building import (
    BIZ,
    LONG_URL,
    MID,
    PUBLISHED,
    classic,
    classic_variables,
    common_data,
    listed,
    picture,
    raw,
    shared,
)
from tests.smallwechat.literals import Value
from wxarchive.clock import BEIJING
from wxarchive.models import Article, Media
from wxarchive.parse import parse

NEVER = "window.a_value_which_never_exists"
LONG = (
    r"河水涨了，渡口今天不开，船都拴在对岸的柳树下面，等到明天早上再说。\x0a第二行\x20\x3c b \'c\'"
)
LINES = "河水涨了，渡口今天不开，船都拴在对岸的柳树下面，等到明天早上再说。\n第二行 < b 'c'"


def post(text: str) -> Article:
    found = parse(raw(text))
    assert isinstance(found, Article), found
    return found


def variables(show_type: int, more: str = "") -> str:
    """A post of before December 2025, whose page has no data script."""
    return shared(
        {},
        f"window.item_show_type = '{show_type}'; window.biz = '{BIZ}'; window.mid = '{MID}'; window.idx = '1';"
        f"window.ct = '{PUBLISHED}';{more}",
    )


def library(code: str) -> str:
    """A script that looks like a library's from its beginning."""
    return f'<script>"use strict";var __INLINE_SCRIPT__ = 1;\n{code}\n</script></body>'


def text_post(assignments: str, more: str = "") -> Article:
    return post(variables(10, more).replace("</body>", library(assignments)))


def test_text_is_found_in_the_script_of_a_library() -> None:
    found = text_post(
        f"var videoContentNoEncode = {NEVER} || ''; var TextContentNoEncode = {NEVER} || '{LONG}';"
        f"var ContentNoEncode = {NEVER} || 'nein';"
    )
    assert (found.kind, found.body.text, found.losses) == ("text", LINES, ())


def test_text_is_the_first_that_is_not_empty() -> None:
    found = text_post(
        f"var TextContentNoEncode = {NEVER} || '';\nvar ContentNoEncode = {NEVER} || \"晚上退水\";"
    )
    assert found.body.text == "晚上退水"


@pytest.mark.parametrize(
    "told",
    [
        "window.is_user_title = '0' * 1 || 0;",
        "window.__QMTPL_SSR_DATA__={a:'',text_page_info:{is_user_title:'0'},title:'x'};",
        "",
    ],
)
def test_text_is_no_title(told: str) -> None:
    more = f"{told}window.msg_title = window.title = '{LONG}' || '';"
    found = text_post(f"var TextContentNoEncode = {NEVER} || '{LONG}';", more)
    assert found.metadata.title == LINES[:30] + "…"


@pytest.mark.parametrize("told", ["window.is_user_title = '1' * 1 || 0;", ""])
def test_title_of_a_text_post_stays(told: str) -> None:
    found = text_post(
        f"var TextContentNoEncode = {NEVER} || '{LONG}';", f"{told}window.msg_title = '涨水' || '';"
    )
    assert found.metadata.title == "涨水"


def test_long_title_that_its_writer_gave_stays() -> None:
    told = f"window.is_user_title = '1' * 1 || 0;window.msg_title = '{LONG}' || '';"
    assert text_post(
        f"var TextContentNoEncode = {NEVER} || '{LONG}';", told
    ).metadata.title == LINES.replace("\n", " ")


VIDEO = "wxv_1234567890123456789"
VIDEOS = (
    f"[{{video_id: '{VIDEO}' || '', is_mp_video: '1' * 1 || 0,"
    "mp_video_trans_info: [{format_id: '10002' * 1 || 0, duration_ms: '61500' * 1 || 0}]}]"
)


@pytest.mark.parametrize(
    "assigned",
    [
        f"var videoPageInfos = {VIDEOS};window.__videoPageInfos = videoPageInfos;",
        f"window.__videoPageInfos = {VIDEOS};",
        f"window.video_page_infos = {VIDEOS};",
        f"d.video_page_info = {VIDEOS[1:-1]};",
    ],
)
def test_video_post_without_data_lists_its_videos(assigned: str) -> None:
    found = post(variables(5, f"window.msg_title = '水面'; {assigned}"))
    assert found.body.media == (Media("video", VIDEO, "水面", None, None, 61.5),)


def test_video_of_a_post_is_told_alone() -> None:
    video: dict[str, Value] = {"video_id": VIDEO, "mp_video_trans_info": [{"duration_ms": 61500}]}
    found = post(shared(common_data(5, title="水面", video_page_info=video)))
    assert found.body.media == (Media("video", VIDEO, "水面", None, None, 61.5),)


def test_video_of_a_template_for_xml_is_found() -> None:
    found = post(variables(5, f"d.vid = xml ? getXmlValue('vid.DATA') : '{VIDEO}';"))
    assert [item.id for item in found.body.media] == [VIDEO]


def test_duration_of_a_video_in_an_article_without_data() -> None:
    body = f'<p>看</p><iframe class="video_iframe" data-mpvid="{VIDEO}"></iframe>'
    found = post(classic(classic_variables(videoPageInfos=VIDEOS), body))
    assert [item.duration for item in found.body.media] == [61.5]


VOICE = "MzA5OTg3NjU0MV8yMjQ3NDgzNzAw"


@pytest.mark.parametrize(
    ("assigned", "seconds"),
    [
        (f"window.cgiData = {{voiceid: '{VOICE}', duration: '132' * 1}};", 132.0),
        (f"window.cgiData = {{voiceid: JsDecode('{VOICE}'), duration: '0' * 1}};", None),
        (
            f'window.cgiData = {{}}; var voiceid = "{VOICE}";{" " * 5000}x = {{ratio: 16 / 9, duration: 7,}};',
            None,
        ),
    ],
)
def test_duration_of_an_audio_is_told_beside_its_number(
    assigned: str, seconds: float | None
) -> None:
    found = post(
        variables(7, assigned).replace("</body>", library("x = {ratio: 16 / 9, duration: 5,}"))
    )
    assert [(item.id, item.duration) for item in found.body.media] == [(VOICE, seconds)]


@pytest.mark.parametrize("show_type", [17, 42])
def test_plain_text_with_a_link_keeps_its_lines(show_type: int) -> None:
    told = f'一 1 < 2\n二 <a href="{LONG_URL}">上一次</a>\n三'
    assert (
        post(shared(common_data(show_type, content_noencode=told))).body.text
        == "一 1 < 2\n二 上一次\n三"
    )


def test_pictures_that_the_data_lacks_are_in_the_variables() -> None:
    listed_in = f"window.picture_page_info_list = {listed([picture('One'), picture('Two')])}.slice(0, 20);window.ct='';"
    found = post(
        shared(common_data(8, content_noencode="水"), f"{listed_in}window.msg_title = '';")
    )
    assert [address.split("/")[4] for address in found.body.images] == ["One", "Two"]


def test_older_templates_list_the_pictures_in_a_text() -> None:
    items = ",".join(
        f"{{'cdn_url':'https://mmbiz.qpic.cn/mmbiz_jpg/{name}/640?wx_fmt=jpeg\\x26amp;from=appmsg','width':'1080','height':'1440'}}"
        for name in ("One", "Two")
    )
    told = f"window.item_show_type = '8'; window.desc = '水'; var picturePageInfoList = \"[{items},]\";"
    found = post(shared({}, f"{told} picturePageInfoList = JSON.parse(picturePageInfoList);"))
    assert found.body.images == (
        "https://mmbiz.qpic.cn/mmbiz_jpg/One/0?wx_fmt=jpeg",
        "https://mmbiz.qpic.cn/mmbiz_jpg/Two/0?wx_fmt=jpeg",
    )


def test_a_text_that_only_the_escaped_field_has_is_unescaped() -> None:
    info: dict[str, Value] = {"content": "一 1 &lt; 2\n二", "content_noencode": ""}
    found = post(shared(common_data(10, text_page_info=info)))
    assert found.body.text == "一 1 < 2\n二"


def test_time_is_at_last_that_of_a_library() -> None:
    page = variables(10, "window.msg_title = '涨水';").replace(f"window.ct = '{PUBLISHED}';", "")
    code = f"var oriCreateTime = '{PUBLISHED}';var TextContentNoEncode = {NEVER} || '水';"
    found = post(page.replace("</body>", library(code)))
    assert found.metadata.published_at == datetime(2025, 11, 10, 12, 0, 10, tzinfo=BEIJING)
