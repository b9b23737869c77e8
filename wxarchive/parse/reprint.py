"""What a page says of the article that it is a reprint of (docs/wechat-pages.md §2.2)."""

import re
from typing import Any

from wxarchive.address import article_ref, long_ref
from wxarchive.parse import selectors
from wxarchive.parse.page import (
    Page,
    attribute,
    plain,
)
from wxarchive.parse.page import unescape as js_string
from wxarchive.parse.values import fields_of, text_value

_REPRINT_SOURCE = re.compile(
    rb"""source_encode_biz\s*=\s*["'](?P<source_encode_biz>[\w+/=]+)["']"""
    rb"""(?>.{0,3000}?\bsource_mid\s*=\s*["'](?P<source_mid>\d+)["'])"""
    rb"""(?>.{0,500}?\bsource_idx\s*=\s*["'](?P<source_idx>\d+)["'])""",
    re.S,
)


_SHARED_WORDS = re.compile(
    rb"""js_share_notice["']\)\.innerHTML\s*=\s*(?:"((?:[^"\\\n]|\\.)+)"|'((?:[^'\\\n]|\\.)+)')"""
)


def copyright_mark(page: Page) -> str | None:
    """Return WeChat's number for whose the article is: ``"1"`` original, ``"2"`` a reprint."""
    info = fields_of(page.data.get("copyright_info"))
    stat = text_value(info.get("copyright_stat"))
    stat = stat or page.variable("copyright_info", "_copyright_stat", "copyright_stat")
    if stat or page.data:
        return stat or "0"
    if page.select(selectors.REPRINT_ELEMENTS, 1):
        return "2"
    if page.select("#copyright_logo", 1):
        return "1"
    # scripts of an article without the mark say so, a page without its scripts says nothing
    if page.variables.get("msg_title", "title") is None:
        return None
    return "0"


def copyright_info(page: Page) -> dict[str, Any]:
    """Return what the page tells of the article it reprints; empty if it is no reprint (§2.2)."""
    if copyright_mark(page) != "2":
        return {}
    info = page.data.get("copyright_info")
    if isinstance(info, dict):
        return info
    # without script data, variables say the same, and the script of a place the sharer's words
    fields: dict[str, Any] = {}
    if source := next(page.in_scripts(b"source_encode_biz", _REPRINT_SOURCE), None):
        fields = {name: value.decode() for name, value in source.groupdict().items()}
    if words := next(page.in_scripts(b"js_share_notice", _SHARED_WORDS), None):
        written = words[1] or words[2]
        fields["guide_words"] = js_string(written.decode("utf-8", "replace"))
    fields["reprint_type"] = page.variables.get("reprint_type")
    return fields


def reprint_url(page: Page) -> str | None:
    """Return the address of the article this one was taken over from (§2.2)."""
    info = copyright_info(page)
    named = long_ref(
        text_value(info.get("source_encode_biz")),
        text_value(info.get("source_mid")),
        text_value(info.get("source_idx")),
    )
    addresses = [text_value(info.get("reprint_url")) or ""]
    # what a browser drew of it
    if "copyright_info" not in page.data:
        shares = page.select("#js_share_source[data-url], #js_share_source[href]", 1)
        addresses += [attribute(share, "data-url", "href") for share in shares]
    # an address without a key is worth less than an identity
    for linked in filter(None, map(article_ref, addresses)):
        if linked.key or not named:
            return linked.url
    return named.url if named else None


def reprint_account(page: Page) -> str | None:
    """Return the name of the account that the article was taken over from."""
    info = copyright_info(page)
    if info and "copyright_info" not in page.data:
        return page.text_of(
            ".original_primary_nickname", "#js_share_author", "#js_share_source > span + span"
        )
    return plain(info.get("platform") or info.get("source_nickname")) or None
