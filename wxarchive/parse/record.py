"""Read an article's record (docs/record.md): what it says is taken, its HTML cleaned once more.

A record does not tell what the page had and no field holds: the account's avatar and signature.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, cast, get_args

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
_FLAGS = ("is_original", "is_reprint", "is_paid")

_Fields = dict[str, Any]


def recorded(raw: RawPage) -> Article | StatePage:
    """Read a record: an article where it has a text, also of one that is gone by now; else the
    state it tells.
    """
    told = read_record(raw.body)
    ref, about = _ref(told), _metadata(told)
    kind: Kind | None = told.get("kind") if told.get("kind") in KINDS else None
    lost: list[str] = []
    body = _body(told, lost) if isinstance(told.get("html"), str) and kind else None
    if body and kind and not (kind in _OF_TEXT and _is_empty(body)):
        return Article(
            kind,
            ref,
            about,
            body,
            (*_texts(told.get("losses")), *lost),
            origin="record",
            end=_end(told),
            dated_by=_dated_by(told),
        )
    state: State = told.get("state") if told.get("state") in STATES else "unknown"  # type: ignore[assignment]
    if not told or state == "ok":
        loss = "the record has no text" if told else "the record is cut off"
        return StatePage("broken", None, kind, ref, None, about, (loss,), "record")
    target = told.get("url") if state == "migrated" else None
    losses = tuple(_texts(told.get("losses")))
    reason, dated_by = _text(told, "reason"), _dated_by(told)
    told_by = told.get("told_by") if told.get("told_by") in get_args(TellerName) else None
    return StatePage(state, reason, kind, ref, target, about, losses, "record", dated_by, told_by)


def _is_empty(body: Body) -> bool:
    """Tell whether there is nothing to read, see or play: characters that nobody sees are
    nothing.
    """
    text = printable(f"{body.text}{unescape(_TAG.sub('', body.html))}")
    return not (text.strip() or body.images or body.media or "<img" in body.html)


def _end(told: _Fields) -> End | None:
    """Return how the article ended that the record has the text of; ``None`` if it is alive."""
    if told.get("state") not in PERMANENT:
        return None
    return End(told["state"], _text(told, "reason"), time_of(told.get("gone_at")))


def _dated_by(told: _Fields) -> DatedBy:
    """Return who says the time of the record; a record that does not say so is its own witness."""
    named = told.get("dated_by")
    return cast("DatedBy", named) if named in get_args(DatedBy) else "page"


def _ref(told: _Fields) -> ArticleRef | None:
    short = article_ref(_text(told, "short_url") or "")
    ref = article_ref(_text(told, "url") or "") or short
    key = _text(told, "key")
    if ref is None:
        return None
    own = key if key and _KEY.fullmatch(key) else None
    return ArticleRef(ref.url, ref.key or own, ref.short or (short.short if short else None))


def _metadata(told: _Fields) -> Metadata:
    texts: _Fields = {name: _text(told, name) for name in _TEXTS}
    flags: _Fields = {name: told[name] for name in _FLAGS if isinstance(told.get(name), bool)}
    times: _Fields = {name: time_of(told.get(name)) for name in ("published_at", "modified_at")}
    albums = tuple(Album(id_, title) for id_, title in _albums(told.get("albums")))
    return Metadata(
        **texts, **flags, **times, albums=albums, served_at=time_of(told.get("fetched_at"))
    )


def _albums(value: object) -> Iterator[tuple[str, str]]:
    for one in _objects(value):
        id_, title = _text(one, "id"), _text(one, "title")
        if id_ and title:
            yield id_, title


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
        if one.get("type") in get_args(MediaType):
            texts: _Fields = {
                name: _text(one, name) for name in ("id", "title", "url", "cover_url")
            }
            yield Media(cast("MediaType", one["type"]), duration=seconds, **texts)


def _links(value: object) -> Iterator[Link]:
    for one in _objects(value):
        url, key = _text(one, "url"), _text(one, "key")
        if url and _WEB.match(url) and one.get("section") in get_args(Section):
            own = key if key and _KEY.fullmatch(key) else None
            yield Link(
                url, own, _text(one, "text"), _text(one, "title"), cast("Section", one["section"])
            )


def _objects(value: object) -> Iterator[_Fields]:
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _texts(value: object) -> Iterator[str]:
    yield from (
        (one.translate(_CONTROLS) for one in value if isinstance(one, str))
        if isinstance(value, list)
        else ()
    )


def _text(told: _Fields, name: str) -> str | None:
    value = told.get(name)
    return value.translate(_CONTROLS) or None if isinstance(value, str) else None
