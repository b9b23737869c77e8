"""Tools that read one article, its past and its links, or those of several."""

from collections.abc import Iterable, Iterator
from itertools import islice

from wxarchive.api import Archive, Change, since, until
from wxarchive.errors import NotFound, UsageError
from wxarchive.mcp.answers import Items, Record, cited, cited_line, cut, page_of, text_page
from wxarchive.mcp.requests import ArticleRequest, HistoryRequest, LinksRequest, SimilarRequest
from wxarchive.models import (
    Event,
    EventPlace,
    HistoryEntry,
    MissingLink,
    StoredLink,
)

_LONGEST_PIECE = 300
_AT_ONCE = 50
_LONGEST = 200


def get_article(archive: Archive, asked: ArticleRequest) -> str:
    """Read an article, from a character of its text on."""
    found = archive.article(asked.article, version=asked.version)
    number = archive.entries([found])[0].versions
    about = found.metadata
    head: Record = {
        **cited(found, asked.version or number),
        "versions": number,
        "author": cut(about.author, _LONGEST),
        "digest": cut(about.digest, _LONGEST),
        "last_seen_alive": found.last_seen_alive,
        "source_url": cut(about.source_url, _LONGEST),
    }
    if found.content is None:
        hint = "no text was ever kept; look for the same title in other accounts with search"
        return text_page({**head, "hint": hint}, "", 0, asked.max_characters)
    if asked.form == "markdown":
        text = archive.markdown(asked.article, version=asked.version)
    else:
        text = found.content.text
    head |= {"pictures": len(found.content.images), "losses": len(found.losses)}
    if asked.offset > len(text):
        raise NotFound(f"the text ends at {len(text)}", str(found.id), "give a smaller offset")
    return text_page(head, text, asked.offset, asked.max_characters)


def links(archive: Archive, asked: LinksRequest) -> str:
    """Say what articles link to, what links to one, or what is linked and missing."""
    where, article = asked.filter(archive), asked.article
    head: Record = {"direction": asked.direction}
    if article is not None:
        head["article"] = _cited_one(archive, article)
    if asked.direction == "to" and article is None:
        raise UsageError("to needs an article", hint="name one in the argument article")
    records: Iterator[Record]
    total: int | None = None
    if asked.direction == "to" and article is not None:
        records = _linking(archive, archive.backlinks(article, where))
    elif asked.direction == "missing" and article is None:
        every = list(archive.missing(where))
        records, total = map(_missing, every), len(every)
    else:
        only_missing = asked.direction == "missing"
        found = archive.links(article, where)
        chosen = (one for one in found if not (only_missing and one.target_id))
        records = _links(archive, chosen, with_source=article is None)
    behind = islice(records, asked.offset, None)
    items = Items("links", behind, asked.offset, asked.limit, total)
    return page_of(head, items, asked.max_characters)


def history(archive: Archive, asked: HistoryRequest) -> str:
    """Say what happened to one article, or to those that are chosen."""
    if asked.article is not None:
        return _history_of_one(archive, asked, asked.article)
    where = asked.filter(archive)
    start = since(asked.happened_since) if asked.happened_since else None
    end = until(asked.happened_until) if asked.happened_until else None
    # behind everything that happened at that moment or later
    before = EventPlace(end, 0, "new") if end else None
    total = archive.count_events(where, kinds=asked.events, since=start, before=before)
    events = archive.events(where, kinds=asked.events, since=start, before=before)
    records = _events(archive, islice(events, asked.offset, None))
    items = Items("events", records, asked.offset, asked.limit, total)
    return page_of({"events_of": asked.events}, items, asked.max_characters)


def similar(archive: Archive, asked: SimilarRequest) -> str:
    """Say which articles share text with one, and where it can still be read."""
    head: Record = {"article": _cited_one(archive, asked.article)}
    found = archive.similar(asked.article)
    if not found:
        head["hint"] = "no other article here shares half of its text; search for a sentence of it"
    lines = archive.entries([one.article for one in found])
    versions = {line.article.id: line for line in lines}
    records = (
        {
            **cited_line(versions[one.article.id]),
            "part_of_this_in_it": round(one.shared.inside, 3),
            "part_of_it_in_this": round(one.shared.contains, 3),
            "published_first": one.first,
            "this_version": one.shared.version,
            "its_version": one.shared.other_version,
            "readable_at_wechat": one.is_readable,
            "may_be_the_same_article": one.may_be_same,
        }
        for one in found[asked.offset :]
    )
    items = Items("similar", records, asked.offset, asked.limit, len(found))
    return page_of(head, items, asked.max_characters)


def _history_of_one(archive: Archive, asked: HistoryRequest, ref: str | int) -> str:
    entries = archive.history(ref)
    records = (_entry(archive, ref, one) for one in entries[asked.offset :])
    items = Items("history", records, asked.offset, asked.limit, len(entries))
    return page_of({"article": _cited_one(archive, ref)}, items, asked.max_characters)


def _cited_one(archive: Archive, ref: str | int) -> Record:
    found = archive.articles([archive.find(ref)])
    if not found:
        raise NotFound("no such article in the archive", str(ref), "find one with search or list")
    return cited(found[0], archive.entries(found)[0].versions)


def _entry(archive: Archive, ref: str | int, one: HistoryEntry) -> Record:
    """Return what is said of a version, with what it changed, or of a state."""
    seen: Record = {"first_seen": one.first_seen, "last_seen": one.last_seen}
    if one.version is None:
        return {"state": one.state, "life": one.life, "reason": cut(one.reason, _LONGEST), **seen}
    told: Record = {"version": one.version, **seen}
    if one.changed:
        told["quoted_changes"] = [
            _change(change) for change in archive.difference(ref, one.version - 1, one.version)
        ]
    return told


def _change(change: Change) -> Record:
    def pieces(kind: str) -> str | None:
        texts = [one.text for one in change.pieces if one.kind == kind]
        return cut(" … ".join(texts), _LONGEST_PIECE) or None

    return {"field": change.field, "added": pieces("added"), "removed": pieces("removed")}


def _events(archive: Archive, events: Iterable[Event]) -> Iterator[Record]:
    rest = iter(events)
    while some := list(islice(rest, _AT_ONCE)):
        articles = {one.article.id: one.article for one in some}
        lines = {one.article.id: one for one in archive.entries(list(articles.values()))}
        for one in some:
            versions = lines[one.article.id].versions
            told: Record = {"event": one.kind, "at": one.at, "text_kept": versions > 0}
            if one.kind == "gone":
                told |= {
                    "became": one.state,
                    "why": cut(one.reason, _LONGEST),
                    "last_seen_alive": one.last_alive,
                }
            if one.version:
                told["new_version"] = one.version
            yield {**told, "article": cited(one.article, versions)}


def _links(archive: Archive, links: Iterable[StoredLink], *, with_source: bool) -> Iterator[Record]:
    """Yield links, with the archived articles at their ends cited."""
    rest = iter(links)
    while some := list(islice(rest, _AT_ONCE)):
        ids = {end for one in some for end in (one.from_id, one.target_id) if end}
        lines = archive.entries(archive.articles(sorted(ids)))
        known = {one.article.id: cited(one.article, one.versions) for one in lines}
        for one in some:
            told: Record = {
                "section": one.link.section,
                "quoted_text": cut(one.link.text or one.link.title, _LONGEST),
                "archived": one.target_id is not None,
            }
            if one.target_id in known:
                told["to"] = known[one.target_id]
            else:
                told |= {"url": cut(one.link.url, _LONGEST), "key": cut(one.link.key, _LONGEST)}
            yield {**told, "from": known.get(one.from_id)} if with_source else told


def _linking(archive: Archive, links: Iterable[StoredLink]) -> Iterator[Record]:
    """Yield the articles that link to one, each once."""
    by_article: dict[int, StoredLink] = {}
    for one in links:
        by_article.setdefault(one.from_id, one)
    rest = iter(by_article)
    while some := list(islice(rest, _AT_ONCE)):
        for line in archive.entries(archive.articles(some)):
            link = by_article[line.article.id].link
            yield {**cited(line.article, line.versions), "section": link.section}


def _missing(one: MissingLink) -> Record:
    return {
        "quoted_title": cut(one.title, _LONGEST),
        "url": cut(one.url, _LONGEST),
        "key": cut(one.key, _LONGEST),
        "linked_by": one.count,
    }
