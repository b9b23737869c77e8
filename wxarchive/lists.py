"""What a list names: articles with their titles and times, out of any JSON.

Albums, account histories and back ends answer with JSON of many shapes, which also holds JSON in strings
(wechat-pages.md §6); users' own files have others. So no shape is expected: an object with an article's address names
that article, with the title beside it; a time holds for everything inside the object it stands in.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from wxarchive.address import article_ref
from wxarchive.models import BEIJING, ArticleRef, Listed

_ADDRESS_FIELDS = ("link", "url", "content_url", "short_link", "short_url")
OTHER_ADDRESSES = ("source_url", "cover", "reprint_url", "pre_article_link", "next_article_link")
"""Fields that lead to another article than the one the object is about."""
TITLE_FIELDS = ("title", "标题", "文章标题", "name", "text")
TIME_FIELDS = (
    "create_time", "published_at", "publish_time", "published", "datetime", "sendtime", "sent_time", "time", "date",
    "发布时间", "发布日期", "日期", "update_time",
)  # fmt: skip
_TIMES_BESIDE = ("comm_msg_info", "sent_info")
"""Objects that hold the time of the message they stand beside (§6.3, §6.4)."""
_DAY = re.compile(r"(\d{4})\s*[-/年.]\s*(\d{1,2})\s*[-/月.]\s*(\d{1,2})日?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_EPOCH = re.compile(r"(1\d{9})(?:\d{3})?")
_DEEPEST = 60


def listed_in(value: object) -> list[Listed]:
    """Return the articles that a JSON value names, each once, in its order."""
    return merged(_walk(value, None, 0))


def merged(found: Iterable[Listed]) -> list[Listed]:
    """Keep the first mention of each article; what it does not tell is taken from later ones."""
    kept: dict[str, Listed] = {}
    for item in found:
        name = item.ref.key or item.ref.url
        first = kept.get(name, item)
        kept[name] = replace(
            first, title=first.title or item.title, published_at=first.published_at or item.published_at
        )
    return list(kept.values())


def moment(value: object) -> datetime | None:
    """Read a time: epoch seconds or milliseconds, else a date in Beijing time; ``None`` if it is none."""
    text = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    with suppress(ValueError, OverflowError):
        if epoch := _EPOCH.fullmatch(text.removesuffix(".0")):
            return datetime.fromtimestamp(int(epoch[1]), UTC).astimezone(BEIJING)
        if day := _DAY.match(text):
            return datetime(*(int(part or 0) for part in day.groups()), tzinfo=BEIJING)  # type: ignore[misc,arg-type]  # six numbers
    return None


def title_of(text: object) -> str | None:
    """Return a title in plain text, entities decoded; ``None`` if there is none."""
    return " ".join(html.unescape(text).split()) or None if isinstance(text, str) else None


def _walk(value: object, time: datetime | None, depth: int) -> Iterator[Listed]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        time = _time_of(value) or time
        yield from _named(value, time)
        for inner in value.values():
            yield from _inner(inner, time, depth)
    elif isinstance(value, list):
        for inner in value:
            ref = article_ref(inner) if isinstance(inner, str) else None
            yield from [Listed(ref)] if ref else _inner(inner, time, depth)


def _inner(value: object, time: datetime | None, depth: int) -> Iterator[Listed]:
    """Go into objects, lists, and the JSON that back ends put into strings, sometimes escaped as HTML."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        for text in (value, html.unescape(value)):
            with suppress(ValueError, RecursionError):
                yield from _walk(json.loads(text), time, depth + 1)
                return
    elif isinstance(value, dict | list):
        yield from _walk(value, time, depth + 1)


def _named(fields: Mapping[str, object], time: datetime | None) -> Iterator[Listed]:
    """Give the article an object is about; of a user's own fields each may hold an address."""
    known = [fields[name] for name in _ADDRESS_FIELDS if fields.get(name)]
    others = (value for name, value in fields.items() if name not in OTHER_ADDRESSES)
    refs = [ref for ref in map(_ref, known or others) if ref]
    title = next((found for name in TITLE_FIELDS if (found := title_of(fields.get(name)))), None)
    keyed = next((ref for ref in refs if ref.key), None)
    short = next((ref for ref in refs if ref.short), None)
    position = _number(fields.get("pos_num"))
    if known and keyed and short:  # the long and the short address of one article
        refs = [ArticleRef(keyed.url, keyed.key, short.short)]
    yield from (Listed(ref, title, time, position) for ref in refs)


def _number(value: object) -> int | None:
    """Read a number, which answers often write as text (§6)."""
    return int(str(value)) if re.fullmatch(r"[1-9]\d{0,8}", str(value), re.ASCII) else None


def _ref(value: object) -> ArticleRef | None:
    is_text = isinstance(value, str) and value[:1] not in ("{", "[") and "weixin" in value.lower()
    return article_ref(str(value)) if is_text else None


def _time_of(fields: Mapping[str, object]) -> datetime | None:
    beside = [fields[name] for name in _TIMES_BESIDE if isinstance(fields.get(name), dict)]
    places = [fields, *(place for place in beside if isinstance(place, dict))]
    return next((time for place in places for name in TIME_FIELDS if (time := moment(place.get(name)))), None)
