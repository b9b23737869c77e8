"""Read an article's record (docs/record.md): what it says is taken, its HTML cleaned once more.

A record does not tell what the page had and no field holds: the account's avatar and signature.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any, get_args

from wxarchive.address import article_ref
from wxarchive.characters import printable
from wxarchive.formats import read_record, time_of
from wxarchive.guarded import decimal
from wxarchive.markup import shallow
from wxarchive.models import (
    KINDS,
    PERMANENT,
    STATES,
    Album,
    Article,
    ArticleRef,
    Body,
    DatedBy,
    End,
    Kind,
    Link,
    Media,
    MediaType,
    Metadata,
    RawPage,
    Section,
    State,
    StatePage,
    TellerName,
)
from wxarchive.parse.body import BodyReader, sanitised, to_text

# characters no page has and no book may have
_CONTROLS = dict.fromkeys({*range(32)} - {*map(ord, "\t\n\r")})

# kinds that nothing is left of without a body
_OF_TEXT = frozenset({"article", "text"})
_TAG = re.compile(r"<[^<>]*+>")
_KEY = re.compile(r"[A-Za-z0-9+/]{4,40}={0,2}:\d{1,20}:\d{1,4}")
_WEB = re.compile(r"https?://", re.I)
_TEXTS = (
    "title", "account", "account_id", "account_alias", "biz", "author", "location", "digest",
    "cover_url",
    "reprint_url", "reprint_account", "source_url",
)  # fmt: skip
_OF_MEDIA = ("id", "title", "url", "cover_url")
_FLAGS = ("is_original", "is_reprint", "is_paid")

_Fields = dict[str, Any]


def recorded(raw: RawPage) -> Article | StatePage:
    """Read a record: an article where it has a text, also of one that is gone by now; else the
    state it tells.
    """
    told = read_record(raw.body)
    ref, about = _ref(told), _metadata(told)
    kind: Kind | None = _one_of(KINDS, told, "kind")
    state: State = _one_of(STATES, told, "state") or "unknown"
    # a record that does not say who dated it is its own witness
    dated_by: DatedBy = _one_of(get_args(DatedBy), told, "dated_by") or "page"
    reason, losses = _text(told, "reason"), list(_texts(told.get("losses")))
    if kind and isinstance(told.get("html"), str):
        body = _body(told, losses)
        if kind not in _OF_TEXT or not _is_empty(body):
            end = None
            if state in PERMANENT:
                end = End(told["state"], reason, time_of(told.get("gone_at")))
            return Article(kind, ref, about, body, tuple(losses), "record", end, dated_by)
    # without a body, a record says what became of the article
    if not told or state == "ok":
        loss = "the record has no text" if told else "the record is cut off"
        return StatePage("broken", None, kind, ref, None, about, (loss,), "record")
    target = told.get("url") if state == "migrated" else None
    told_by: TellerName | None = _one_of(get_args(TellerName), told, "told_by")
    known = tuple(_texts(told.get("losses")))
    return StatePage(state, reason, kind, ref, target, about, known, "record", dated_by, told_by)


def _one_of(values: Iterable[Any], told: _Fields, name: str) -> Any:
    """Return a field that has one of a few values; ``None`` if it has another."""
    value = told.get(name)
    return value if isinstance(value, str) and value in values else None


def _is_empty(body: Body) -> bool:
    """Tell whether there is nothing to read, see or play: characters that nobody sees are
    nothing.
    """
    text = printable(f"{body.text}{unescape(_TAG.sub('', body.html))}")
    return not (text.strip() or body.images or body.media or "<img" in body.html)


def _ref(told: _Fields) -> ArticleRef | None:
    other = article_ref(_text(told, "short_url") or "")
    ref = article_ref(_text(told, "url") or "") or other
    if ref is None:
        return None
    short = ref.short
    if short is None and other:
        short = other.short
    return ArticleRef(ref.url, ref.key or _key(told), short)


def _key(told: _Fields) -> str | None:
    key = _text(told, "key")
    return key if key and _KEY.fullmatch(key) else None


def _metadata(told: _Fields) -> Metadata:
    texts: _Fields = {name: _text(told, name) for name in _TEXTS}
    flags: _Fields = {name: told[name] for name in _FLAGS if isinstance(told.get(name), bool)}
    times: _Fields = {name: time_of(told.get(name)) for name in ("published_at", "modified_at")}
    named = ((_text(one, "id"), _text(one, "title")) for one in _objects(told.get("albums")))
    albums = tuple(Album(id_, title) for id_, title in named if id_ and title)
    served = time_of(told.get("fetched_at"))
    return Metadata(**texts, **flags, **times, albums=albums, served_at=served)


def _body(told: _Fields, lost: list[str]) -> Body:
    html = sanitised(shallow(told["html"], lost.append))
    return Body(
        html=html,
        text=_text(told, "text") or to_text(BodyReader().read(html).blocks),
        images=tuple(address for address in _texts(told.get("images")) if _WEB.match(address)),
        media=tuple(_media(told.get("media"))),
        links=tuple(_links(told.get("links"))),
    )


def _media(value: object) -> Iterator[Media]:
    for one in _objects(value):
        duration = one.get("duration")
        seconds = None if isinstance(duration, str) else decimal(duration)
        if type_ := _one_of(get_args(MediaType), one, "type"):
            texts: _Fields = {name: _text(one, name) for name in _OF_MEDIA}
            yield Media(type_, duration=seconds, **texts)


def _links(value: object) -> Iterator[Link]:
    for one in _objects(value):
        url, section = _text(one, "url"), _one_of(get_args(Section), one, "section")
        if url and _WEB.match(url) and section:
            yield Link(url, _key(one), _text(one, "text"), _text(one, "title"), section)


def _objects(value: object) -> Iterator[_Fields]:
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from (one.translate(_CONTROLS) for one in value if isinstance(one, str))


def _text(told: _Fields, name: str) -> str | None:
    value = told.get(name)
    return value.translate(_CONTROLS) or None if isinstance(value, str) else None
