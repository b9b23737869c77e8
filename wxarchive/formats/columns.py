"""What a column of a table or a field of JSON holds, as its name says: in Chinese or English, in
anyone's spelling.

Names are compared without case, spaces, punctuation, what stands in brackets, and the number at
their end: ``Publish Time (UTC)``, ``publish_time`` and ``publishTime`` are one name.
"""

import re
import unicodedata
from datetime import UTC, tzinfo
from functools import lru_cache
from typing import Literal

from wxarchive.clock import BEIJING

Role = Literal["address", "origin", "other", "text", "body", "title", "time"]
"""What a name says.

``address``: the article's own address. ``origin``: where something came from, which is the
article's own address if no other is named. ``other``: another article, or no article. ``text``:
words about it, which may mention articles. ``body``: its text, whose links are its own affair.
``time``: when it was published; times of saving have no role.
"""
_TITLE_NAMES = """
    title headline 文章标题 标题 標題 文章名称 文章题目 推文标题 图文标题 题目 篇名 文章名
    題目 題名 文章標題 主题 主題 タイトル 記事タイトル 제목 titel titre título titulo msgtitle
    subject articletitle itemtitle 文章 name 名称 text
"""
_TITLES = _TITLE_NAMES.split()
_TIME_NAMES = """
    publishedat publishtime publishedtime published publishedon datepublished publishdate
    publisheddate publicationdate pubdate pubtime issued 发布时间 发布日期 发布于 發布時間 發佈時間
    发表时间 发表日期 發表時間 发文时间 发文日期 推送时间 推送日期 群发时间 群发日期 刊发时间
    刊发日期 文章时间 文章日期 文章发布时间 文章发布日期 原文发布时间 首发时间
    推文日期 推文时间 推文发布时间 發布日期 發佈日期 發表日期 公開日 公開日時 投稿日 投稿日時 掲載日
    게시일 작성일 veröffentlicht fechadepublicación datedepublication
    publishat publishtimestamp pubtimestamp posttimestamp 发布时间戳
    senttime sentat postedat postdate posttime releasedate releasetime
    createtime datetime sendtime date 日期 time 时间 時間 updatetime
"""
_TIMES = _TIME_NAMES.split()
"""From the plainest to the least plain; WeChat's own are those of docs/wechat-pages.md §6. There
``create_time`` is the publication; in other databases it may be anything, so it comes late.
"""
_ADDRESSES = """
    link links url urls href uri contenturl articleurl articlelink posturl postlink itemurl pageurl
    weburl webpage permalink address msglink msgurl mobileurl externalurl htmlurl xmlurl shortlink
    shorturl longurl リンク アドレス 링크 주소 adresse enlace lien
"""
_ADDRESS_NAMES = frozenset(_ADDRESSES.split())
_OWN_ADDRESS = re.compile(
    r"(?:微信|公众号|文章|推文|图文|网页|页面|分享|永久|完整|短|长)*(?:链接|鏈接|連結|链|网址|網址|地址|url|link)(?:地址|网址)?"
)
_ADDRESS_WORDS = frozenset({"url", "urls", "link", "links", "href"})
_ADDRESS_END = re.compile(r"(?:链接|鏈接|連結|网址|網址)$")
"""What is left when origins and other articles are named: ``备用链接``, ``wechat_url``."""
_ORIGINS = re.compile(
    r"原(?:文|始)?(?:链接|鏈接|網址|网址|地址|链|url|link)?|(?:来源|來源|出处)(?:链接|网址|地址|url)?"
)
_ORIGIN_WORDS = frozenset({"original", "origin", "source", "canonical", "via"})
_OTHER = re.compile(
    r"阅读(?:原文|全文)|閱讀原文|转载|轉載|转自|转发|源链|源文|引用|参考|[上下前后]一?[篇条期]|相关|相關|推荐|推薦|"
    r"关联|目录|系列|译文|譯文|其[他它]|往期|封面|配图|图片|圖片|图标|缩略|头像|二维码|作者|公众号|账号|帐号|主页|专辑|合集"
)
_OTHER_NAMES = """
    reprint reprinted repost reposted prev previous pre next related recommend recommended
    recommendation recommendations cover thumb thumbnail image images img pic picture avatar logo
    icon quote quoted cite cited refer referer referrer reference references parent more album
    author account profile video audio read
"""
_OTHER_WORDS = frozenset(_OTHER_NAMES.split())
_SOURCE_ADDRESSES = frozenset({"sourceurl", "sourcelink"})
"""WeChat's own names for 阅读原文 (docs/wechat-pages.md §2.2)."""
_BODY = re.compile(
    r"(?:文章|推文|图文|完整)内容|正文|全文|(?:article|full|post)(?:content|text|body)|body|html|markdown"
)
_TEXT = re.compile(
    r"内容|內容|摘要|简介|描述|备注|備註|笔记|筆記|评论|留言|高亮|批注|摘录|划线|消息|contents?|digest|excerpt|"
    r"description|desc|summary|abstract|(?:abstract)?notes?|comments?|highlights?|annotations?|selection|snippet|"
    r"message|msg"
)
_BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")
_LONGEST = 60
"""Characters; a longer cell is no name."""


def role_of(name: str) -> Role | None:
    """Return what a column or field of this name holds; ``None`` if the name does not say."""
    # nearly every cell of a table is asked about: the cache is not to keep whole texts
    if len(name) > _LONGEST:
        return None
    return _role_of(name)


@lru_cache(maxsize=4096)
def _role_of(name: str) -> Role | None:
    key = key_of(name)
    words = frozenset(re.findall(r"[a-z]+", _spaced(name)))
    if not key:
        return None
    if key in _SOURCE_ADDRESSES:
        return "other"
    # the first that fits: names of other articles contain the words for addresses
    roles: tuple[tuple[Role, object], ...] = (
        ("time", key in _TIMES),
        ("title", key in _TITLES),
        ("address", key in _ADDRESS_NAMES or _OWN_ADDRESS.fullmatch(key)),
        ("origin", _ORIGINS.fullmatch(key) or words & _ORIGIN_WORDS),
        ("other", _OTHER.search(key) or words & _OTHER_WORDS),
        ("address", words & _ADDRESS_WORDS or _ADDRESS_END.search(key)),
        ("body", _BODY.fullmatch(key)),
        ("text", _TEXT.fullmatch(key)),
    )
    return next((role for role, says_so in roles if says_so), None)


def rank_of(name: str) -> int:
    """Return how good a name is among those of its role: the least number is the plainest."""
    key = key_of(name)
    # what nobody ranks is as good as any
    for names in (_TIMES, _TITLES):
        if key in names:
            return names.index(key)
    return 0


def names_short_address(name: str) -> bool:
    """Tell whether a field holds the short one of an article's two addresses."""
    return key_of(name).startswith(("short", "短"))


def zone_of(name: str) -> tzinfo:
    """Return the zone of a column's times that do not say their own: a name may say UTC."""
    # not `UTC+8`, which is Beijing's
    if re.search(r"(?<![a-z])(?:utc|gmt)(?!\s*[+-]|[a-z])", _spaced(name)):
        return UTC
    return BEIJING


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """Return a name as it is compared; empty for what is too long to be one."""
    if len(name) > _LONGEST:
        return ""
    spaced = _spaced(name)
    # a name may be nothing but brackets
    bare = _BRACKETS.sub("", spaced).strip() or spaced
    key = re.sub(r"[\W_]+", "", bare)
    # a name may be nothing but a number
    return re.sub(r"\d{1,99}$|(?<=[a-z])utc$|(?<=[a-z])gmt$", "", key) or key


def _spaced(name: str) -> str:
    """Part the words that capitals begin, and write all in small letters."""
    plain = unicodedata.normalize("NFKC", name).strip()
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    return re.sub("[_-]", " ", parted).lower()
