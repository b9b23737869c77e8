"""The archive as other programs have it."""

from wxarchive.api.annotations import AnnotationMethods
from wxarchive.api.articles import ArticleMethods
from wxarchive.api.content import ContentMethods
from wxarchive.api.crawling import CrawlMethods
from wxarchive.api.files import FileMethods
from wxarchive.api.links import LinkMethods
from wxarchive.api.overview import OverviewMethods
from wxarchive.api.similar import SimilarMethods
from wxarchive.api.upkeep import UpkeepMethods


class Archive(
    ArticleMethods,
    ContentMethods,
    LinkMethods,
    SimilarMethods,
    OverviewMethods,
    CrawlMethods,
    FileMethods,
    AnnotationMethods,
    UpkeepMethods,
):
    """An archive: one SQLite file that is read, searched and, if it was opened so, written.

    :func:`wxarchive.open` gives one; it closes at the end of a ``with``. Values are frozen, and may
    be shared and pickled. Errors are :class:`~wxarchive.errors.WxArchiveError`.

    **Threads.** One that was opened for reading may be handed from thread to thread, as long as
    only one uses it at a time, iterators included. One that was opened to write belongs to the
    thread that opened it. Open one for each thread, or each request: that takes milliseconds.
    **Processes** share nothing but the file: many may read while one writes, and those that write
    wait for each other, five seconds at most.
    """
