"""Pages with scripts that write what the platform's own inline scripts do (docs/wechat-pages.md §11),
for browsers to open and save.
"""

from tests.golden.building import LONG_URL, OTHER_BIZ, earlier

VIDEO = "wxv_1234567890123456789"
ORIGINAL = earlier(8, OTHER_BIZ)
PUBLISHED = 1750672800
"""2025-06-23 18:00 in Beijing."""
_PICTURES = "https://mmbiz.qpic.cn/mmbiz_png"
_DRAW = """
const put = (id, html) => { const at = document.getElementById(id); if (at) at.innerHTML = html };
const two = number => String(number).padStart(2, "0"), at = new Date(PUBLISHED * 1000);
put("publish_time", `${at.getFullYear()}年${at.getMonth() + 1}月${at.getDate()}日 `
  + `${two(at.getHours())}:${two(at.getMinutes())}`);
for (const img of document.querySelectorAll("img[data-src]")) img.src = img.dataset.src;
for (const frame of document.querySelectorAll("iframe.video_iframe")) {
  frame.style.display = "none";
  frame.insertAdjacentHTML("afterend",
    `<span class="js_img_placeholder" data-vid="${frame.dataset.mpvid}"></span>`);
}
for (const voice of document.querySelectorAll("mpvoice")) voice.insertAdjacentHTML("afterend",
  '<span class="js_audio_frame db"> <span class="share_audio_context">'
  + `<b class="share_audio_title">${voice.getAttribute("name")}</b></span></span>`);
for (const [id, text] of Object.entries(TEXTS)) put(id, text);
"""


def _page(inside: str, body_class: str = "", **texts: str) -> bytes:
    script = _DRAW.replace("PUBLISHED", str(PUBLISHED)).replace("TEXTS", repr(texts))
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title></title></head>'
        f'<body class="zh_CN {body_class}"><div id="js_article">{inside}</div>'
        f"<script>{script}</script></body></html>"
    ).encode()


_HEAD = '<h1 id="activity-name">水的颜色</h1><em id="publish_time"></em>'
_NICK = '<div class="wx_follow_nickname">河边笔记</div>'
_IMG = '<img data-src="{}/{}/640?wx_fmt=png" data-w="300" data-ratio="0.66">'
_TWICE = _IMG.format(_PICTURES, "DrawnTwice")
_SWIPER = (
    '<div id="img_swiper_content"><div id="img_list"><div class="swiper_item">'
    f'<img src="{_PICTURES}/DrawnOne/0?wx_fmt=png"></div></div></div><div id="img_indicator">'
    f"{'<div class=swiper_dot></div>' * 3}</div>"
)
_SHARE = (
    '<div id="img-content" class="original_page"><h1 id="activity-name">转的一篇</h1>'
    '<p class="share_notice" id="js_share_notice"></p><div id="js_share_content">'
    '<div id="js_share_author">山里笔记</div><div class="original_panel_content" id="js_content">'
    f'</div><span id="js_share_source" data-url="{ORIGINAL.replace("&", "&amp;")}">阅读全文</span>'
    "</div></div>"
)
_WORDS = "第一行<br>第二行"

PAGES: dict[str, bytes] = {
    "article": _page(
        f'{_HEAD}<div id="js_content"><p>一条河。</p><p>{_IMG.format(_PICTURES, "DrawnOne")}</p>'
        f"<p>{_TWICE}</p><p>中间的字。</p><p>{_TWICE}</p>"
        f'<section style="background-image:url({_PICTURES}/DrawnBack/640?wx_fmt=png);'
        'width:300px;height:320px"></section><p><ruby>渡<rp>（</rp><rt>dù</rt><rp>）</rp></ruby>口</p>'
        f'<p><iframe class="video_iframe" data-mpvid="{VIDEO}"></iframe></p>'
        '<p><mpvoice voice_encode_fileid="abc" name="夜"></mpvoice></p></div>'
    ),
    "text": _page(
        f'<div id="js_content">{_NICK}<h1 id="js_text_title"></h1><p id="js_text_desc"></p>'
        '<span id="publish_time"></span></div>',
        "page_share_text",
        js_text_title="涨水",
        js_text_desc=_WORDS,
    ),
    "image": _page(
        f'{_SWIPER}<h1 class="rich_media_title">水的颜色</h1><p id="js_image_desc"></p>',
        "page_share_img",
        js_image_desc=_WORDS,
    ),
    "audio": _page(f'{_HEAD}<p id="js_audio_desc"></p>', js_audio_desc=_WORDS),
    "video": _page(f'{_HEAD}<p id="js_common_share_desc"></p>', js_common_share_desc=_WORDS),
    "share": _page(
        _SHARE,
        js_share_notice="写得好，<br>转给大家。",
        js_content="山里的雾从早上就……...",
    ),
}
ADDRESS = LONG_URL
