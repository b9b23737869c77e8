"""The tools: what each is called, what it asks for, what answers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from wxarchive.api import Archive
from wxarchive.mcp import asking, finding, reading
from wxarchive.mcp.requests import (
    ArticleRequest,
    HistoryRequest,
    LinksRequest,
    ListRequest,
    OverviewRequest,
    QueueRequest,
    SearchRequest,
    SimilarRequest,
    SqlRequest,
    ToolRequest,
)
from wxarchive.mcp.settings import AgentSettings


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: its name, what it is for, its arguments, and the function that answers."""

    name: str
    title: str
    purpose: str
    request: type[ToolRequest]
    answer: Callable[[Archive, Any], str]
    is_reading: bool = True


_READING = (
    Tool(
        "search",
        "Search the archive",
        "Find articles by words in titles, accounts, bylines, digests and texts, with a snippet"
        " of each.",
        SearchRequest,
        finding.search,
    ),
    Tool(
        "get_article",
        "Read an article",
        "Read one article's text, also of one that is deleted on WeChat, also as an earlier"
        " version had it.",
        ArticleRequest,
        reading.get_article,
    ),
    Tool(
        "list",
        "List articles",
        "List articles by account, album, date, kind or state, without their texts.",
        ListRequest,
        finding.list_articles,
    ),
    Tool(
        "links",
        "Follow links",
        "Say what an article links to, which archived articles link to it, or what is linked"
        " but not archived.",
        LinksRequest,
        reading.links,
    ),
    Tool(
        "history",
        "See what became of articles",
        "Of one article: its versions, what each edit changed, when it was seen alive and gone."
        " Without one: what was edited, deleted or restored, by account and time.",
        HistoryRequest,
        reading.history,
    ),
    Tool(
        "similar",
        "See who else has the text",
        "Find articles that share half of the text of one: reprints, copies, what a deleted article"
        " said where it still stands; how much of which is in which, and who was first.",
        SimilarRequest,
        reading.similar,
    ),
    Tool(
        "overview",
        "See what there is",
        "Count what the archive holds, or what is chosen of it, by account, album, year, state"
        " and more.",
        OverviewRequest,
        finding.overview,
    ),
)
_SQL = Tool(
    "sql",
    "Ask in SQL",
    "Answer any question by one SELECT, for what no other tool can; it only reads, and for seconds"
    " at most.",
    SqlRequest,
    asking.sql,
)
_QUEUE = Tool(
    "queue",
    "Queue addresses",
    "Put addresses of WeChat articles, albums or home pages into the archive's queue. Nothing is"
    " fetched until a person runs wxarchive fetch --resume.",
    QueueRequest,
    asking.queue,
    is_reading=False,
)


def tools(settings: AgentSettings) -> tuple[Tool, ...]:
    """Return the tools there are."""
    sql = replace(_SQL, answer=partial(asking.sql, seconds=settings.sql_seconds))
    if settings.allow_queue:
        return (*_READING, sql, _QUEUE)
    return (*_READING, sql)
