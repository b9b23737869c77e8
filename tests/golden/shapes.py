"""Articles by what their bodies and frames are made of, a page for each family of shapes.

The shapes are those of docs/wechat-pages.md §3 and §10.
"""

from html import escape

from tests.golden.building import (
    BIZ,
    COVER,
    LONG_URL,
    PUBLISHED,
    SHORT_URL,
    body_of,
    classic,
    classic_variables,
    common_data,
    current,
    earlier,
    raw,
)
from wxarchive.models import RawPage

_ALBUM = (
    "https://mp.weixin.qq.com/mp/appmsgalbum?__biz="
    + BIZ
    + "&amp;action=getalbum&amp;album_id=3141592653589793238"
)
_MATCH = f"('{_ALBUM}'.match(/[0-9]{{8,}}/))"
_ALBUM_LIST = f"""[
      {{
    title: '河边散步',
    size: '91' * 1,
    link: '{_ALBUM}',
    albumId: '3141592653589793238',
    tagId: '' * 1,
    id: '{_ALBUM}' ? ({_MATCH} ? {_MATCH}[0] : '') : '',
    continousReadOn: '1' * 1
  }},
    ]"""
_READ_ON = f"""{{
  album_id: '3141592653589793238',
  pre_article_link: '{earlier(5).replace("https:", "http:").replace("&", chr(92) + "x26amp;")}#wechat_redirect',
  pre_article_title: '第一次涨水',
  next_article_link: '',
  next_article_title: '',
}}"""
_HEAD_2025 = """<h1 class="rich_media_title " id="activity-name">
胃里的河
</h1><div id="meta_content" class="rich_media_meta_list">
<span id="copyright_logo" class="wx_tap_link js_wx_tap_highlight rich_media_meta icon_appmsg_tag">原创</span>
<span class="rich_media_meta rich_media_meta_text"><span role="link" id="js_author_name">柳条</span></span>
<span class="rich_media_meta rich_media_meta_nickname" id="profileBt"><a href="javascript:void(0);" id="js_name">
河边笔记                      </a></span>
<em id="publish_time" class="rich_media_meta rich_media_meta_text"></em>
<em id="js_ip_wording_wrp" style="display: none;"><span id="js_ip_wording" ></span></em></div>
<script>window.ip_wording = {
  countryName: '中国',
  countryId: '156',
  provinceName: '江苏',
  provinceId: '',
};</script>"""
_NOVEL = (
    '<p style="line-height: 2em;" data-pm-slice="0 0 []"><span style="font-family: 宋体;"><font face="宋体">'
    '<span leaf=""><span textstyle="" style="font-size: 16px;">“附近有不少蚊子啊。”</span></span></font></span>'
    '<span style="font-family: 宋体;"><o:p></o:p></span></p><p><b><o:p></o:p></b></p><p style="text-align: center;">'
    '<span leaf="">END</span></p><section><span leaf=""><br  /></span></section>'
    '<p style="display: none;"><mp-style-type data-value="3"></mp-style-type></p>'
)
_DRAWN = """<p><mp-miniprogram class="" data-miniprogram-appid="wx0" data-miniprogram-nickname="水文小站"
 data-miniprogram-title="水位   每日更新    " data-miniprogram-imageurl="http://mmbiz.qpic.cn/mmbiz_jpg/ThumbOne/0">
</mp-miniprogram><span class="weapp_display_element js_weapp_display_element"><!--
<span class="weapp_card">旧的一张</span> -->
<span class="weapp_card app_context appmsg_card_context"><span class="weapp_card_profile flex_context">
<span class="radius_avatar weapp_card_avatar"><img src="%E6%B8%A1%E5%8F%A3_files/0.png"></span>
<span class="weapp_card_nickname flex_bd">水文小站</span></span><span class="weapp_card_info">
<span class="weapp_card_title">水位   每日更新    </span><span class="weapp_card_thumb_wrp"
 style="background-image:url(http://mmbiz.qpic.cn/mmbiz_jpg/ThumbOne/0?wx_fmt=jpeg);"></span></span>
<span class="weapp_card_ft"><span class="weapp_card_logo"><img class="icon_weapp_logo_mini"
 src="data:image/png;base64,iVBORw0KGgo=" alt="">小程序</span></span></span></span></p>"""
_SAVED_2018 = (
    '<section powered-by="xiumi.us"><section><img '
    'data-src="https://mmbiz.qpic.cn/mmbiz_jpg/SavedComic/640?wx_fmt=jpeg" '
    'data-w="640" data-ratio="0.5" class="" src="%E6%B8%A1%E5%8F%A3_files/640_058.jpg" data-fail="0" '
    'style="width: 640px !important; visibility: visible !important;"></section></section>'
    f"<p><strong>PS：摸一下小程序</strong></p>{_DRAWN}<p>点“阅读原文”，更多漫画</p>"
)
_HEAD_SAVED_2018 = """<h2 class="rich_media_title" id="activity-name">
        渡口漫画                         </h2><div id="meta_content" class="rich_media_meta_list">
<span id="copyright_logo" class="rich_media_meta rich_media_meta_text meta_tag_text">原创：</span>
<span class="rich_media_meta rich_media_meta_text">
<span id="js_author_name" class="rich_media_meta_link">柳条</span></span>
<span class="rich_media_meta rich_media_meta_nickname" id="profileBt"><a href="javascript:void(0);" id="js_name">
   河边笔记   </a></span><em id="publish_time" class="rich_media_meta rich_media_meta_text">7月16日</em></div>"""
_BODY_2019 = (
    "<p>推荐写在前面的话。</p><pre><code>int&nbsp;a;<br>int&nbsp;b;<br></code></pre><p><strong>推荐阅读：</strong></p>"
    + "".join(
        f'<p><a target="_blank" href="{escape(earlier(n))}">{t}</a></p>'
        for n, t in ((1, "渡河"), (2, "造船"))
    )
    + '<p>扫一扫 关注</p><p>┏(＾0＾)┛明天见！</p><p><br></p><div class="rich_media_tool">阅读 12</div>'
)
_PAGE_2014 = f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">
<HTML><HEAD><META content="text/html; charset=utf-8" http-equiv=Content-Type><TITLE>老船</TITLE>
<SCRIPT type=text/javascript>
document.domain = "qq.com";
var biz = ""||"{BIZ}";
var mid = ""||"" || "200123456";
var idx = ""||""||"2";
var sn = ""||""||"0a1b2c3d4e5f60718293a4b5c6d7e8f9";
var ct="1414640400"*1;
var nickname = "河边笔记";
var user_name = "gh_0123456789ab";
var msg_title = "老船 &amp; 新桨";
var msg_desc = "船二十年了";
var msg_cdn_url = "http://mmbiz.qpic.cn/mmbiz/OldCover/0";
var msg_link = "http://mp.weixin.qq.com/s?__biz={BIZ}&amp;mid=200123456&amp;idx=2&amp;sn=0a1b2c3d4e5f60718293a4b5c6d7e8f9#rd";
</SCRIPT></HEAD>
<BODY id=activity-detail><DIV id=page-content><DIV id=img-content>
<H2 id=activity-name class=rich_media_title>老船 &amp; 新桨</H2>
<DIV class=rich_media_meta_list><EM id=post-date class="rich_media_meta text">2014-10-30</EM>
<A id=post-user class="rich_media_meta link nickname" href="javascript:void(0);">河边笔记</A></DIV>
<DIV id=media class=rich_media_thumb_wrp><IMG class=rich_media_thumb src="http://mmbiz.qpic.cn/mmbiz/OldCover/0"></DIV>
<DIV id=js_content class=rich_media_content><P><STRONG>老船</STRONG>还在。<BR>桨是新的。</P>
<P><IMG data-src="http://mmbiz.qpic.cn/mmbiz/OldBoat/0" src="http://mmbiz.qpic.cn/mmbiz/OldBoat/640"></P>
<P><IFRAME class=video_iframe height=300 src="http://v.qq.com/iframe/player.html?vid=c01234bcdef&amp;auto=0"></IFRAME></P>
</DIV></DIV></DIV></BODY></HTML>
"""
_PAGE_2013 = f"""<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html;charset=utf-8"><title>摆渡</title>
<style>#activity-detail .page-content .text{{font-size:16px;}}</style></head>
<body id="activity-detail">
<img width="12px" style="position: absolute;top:-1000px;" src="http://res.wx.qq.com/mmbizwap/ico_loading.gif">
<div class="page-bizinfo"><div class="header"><h1 id="activity-name">摆渡</h1><p class="activity-info">
<span id="post-date" class="activity-meta no-extra">2013-12-26</span> <span class="activity-meta">柳条</span>
<a href="javascript:viewProfile();" id="post-user" class="activity-meta">
<span class="text-ellipsis">河边笔记</span><i class="icon_link_arrow"></i></a></p></div></div>
<div id="page-content" class="page-content"><div id="img-content"><div class="media" id="media">
<img onerror="this.parentNode.removeChild(this)" src="http://mmbiz.qpic.cn/mmbiz/FerryCover/0"></div>
<div class="text"><p>水涨了，渡口的<strong>船</strong>不开。</p>
<p><img data-src="http://mmbiz.qpic.cn/mmbiz/FerryShut/0"></p></div>
<p class="page-toolbar"><a href="javascript:viewSource();" class="page-url">阅读原文</a>
<a href="javascript:report_article();" class="page-imform">举报</a></p></div></div>
<script type="text/javascript">
var tid = ""; var uin = ""; var key = ""; var biz = "{BIZ}";
var title     = trim('摆渡'      .replace(/&lt;/g, '<').replace(/&gt;/g, '>'));
var sourceurl = trim('http://example.com/ferry?a=1&amp;b=2'.replace(/&lt;/g, '<').replace(/&gt;/g, '>'));
function viewProfile(){{ WeixinJSBridge.invoke('profile',{{ 'username':'gh_0123456789ab', 'scene':'57' }}); }}
(function(){{ function onBridgeReady() {{
 var appId  = '', imgUrl = "http://mmbiz.qpic.cn/mmbiz/FerryCover/0",
 link   = "http://mp.weixin.qq.com/s?__biz={BIZ}&mid=200000123&idx=2&sn=0a1b2c3d4e5f60718293a4b5c6d7e8f9#rd",
 title  = htmlDecode("摆渡"), desc   = htmlDecode("水退以后&quot;再&quot;开"), fakeid = "";
 desc   = desc || link;
 WeixinJSBridge.invoke('sendAppMessage',{{ "appid" : appId, "img_url" : imgUrl, "link" : link }}); }} }})();
</script></body></html>
"""
_DOWNLOADED_HEAD = f"""<!DOCTYPE html>
<html class="">
 <head>
  <meta content="text/html; charset=utf-8" http-equiv="Content-Type"/>
  <meta content="水退了，路出来了。\\x0a" name="description">
   <meta content="柳条" name="author">
    <meta content="水退以后" property="og:title">
     <meta content="{escape(LONG_URL)}&amp;chksm=abc#rd" property="og:url">
      <meta content="{COVER}" property="og:image">
       <title>
       </title>
      </meta></meta></meta></meta></meta>
 </head>
 <body class="zh_CN wx_wap_page mm_appmsg" id="activity-detail">"""
_DOWNLOADED = f"""{_DOWNLOADED_HEAD}
  <div class="rich_media" id="js_article">
   <h1 class="rich_media_title" id="activity-name">
    水退以后
   </h1>
   <div class="rich_media_meta_list" id="meta_content">
    <span class="rich_media_meta rich_media_meta_nickname" id="profileBt">
     <a class="wx_tap_link" href="javascript:void(0);" id="js_name">
      河边笔记
     </a>
    </span>
    <em class="rich_media_meta rich_media_meta_text" id="publish_time">
    </em>
   </div>
   <div class="rich_media_content js_underline_content" id="js_content" style=";  0; ">
    <p style='margin: 10px; Optima-Regular, "PingFang SC", serif;'>
     路
     <strong>
      出来
     </strong>
     了，
     <a href="{escape(earlier(1))}">
      上次
     </a>
     还在 river bed
     <em>
      below
     </em>
     the water。
    </p>
    <pre><code class="language-js">let a = 1;
  let b;</code></pre>
    <p>
     <img class="rich_pages" data-src="https://mmbiz.qpic.cn/mmbiz_png/DryRoad/640?wx_fmt=png" src="images/1.png"/>
    </p>
   </div>
  </div>
  <span aria-hidden="true" class="weui-a11y_ref" id="js_a11y_comma" style="display:none">
   ，
  </span>
  <div class="discuss_container"><ul><li>读者的留言不是正文</li></ul></div>
  <script>
   var ct = '{PUBLISHED}';
  </script>
 </body>
</html>
"""
_DOWNLOADED_POST = f"""{_DOWNLOADED_HEAD.replace("mm_appmsg", "mm_appmsg page_share_img")}
  <div id="js_article" class="share_content_page"><div class="swiper_item"></div></div>
 <img src="https://mmbiz.qpic.cn/sz_mmbiz_jpg/DryOne/0?wx_fmt=jpeg"  data-w="1080"><img
 src="https://mmbiz.qpic.cn/sz_mmbiz_jpg/DryTwo/0?wx_fmt=jpeg"  data-w="1080">
 <div id="js_image_content" class="image_content">
 <h1 class="rich_media_title">水退以后</h1>
 <p id="js_image_desc" class="share_notice js_underline_content">水退了，路出来了。<br></p>
 </div></body></html>
"""


def _in_current(name: str, title: str) -> RawPage:
    body = body_of(name)
    return raw(current(common_data(title=title, content_noencode=body), body), SHORT_URL)


SHAPES: dict[str, RawPage] = {
    "article_words": _in_current("words", "渡口的字"),
    "article_tables": _in_current("tables", "渡口的表"),
    "article_code": _in_current("code", "渡口的代码"),
    "article_cards": _in_current("cards", "渡口的卡片"),
    "article_classic_2025": raw(
        classic(
            classic_variables(
                msg_title="'胃里的河'.html(false)",
                msg_desc=r'htmlDecode("日子\x0a是河")',
                album_info_list=_ALBUM_LIST,
                album_keep_read_info=_READ_ON,
                is_pay_subscribe='"0" * 1',
                modify_time='"" * 1',
                jumpInfo="[\n    ]",
            ),
            _NOVEL,
            _HEAD_2025,
        ).replace(
            'class="rich_media_content " id="js_content"',
            'class="rich_media_content js_underline_content\n       autoTypeSetting24psection\n    "\n      '
            'id="js_content" style="visibility: hidden; opacity: 0; "',
        )
    ),
    "article_2013": raw(_PAGE_2013),
    "article_2014": raw(_PAGE_2014),
    "saved_by_browser_2018": raw(
        classic(
            classic_variables(msg_title='"渡口漫画"', ct=f'"{PUBLISHED}"*1', author='""'),
            _SAVED_2018,
            _HEAD_SAVED_2018,
        )
    ),
    "saved_by_browser_2019": raw(
        classic(
            classic_variables(msg_title='"渡河指南"', _copyright_stat='"0"', modify_time='""'),
            _BODY_2019,
            _HEAD_SAVED_2018.replace("7月16日", "1周前")
            .replace("原创：", "")
            .replace("渡口漫画", "渡河指南"),
        )
    ),
    "saved_wechat_download": raw(_DOWNLOADED),
    "saved_wechat_download_image": raw(_DOWNLOADED_POST),
}
