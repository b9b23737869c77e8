"""Posts: pictures, text, video, audio, music, short and what is not known (docs/wechat-pages.md
§4).
"""

from html import escape

from tests.golden.building import (
    BIZ,
    MID,
    PUBLISHED,
    SHORT_URL,
    ainfo,
    classic,
    common_data,
    earlier,
    listed,
    picture,
    raw,
    shared,
)
from tests.smallwechat.literals import Value
from wxarchive.models import RawPage

_WORDS = '水边的下午。\n看<a class="wx_img_refer_link" data-seq="2">图2</a>，和'
_LINKED = _WORDS + f'<a href="{escape(earlier(1))}">上一次</a>的不同[旺柴]'
_PICTURES: list[Value] = [picture("PostOne"), picture("PostTwo", 720, 960)]
_LONG = (
    "第一行就已经写得很长很长很长，长到超过三十个字还没有写完的样子。\n第二行 a < b & c\n\n第三行"
)
_OLD_SHARE = "zh_CN page_share_img appmsg_skin_default"
_D = f"""
    d.biz = xml ? getXmlValue('biz.DATA') : "" || "{BIZ}";
    d.mid = xml ? getXmlValue('mid.DATA') : "{MID}";
    d.idx = xml ? getXmlValue('idx.DATA') : "1";
    d.title = xml ? getXmlValue('title.DATA') : '水边的下午';
    d.nick_name = xml ? getXmlValue('nick_name.DATA') : '河边笔记';
    d.user_name = xml ? getXmlValue('user_name.DATA') : 'gh_0123456789ab';
    d.ct = xml ? getXmlValue('ct.DATA') : '{PUBLISHED}';
    d.desc = '';
"""
_NICK = '<div class="wx_follow_nickname">河边笔记</div>'


def _text_post(**info: Value) -> str:
    told: dict[str, Value] = {
        "content_noencode": _LONG,
        "short_msg_pic_url": [],
        "picture_info": [],
        **info,
    }
    title = "第三件小事" if info.get("is_user_title") else _LONG
    shell = (
        f'<div id="js_content">{_NICK}<h1 id="js_text_title"></h1><p id="js_text_desc"></p></div>'
    )
    return shared(
        common_data(10, title=title, desc=escape(_LONG), text_page_info=told, cdn_url=""), "", shell
    )


def _old(words: str, body: str, body_class: str) -> str:
    head = '<strong class="account_nickname_inner">河边笔记</strong><span id="publish_time">2018-08-14</span>'
    return classic({}, body, head + f"<script>{words}</script>", body_class)


POSTS: dict[str, RawPage] = {
    "image_current": raw(
        shared(
            common_data(
                8,
                title="水边的下午",
                desc=escape("水边的下午。\n看图2，和上一次的不同[旺柴]"),
                content_noencode=_LINKED,
                picture_page_info_list=_PICTURES,
                ainfos=[ainfo(1, "散步去渡口"), ainfo(6, "只在列表里的一篇")],
            )
        ),
        SHORT_URL,
    ),
    "image_without_cgi_data": raw(
        shared(
            {},
            f"window.item_show_type = '8' || ''; window.name = '河边笔记'; window.msg_title = '水边的下午' || '';"
            f"window.ct = '{PUBLISHED}' || ''; window.biz = '' || '{BIZ}'; window.mid = '' || '' || '{MID}';"
            f"window.idx = '1'; window.desc = '水边的下午。'; window.user_name = 'gh_0123456789ab';"
            f"window.picture_page_info_list = {listed(_PICTURES)}.slice(0, 20);",
        )
    ),
    "image_2018": raw(
        _old(
            _D.replace("水边的下午", "分享图片"),
            '<p class="share_notice"><script>document.write("桥下的水。\\n第二句".replace(/\\n/g,"<br>"))</script></p>'
            '<div id="img_list" class="share_media"><img src="http://mmbiz.qpic.cn/mmbiz_jpg/PostOld/0?wx_fmt=jpeg"></div>',
            _OLD_SHARE,
        )
    ),
    "text_titled": raw(_text_post(is_user_title=1)),
    "text_untitled": raw(_text_post(is_user_title=0, picture_info=[picture("TextOne")])),
    "text_old_content_only_in_variable": raw(
        shared(
            {},
            f"window.item_show_type = '10'; window.biz = '{BIZ}'; window.mid = '{MID}'; window.idx = '1';"
            "var TextContentNoEncode = window.a_value_which_never_exists || '河水涨了。\\x0a明天再去。';"
            f"window.ct = '{PUBLISHED}';",
            f'<div id="js_content">{_NICK}</div>',
        )
    ),
    "video_current": raw(
        shared(
            common_data(
                5,
                title="水面一分钟",
                desc="没有人说话，只有水声。",
                video_page_infos=[
                    {
                        "video_id": "wxv_1234567890123456789",
                        "cover_url": "http://mmbiz.qpic.cn/mmbiz_jpg/PostVideo/0?wx_fmt=jpeg",
                        "mp_video_trans_info": [{"duration_ms": 61500}],
                    }
                ],
            )
        )
    ),
    "video_2018": raw(
        _old(
            _D.replace("水边的下午", "水面一分钟") + "window.cgiData.vid = 'a01234bcdef';",
            '<div id="js_mpvedio" class="mpvideo_wrp">播放</div>',
            "zh_CN detail video appmsg_skin_default",
        )
    ),
    "audio": raw(
        shared(
            common_data(
                7,
                title="河水声",
                desc="夜里录的。",
                voice_in_appmsg=[{"voice_id": "MzA5OTg3NjU0MV8yMjQ3NDgzNzAw", "sn": "s"}],
            ),
            "window.cgiData = { duration: '132' * 1 };",
        )
    ),
    "music": raw(
        shared(
            common_data(
                6,
                title="水调",
                desc="今天只听这一首。",
                finder_music_card_list={"list": [{"song_id": "001Golden", "name": "水调"}]},
            )
        )
    ),
    "short": raw(
        shared(
            common_data(
                17,
                title="",
                desc="今天水退了。",
                content_noencode="今天水退了。\n渡口又能走了。",
                picture_page_info_list=[picture("ShortOne")],
            )
        )
    ),
    "unknown_kind": raw(shared(common_data(42, title="没见过的一种", desc="只有摘要和封面。"))),
}
