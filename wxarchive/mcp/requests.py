"""What agents may ask: the arguments of each tool, as its schema describes them.

One argument more than a tool has is an error, which names those there are.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from wxarchive.api import Archive, since, until
from wxarchive.errors import NotFound
from wxarchive.models import EventKind, Filter, GroupBy, Kind, Order, State

BUDGET = 8_000
"""Characters of an answer, unless its request says otherwise."""


def _several(value: object) -> object:
    """Take one text for a list of one."""
    if isinstance(value, str):
        return [value]
    return value


def _no_flag(value: object) -> object:
    """Refuse true and false, which Python takes for the numbers 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("true and false name no article")  # noqa: TRY004 -- pydantic asks for it
    return value


def moment(read: Callable[[str], datetime], text: str | None) -> datetime | None:
    """Read a time as people write it, ``None`` where none is given. Raises :class:`UsageError`."""
    if not text:
        return None
    return read(text)


Texts = Annotated[list[str], BeforeValidator(_several), Field(max_length=50)]
Kinds = Annotated[list[Kind], BeforeValidator(_several)]
States = Annotated[list[State], BeforeValidator(_several)]
ArticleName = Annotated[str | int, BeforeValidator(_no_flag)]


class ToolRequest(BaseModel):
    """Arguments of a tool; there are no others."""

    model_config = ConfigDict(extra="forbid")


class ReadingRequest(ToolRequest):
    """What every request that reads has."""

    # neither SQLite nor Python counts on without an end
    offset: int = Field(
        0, ge=0, le=10**9, description="Go on here: the next_offset of the last answer."
    )
    max_characters: int = Field(
        BUDGET, ge=4_000, le=40_000, description="The longest answer, in characters."
    )


class Choice(ReadingRequest):
    """Which articles: those that pass all that is given; of several values in one field, any."""

    account: Texts = Field(
        [], description="Names (also former ones), WeChat ids, gh_ ids or biz of accounts (公众号)."
    )
    author: Texts = Field([], description="Bylines (作者).")
    album: Texts = Field([], description="Titles or ids of albums (合集).")
    kind: Kinds = Field([], description="What sort of article.")
    state: States = Field([], description="What WeChat showed last: ok, deleted, violation …")
    gone: bool | None = Field(None, description="true: no longer on WeChat; false: still there.")
    original: bool | None = Field(None, description="With the 原创 mark, or without.")
    published_since: str | None = Field(
        None,
        description="Published since then, in Beijing: 2024, 2024-10, 2024-10-05, 7d (ago), 去年 …",
    )
    published_until: str | None = Field(
        None, description="Published until then, that day, month or year included."
    )

    def filter(self, archive: Archive, limit: int | None = None) -> Filter:
        """Return the filter; raises :class:`NotFound` for an account or album that there is not,
        with those that may be meant, and :class:`UsageError` for what is no date.
        """
        # a name that there is not would find nothing, and look as if there was nothing
        kinds = (
            ("account", self.account, archive.accounts_like),
            ("album", self.album, archive.albums_like),
        )
        for kind, names, similar_names in kinds:
            for name in names:
                similar = similar_names(name)
                # it is there
                if similar is None:
                    continue
                hint = f"call overview to see the {kind}s"
                if similar:
                    hint = f"did you mean {' or '.join(similar)}?"
                raise NotFound(f"no {kind} of this archive is called so", name[:80], hint)
        return Filter(
            account=self.account,
            author=self.author,
            album=self.album,
            kind=self.kind,
            state=self.state,
            is_gone=self.gone,
            is_original=self.original,
            since=moment(since, self.published_since),
            until=moment(until, self.published_until),
            limit=limit,
        )


class PagedRequest(Choice):
    """A list of some articles."""

    limit: int = Field(20, ge=1, le=200, description="At most so many at a time.")


class SearchRequest(PagedRequest):
    """A search in titles, accounts, bylines, digests and texts."""

    query: str = Field(
        max_length=1_000,
        description=(
            "Words; Chinese needs no spaces in between. A space means and; OR, -without, "
            '"a phrase", title:word, account:word, author:word.'
        ),
    )
    sort: Literal["relevance", "newest", "oldest"] = "relevance"
    versions: bool = Field(False, description="Also what only an earlier version says.")


class ListRequest(PagedRequest):
    """A list without a search."""

    sort: Order = Field("newest", description="album: in the order of the one album given.")


class ArticleRequest(ReadingRequest):
    """One article."""

    article: ArticleName = Field(
        description="Its id, its key, any of its URLs, or a unique part of its title."
    )
    version: int | None = Field(
        None, ge=1, description="As this version said it; history lists them. Default: the newest."
    )
    form: Literal["text", "markdown"] = "text"


class SimilarRequest(ReadingRequest):
    """The articles that share text with one."""

    article: ArticleName = Field(
        description="Its id, its key, any of its URLs, or a unique part of its title."
    )
    limit: int = Field(20, ge=1, le=200, description="At most so many at a time.")


class LinksRequest(PagedRequest):
    """Links of one article, or of those that are chosen."""

    article: ArticleName | None = Field(
        None, description="The article; else those that are chosen."
    )
    direction: Literal["from", "to", "missing"] = Field(
        "from",
        description=(
            "from: what it links to. to: archived articles that link to it. missing: what is linked"
            " but not archived, most linked first."
        ),
    )


class HistoryRequest(PagedRequest):
    """What happened to one article, or to those that are chosen."""

    article: ArticleName | None = Field(
        None, description="One article: its versions, what each changed, the states it was in."
    )
    events: Annotated[list[EventKind], BeforeValidator(_several)] = Field(
        ["edited", "gone", "back"],
        description="Of several articles: which events, the newest first.",
    )
    happened_since: str | None = Field(
        None, description="Events since then: 2024, 2024-10, 7d (ago), 上个月 …"
    )
    happened_until: str | None = Field(
        None, description="Events until then, that day, month or year included."
    )


class OverviewRequest(Choice):
    """The archive as a whole, or the articles that are chosen."""

    group_by: GroupBy = Field("account", description="Count the articles by this.")


class SqlRequest(ReadingRequest):
    """A question in SQL."""

    query: str = Field(
        max_length=20_000,
        description=(
            "One SELECT for SQLite. View article_list has the articles: id, title, account, "
            "published_at, state, gone_at, url, key …; ask "
            '"SELECT name, sql FROM sqlite_schema" for all tables.'
        ),
    )
    limit: int = Field(100, ge=1, le=1_000, description="At most so many rows at a time.")


class QueueRequest(ToolRequest):
    """Addresses to be archived."""

    urls: Texts = Field(description="Addresses of articles, albums or home pages on WeChat.")
    again: bool = Field(False, description="Also what is archived already.")
