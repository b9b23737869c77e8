"""Keep WeChat public-account articles for good, in one SQLite file.

::

    with wxarchive.open("archive.db") as archive:
        for article in archive.articles.list(wxarchive.Filter(account="桥与书")):
            print(article.metadata.title)

What programs may rely on is named in ``__all__`` and described in ``docs/python.md``. It is
imported when it is first used, so that the command line starts fast.
"""

import logging
import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wxarchive.errors import (
        BadAnswer,
        Blocked,
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
    from wxarchive.models import (
        AccountEntry,
        Album,
        AlbumEntry,
        Article,
        ArticleRef,
        Body,
        Filter,
        Hit,
        Link,
        LinkFilter,
        Media,
        Metadata,
        MissingLink,
        RawPage,
        StatePage,
        Statistics,
        StoredArticle,
        StoredLink,
        Version,
    )
    from wxarchive.parse import parse
    from wxarchive.store import Store

__all__ = [
    "AccountEntry",
    "Album",
    "AlbumEntry",
    "Article",
    "ArticleRef",
    "BadAnswer",
    "Blocked",
    "Body",
    "Bug",
    "DamagedRow",
    "ExportError",
    "Filter",
    "Hit",
    "HostNotAllowed",
    "Link",
    "LinkFilter",
    "Media",
    "Metadata",
    "MissingLink",
    "NetworkError",
    "NewerArchive",
    "NotAnArchive",
    "NotFound",
    "RawPage",
    "ReadOnlyArchive",
    "Refused",
    "SourceError",
    "StatePage",
    "Statistics",
    "Store",
    "StoreError",
    "StoredArticle",
    "StoredLink",
    "TooLarge",
    "UsageError",
    "Version",
    "WxArchiveError",
    "__version__",
    "open",
    "parse",
]
__version__ = "0.1.0"

# silent, unless who imports it listens
logging.getLogger(__name__).addHandler(logging.NullHandler())

_HOMES = ("wxarchive.errors", "wxarchive.models", "wxarchive.store")


# read as wxarchive.open
def open(path: str | os.PathLike[str], *, write: bool = False) -> "Store":  # noqa: A001
    """Open the archive at ``path`` for reading; with ``write`` for both, and make it if it is
    missing.

    It closes at the end of a ``with``. Raises :class:`StoreError` and its kin.
    """
    from wxarchive.store import Store

    return Store(Path(path), read_only=not write)


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
