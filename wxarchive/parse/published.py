"""Read what an account's editor answers of the messages that an account published.

The answer holds JSON in a string, and that holds JSON in strings again. Source:
docs/wechat-pages.md §6.4.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from wxarchive.address import article_ref, list_begin, long_ref
from wxarchive.formats import moment, title_of
from wxarchive.guarded import number, split
from wxarchive.models import ArticleRef, ListItem, ListPage, RawPage, StatePage
from wxarchive.parse.values import fields_of

NO_SUCH_ACCOUNT = "200002"
_TRUE = frozenset({"1", "true", "True"})


def published(answer: Mapping[str, Any], raw: RawPage) -> ListPage | StatePage:
    """Return the articles of an answer, and how many messages they came in.

    A message may have several articles, or none: then its text is empty.
    """
    page = fields_of(_unpacked(answer.get("publish_page")))
    messages = _unpacked(page.get("publish_list"))
    if not isinstance(messages, list):
        return StatePage("unavailable", "the answer holds no list of messages")
    biz = "".join(parse_qs(split(raw.url or "").query).get("fakeid", [""]))
    articles: dict[str, ListItem] = {}
    for message in messages:
        for item in _articles(fields_of(_unpacked(fields_of(message).get("publish_info"))), biz):
            # one that was sent twice counts once
            articles.setdefault(item.ref.key or item.ref.url, item)
    total = number(page.get("total_count"), digits=9)
    end = list_begin(raw.url or "") + len(messages)
    # without a total only an answer without messages is the end
    goes_on = bool(messages) and (total is None or end < total)
    return ListPage(tuple(articles.values()), goes_on, total=total, messages=len(messages))


def _articles(message: Mapping[str, Any], biz: str) -> Iterator[ListItem]:
    """Yield the articles of a message. Its time is theirs: the one of an article changes when it is
    edited.
    """
    sent = moment(fields_of(message.get("sent_info")).get("time"))
    listed = message.get("appmsgex")
    for article in map(fields_of, listed if isinstance(listed, list) else ()):
        if ref := _ref(article, biz):
            yield ListItem(
                ref,
                title_of(article.get("title")),
                sent or moment(article.get("create_time")) or moment(article.get("update_time")),
                is_deleted=str(article.get("is_deleted")) in _TRUE,
            )


def _ref(article: Mapping[str, Any], biz: str) -> ArticleRef | None:
    """Return what an article is: newer ones have a short address, those that are gone maybe none,
    and all have their numbers.
    """
    named = long_ref(biz, _text(article.get("appmsgid")), _text(article.get("itemidx")), None)
    if named is None:
        mid, _, idx = _text(article.get("aid")).partition("_")
        named = long_ref(biz, mid, idx, None)
    linked = article_ref(_text(article.get("link")))
    if linked and named and linked.key is None:
        return replace(linked, key=named.key)
    return linked or named


def _text(value: object) -> str:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    return ""


def _unpacked(value: object) -> object:
    """Return what a string of JSON holds; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None
