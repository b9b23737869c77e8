"""Tools that find articles: search, list, and the archive as a whole."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from wxarchive.api import Archive
from wxarchive.errors import UsageError
from wxarchive.mcp.answers import (
    Items,
    Record,
    batches,
    cited_line,
    cut,
    page_of,
    versions_of,
)
from wxarchive.mcp.requests import (
    Choice,
    ListRequest,
    OverviewRequest,
    ReadingRequest,
    SearchRequest,
)
from wxarchive.models import Hit, StoredArticle

_LONGEST_SNIPPET = 300
_ACCOUNTS_NAMED = 200


def search(archive: Archive, request: SearchRequest) -> str:
    """Find articles by words in their titles, accounts, bylines, digests and texts."""
    where = request.filter(archive)
    query, offset, versions = request.query, request.offset, request.versions
    total = archive.count(where, query=query, versions=versions)
    hits = archive.search(query, where, sort=request.sort, offset=offset, versions=versions)
    head: Record = {"query": query}
    if not total:
        head["hint"] = _nothing(request, "try fewer or other words")
    # people write 和 or & where they mean both
    elif words := archive.words_like_signs(query):
        head["hint"] = f"{' '.join(words)} was looked for as a word; a space means and"
    items = Items("articles", _hits(archive, hits), offset, request.limit, total)
    return page_of(head, items, request.max_characters)


def list_articles(archive: Archive, request: ListRequest) -> str:
    """List the articles that are chosen."""
    if request.sort == "album" and len(request.album) != 1:
        raise UsageError("sort album needs one album", hint="name it in the argument album")
    where = request.filter(archive)
    total = archive.count(where)
    articles = archive.list(where, order=request.sort, offset=request.offset)
    head: Record = {}
    # an empty list with no word would look like a failure
    if not total:
        head["hint"] = _nothing(request, "call overview to see what there is")
    lines = _lines(archive, articles)
    items = Items("articles", lines, request.offset, request.limit, total)
    return page_of(head, items, request.max_characters)


def overview(archive: Archive, request: OverviewRequest) -> str:
    """Count what the archive holds, or what is chosen of it."""
    where = request.filter(archive)
    gone = None
    # of articles that are chosen by it, it says nothing new
    if request.gone is None:
        gone = archive.count(replace(where, is_gone=True))
    head: Record = {
        "articles": archive.count(where),
        "gone": gone,
        "with_text": archive.count_readable(where),
        "waiting_in_queue": archive.queue_counts()["waiting"],
        "group_by": request.group_by,
    }
    groups = [
        {
            "name": cut(one.name, 100),
            "articles": one.articles,
            "first": one.first,
            "last": one.last,
        }
        for one in archive.groups(request.group_by, where)
    ]
    rest = groups[request.offset :]
    items = Items("groups", rest, request.offset, _ACCOUNTS_NAMED, len(groups))
    return page_of(head, items, request.max_characters)


def _lines(archive: Archive, articles: Iterable[StoredArticle]) -> Iterator[Record]:
    for batch in batches(articles):
        versions = versions_of(archive, batch)
        for one in batch:
            yield cited_line(one, versions[one.id])


def _hits(archive: Archive, hits: Iterable[Hit]) -> Iterator[Record]:
    # an earlier version may be what is found, where the newest says it no more
    for batch in batches(hits):
        versions = versions_of(archive, [hit.article for hit in batch])
        for hit in batch:
            snippet = cut(hit.snippet, _LONGEST_SNIPPET)
            line = cited_line(hit.article, versions[hit.article.id])
            record = {**line, "quoted_snippet": snippet}
            if hit.version:
                record["only_in_version"] = hit.version.number
                record["version_last_seen"] = hit.version.last_seen
            yield record


def _nothing(request: Choice, otherwise: str) -> str:
    """Say what to do where nothing is found."""
    about_answers = ReadingRequest.model_fields
    choosing = [name for name in Choice.model_fields if name not in about_answers]
    chosen = [name for name in choosing if getattr(request, name) not in (None, [])]
    if not chosen:
        return otherwise
    return f"nothing passes; leave out some of: {', '.join(chosen)}"
