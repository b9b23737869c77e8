"""The same article as other tools and browsers save it (docs/wechat-pages.md §2.3)."""

import base64
import json
import quopri
from html import escape

from tests.golden.building import (
    LONG_URL,
    PUBLISHED,
    SHORT_URL,
    classic,
    classic_variables,
    common_data,
    current,
    raw,
)
from wxarchive.models import RawPage

_BODY = (
    '<p>渡口在下游。</p><p><img data-src="https://mmbiz.qpic.cn/mmbiz_jpg/SavedOne/640?wx_fmt=jpeg" '
    'src="./files/1.jpg" data-ratio="0.5" data-w="640"></p><p>船三点开。</p>'
)
_HEAD = '<h2 class="rich_media_title" id="activity-name">渡口的船</h2><a id="js_name">河边笔记</a>'
_RENDERED = """<div id="meta_content"><span class="rich_media_meta rich_media_meta_text">柳条</span>
<a id="js_name">河边笔记</a><em id="publish_time" class="rich_media_meta rich_media_meta_text">昨天</em>
<em id="js_ip_wording_wrp"><span id="js_ip_wording">浙江</span></em></div>"""
_PLAYER = """<span class="video_iframe" data-mpvid="wxv_1234567890123456789" vid="wxv_1234567890123456789">
<div class="player"><p>倍速播放中</p><p>0.5倍</p><p>继续观看</p></div></span>"""
_METAS = f"""<meta property="og:title" content="渡口的船"/><meta property="og:url" content="{escape(LONG_URL)}#rd"/>
<meta property="og:image" content="https://mmbiz.qpic.cn/mmbiz_jpg/GoldenCover/0?wx_fmt=jpeg"/>
<meta name="author" content="柳条"/><meta name="description" content="船三点开\\x0a\\x26lt;别迟到\\x26gt;"/>"""
_CURRENT = current(common_data(title="渡口的船", content_noencode=_BODY), _BODY)
_LABELLED = f"""<!DOCTYPE html><html><head><meta charset="UTF-8"><title>渡口的船</title></head><body>
<div class="article-header"><h1 class="article-title">渡口的船</h1><div class="article-meta">
<p><strong>来源:</strong> 河边笔记</p><p><strong>作者：</strong> 柳条</p><p><strong>发布时间:</strong> 2017-03-15</p>
<p><strong>原文链接:</strong> <a href="{escape(LONG_URL)}">{escape(LONG_URL)}</a></p></div></div>
<div id="js_content"><p>渡口在下游。</p><p><img src="../images/ferry/img_000.jpg"></p></div></body></html>"""


def _bare(body: str, head: str = _HEAD, metas: str = "", top: str = "<!DOCTYPE html>") -> str:
    return (
        f'{top}<html><head><meta charset="utf-8">{metas}</head><body><div id="js_article">{head}'
        f'<div id="js_content" class="rich_media_content">{body}</div></div></body></html>'
    )


def _mhtml(encoding: str) -> bytes:
    page = _CURRENT.encode()
    content = (
        quopri.encodestring(page) if encoding == "quoted-printable" else base64.encodebytes(page)
    )
    return (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: "
        + SHORT_URL.encode()
        + b"\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="--frontier"\r\n\r\n'
        b"----frontier\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
        b"----frontier\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: "
        + encoding.encode()
        + b"\r\n\r\n"
        + content
        + b"\r\n----frontier--\r\n"
    )


_SINGLE_FILE = f"<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: {SHORT_URL} \n-->"

SAVED: dict[str, RawPage] = {
    "saved_single_file": raw(
        _bare(
            _BODY,
            _HEAD + _RENDERED.replace("昨天", "2025年11月10日 12:00"),
            f'<link rel="canonical" href="{SHORT_URL}">',
        ).replace("<!DOCTYPE html><html>", _SINGLE_FILE)
    ),
    "saved_mhtml_quoted_printable": raw(_mhtml("quoted-printable")),
    "saved_mhtml_base64": raw(_mhtml("base64")),
    "saved_exporter_normalized": raw(_bare(_BODY, _HEAD, _METAS)),
    "saved_without_scripts": raw(
        _bare(_BODY, '<h1 id="activity-name">\n   渡口的船\n  </h1>', _METAS)
    ),
    "saved_with_labels": raw(_LABELLED),
    "saved_as_escaped_string": raw(
        json.dumps(classic(classic_variables(), _BODY, _HEAD), ensure_ascii=False).replace(
            "/", "\\/"
        )
    ),
    "saved_with_byte_order_mark": raw(b"\xef\xbb\xbf" + _CURRENT.encode()),
    "saved_as_utf16": raw(_bare(_BODY, _HEAD, _METAS).encode("utf-16")),
    "saved_as_gbk": raw(_bare(_BODY, _HEAD, _METAS).replace("utf-8", "gbk").encode("gbk")),
    "saved_comment_before_doctype": raw(f"<!-- 由备份工具保存 -->\n{_CURRENT}"),
    "saved_pretty_printed": raw(
        _bare(
            "\n  <p>\n   <span>\n    渡口在\n   </span>\n   <span>\n    下游。\n   </span>\n  </p>\n",
            _HEAD,
            _METAS,
        )
    ),
    "saved_by_browser": raw(
        _bare(
            '<p>渡口在下游。</p><p><img data-src="https://mmbiz.qpic.cn/mmbiz_jpg/SavedOne/640?wx_fmt=jpeg" '
            f'src="渡口_files/640.jpg"></p>{_PLAYER}',
            _HEAD.replace('<a id="js_name">河边笔记</a>', "") + _RENDERED,
            _METAS,
            f"<!DOCTYPE html>\n<!-- saved from url=(0050){SHORT_URL} -->",
        ).replace(
            "</body>", f"<script>var ct = '{PUBLISHED}'; var nickname = '河边笔记';</script></body>"
        )
    ),
}
