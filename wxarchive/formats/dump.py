"""What a Markdown dump of an article is: its header, which ``export --md`` writes and ``import``
reads.

::

    # TITLE

    文章作者: ACCOUNT
    发布时间: YYYY-MM-DD HH:MM
    发布地: PROVINCE or 未知地区
    原文链接: URL

    封面图链接: URL

Album crawlers write it too. The body of a dump follows after a blank line. ``export
--front-matter`` writes YAML between two lines ``---`` instead, then the title (docs/exports.md);
other programs that clip articles do so too. Or they write lines with labels of their own below the
title, among them the article's address::

    # TITLE

    > 公众号: ACCOUNT
    > 发布时间: TIME
    > 原文链接: URL
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wxarchive.address import article_ref
from wxarchive.formats.text import text_of
from wxarchive.models import RawPage

ACCOUNT_LABEL, PUBLISHED_LABEL, LOCATION_LABEL, ADDRESS_LABEL, COVER_LABEL = (
    "文章作者",
    "发布时间",
    "发布地",
    "原文链接",
    "封面图链接",
)
NOTES_MARK = "<!-- wxarchive: what could not be kept -->"
"""Stands before the notes under an article: whoever reads the document back as an article stops
here.
"""
NOTED_MARK = "<!-- wxarchive: tags, notes and highlights -->"
"""Stands before what people noted of the article, which is no part of it either."""
ABOUT_MARK = "<!-- wxarchive: about the article -->"
"""Stands between the header and a quotation that is no part of the article; its body follows after
a blank line.
"""
MANIFEST = ".wxarchive-export.json"
"""The file next to exported documents that tells what each of them is."""
UNKNOWN_PLACE = "未知地区"
HEADER_TIME = "%Y-%m-%d %H:%M"
"""How a header writes a time, which is Beijing's."""

_LINE = (
    r"\s*+(?:[->*+][ \t]++)?(?:\*\*|__)?{0}(?:\*\*|__)?[ \t]*+[:：](?:\*\*|__)?[ \t]*+([^\n]*+)\n"
)
"""A line of a header; other tools write it as an item, as a quotation or in bold."""
_HEADER = re.compile(
    r"\s*+##?(?:[ \t]++([^\n]*+))?\n"
    + _LINE.format(ACCOUNT_LABEL)
    + _LINE.format(PUBLISHED_LABEL)
    + f"(?:{_LINE.format(LOCATION_LABEL)})?"
    + _LINE.format(ADDRESS_LABEL)
    + f"(?:{_LINE.format(COVER_LABEL)})?"
)
_TITLE = re.compile(r"\s*+(?:#[ \t]++([^\n]++)|([^\n#>|-][^\n]*+)\n=++[ \t]*+)\n")
# the one line of wechat-article-exporter: author and account, time, place
_TOLD = re.compile(
    r"\s*+原创 ([^\n]*?) ?(\d{4}-\d\d-\d\d \d\d:\d\d)(?: (?:undefined|([^\n ]++)))?[ \t]*+\n"
)
_LABELLED = re.compile(_LINE.format("([^\\s:：*_>-]{2,8}+)"))
# by the fields of a header
_LABELS = {
    **dict.fromkeys(("公众号", "公众号名称", "公众号名", "账号"), "account"),
    **dict.fromkeys(("作者",), "author"),
    **dict.fromkeys(("发布时间", "发表时间", "发布日期", "日期", "时间"), "published"),
    **dict.fromkeys(("发布地", "IP属地", "属地"), "location"),
    **dict.fromkeys(("原文链接", "原文地址", "文章链接", "来源链接", "原文"), "address"),
    **dict.fromkeys(("封面", "封面图", "封面图链接"), "cover"),
    **dict.fromkeys(("摘要",), "digest"),
}
_ADDRESS = re.compile(r"https?://[^\s()<>\[\]]++")
_UNTOLD = frozenset({"", "未知", "undefined", "null", "None"})
_RULE = re.compile(r"\s*+(?:---+|\* \* \*)[ \t]*+\n")
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(.*?)\n---[ \t]*\n(?:\s*#[ \t]([^\n]*)\n)?", re.S)
_ABOUT = re.compile(rf"\s*+{re.escape(ABOUT_MARK)}\n\s*+(?:>[^\n]*+(?:\n|$))*+")
_ADDRESSES = ("source", "url", "original_url", "原文链接", "原文地址")
_OF_WECHAT = re.compile(
    rf"^(?:(?:{'|'.join(_ADDRESSES)})[ \t]*:[ \t]*[\"']?https?://mp\.weixin\.qq\.com(?::\d+)?/"
    r"|post_kind[ \t]*:)",
    re.M,
)
_PUBLISHED = (
    "published_at",
    "publish_time",
    "published",
    "publish_date",
    "pubDate",
    "pubdate",
    "发布时间",
    "发布日期",
    "date",
)
_NOTHING = frozenset({"", "~", "null", "Null", "NULL", "|", ">"})
_PLAIN_LINE = re.compile(r"^(\w++)[ \t]*+:[ \t]++([^\n]++)$", re.M)
_QUOTED = re.compile(r"""(["'])([^"']*+)\1\Z""")
_Told = str | tuple[str, ...]
MOST_BRACKETS = 200
"""Lists and objects in brackets of front matter that is read; each within others is looked at once
more for every sign behind it.
"""
_BEFORE_LIVE = re.compile(r"(?<!\\)\\*(?=<[A-Za-z/!?])|(?<=\])\\*(?=\()")
"""The backslashes, if any, before what would begin a tag or give a link its address."""
_LONGEST = 16_384
"""Bytes within which a header ends: titles have at most 64 characters, addresses some hundred."""


@dataclass(frozen=True, slots=True)
class Header:
    """The values of a header as they are written; ``None`` where a line is empty or missing.

    Those behind ``cover`` stand in front matter, or where other programs wrote the header.
    """

    title: str | None = None
    account: str | None = None
    published: str | None = None
    location: str | None = None
    address: str | None = None
    cover: str | None = None
    modified: str | None = None
    author: str | None = None
    digest: str | None = None
    source_url: str | None = None
    kind: str | None = None
    albums: tuple[str, ...] | None = None


def is_dump(page: RawPage) -> bool:
    """Tell whether a file is a Markdown dump; cheap, only its beginning is looked at. No website
    sends dumps.
    """
    return page.from_file and is_dump_text(page.body[:_LONGEST])


def is_dump_text(head: bytes) -> bool:
    """Tell whether a file that begins with these bytes is a Markdown dump."""
    text = _with_newlines(text_of(head[:_LONGEST], is_beginning=True)) + "\n"
    if _HEADER.match(text) or _front_matter(text):
        return True
    return _labelled(text) is not None


def read_dump(body: bytes) -> tuple[Header, str] | None:
    """Part a dump into its header and the Markdown of its body, without what we say of it.

    ``None`` if it has no such header.
    """
    text = _with_newlines(text_of(body, is_beginning=True))
    top = f"{text[:_LONGEST]}\n"
    if match := _HEADER.match(top):
        values = (as_told(value).strip() or None for value in match.groups(""))
        title, account, published, location, address, cover = values
        header = Header(title, account, published, location, address, cover)
    elif match := _front_matter(top):
        header = _header_of(match[1], match[2])
    elif clipped := _labelled(top):
        header, end = clipped
        return header, text[end:]
    else:
        return None
    end = match.end()
    # an export says here that the article is gone, and shows its cover
    if about := _ABOUT.match(text, end):
        end = about.end()
    rest = text[end:].partition(f"\n{NOTED_MARK}\n")[0]
    return header, rest.partition(f"\n{NOTES_MARK}\n")[0]


def _labelled(text: str) -> tuple[Header, int] | None:
    """Return what a title and the labelled lines below it tell, and where they end; ``None``
    unless they tell the address of an article and something more of it.
    """
    title = _TITLE.match(text)
    if title is None:
        return None
    told: dict[str, Any] = {"title": (title[1] or title[2]).strip()}
    end = title.end()
    if line := _TOLD.match(text, end):
        end = line.end()
        *author, account = line[1].split() or [""]
        told |= {"published": line[2], "location": line[3] or ""}
        # names may have spaces: of more than two words nobody knows which are whose
        if len(author) < 2:
            told |= {"account": account, "author": "".join(author)}
    while (line := _LABELLED.match(text, end)) and (name := _LABELS.get(line[1])):
        end = line.end()
        value = line[2].strip()
        if name in ("address", "cover"):
            value = next(iter(_ADDRESS.findall(value)), "")
        told.setdefault(name, value)
    known = {name: value for name, value in told.items() if value not in _UNTOLD}
    if len(known) < 3 or article_ref(known.get("address", "")) is None:
        return None
    if rule := _RULE.match(text, end):
        end = rule.end()
    return Header(**known), end


def _front_matter(text: str) -> re.Match[str] | None:
    match = _FRONT_MATTER.match(text)
    # any note has front matter; only one about WeChat is an article's
    if match and _OF_WECHAT.search(match[1]):
        return match
    return None


def _header_of(front_matter: str, heading: str | None) -> Header:
    """Read front matter, ours or that of another program."""
    fields = _fields(front_matter)
    albums = fields.get("albums")
    if not isinstance(albums, tuple):
        albums = ()
    addresses = filter(None, (_text(fields, name) for name in _ADDRESSES))
    # names of ours first, then those that other programs use
    return Header(
        # some programs write it as a heading alone
        title=_text(fields, "title") or (heading or "").strip() or None,
        account=_text(fields, "account", "account_name", "公众号"),
        published=_text(fields, *_PUBLISHED),
        location=_text(fields, "location"),
        address=next(filter(article_ref, addresses), None) or _text(fields, "source"),
        cover=_text(fields, "cover_url"),
        modified=_text(fields, "updated", "lastmod"),
        author=_text(fields, "author"),
        digest=_text(fields, "description"),
        source_url=_text(fields, "source_url"),
        kind=_text(fields, "post_kind"),
        albums=albums,
    )


def _fields(front_matter: str) -> dict[str, _Told]:
    """Return the fields of front matter as they are written."""
    import yaml

    if front_matter.count("[") + front_matter.count("{") > MOST_BRACKETS:
        return _plain_fields(front_matter)
    # its values are not made: YAML takes the title 0123 for 83, a date that no calendar has for an
    # error of the whole, and a few lines that refer to each other for more than the memory holds
    try:
        root = yaml.compose(front_matter, yaml.BaseLoader)
    # ValueError, OverflowError: an escape of no character
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):
        return _plain_fields(front_matter)
    if not isinstance(root, yaml.MappingNode):
        return {}
    # anybody may have written it: a field of another kind says nothing
    fields: dict[str, _Told] = {}
    for name, value in root.value:
        if not isinstance(name, yaml.ScalarNode):
            continue
        if isinstance(value, yaml.SequenceNode):
            items = (one.value for one in value.value if isinstance(one, yaml.ScalarNode))
            fields[name.value] = tuple(items)
        # without quotes these words mean that there is nothing
        elif isinstance(value, yaml.ScalarNode) and (value.style or value.value not in _NOTHING):
            fields[name.value] = value.value
    return fields


def _plain_fields(front_matter: str) -> dict[str, _Told]:
    """Return the fields of what is no YAML, line by line: programs write titles as they are."""
    lines = ((name, value.strip()) for name, value in _PLAIN_LINE.findall(front_matter))
    return {name: _QUOTED.sub(r"\2", value) for name, value in lines if value not in _NOTHING}


def _text(fields: Mapping[str, _Told], *names: str) -> str | None:
    """Return the first of these fields that is a text."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str):
            return value.strip() or None
    return None


def inert(text: str) -> str:
    """Write a text of the header so that no reader of Markdown takes it for HTML or a link;
    `as_told` undoes it.
    """
    return _BEFORE_LIVE.sub(r"\g<0>\g<0>\\", text)


def as_told(text: str) -> str:
    """Return a text of the header that `inert` wrote; any other stays as it is."""

    def halved(match: re.Match[str]) -> str:
        # `inert` doubles what there is and adds one: an even number was not written by it
        pairs, one_more = divmod(len(match[0]), 2)
        return "\\" * pairs if one_more else match[0]

    return _BEFORE_LIVE.sub(halved, text)


def _with_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
