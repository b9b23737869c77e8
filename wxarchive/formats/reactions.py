"""What a WeChat client is told of an article's readers: counts and comments, as JSON
(docs/wechat-pages.md §6.5).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from wxarchive.address import PAGE_HOST, long_ref
from wxarchive.clock import BEIJING
from wxarchive.guarded import epoch_time, number, split
from wxarchive.models import ArticleRef, Comment, Counts

_COUNTS, _COMMENTS = "/mp/getappmsgext", "/mp/appmsg_comment"
MOST_COMMENTS = 10_000
"""Of one answer; the site sends a hundred at a time."""
_NAMES = (("__biz",), ("mid", "appmsgid"), ("idx", "itemidx"))
_LONGEST = 10_000  # characters of a comment; the site allows some hundred


def of_reactions(url: str) -> bool:
    """Tell whether an address is one that such answers come from."""
    parts = split(url)
    return (parts.hostname or "").lower() == PAGE_HOST and parts.path in {_COUNTS, _COMMENTS}


def article_asked(url: str, posted: str) -> ArticleRef | None:
    """Return the article that a client asked about, by the address or the form that it sent."""
    told = dict(parse_qsl(split(url).query)) | dict(parse_qsl(posted))
    biz, mid, idx = (next(filter(None, map(told.get, names)), None) for names in _NAMES)
    return long_ref(biz, mid, idx)


def read_reactions(url: str, body: bytes) -> tuple[Counts | None, tuple[Comment, ...]]:
    """Read an answer; it may be a refusal, or anything: then there is nothing in it."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None, ()
    if not isinstance(told, dict):
        return None, ()
    if split(url).path == _COUNTS:
        return _counts(told.get("appmsgstat"), told), ()
    # the number of all comments, of which the answer has the first hundred
    total = number(told.get("elected_comment_total_cnt"))
    counts = Counts(comments=total) if total is not None else None
    return counts, tuple(_comments(told.get("elected_comment")))


def comments_listed(told: object) -> tuple[Comment, ...]:
    """Read comments as other tools export them with an article: a list of what the site answered,
    of which each may have its replies in ``$reply_list``.
    """
    return tuple(_comments(told))


def _counts(stat: Any, told: Mapping[str, Any]) -> Counts | None:
    # a refusal has none
    if not isinstance(stat, dict):
        return None
    # 在看 came later than 赞 and took its name (docs/wechat-pages.md §6.5)
    counts = Counts(
        reads=number(stat.get("read_num")),
        likes=number(stat.get("old_like_num")),
        recommended=number(stat.get("like_num")),
        shares=number(stat.get("share_num")),
        comments=number(told.get("comment_count")),
    )
    return counts if counts != Counts() else None


def _comments(listed: object) -> Iterator[Comment]:
    for one in _dicts(listed)[:MOST_COMMENTS]:
        comment = _comment(one, None)
        if comment is None:
            continue
        yield comment
        # the site answers with some of the replies, a tool may have asked for all
        replies = one.get("$reply_list")
        if not replies and isinstance(one.get("reply_new"), dict):
            replies = one["reply_new"].get("reply_list")
        for reply in _dicts(replies):
            if answer := _comment(reply, comment.id):
                yield answer


def _comment(told: Mapping[str, Any], reply_to: str | None) -> Comment | None:
    # the site and other tools name it differently
    own = told.get("content_id") or told.get("id") or told.get("reply_id")
    text = told.get("content")
    if not (isinstance(own, str | int) and str(own) and isinstance(text, str) and text):
        return None
    # a reply has a number of its own only under its comment
    name = f"{reply_to}/{own}" if reply_to else str(own)
    written = number(told.get("create_time"), digits=12)
    # a province of China, else a country
    place = told.get("ip_wording")
    if not isinstance(place, dict):
        place = {}
    return Comment(
        name,
        text[:_LONGEST],
        author=_text(told.get("nick_name")),
        is_by_account=told.get("is_from") == 2 or told.get("identity_type") == 2,
        written_at=epoch_time(written, BEIJING) if written else None,
        likes=number(told.get("like_num") or told.get("reply_like_num") or 0),
        location=_text(place.get("province_name")) or _text(place.get("country_name")),
        reply_to=reply_to,
    )


def _text(told: Any) -> str | None:
    return told.strip() or None if isinstance(told, str) else None


def _dicts(told: Any) -> list[dict[str, Any]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
