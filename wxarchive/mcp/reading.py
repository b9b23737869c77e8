"""Tools that read one article, its past and its links, or those of several."""

from collections.abc import Iterable, Iterator
from itertools import islice

from wxarchive.api import Archive, since, until
from wxarchive.errors import NotFound, UsageError
from wxarchive.mcp.answers import (
    Items,
    Record,
    batches,
    cited,
    cited_line,
    cut,
    page_of,
    text_page,
    versions_of,
)
from wxarchive.mcp.requests import (
    ArticleRequest,
    HistoryRequest,
    LinksRequest,
    SimilarRequest,
    moment,
)
from wxarchive.models import (
    Event,
    EventPlace,
    HistoryEntry,
    StoredLink,
)

_LONGEST_PIECE = 300
_LONGEST = 200


def get_article(archive: Archive, request: ArticleRequest) -> str:
    """Read an article, from a character of its text on."""
    found = archive.article(request.article, version=request.version)
    number = versions_of(archive, [found])[found.id]
    about = found.metadata
    head: Record = {
        **cited(found, request.version or number),
        "versions": number,
        "author": cut(about.author, _LONGEST),
        "digest": cut(about.digest, _LONGEST),
        "last_seen_alive": found.last_seen_alive,
        "source_url": cut(about.source_url, _LONGEST),
    }
    # gone before it was kept: what is known of it is told all the same
    if found.content is None:
        hint = "no text was ever kept; look for the same title in other accounts with search"
        return text_page({**head, "hint": hint}, "", 0, request.max_characters)
    if request.form == "markdown":
        text = archive.markdown(request.article, version=request.version)
    else:
        text = found.content.text
    head |= {"pictures": len(found.content.images), "losses": len(found.losses)}
    # an empty answer would look as if the article had ended there
    if request.offset > len(text):
        raise NotFound(f"the text ends at {len(text)}", str(found.id), "give a smaller offset")
    return text_page(head, text, request.offset, request.max_characters)


def links(archive: Archive, request: LinksRequest) -> str:
    """Say what articles link to, what links to one, or what is linked and missing."""
    where, article = request.filter(archive), request.article
    head: Record = {"direction": request.direction}
    if article is not None:
        head["article"] = _cited_one(archive, article)
    if request.direction == "to" and article is None:
        raise UsageError("to needs an article", hint="name one in the argument article")
    records: Iterator[Record]
    total: int | None = None
    # of what leads to one article each stands once, however often it links there
    if request.direction == "to" and article is not None:
        records = _linking(archive, archive.backlinks(article, where))
    elif request.direction == "missing" and article is None:
        every = list(archive.missing(where))
        total = len(every)
        records = (
            {
                "quoted_title": cut(one.title, _LONGEST),
                "url": cut(one.url, _LONGEST),
                "key": cut(one.key, _LONGEST),
                "linked_by": one.count,
            }
            for one in every
        )
    else:
        # the missing links of one article come in its own order
        only_missing = request.direction == "missing"
        found = archive.links(article, where)
        chosen = (one for one in found if not (only_missing and one.target_id))
        records = _links(archive, chosen, with_source=article is None)
    rest = islice(records, request.offset, None)
    items = Items("links", rest, request.offset, request.limit, total)
    return page_of(head, items, request.max_characters)


def history(archive: Archive, request: HistoryRequest) -> str:
    """Say what happened to one article, or to those that are chosen."""
    offset, limit, most = request.offset, request.limit, request.max_characters
    start = moment(since, request.happened_since)
    end = moment(until, request.happened_until)
    if (ref := request.article) is not None:
        entries = list(archive.history(ref))
        if start:
            entries = [one for one in entries if one.last_seen >= start]
        if end:
            entries = [one for one in entries if one.first_seen < end]
        records = (_entry(archive, ref, one) for one in entries[offset:])
        items = Items("history", records, offset, limit, len(entries))
        return page_of({"article": _cited_one(archive, ref)}, items, most)
    where, kinds = request.filter(archive), request.events
    before = None
    # events come newest first: this place is after all that happened at that moment or later
    if end:
        before = EventPlace(end, 0, "new")
    total = archive.count_events(where, kinds=kinds, since=start, before=before)
    events = archive.events(where, kinds=kinds, since=start, before=before)
    found = _events(archive, islice(events, offset, None))
    return page_of({"events_of": kinds}, Items("events", found, offset, limit, total), most)


def similar(archive: Archive, request: SimilarRequest) -> str:
    """Say which articles share text with one, and where it can still be read."""
    head: Record = {"article": _cited_one(archive, request.article)}
    found = archive.similar(request.article)
    if not found:
        head["hint"] = "no other article here shares half of its text; search for a sentence of it"
    versions = versions_of(archive, [one.article for one in found])
    # the names say which of the two texts is meant: a reprint has all of its original, and more
    records = (
        {
            **cited_line(one.article, versions[one.article.id]),
            "part_of_this_in_it": round(one.shared.inside, 3),
            "part_of_it_in_this": round(one.shared.contains, 3),
            "published_first": one.first,
            "this_version": one.shared.version,
            "its_version": one.shared.other_version,
            "readable_at_wechat": one.is_readable,
            "may_be_the_same_article": one.may_be_same,
        }
        for one in found[request.offset :]
    )
    items = Items("similar", records, request.offset, request.limit, len(found))
    return page_of(head, items, request.max_characters)


def _cited_one(archive: Archive, ref: str | int) -> Record:
    found = archive.articles([archive.find(ref)])
    if not found:
        raise NotFound("no such article in the archive", str(ref), "find one with search or list")
    return cited(found[0], versions_of(archive, found)[found[0].id])


def _entry(archive: Archive, ref: str | int, one: HistoryEntry) -> Record:
    """Return a record of a version, with what it changed, or of a state."""
    seen: Record = {"first_seen": one.first_seen, "last_seen": one.last_seen}
    if one.version is None:
        reason = cut(one.reason, _LONGEST)
        return {"state": one.state, "life": one.life, "reason": reason, **seen}
    record: Record = {"version": one.version, **seen}
    # the first version changed nothing
    if not one.changed:
        return record
    changes = []
    for change in archive.difference(ref, one.version - 1, one.version):
        said: dict[str, str | None] = {}
        for kind in ("added", "removed"):
            texts = [piece.text for piece in change.pieces if piece.kind == kind]
            said[kind] = cut(" … ".join(texts), _LONGEST_PIECE) or None
        changes.append({"field": change.field, **said})
    return {**record, "quoted_changes": changes}


def _events(archive: Archive, events: Iterable[Event]) -> Iterator[Record]:
    for batch in batches(events):
        # one article may have several events
        articles = {one.article.id: one.article for one in batch}
        versions = versions_of(archive, list(articles.values()))
        for one in batch:
            version = versions[one.article.id]
            record: Record = {"event": one.kind, "at": one.at, "text_kept": version > 0}
            if one.kind == "gone":
                record |= {
                    "became": one.state,
                    "why": cut(one.reason, _LONGEST),
                    "last_seen_alive": one.last_alive,
                }
            if one.version:
                record["new_version"] = one.version
            yield {**record, "article": cited(one.article, version)}


def _links(archive: Archive, links: Iterable[StoredLink], *, with_source: bool) -> Iterator[Record]:
    """Yield links, with the archived articles at their ends cited."""
    for batch in batches(links):
        ids = {one.from_id for one in batch}
        ids.update(one.target_id for one in batch if one.target_id)
        ends = archive.articles(sorted(ids))
        versions = versions_of(archive, ends)
        known = {one.id: cited(one, versions[one.id]) for one in ends}
        for one in batch:
            link = one.link
            record: Record = {
                "section": link.section,
                "quoted_text": cut(link.text or link.title, _LONGEST),
                "archived": one.target_id is not None,
            }
            # of what is not archived the link alone tells
            if one.target_id in known:
                record["to"] = known[one.target_id]
            else:
                record |= {"url": cut(link.url, _LONGEST), "key": cut(link.key, _LONGEST)}
            if with_source:
                record["from"] = known.get(one.from_id)
            yield record


def _linking(archive: Archive, links: Iterable[StoredLink]) -> Iterator[Record]:
    """Yield the articles that link to one, each once."""
    by_article: dict[int, StoredLink] = {}
    # the first link says in which section it stands
    for one in links:
        by_article.setdefault(one.from_id, one)
    for batch in batches(by_article):
        articles = archive.articles(batch)
        versions = versions_of(archive, articles)
        for article in articles:
            link = by_article[article.id].link
            yield {**cited(article, versions[article.id]), "section": link.section}
