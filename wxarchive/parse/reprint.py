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
from wxarchive.parse.values import text_value

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
    told = page.data.get("copyright_info")
    stat = text_value(told.get("copyright_stat")) if isinstance(told, dict) else None
    stat = stat or page.variable("copyright_info", "_copyright_stat", "copyright_stat")
    if stat or page.data:
        return stat or "0"
    if page.select(selectors.REPRINT_ELEMENTS, 1):
        return "2"
    if page.select("#copyright_logo", 1):
        return "1"
    # scripts of an article without the mark say so, a page without its scripts says nothing
    is_scripted = page.variables.get("msg_title", "title") is not None
    return "0" if is_scripted else None


def copyright_info(page: Page) -> dict[str, Any]:
    """Return what the page tells of the article it reprints; empty if it is no reprint (§2.2)."""
    if copyright_mark(page) != "2":
        return {}
    told = page.data.get("copyright_info")
    return told if isinstance(told, dict) else _reprint_in_variables(page)


def _reprint_in_variables(page: Page) -> dict[str, Any]:
    """The same of a page without script data; the sharer's words are there in a script of their
    place.
    """
    source = next(page.in_scripts(b"source_encode_biz", _REPRINT_SOURCE), None)
    told: dict[str, Any] = {}
    if source:
        told = {name: value.decode() for name, value in source.groupdict().items()}
    if words := next(page.in_scripts(b"js_share_notice", _SHARED_WORDS), None):
        told["guide_words"] = js_string((words[1] or words[2]).decode("utf-8", "replace"))
    return told | {"reprint_type": page.variables.get("reprint_type")}


def reprint_url(page: Page) -> str | None:
    """Return the address of the article this one was taken over from (§2.2)."""
    told = copyright_info(page)
    ref = long_ref(
        text_value(told.get("source_encode_biz")),
        text_value(told.get("source_mid")),
        text_value(told.get("source_idx")),
    )
    # an address without a key is worth less than an identity
    given = article_ref(text_value(told.get("reprint_url")) or "")
    if given and (given.key or not ref):
        return given.url
    # what a browser drew of it
    shares = []
    if "copyright_info" not in page.data:
        shares = page.select("#js_share_source[data-url], #js_share_source[href]", 1)
    given = article_ref("".join(attribute(share, "data-url", "href") for share in shares))
    if given and (given.key or not ref):
        return given.url
    return ref.url if ref else None


def reprint_account(page: Page) -> str | None:
    """Return the name of the account that the article was taken over from."""
    told = copyright_info(page)
    if told and "copyright_info" not in page.data:
        return page.text_of(
            ".original_primary_nickname", "#js_share_author", "#js_share_source > span + span"
        )
    return plain(told.get("platform") or told.get("source_nickname")) or None
