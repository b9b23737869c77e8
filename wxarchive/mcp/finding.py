"""Tools that find articles: search, list, and the archive as a whole."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from wxarchive.api import Archive
from wxarchive.errors import UsageError
from wxarchive.mcp.answers import Items, Record, cited_line, cut, page_of
from wxarchive.mcp.requests import Choice, ListRequest, OverviewRequest, SearchRequest
from wxarchive.models import Hit, StoredArticle

_LONGEST_SNIPPET = 300
_AT_ONCE = 50
_ACCOUNTS_NAMED = 200


def search(archive: Archive, asked: SearchRequest) -> str:
    """Find articles by words in their titles, accounts, bylines, digests and texts."""
    where = asked.filter(archive)
    total = archive.count(where, query=asked.query, versions=asked.versions)
    hits = archive.search(
        asked.query, where, sort=asked.sort, offset=asked.offset, versions=asked.versions
    )
    head: Record = {"query": asked.query}
    if not total:
        head["hint"] = _nothing(asked, "try fewer or other words")
    elif words := archive.words_like_signs(asked.query):
        head["hint"] = f"{' '.join(words)} was looked for as a word; a space means and"
    items = Items("articles", _hits(archive, hits), asked.offset, asked.limit, total)
    return page_of(head, items, asked.max_characters)


def list_articles(archive: Archive, asked: ListRequest) -> str:
    """List the articles that are chosen."""
    if asked.sort == "album" and len(asked.album) != 1:
        raise UsageError("sort album needs one album", hint="name it in the argument album")
    where = asked.filter(archive)
    total = archive.count(where)
    behind = archive.list(where, order=asked.sort, offset=asked.offset)
    head: Record = {} if total else {"hint": _nothing(asked, "call overview to see what there is")}
    items = Items("articles", _lines(archive, behind), asked.offset, asked.limit, total)
    return page_of(head, items, asked.max_characters)


def overview(archive: Archive, asked: OverviewRequest) -> str:
    """Count what the archive holds, or what is chosen of it."""
    where = asked.filter(archive)
    waiting = archive.queue_counts()
    head: Record = {
        "articles": archive.count(where),
        "gone": archive.count(replace(where, is_gone=True)) if asked.gone is None else None,
        "with_text": archive.count_readable(where),
        "waiting_in_queue": waiting["waiting"],
        "group_by": asked.group_by,
    }
    groups = [
        {"name": cut(one.name, 100), "articles": one.articles, "first": one.first, "last": one.last}
        for one in archive.groups(asked.group_by, where)
    ]
    items = Items("groups", groups[asked.offset :], asked.offset, _ACCOUNTS_NAMED, len(groups))
    return page_of(head, items, asked.max_characters)


def _hits(archive: Archive, hits: Iterable[Hit]) -> Iterator[Record]:
    """Yield what is said of hits, some at a time: what they show besides is read at once."""
    rest = iter(hits)
    while some := list(islice(rest, _AT_ONCE)):
        lines = {one.article.id: one for one in archive.entries([hit.article for hit in some])}
        for hit in some:
            told = {
                **cited_line(lines[hit.article.id]),
                "quoted_snippet": cut(hit.snippet, _LONGEST_SNIPPET),
            }
            if hit.version:
                told["only_in_version"] = hit.version.number
                told["version_last_seen"] = hit.version.last_seen
            yield told


def _lines(archive: Archive, articles: Iterable[StoredArticle]) -> Iterator[Record]:
    rest = iter(articles)
    while some := list(islice(rest, _AT_ONCE)):
        yield from map(cited_line, archive.entries(some))


def _nothing(asked: Choice, otherwise: str) -> str:
    """Say what to do where nothing is found."""
    chosen = [
        name
        for name in type(asked).model_fields
        if name in _CHOOSING and getattr(asked, name) not in (None, [])
    ]
    return f"nothing passes; leave out some of: {', '.join(chosen)}" if chosen else otherwise


_CHOOSING = frozenset(Choice.model_fields) - {"offset", "max_characters"}
