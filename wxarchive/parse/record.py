"""Read an article's record (docs/record.md): what it says is taken, its HTML cleaned once more.

A record does not tell what the page had and no field holds: the account's avatar and signature.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape
from typing import Any, get_args

from wxarchive.address import article_ref
from wxarchive.characters import printable
from wxarchive.formats import read_record, time_of
from wxarchive.guarded import decimal, number
from wxarchive.markup import shallow
from wxarchive.models import (
    KINDS,
    PERMANENT,
    STATES,
    Album,
    Article,
    ArticleRef,
    Body,
    Comment,
    Counts,
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
from wxarchive.parse.values import objects_in

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
_OF_COUNTS = ("reads", "likes", "recommended", "shares", "comments")

_Fields = dict[str, Any]


def recorded(raw: RawPage) -> Article | StatePage:
    """Read a record: an article where it has a text, also of one that is gone by now; else the
    state it tells.
    """
    fields = read_record(raw.body)
    ref, about = _ref(fields), _metadata(fields)
    kind: Kind | None = _one_of(KINDS, fields, "kind")
    state: State = _one_of(STATES, fields, "state") or "unknown"
    # a record that does not say who dated it is its own witness
    dated_by: DatedBy = _one_of(get_args(DatedBy), fields, "dated_by") or "page"
    reason, losses = _text(fields, "reason"), list(_texts(fields.get("losses")))
    reactions = _reactions(fields)
    if kind and isinstance(fields.get("html"), str):
        body = _body(fields, losses)
        if kind not in _OF_TEXT or not _is_empty(body):
            end = None
            if state in PERMANENT:
                end = End(fields["state"], reason, time_of(fields.get("gone_at")))
            article = Article(kind, ref, about, body, tuple(losses), "record", end, dated_by)
            return replace(article, **reactions)
    # without a body, a record says what became of the article
    if not fields or state == "ok":
        loss = "the record has no text" if fields else "the record is cut off"
        return StatePage("broken", None, kind, ref, None, about, (loss,), "record")
    target = fields.get("url") if state == "migrated" else None
    told_by: TellerName | None = _one_of(get_args(TellerName), fields, "told_by")
    known = tuple(_texts(fields.get("losses")))
    page = StatePage(state, reason, kind, ref, target, about, known, "record", dated_by, told_by)
    return replace(page, **reactions)


def _one_of(values: Iterable[Any], fields: _Fields, name: str) -> Any:
    """Return a field that has one of a few values; ``None`` if it has another."""
    value = fields.get(name)
    if isinstance(value, str) and value in values:
        return value
    return None


def _is_empty(body: Body) -> bool:
    """Tell whether there is nothing to read, see or play: characters that nobody sees are
    nothing.
    """
    text = printable(f"{body.text}{unescape(_TAG.sub('', body.html))}")
    return not (text.strip() or body.images or body.media or "<img" in body.html)


def _ref(fields: _Fields) -> ArticleRef | None:
    other = article_ref(_text(fields, "short_url") or "")
    ref = article_ref(_text(fields, "url") or "") or other
    if ref is None:
        return None
    short = ref.short
    if short is None and other:
        short = other.short
    return ArticleRef(ref.url, ref.key or _key(fields), short)


def _key(fields: _Fields) -> str | None:
    key = _text(fields, "key")
    if key and _KEY.fullmatch(key):
        return key
    return None


def _metadata(fields: _Fields) -> Metadata:
    # what has no value keeps the default of the model
    values: _Fields = {name: _text(fields, name) for name in _TEXTS}
    values |= {name: time_of(fields.get(name)) for name in ("published_at", "modified_at")}
    values |= {name: fields[name] for name in _FLAGS if isinstance(fields.get(name), bool)}
    albums: list[Album] = []
    for item in objects_in(fields.get("albums")):
        number, title = _text(item, "id"), _text(item, "title")
        if number and title:
            albums.append(Album(number, title))
    served = time_of(fields.get("fetched_at"))
    return Metadata(**values, albums=tuple(albums), served_at=served)


def _body(fields: _Fields, losses: list[str]) -> Body:
    html = sanitised(shallow(fields["html"], losses.append))
    return Body(
        html=html,
        text=_text(fields, "text") or to_text(BodyReader().read(html).blocks),
        images=tuple(filter(_WEB.match, _texts(fields.get("images")))),
        media=tuple(_media(fields.get("media"))),
        links=tuple(_links(fields.get("links"))),
    )


def _media(value: object) -> Iterator[Media]:
    for item in objects_in(value):
        duration = item.get("duration")
        seconds = None if isinstance(duration, str) else decimal(duration)
        if type_ := _one_of(get_args(MediaType), item, "type"):
            texts: _Fields = {name: _text(item, name) for name in _OF_MEDIA}
            yield Media(type_, duration=seconds, **texts)


def _links(value: object) -> Iterator[Link]:
    for item in objects_in(value):
        url = _text(item, "url")
        section = _one_of(get_args(Section), item, "section")
        if url and _WEB.match(url) and section:
            yield Link(url, _key(item), _text(item, "text"), _text(item, "title"), section)


def _reactions(fields: _Fields) -> _Fields:
    """Return the readers' reactions as fields of the model."""
    counts: list[Counts] = []
    for item in objects_in(fields.get("counts")):
        numbers: _Fields = {name: number(item.get(name)) for name in _OF_COUNTS}
        # without its time it would be another one each time it is read
        if seen_at := time_of(item.get("seen_at")):
            counts.append(Counts(**numbers, seen_at=seen_at))
    comments: list[Comment] = []
    for item in objects_in(fields.get("comments")):
        name, text = _text(item, "comment_id"), _text(item, "text")
        if name and text:
            comment = Comment(
                name,
                text,
                author=_text(item, "author"),
                is_by_account=item.get("is_by_account") is True,
                written_at=time_of(item.get("written_at")),
                likes=number(item.get("likes")),
                location=_text(item, "location"),
                reply_to=_text(item, "reply_to"),
                first_seen=time_of(item.get("first_seen")),
                last_seen=time_of(item.get("last_seen")),
            )
            comments.append(comment)
    return {"counts": tuple(counts), "comments": tuple(comments)}


def _texts(value: object) -> Iterator[str]:
    """Yield the texts of a list; none of what is no list."""
    if isinstance(value, list):
        yield from (item.translate(_CONTROLS) for item in value if isinstance(item, str))


def _text(fields: _Fields, name: str) -> str | None:
    """Return a field that is a text and not an empty one."""
    value = fields.get(name)
    if not isinstance(value, str):
        return None
    return value.translate(_CONTROLS) or None
