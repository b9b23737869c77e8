"""Keep WeChat public-account articles for good, in one SQLite file.

::

    with wxarchive.open("archive.db") as archive:
        for article in archive.list(wxarchive.Filter(account="桥与书")):
            print(article.metadata.title)

What programs may rely on is named in ``__all__`` and described in ``docs/python.md``. It is
imported when it is first used, so that the command line starts fast.
"""

import logging
import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from wxarchive.api import (
        Archive,
        Change,
        DiffPiece,
        Pool,
        SqlResult,
        find_addresses,
        since,
        to_json,
        until,
    )
    from wxarchive.errors import (
        BadAnswer,
        Blocked,
        BrowserError,
        Bug,
        DamagedRow,
        ExportError,
        HostNotAllowed,
        NetworkError,
        NewerArchive,
        NotAnArchive,
        NotFound,
        ReadOnlyArchive,
        Refused,
        SourceError,
        StoreError,
        TooLarge,
        UsageError,
        WxArchiveError,
    )
    from wxarchive.export import ExportOptions, ExportOutcome
    from wxarchive.fetch import FetchSettings
    from wxarchive.models import (
        AccountEntry,
        AccountLinks,
        Album,
        AlbumEntry,
        Article,
        ArticleRef,
        Body,
        CaptureEntry,
        CheckDay,
        CheckResult,
        ConcordanceLine,
        CrawlTarget,
        Deletion,
        DuplicateGroup,
        EarlierVersion,
        Edge,
        Entry,
        Event,
        EventPlace,
        Facet,
        FacetValue,
        Filter,
        Finding,
        GonePlace,
        GoneRate,
        Graph,
        GroupCount,
        Highlight,
        HistoryEntry,
        Hit,
        Link,
        Marks,
        Media,
        MediaGap,
        MediaShortfall,
        MediaTotals,
        MediaUse,
        Metadata,
        MissingEntry,
        MissingLink,
        MissingOfAccount,
        MissingPlace,
        Month,
        Node,
        Note,
        Outcome,
        Pause,
        Place,
        PlacedHighlight,
        QueueItem,
        RawPage,
        Rules,
        SchemaColumn,
        SchemaTable,
        SharedText,
        SimilarArticle,
        StatePage,
        Statistics,
        StoredArticle,
        StoredFile,
        StoredLink,
        Subscription,
        Tag,
        Verified,
        Version,
        WordUse,
    )
    from wxarchive.parse import parse

__all__ = [
    "AccountEntry",
    "AccountLinks",
    "Album",
    "AlbumEntry",
    "Archive",
    "Article",
    "ArticleRef",
    "BadAnswer",
    "Blocked",
    "Body",
    "BrowserError",
    "Bug",
    "CaptureEntry",
    "Change",
    "CheckDay",
    "CheckResult",
    "ConcordanceLine",
    "CrawlTarget",
    "DamagedRow",
    "Deletion",
    "DiffPiece",
    "DuplicateGroup",
    "EarlierVersion",
    "Edge",
    "Entry",
    "Event",
    "EventPlace",
    "ExportError",
    "ExportOptions",
    "ExportOutcome",
    "Facet",
    "FacetValue",
    "FetchSettings",
    "Filter",
    "Finding",
    "GonePlace",
    "GoneRate",
    "Graph",
    "GroupCount",
    "Highlight",
    "HistoryEntry",
    "Hit",
    "HostNotAllowed",
    "Link",
    "Marks",
    "Media",
    "MediaGap",
    "MediaShortfall",
    "MediaTotals",
    "MediaUse",
    "Metadata",
    "MissingEntry",
    "MissingLink",
    "MissingOfAccount",
    "MissingPlace",
    "Month",
    "NetworkError",
    "NewerArchive",
    "Node",
    "NotAnArchive",
    "NotFound",
    "Note",
    "Outcome",
    "Pause",
    "Place",
    "PlacedHighlight",
    "Pool",
    "QueueItem",
    "RawPage",
    "ReadOnlyArchive",
    "Refused",
    "Rules",
    "SchemaColumn",
    "SchemaTable",
    "SharedText",
    "SimilarArticle",
    "SourceError",
    "SqlResult",
    "StatePage",
    "Statistics",
    "StoreError",
    "StoredArticle",
    "StoredFile",
    "StoredLink",
    "Subscription",
    "Tag",
    "TooLarge",
    "UsageError",
    "Verified",
    "Version",
    "WordUse",
    "WxArchiveError",
    "__version__",
    "find_addresses",
    "open",
    "parse",
    "since",
    "to_json",
    "until",
]
__version__ = "0.1.0"

# silent, unless who imports it listens
logging.getLogger(__name__).addHandler(logging.NullHandler())

_HOMES = (
    "wxarchive.errors",
    "wxarchive.models",
    "wxarchive.api",
    "wxarchive.export",
    "wxarchive.fetch",
)


def open(  # noqa: A001 -- read as wxarchive.open
    path: str | os.PathLike[str],
    *,
    write: bool = False,
    network: "FetchSettings | None" = None,
    stop: "threading.Event | None" = None,
    on_fetch: "Callable[[QueueItem], object] | None" = None,
) -> "Archive":
    """Open the archive at ``path`` for reading; with ``write`` for both, and make it if it is
    missing.

    It closes at the end of a ``with``. What asks WeChat does so as ``network`` says: pause, proxy,
    cookies. Once ``stop`` is set, such a run ends after the article in hand; ``on_fetch`` is told
    each row of the queue before it is asked for. Raises :class:`StoreError` and its kin.
    """
    from wxarchive.api import Archive

    return Archive(path, write=write, network=network, stop=stop, on_fetch=on_fetch)


def __getattr__(name: str) -> object:
    if name == "parse":
        return import_module("wxarchive.parse")  # the package is its function, too
    if name in __all__:
        for home in map(import_module, _HOMES):
            if hasattr(home, name):
                return getattr(home, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
