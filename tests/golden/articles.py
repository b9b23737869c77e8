"""Articles by template, and reprints (docs/wechat-pages.md §2.1, §3.1)."""

from html import escape

from tests.golden.building import (
    BIZ,
    COVER,
    MID,
    OTHER_BIZ,
    SHORT_URL,
    ainfo,
    body_of,
    classic,
    classic_variables,
    common_data,
    current,
    earlier,
    raw,
)
from tests.smallwechat.literals import Value
from wxarchive.models import RawPage

_FULL = body_of("full")
_ALBUM: dict[str, Value] = {
    "album_id": "3141592653589793238",
    "title": "河边散步",
    "pre_article_link": escape(earlier(5).replace("https:", "http:") + "&chksm=abc#rd"),
    "pre_article_title": "第一次涨水",
    "next_article_link": escape(earlier(4).replace("https:", "http:")),
    "next_article_title": "渡口的猫与人",
}
_VIDEO: dict[str, Value] = {
    "video_id": "wxv_1234567890123456789",
    "title": "水面一分钟",
    "cover_url": "http://mmbiz.qpic.cn/mmbiz_jpg/GoldenVideo/0?wx_fmt=jpeg",
    "mp_video_trans_info": [
        {"format_id": 10002, "duration_ms": 61500, "url": "http://mpvideo.qpic.cn/x?dis_k=SECRET"}
    ],
}
_EVERYTHING: dict[str, Value] = {
    "title": "河水为什么是绿的 &amp;amp; 蓝的",
    "desc": "一张图说清&lt;颜色&gt;",
    "author": "柳条",
    "modify_time": 1762833610,
    "source_url": "https://example.com/river?a=1&amp;amp;key=SECRET&amp;amp;b=2",
    "copyright_info": {"copyright_stat": 1},
    "ip_wording": {"country_name": "中国", "country_id": "156", "province_name": "浙江"},
    "appmsgalbuminfo": _ALBUM,
    "public_tag_info": {
        "tags": [
            {"album_id": "3141592653589793238", "tag_name": "河边散步"},
            {"album_id": "2718281828459045235", "tag_name": "#水"},
        ]
    },
    "ainfos": [
        ainfo(1, "散步去渡口"),
        ainfo(2, "只有图的一篇"),
        ainfo(3, "雨后的桥与河"),
        ainfo(4, "渡口的猫与人"),
    ],
    "video_page_infos": [_VIDEO],
}
_HEAD_2018 = """<h2 class="rich_media_title" id="activity-name">
    “绿”从哪里来 </h2>
<div id="meta_content" class="rich_media_meta_list">
    <span id="copyright_logo" class="rich_media_meta icon_appmsg_tag">原创</span>
    <span class="rich_media_meta rich_media_meta_text">柳条</span>
    <a href="javascript:void(0);" id="js_name">河边笔记</a>
    <div class="profile_inner" style="display:none"><strong class="profile_nickname">河边笔记</strong>
    <p class="profile_meta"><label>微信号</label><span class="profile_meta_value">riverside_notes</span></p></div>
    <em id="publish_time" class="rich_media_meta rich_media_meta_text"></em>
</div>"""
_HEAD_2017 = """<h2 class="rich_media_title" id="activity-name">河边的一天</h2>
<div id="meta_content" class="rich_media_meta_list">
<em id="post-date" class="rich_media_meta rich_media_meta_text">2016-10-28</em>
<em class="rich_media_meta rich_media_meta_text">老船工</em>
<a class="rich_media_meta rich_media_meta_link rich_media_meta_nickname" href="##" id="post-user">河边笔记</a></div>"""
_BODY_2018 = f"""
<p>河水是绿的，因为两岸的树是绿的。</p>
<p><img data-src="https://mmbiz.qpic.cn/mmbiz_jpg/GoldenOld/640?wx_fmt=jpeg" data-ratio="0.75" data-w="800"></p>
<p>延伸阅读</p>
<ul class=" list-paddingleft-2"><li><p><a href="{escape(earlier(1))}">散步去渡口</a></p></li>
<li><p><a href="https://mp.weixin.qq.com/s/Ab3dEf6hIj9lMn2pQr5tUv">雨后的桥</a></p></li></ul>
"""
_REPRINT: dict[str, Value] = {
    "copyright_stat": 2,
    "reprint_type": 2,
    "platform": "山里笔记",
    "reprint_url": escape(earlier(8, OTHER_BIZ).replace("==", "%3D%3D")),
    "source_username": "gh_ba9876543210",
    "source_encode_biz": OTHER_BIZ,
    "source_mid": "2247480008",
    "source_idx": 1,
    "guide_words": "写得好，转给大家。&lt;真的&gt;",
}
_BODY = "<p>山里的雾，早上才有。</p><section><p>太阳一出来就散了。</p></section>"
_OWN_WORDS = {"msg_desc": '""', "msg_title": '"只有变量的一年"'}

ARTICLES: dict[str, RawPage] = {
    "article_current": raw(
        current(common_data() | _EVERYTHING | {"content_noencode": _FULL}, _FULL), SHORT_URL
    ),
    "article_without_cgi_data_2025": raw(
        classic(classic_variables(**_OWN_WORDS), _BODY_2018, _HEAD_2018)
    ),
    "article_2018": raw(
        classic(
            classic_variables(
                item_show_type='"0"', modify_time='"1762833610" * 1', appuin=f'"" || "{BIZ}"'
            ),
            _BODY_2018,
            _HEAD_2018,
        )
    ),
    "article_2017": raw(
        classic(
            {
                "biz": f'"{BIZ}"||""',
                "appmsgid": f'""||"{MID}"',
                "idx": '"2"||""',
                "publish_time": '"2016-10-28" || ""',
                "nickname": '"河边笔记"',
                "msg_title": '"河边的一天"',
                "msg_desc": '"船\\x26amp;桨"',
                "msg_cdn_url": f'"{COVER.replace("https", "http")}"',
            },
            "<p>早上五点开船，<br>中午回来。</p>",
            _HEAD_2017,
        )
    ),
    "article_body_only_in_elements": raw(
        current(common_data(), "<p>脚本里没有正文，元素里有。</p>")
    ),
    "article_whose_data_is_cut_off": raw(
        current(common_data(content_noencode="<p>看不到的</p>"), "<p>元素里有全文。</p>").split(
            "content_noencode"
        )[0]
    ),
    "article_quoting_error_pages": raw(
        current(
            common_data(title="“该内容已被发布者删除”是什么意思"),
            "<p>参数错误，环境异常，此内容因违规无法查看：</p>"
            '<div class="weui-msg"><h2 class="weui-msg__title">该内容已被发布者删除</h2></div>'
            "<pre>window.PAGE_MID='mmbizwap:secitptpage/verify.html'\nwindow.cgiDataNew = {a: 'b'}</pre>",
        )
    ),
    "article_paid_preview": raw(
        current(
            common_data(is_pay_subscribe=1, content_noencode="<p>试读的一段。</p>"),
            '<p>试读的一段。</p><div class="mp-pay-preview-filter"></div>',
        )
    ),
    "reprint_share_style": raw(
        current(common_data(copyright_info=_REPRINT, content_noencode=_BODY, author="山民"), "")
    ),
    "reprint_authorised": raw(
        current(
            common_data(
                copyright_info={**_REPRINT, "reprint_type": 3, "guide_words": ""},
                content_noencode=_BODY,
            ),
            _BODY,
        )
    ),
    "reprint_old_template": raw(
        classic(
            classic_variables(_copyright_stat='"2"'),
            "",
            _HEAD_2018
            + f'<div id="js_share_source" data-url="{escape(earlier(8, OTHER_BIZ))}"></div>'
            + '<span class="original_primary_nickname">山里笔记</span>'
            + f'<script type="text/html" id="content_tpl">{_BODY}</script>',
        )
    ),
}
