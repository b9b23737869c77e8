"""Read a received page: ``RawPage`` → :class:`Article` or :class:`StatePage`.

Pure: no network, database, clock or globals; values in, values out, so it can run again, in bulk,
in other processes.

::

    RawPage ─► Page (regions) ─► classify ─┬─► StatePage            challenge, deleted, an album, cut off …
                                           └─► kind ─► body ─► blocks ─┬─► html, text, images
                                                       metadata        └─► links with their sections
                                                       └──────────────────► Article

    Markdown dump ─► header ─► metadata
                     body ─► CommonMark ─► HTML ─► blocks … as above

    record (JSON) ─► its fields, the HTML cleaned

The package can be called as its function: ``wxarchive.parse(page)`` means the same, whoever
imported the package first.
"""  # noqa: E501 -- the drawing

import sys
from types import ModuleType

from wxarchive.models import Article, RawPage, StatePage
from wxarchive.parse.body import stated_sizes
from wxarchive.parse.companions import Kept, kept_pictures
from wxarchive.parse.listings import read_listing
from wxarchive.parse.read import parse
from wxarchive.parse.shown_addresses import addresses_in_page

__all__ = ["Kept", "addresses_in_page", "kept_pictures", "parse", "read_listing", "stated_sizes"]


class _Callable(ModuleType):
    def __call__(self, raw: RawPage) -> Article | StatePage:
        return parse(raw)


sys.modules[__name__].__class__ = _Callable
