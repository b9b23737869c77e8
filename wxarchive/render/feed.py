"""Atom 1.0 (RFC 4287): articles, and what happened to them, as a feed for any reader of feeds.

An entry's id is a ``tag:`` of the article's key, the same in every archive and after every edit. An
entry about something that happened has that and when it was seen.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape

from lxml import etree

from wxarchive.clock import BEIJING_NAME, in_form, iso
from wxarchive.differences import Change
from wxarchive.models import Event, EventKind, MediaRole, MediaUse, StoredArticle
from wxarchive.render.html import NOT_XML, as_address
from wxarchive.render.notes import gone_words

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml"
_TAG = "tag:mp.weixin.qq.com,2012:"
_NAMELESS = "无标题"
_WORDS: dict[EventKind, str] = {"new": "New", "edited": "Edited", "gone": "Gone", "back": "Back"}
_TIME = "%Y-%m-%d %H:%M"
_AROUND = 40
"""Characters of an unchanged part that are shown before and behind a change."""
_TYPES: dict[MediaRole, str] = {"cover": "image/jpeg", "audio": "audio/mpeg", "video": "video/mp4"}
"""What WeChat serves, where no file is kept that tells."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A link of a feed or an entry: ``rel`` as the RFCs name it, ``length`` in bytes."""

    rel: str
    href: str
    type: str | None = None
    length: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself; ``links``: where it is, and its other pages (RFC 5005)."""

    id: str
    title: str
    updated: datetime
    links: Sequence[FeedLink] = ()


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry. ``html``: its whole content, sanitised; ``categories``: schemes and terms."""

    id: str
    title: str
    updated: datetime
    author: str
    html: str
    published: datetime | None = None
    summary: str | None = None
    categories: Sequence[tuple[str, str]] = ()
    links: Sequence[FeedLink] = ()


def atom(feed: Feed, entries: Iterable[FeedEntry]) -> Iterator[bytes]:
    """Yield an Atom document piece by piece, an entry at a time."""
    head = _root("feed")
    head.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    _add(head, "id", feed.id)
    _add(head, "title", feed.title)
    _add(head, "updated", iso(feed.updated))
    _add(head, "generator", "wxarchive")
    _add_links(head, feed.links)
    end = b"</feed>"
    yield b'<?xml version="1.0" encoding="utf-8"?>\n'
    yield etree.tostring(head, encoding="utf-8").removesuffix(end) + b"\n"
    # the feed around the entries has the namespace already
    declared = f' xmlns="{ATOM}"'.encode()
    for entry in entries:
        written = etree.tostring(_entry(entry), encoding="utf-8")
        yield written.replace(declared, b"", 1) + b"\n"
    yield end + b"\n"


def article_entry(
    article: StoredArticle, html: str, *, links: Sequence[FeedLink] | None = None
) -> FeedEntry:
    """Return the entry of an article; ``html``: its body, with addresses that hold where it goes.

    ``links``: by default the one to the article at WeChat.
    """
    about = article.metadata
    # Atom has no element for it
    if gone := gone_words(article):
        html = f"<p>{escape(gone)}</p>{html}"
    # the schemes keep an album apart from an account of the same name
    categories = []
    if about.account:
        categories.append(("account", about.account))
    categories += [("album", album.title) for album in about.albums if album.title.strip()]
    if article.kind:
        categories.append(("kind", article.kind))
    if links is None:
        links = address_links(article)
    return FeedEntry(
        id=entry_id(article),
        title=about.title or _NAMELESS,
        updated=updated(article),
        author=about.author or about.account or _NAMELESS,
        html=html,
        published=about.published_at,
        summary=about.digest,
        categories=categories,
        links=links,
    )


def event_entry(
    event: Event,
    html: str,
    *,
    changed: Sequence[Change] = (),
    links: Sequence[FeedLink] | None = None,
) -> FeedEntry:
    """Return the entry of something that happened to an article; ``html`` as in
    :func:`article_entry`.

    ``changed``: what an edit changed, which then stands in the place of the body.
    """
    # the sentence says that it is gone, and since when: the article itself says it no second time
    entry = article_entry(replace(event.article, gone_at=None), html, links=links)
    if changed:
        html = "".join(map(_changed, changed))
    return replace(
        entry,
        id=f"{entry.id}/{event.kind}/{event.at.astimezone(UTC):%Y%m%dT%H%M%S%f}",
        title=f"{_WORDS[event.kind]}: {entry.title}",
        updated=event.at,
        html=f"<p>{escape(_sentence(event))}</p>{html}",
        categories=[*entry.categories, ("event", event.kind)],
    )


def entry_id(article: StoredArticle) -> str:
    """Return the ``tag:`` of an article (RFC 4151): of its key, else of its address."""
    ref = article.ref
    if ref and ref.key:
        return as_address(f"{_TAG}{ref.key}")
    # a page known by its short address alone: what stands after the host is as lasting as a key
    if ref and (path := (ref.short or ref.url).partition("mp.weixin.qq.com/")[2]):
        return as_address(f"{_TAG}{path}")
    return f"tag:wxarchive,2026:{article.id}"


def updated(article: StoredArticle) -> datetime:
    """Return when an article was last another one: published, edited, or seen to be edited or gone.

    Of one that no page told a time of, it is when it was seen first.
    """
    about = article.metadata
    times = [about.published_at, about.modified_at, article.gone_at]
    first, newest = article.first_seen_alive, article.version_since
    # the first version is as old as the article, not as old as its first fetch
    if newest and (first is None or newest > first or about.published_at is None):
        times.append(newest)
    return max((time for time in times if time), default=article.fetched_at or _NEVER)


def address_links(article: StoredArticle) -> list[FeedLink]:
    """Return the link to an article at WeChat, if its address is known."""
    if article.ref:
        return [FeedLink("alternate", article.ref.url, "text/html")]
    return []


def enclosures(uses: Iterable[MediaUse], place: Callable[[MediaUse], str | None]) -> list[FeedLink]:
    """Return links to the cover and to what an article plays, where ``place`` gives an address of
    them.
    """
    links: list[FeedLink] = []
    for use in uses:
        # the pictures of a body are in its HTML
        if use.role in {"cover", "audio", "video"} and (address := place(use)):
            type_ = use.type or _TYPES[use.role]
            links.append(FeedLink("enclosure", address, type_, use.size))
    return links


def _entry(entry: FeedEntry) -> etree._Element:
    root = _root("entry")
    _add(root, "id", entry.id)
    _add(root, "title", entry.title)
    _add(root, "updated", iso(entry.updated))
    _add(root, "published", iso(entry.published))
    author = etree.SubElement(root, _name("author"))
    _add(author, "name", entry.author)
    for scheme, term in entry.categories:
        etree.SubElement(root, _name("category"), scheme=f"{_TAG}{scheme}", term=_text(term))
    _add_links(root, entry.links)
    _add(root, "summary", entry.summary)
    # escaped, and no elements of XHTML: what is wrong in it does not break the feed
    content = etree.SubElement(root, _name("content"), type="html")
    content.text = _text(entry.html)
    return root


def _add_links(parent: etree._Element, links: Iterable[FeedLink]) -> None:
    for link in links:
        element = etree.SubElement(parent, _name("link"), rel=link.rel, href=as_address(link.href))
        optional = {"type": link.type, "title": link.title, "length": link.length}
        for name, value in optional.items():
            if value is not None:
                element.set(name, _text(str(value)))


def _add(parent: etree._Element, name: str, text: str | None) -> None:
    """Add an element with a text; nothing where there is none."""
    if text is not None:
        etree.SubElement(parent, _name(name)).text = _text(text)


def _root(name: str) -> etree._Element:
    # the stubs of lxml know no default namespace
    return etree.Element(_name(name), nsmap={None: ATOM})  # type: ignore[dict-item]


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _text(text: str) -> str:
    return NOT_XML.sub("", text)


def _sentence(event: Event) -> str:
    time = f"{in_form(event.at, _TIME)} ({BEIJING_NAME})"
    if event.kind == "gone" and event.state:
        # the article may be back by now: the event speaks of how it was then
        then = replace(
            event.article,
            state=event.state,
            reason=event.reason,
            gone_at=event.at,
            last_seen_alive=event.last_alive,
        )
        return gone_words(then) or ""
    sentences: dict[EventKind, str] = {
        "new": f"Archived for the first time: {time}.",
        "edited": f"Edited: version {event.version}, first seen {time}.",
        "back": f"On WeChat again: seen {time}.",
    }
    return sentences.get(event.kind, time)


def _changed(change: Change) -> str:
    """Write what an edit changed of one field, with a little of what stands around it."""
    html = f"<p><b>{escape(change.field)}</b></p><p>"
    for piece in change.pieces:
        text = piece.text
        # of an unchanged part only what is next to a change
        if piece.kind == "same" and len(text) > 2 * _AROUND:
            text = f"{text[:_AROUND]} … {text[-_AROUND:]}"
        written = escape(text, quote=False).replace("\n", "<br>")
        if piece.kind == "removed":
            written = f"<del>{written}</del>"
        elif piece.kind == "added":
            written = f"<ins>{written}</ins>"
        html += written
    return f"{html}</p>"
