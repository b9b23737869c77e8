"""What the address of a list of articles is, and the addresses of its pages."""

from urllib.parse import parse_qsl, quote, urlencode

from wxarchive.address.addresses import (
    BIZ,
    IN_TEXT,
    NUMBER,
    PAGE_HOST,
    padded,
    unescape,
    with_https,
)
from wxarchive.guarded import number, split
from wxarchive.models import ListRef

_OF_ACCOUNTS = frozenset({("/mp/profile_ext", "home"), ("/cgi-bin/appmsgpublish", None)})
# what asks an account's editor for what an account published (docs/wechat-pages.md §6.4)
_PUBLISHED: dict[str, object] = {
    "sub": "list", "search_field": "null", "begin": 0, "count": 20, "query": "", "fakeid": "",
    "type": "101_1", "free_publish_type": 1, "sub_action": "list_ex", "lang": "zh_CN", "f": "json",
    "ajax": 1,
}  # fmt: skip


def list_ref(text: str) -> ListRef | None:
    """Recognise the address of an album, a home page, an account's history
    (docs/wechat-pages.md §1.1) or what its editor lists (§6.4); else ``None``.
    """
    match = IN_TEXT.search(unescape(text))
    parts = split(with_https(match[0]) if match else "")
    query = dict(parse_qsl(parts.query))
    biz = padded((query.get("__biz") or query.get("fakeid") or "").strip())
    if not BIZ.fullmatch(biz):
        return None
    quoted = quote(biz, safe="=")
    if (parts.path, query.get("action")) in _OF_ACCOUNTS:
        return account_list(biz)
    # an album was a tag once
    album = query.get("album_id") or query.get("tag_id") or ""
    if parts.path == "/mp/appmsgalbum" and NUMBER.fullmatch(album):
        url = f"https://{PAGE_HOST}/mp/appmsgalbum?__biz={quoted}&action=getalbum&album_id={album}"
        return ListRef("album", url, biz, album)
    # a home page may have several columns
    hid, cid = query.get("hid", ""), query.get("cid", "")
    if parts.path == "/mp/homepage" and NUMBER.fullmatch(hid):
        url = f"https://{PAGE_HOST}/mp/homepage?__biz={quoted}&hid={hid}"
        if NUMBER.fullmatch(cid):
            url += f"&cid={cid}"
        return ListRef("home", url, biz, hid)
    return None


def account_list(biz: str) -> ListRef:
    """Return the list of all that an account published, by the address of its history."""
    url = f"https://{PAGE_HOST}/mp/profile_ext?action=home&__biz={quote(biz, safe='=')}"
    return ListRef("account", url, biz, biz)


def biz_in(text: str) -> str | None:
    """Return the id of an account, whole, where a text is one and nothing else."""
    biz = padded(text.strip())
    if BIZ.fullmatch(biz) and biz.endswith("="):
        return biz
    return None


def list_begin(page: str) -> int:
    """Return how many messages come before a page of an account's list."""
    return number(dict(parse_qsl(split(page).query)).get("begin")) or 0


def list_page(ref: ListRef, seen: int, last_key: str | None) -> str:
    """Return the address of a list's next page as JSON: behind ``last_key``, or behind the ``seen``
    first articles, of an account: messages.

    An album pages by its last article, a home page by number (docs/wechat-pages.md §6.1, §6.2), an
    account's editor by the number of messages (§6.4); its address lacks the token of the login.
    """
    if ref.kind == "account":
        begin = {**_PUBLISHED, "begin": seen, "fakeid": ref.biz}
        return f"https://{PAGE_HOST}/cgi-bin/appmsgpublish?{urlencode(begin)}"
    if ref.kind == "home":
        return f"{ref.url}&begin={seen}&count=5&action=appmsg_list&f=json"
    behind = ""
    if last_key:
        _, mid, idx = last_key.split(":")
        behind = f"&begin_msgid={mid}&begin_itemidx={idx}"
    return f"{ref.url}&count=20{behind}&f=json"
