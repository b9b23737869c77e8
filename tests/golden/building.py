"""The frames of the site's pages by era (docs/wechat-pages.md §2.1), to be filled with data and a
body.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from tests.smallwechat.boilerplate import boilerplate
from tests.smallwechat.literals import Value, literal, plain_literal, quoted
from wxarchive.models import RawPage

BIZ = "MzA5OTg3NjU0MQ=="
OTHER_BIZ = "MzI3MTIzNDU2Nw=="
MID = "2247483701"
SN = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
TOKEN = "Kz7Qm2Xw9Rt4Yb6Nc8Vd1A"
ACCOUNT = "河边笔记"
PUBLISHED = 1762747210
SERVED = 1764558000
SHORT_URL = f"https://mp.weixin.qq.com/s/{TOKEN}"
LONG_URL = f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid={MID}&idx=1&sn={SN}"
COVER = "https://mmbiz.qpic.cn/mmbiz_jpg/GoldenCover/0?wx_fmt=jpeg"
_BODIES = Path(__file__).parent / "bodies"


def raw(
    text: str | bytes,
    url: str | None = None,
    final_url: str | None = None,
    *,
    from_file: bool = True,
) -> RawPage:
    body = text if isinstance(text, bytes) else text.encode()
    return RawPage(
        "golden", body, datetime(2026, 1, 2, tzinfo=UTC), url, final_url, 200, (), from_file
    )


def body_of(name: str) -> str:
    """Return the body of that name, links written as ``@1`` filled in."""
    text = (_BODIES / f"{name}.html").read_text("utf-8")
    for number in range(9, 0, -1):
        text = text.replace(f"@{number}", escape(earlier(number) + "&scene=21#wechat_redirect"))
    return text


def earlier(number: int, biz: str = BIZ) -> str:
    """Return the address of an earlier article of the account."""
    return (
        f"https://mp.weixin.qq.com/s?__biz={biz}&mid={2247480000 + number}&idx=1&sn={number:032x}"
    )


def common_data(show_type: int = 0, **more: Value) -> dict[str, Value]:
    """Return what the data script of every article of ours tells (§2.2); ``more`` is added or
    overrides.
    """
    data: dict[str, Value] = {
        "user_name": "gh_0123456789ab",
        "nick_name": ACCOUNT,
        "alias": "riverside_notes",
        "title": "河水为什么是绿的",
        "desc": "",
        "content_noencode": "",
        "create_time": "2025-11-10 12:00",
        "create_timestamp": PUBLISHED,
        "ori_create_time": PUBLISHED,
        "svr_time": SERVED,
        "cdn_url": COVER,
        "link": SHORT_URL,
        "source_url": "",
        "author": "",
        "copyright_info": {"copyright_stat": 0},
        "signature": "在河边走路，顺便记下来。",
        "bizuin": BIZ,
        "mid": MID,
        "idx": "1",
        "sn": SN,
        "item_show_type": show_type,
        "real_item_show_type": show_type,
        "ainfos": [],
        "is_pay_subscribe": 0,
    }
    return data | more


def current(data: Mapping[str, Value], body: str = "", furniture: str = "") -> str:
    """A page of today's article template."""
    title = escape(str(data.get("title", "")))
    return f"""<!DOCTYPE html>
<html class="">
<head><meta charset="utf-8"><meta property="og:title" content="{title}"><title></title></head>
<body id="activity-detail" class="zh_CN wx_wap_page mm_appmsg">
<script type="text/javascript" nonce="1" reportloaderror>window.PAGE_MID="mmbizwap:appmsg/newindex.html"</script>
<div id="js_article" class="rich_media"><div id="img-content" class="rich_media_wrp">
<h1 class="rich_media_title " id="activity-name">{title}</h1>
<div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0; ">{body}</div>{furniture}
</div></div>
{boilerplate(2)}
{_data_script(data)}
</body>
</html>
"""


def shared(data: Mapping[str, Value], variables: str = "", shell: str = "") -> str:
    """A page of today's template for posts: empty elements, everything in scripts."""
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title></title></head>
<body id="" class="zh_CN wx_wap_page mm_appmsg">
<script type="text/javascript" nonce="1">window.PAGE_MID="mmbizwap:pages/common_share.html"</script>
<div id="js_article" class="share_content_page">{shell}</div>
{boilerplate(2)}
<script type="text/javascript" nonce="1">{variables}</script>
{_data_script(data) if data else ""}
</body></html>
"""


def classic(
    variables: Mapping[str, str], body: str, head: str = "", body_class: str = "zh_CN mm_appmsg"
) -> str:
    """A page of the templates before ``cgiDataNew``: variables and elements."""
    lines = "".join(f"    var {name} = {value};\n" for name, value in variables.items())
    return f"""<!DOCTYPE html>
<!--headTrap<body></body><head></head><html></html>--><html>
<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title></title></head>
<body id="activity-detail" class="{body_class} ">
<div id="js_article" class="rich_media">
{head}
<div class="rich_media_content " id="js_content">{body}</div>
</div>
{boilerplate(2)}
<script nonce="1" type="text/javascript">
{lines}</script>
</body>
</html>
<!--tailTrap<body></body><head></head><html></html>-->
"""


def classic_variables(**more: str) -> dict[str, str]:
    """Return the variables of the templates before ``cgiDataNew``, in their many forms (§2.3)."""
    names = {
        "biz": f'"" || "{BIZ}"',
        "mid": f'"" || "" || "{MID}"',
        "idx": '"" || "" || "1"',
        "sn": f'"" || "" || "{SN}"',
        "title": quoted(ACCOUNT),
        "nickname": f'htmlDecode("{ACCOUNT}")',
        "user_name": '"gh_0123456789ab"',
        "msg_title": "'&quot;绿&quot;从哪里来'.html(false)",
        "msg_desc": r'htmlDecode("两句话\x26amp;一张图")',
        "msg_cdn_url": f'"{COVER}"',
        "msg_link": f'"{LONG_URL.replace("&", chr(92) + "x26amp;")}"',
        "msg_source_url": "''",
        "ct": f'"{PUBLISHED}"',
        "svr_time": f'"{SERVED}" * 1',
        "author": '"柳条"',
        "_copyright_stat": '"1"',
        "item_show_type": '"0"',
    }
    return names | more


def picture(name: str, width: int = 1080, height: int = 720) -> dict[str, Value]:
    """One picture of a post, with the copies inside that are no pictures of their own (§4.1)."""
    address = f"https://mmbiz.qpic.cn/sz_mmbiz_jpg/{name}/0?wx_fmt=jpeg"
    return {
        "cdn_url": address,
        "width": width,
        "height": height,
        "watermark_info": {"cdn_url": address.replace("/0?", "Marked/0?")},
        "share_cover": {"cdn_url": address.replace("/0?", "Cropped/0?")},
    }


def listed(pictures: list[Value]) -> str:
    return plain_literal(pictures)


def ainfo(number: int, title: str, biz: str = BIZ) -> dict[str, Value]:
    """An entry of the page's list of linked articles (§3.10)."""
    url = escape(escape(earlier(number, biz) + "&scene=21#wechat_redirect"))
    return {"title": escape(title), "url": url, "item_show_type": 0, "subject_name": ACCOUNT}


def _data_script(data: Mapping[str, Value]) -> str:
    return f"""<script type="text/javascript" nonce="1" reportloaderror>
    (function () {{
        try {{
            window.cgiDataNew = {literal(data)};
        }} catch (err) {{ console.error(err); }}
    }})();
</script>"""
