"""Posts as values, and the pages the site makes of them (docs/wechat-pages.md §2.1, §2.2, §4)."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Literal

from tests.smallwechat.boilerplate import boilerplate
from tests.smallwechat.literals import (
    Constant,
    Value,
    escaped,
    html_escaped,
    literal,
    plain_literal,
    quoted,
)

BEIJING = timezone(timedelta(hours=8))
SERVED = datetime(2026, 2, 1, 12, 0, tzinfo=BEIJING)
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    number: int
    user_name: str
    alias: str = ""
    signature: str = ""
    avatar: str = ""

    @property
    def biz(self) -> str:
        """The account's base64 id (docs/wechat-pages.md §1.1)."""
        return base64.b64encode(str(self.number).encode()).decode()


@dataclass(frozen=True, slots=True)
class Picture:
    url: str
    width: int = 1080
    height: int = 720


@dataclass(frozen=True, slots=True)
class Album:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A link to another article, as ``ainfos`` and albums list it (docs/wechat-pages.md §3.10)."""

    url: str
    title: str
    account: str = ""
    show_type: int = 0


@dataclass(frozen=True, slots=True)
class Post:
    """One published post. ``show_type``: 0 article, 8 pictures, 10 text (docs/wechat-pages.md
    §2.4).
    """

    account: Account
    title: str
    mid: int
    token: str
    published: datetime
    body_html: str = ""
    text: str = ""
    idx: int = 1
    sn: str = "5f0c1e5a7d9b4c3e8a2b6d4f1c0e9a7b"
    author: str = ""
    digest: str = ""
    cover: str = "https://mmbiz.qpic.cn/mmbiz_jpg/SmallWechatCover/0?wx_fmt=jpeg"
    show_type: Literal[0, 8, 10] = 0
    era: Literal["current", "classic"] = "current"
    province: str = ""
    original: bool = False
    user_title: bool = True
    modified: datetime | None = None
    source_url: str = ""
    links: tuple[Reference, ...] = ()
    pictures: tuple[Picture, ...] = ()
    album: Album | None = None
    album_previous: Reference | None = None
    album_next: Reference | None = None

    @property
    def key(self) -> str:
        return f"{self.account.biz}:{self.mid}:{self.idx}"

    @property
    def short_url(self) -> str:
        return f"https://mp.weixin.qq.com/s/{self.token}"

    @property
    def long_url(self) -> str:
        return f"https://mp.weixin.qq.com/s?__biz={self.account.biz}&mid={self.mid}&idx={self.idx}&sn={self.sn}"

    @property
    def reference(self) -> Reference:
        return Reference(self.long_url, self.title, self.account.name, self.show_type)


@dataclass(frozen=True, slots=True)
class Serving:
    """What differs between two answers for the same post, and nothing of its content."""

    served: datetime = SERVED
    nonce: int = 100000001
    boilerplate_kb: int = 40
    release: int = field(default=1)


def page(post: Post, serving: Serving | None = None) -> str:
    """Return the page of a post as the site would serve it."""
    serving = serving or Serving()
    names = _names(post, serving)
    if post.era == "classic":
        return fill("classic", names)
    if post.show_type == 0:
        return head(_meta(post), serving.nonce) + fill("current", names)
    shell = fill("shell_image" if post.show_type == 8 else "shell_text", names)
    return head(_meta(post), serving.nonce) + fill("share", {**names, "shell": shell})


def fill(template: str, names: Mapping[str, object]) -> str:
    return _template(template).substitute(names)


def head(meta: str, nonce: int | str = "", extra: str = "") -> str:
    return fill("head", {"nonce": nonce, "meta": meta, "head": extra})


@cache
def _template(name: str) -> Template:
    return Template((_TEMPLATES / f"{name}.html").read_text("utf-8"))


def _names(post: Post, serving: Serving) -> dict[str, object]:
    mark = (
        '<span id="copyright_logo" class="rich_media_meta icon_appmsg_tag">原创</span>'
        if post.original
        else ""
    )
    return {
        "biz": post.account.biz,
        "mid": post.mid,
        "idx": post.idx,
        "sn": post.sn,
        "nonce": serving.nonce,
        "served": _epoch(serving.served),
        "show_type": post.show_type,
        "is_user_title": int(post.user_title),
        "copyright_stat": int(post.original),
        "original_mark": mark,
        "published": _epoch(post.published),
        "published_text": f"{post.published.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        "published_day": f"{post.published.astimezone(BEIJING):%Y-%m-%d}",
        "modified": _epoch(post.modified) if post.modified else "",
        "user_name": post.account.user_name,
        "alias": post.account.alias,
        "account_html": escape(post.account.name),
        "signature_html": escape(post.account.signature),
        "author_html": escape(post.author),
        "title_html": escape(post.title),
        "body_html": post.body_html,
        "account_js": quoted(post.account.name),
        "author_js": quoted(post.author),
        "title_js": quoted(post.title),
        "digest_js": quoted(post.digest),
        "source_url_js": quoted(post.source_url),
        "cover": post.cover,
        "short_url": post.short_url,
        "classic_link": post.long_url.replace("&", r"\x26amp;").replace("https:", "http:"),
        "jump_info": _jump_info(post.links),
        "picture_list": plain_literal([_picture(picture) for picture in post.pictures]),
        "data": literal(_data(post, serving)),
        "boilerplate": boilerplate(serving.boilerplate_kb, serving.release),
    }


def _meta(post: Post) -> str:
    # Descriptions hold the script's escapes literally (docs/wechat-pages.md §2.2).
    description = escaped(html_escaped(post.digest))
    named = {"description": description, "author": escape(post.author)}
    properties = {
        "og:title": escape(post.title),
        "og:url": post.short_url,
        "og:image": escape(post.cover),
        "og:description": description,
        "og:site_name": "微信公众平台",
        "og:type": "article",
        "og:article:author": escape(post.author),
        "twitter:card": "summary",
    }
    lines = [f'    <meta name="{name}" content="{value}" />' for name, value in named.items()]
    return "\n".join(
        lines
        + [
            f'    <meta property="{name}" content="{value}" />'
            for name, value in properties.items()
        ]
    )


def _data(post: Post, serving: Serving) -> dict[str, Value]:
    data: dict[str, Value] = {
        "base_resp": {
            "ret": 0,
            "errmsg": "ok",
            "wxtoken": 777,
            "sessionid": f"svr_{serving.nonce:x}",
        },
        "user_name": post.account.user_name,
        "nick_name": post.account.name,
        "title": html_escaped(post.title),
        "desc": html_escaped(post.digest),
        "content_noencode": post.body_html or post.text,
        "create_time": f"{post.published.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        "cdn_url": post.cover,
        "link": post.short_url,
        "source_url": html_escaped(post.source_url),
        "alias": post.account.alias,
        "type": 9,
        "author": post.author,
        "advertisement_info": [],
        "ori_create_time": _epoch(post.published),
        "user_uin": 0,
        "comment_id": "4238778016866000001",
        "svr_time": _epoch(serving.served),
        "copyright_info": {
            "copyright_stat": int(post.original),
            "ori_article_type": "",
            "is_cartoon_copyright": 0,
        },
        "signature": post.account.signature,
        "bizuin": post.account.biz,
        "mid": post.mid,
        "idx": post.idx,
        "sn": post.sn,
        "req_id": f"{serving.nonce:024x}",
        "item_show_type": post.show_type,
        "real_item_show_type": post.show_type,
        "voice_in_appmsg": [],
        "video_page_info": {"mp_video_trans_info": [], "drama_info": {}},
        "picture_page_info_list": [_picture(picture) for picture in post.pictures],
        "ori_send_time": _epoch(post.published),
        "ainfos": [_ainfo(link) for link in post.links],
        "public_tag_info": {"tags": [_tag(post, post.album)] if post.album else []},
        "show_ip_wording": 1,
        "create_timestamp": _epoch(post.published),
        "is_pay_subscribe": 0,
        "servicetype": 0,
        "lang": "zh_CN",
    }
    return data | _optional(post)


def _optional(post: Post) -> dict[str, Value]:
    data: dict[str, Value] = {}
    if post.show_type == 10:
        data["text_page_info"] = {
            "content": post.text,
            "content_noencode": post.text,
            "short_msg_pic_url": [],
            "picture_info": [],
            "is_user_title": int(post.user_title),
        }
    if post.province:
        data["ip_wording"] = {
            "country_name": "中国",
            "country_id": "156",
            "province_name": post.province,
        }
    if post.account.avatar:
        data["round_head_img"] = post.account.avatar
    if post.modified:
        data["modify_time"] = _epoch(post.modified)
    if post.album:
        data["appmsgalbuminfo"] = _album_info(post, post.album)
    return data


def _picture(picture: Picture) -> dict[str, Value]:
    # The copies inside are traps: only the first address is the picture (docs/wechat-pages.md
    # §4.1).
    return {
        "cdn_url": picture.url,
        "width": picture.width,
        "height": picture.height,
        "poi_info": [],
        "show_watermark": True,
        "watermark_info": {"cdn_url": picture.url.replace("/0?", "Marked/0?"), "is_uploader": True},
        "share_cover": {
            "cdn_url": picture.url.replace("/0?", "Cropped/0?"),
            "width": 300,
            "height": 300,
        },
    }


def _ainfo(link: Reference) -> dict[str, Value]:
    return {
        "link_type": Constant("LINK_TYPE_MP_APPMSG"),
        "title": html_escaped(link.title),
        "subject_name": link.account,
        "item_show_type": link.show_type,
        "url": html_escaped(f"{link.url}&scene=21#wechat_redirect", 2),
    }


def _jump_info(links: tuple[Reference, ...]) -> str:
    members = [
        f"""        {{
            title: {quoted(link.title)}.html(false),
            item_show_type: '{link.show_type}',
            url: '{html_escaped(f"{link.url}&scene=21#wechat_redirect", 2)}'.html(false).html(false),
            subject_name: {quoted(link.account)},
            link_type: 'LINK_TYPE_MP_APPMSG',
        }}
"""
        for link in links
    ]
    return f"[\n{'        ,'.join(members)}    ]"


def _album_link(post: Post, album: Album) -> str:
    address = f"https://mp.weixin.qq.com/mp/appmsgalbum?__biz={post.account.biz}&action=getalbum&album_id={album.id}"
    return html_escaped(f"{address}#wechat_redirect")


def _tag(post: Post, album: Album) -> dict[str, Value]:
    link = _album_link(post, album)
    return {"tag_name": album.title, "tag_link": link, "tag_content_num": 3, "album_id": album.id}


def _album_info(post: Post, album: Album) -> dict[str, Value]:
    return {
        "album_id": album.id,
        "title": album.title,
        "link": _album_link(post, album),
        "content_size": 3,
        "article_titles": [],
        "pre_article_link": _neighbour(post.album_previous),
        "next_article_link": _neighbour(post.album_next),
        "pre_article_title": post.album_previous.title if post.album_previous else "",
        "next_article_title": post.album_next.title if post.album_next else "",
        "album_id_str": album.id,
    }


def _neighbour(link: Reference | None) -> str:
    return html_escaped(link.url.replace("https:", "http:")) if link else ""


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())
