"""Files → the archive, one outcome each; nothing is fetched.

::

    SavedPage ──read, known by its hash?──► parse ──► pack ─┐     in this process or in others (``map_``), in any number
                                                            ▼
                             one transaction:  page, article, links, pictures saved beside it        in this process

    RecordedMedia ──► keep_recorded: what articles lack      ListFile ──► store.queue

Other processes only prepare: this one looks once more whether a page is known already, and packs it
anew if dictionaries have come meanwhile, so that the archive is the same whatever was done where.
"""  # noqa: E501 -- the drawing

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from wxarchive import clock
from wxarchive.address import article_ref
from wxarchive.archive.crawl import enqueue_file
from wxarchive.archive.decide import Received
from wxarchive.archive.ingest import Parse, ingest_result, parse_contained
from wxarchive.archive.media import keep_beside, keep_recorded, lacks_pictures
from wxarchive.archive.noting import take_recorded
from wxarchive.archive.outcomes import doubted, failed, of_stored
from wxarchive.containment import contained, ends_the_run
from wxarchive.errors import Bug, SourceError, WxArchiveError
from wxarchive.formats import RecordedNotes, is_recorded, noted_in_record, read_record
from wxarchive.models import Article, ListPage, Outcome, RawPage, StatePage, StoredArticle
from wxarchive.parse import Kept, kept_pictures, read_listing
from wxarchive.sources import (
    ListFile,
    RecordedMedia,
    RecordedReactions,
    SavedPage,
    Source,
    Unusable,
    not_a_file,
    read_file,
)
from wxarchive.store import Store


@dataclass(frozen=True, slots=True)
class ImportItem:
    """A file on its way, which may lead through another process.

    First ``source``, ``now``, and ``page`` where it was read already; then its ``outcome``, or what
    is to be stored. ``listing``: the articles that a saved album page names. ``noted``: what a
    record says people noted of its article.
    """

    source: SavedPage | None = None
    now: datetime | None = None
    page: RawPage | None = None
    outcome: Outcome | None = None
    received: Received | None = None
    found: Article | StatePage | None = None
    pictures: Kept = field(default_factory=dict)
    listing: ListFile | None = None
    noted: RecordedNotes | None = None


LaterSource = ListFile | RecordedMedia | RecordedReactions
"""Sources that are taken in when all pages are here."""
Map = Callable[["Preparer", Iterable[ImportItem]], Iterable[ImportItem]]
"""The built-in ``map``, or one that lets other processes work; it keeps the order."""


@dataclass(frozen=True, slots=True)
class RecordedPlan:
    """How files of recorded answers are taken in: ``tell`` is called with what else was in them.

    ``with_names``: commenters are stored by their names, and not under pseudonyms.
    """

    tell: Callable[[str], object] = lambda _: None
    with_names: bool = False


def import_files(
    sources: Iterable[Source],
    *,
    store: Store,
    parse: Parse,
    map_: Map = map,
    now: Callable[[], datetime] = clock.now,
    recorded: RecordedPlan | None = None,
) -> Iterator[Outcome]:
    """Archive each dump, saved page or record and report what became of it; a bad file never stops
    the others.

    Lists come last, when what they name may have come in: each article has its own outcome; so do
    media, counts and comments of files of recorded answers, as planned. Raises
    :class:`StoreError` if the database cannot be used; what was stored so far stays.
    """
    pages: dict[int, SavedPage] = {}
    later: list[LaterSource] = []

    def queued() -> Iterator[ImportItem]:
        number = 0
        for source in sources:
            if isinstance(source, LaterSource):
                later.append(source)
                continue
            if isinstance(source, SavedPage):
                pages[number] = source
            yield _begin(source, now())
            number += 1

    # results come in the order of the items, so that a page need not travel back with its own
    for number, work in enumerate(map_(Preparer(store, parse), queued())):
        page = pages.pop(number, None)
        if work.listing:
            later.append(work.listing)
        else:
            yield _end(work, page, store)
    yield from add_later(later, store, now, recorded or RecordedPlan())


def add_later(
    sources: Iterable[LaterSource], store: Store, now: Callable[[], datetime], plan: RecordedPlan
) -> Iterator[Outcome]:
    """Take in, when all pages are here, what these may show: media, counts and comments; then what
    lists name and has not come in.
    """
    lists = []
    for one in sources:
        if isinstance(one, ListFile):
            lists.append(one)
        else:
            yield from add_recorded(one, store, now(), plan)
    # lists last: of an article that came just now the counts can be stored
    for listing in lists:
        yield from add_list(listing, store, now(), plan)


def add_file(source: SavedPage, store: Store, parse: Parse, now: datetime) -> Outcome | ListFile:
    """Archive one saved page, dump or record; bytes that are archived already are not read again.

    The page of an album, a home page or a history is returned as the list that it is, for
    :func:`add_list`.
    """
    work = Preparer(store, parse)(_begin(source, now))
    return work.listing or _end(work, source, store)


class Preparer:
    """Reads, parses and packs a file, as far as it is not known. In another process it has its own
    connection.
    """

    def __init__(self, store: Store, parse: Parse) -> None:
        self._store = store
        self._parse = parse

    def __reduce__(self) -> tuple[Callable[..., "Preparer"], tuple[Path, Parse]]:
        """Travel as the archive's path: connections cannot."""
        return _elsewhere, (self._store.path, self._parse)

    def __call__(self, work: ImportItem) -> ImportItem:
        """Prepare one file; what is wrong with it is its outcome."""
        if work.source is None or work.now is None:
            return work
        try:
            with contained("import this file"):
                return self._prepared(work.page or read_file(work.source), work.source, work.now)
        except WxArchiveError as error:
            if ends_the_run(error):
                raise
            return ImportItem(outcome=failed(work.source, error))

    def lost(self, work: ImportItem) -> ImportItem:
        """Report a file whose reading ended the process it was read in."""
        if work.source is None:
            return work
        what = "the process that read it broke off, maybe for want of memory"
        return ImportItem(outcome=failed(work.source, Bug(what, hint="look at the file")))

    def _prepared(self, page: RawPage, source: SavedPage, now: datetime) -> ImportItem:
        requested = article_ref(source.url or "")
        # another program's clock may be wrong
        page = replace(page, received_at=min(page.received_at, now))
        received = Received(source.given, page, requested, now)
        sha256 = page.sha256
        # the same bytes need no second reading, unless pictures beside them are still lacking
        same = stored_before(received, sha256, self._store)
        pictures: Kept = {}
        if same and same.state == "ok":
            if lacks_pictures(same.id, self._store):
                pictures = kept_pictures(page)
            if not pictures:
                outcome = of_stored(source.given, "unchanged", same)
                return ImportItem(outcome=doubted(outcome, page))
        found = parse_contained(page, self._parse)
        # what is no article may be the saved page of an album or of an account
        listing = None
        if isinstance(found, StatePage) and found.state in ("not_article", "unknown"):
            named = parse_contained(page, read_listing)
            if isinstance(named, ListPage):
                listing = ListFile(source.given, named.articles, "page")
        # of what is known they were looked for above
        if isinstance(found, Article) and not pictures:
            pictures = kept_pictures(page)
        noted = None
        if is_recorded(page):
            noted = noted_in_record(read_record(page.body))
        # packed here, so that a worker carries the cost; the body itself need not travel
        packed = self._store.pages.pack(page.body, sha256)
        light = replace(page, body=b"")
        return ImportItem(
            received=replace(received, page=light, packed=packed),
            found=found,
            pictures=pictures,
            listing=listing,
            noted=noted,
        )


@lru_cache(maxsize=1)
def _elsewhere(path: Path, parse: Parse) -> Preparer:
    return Preparer(Store(path, read_only=True), parse)


def _begin(source: Source, now: datetime) -> ImportItem:
    """Read what other processes cannot: a file inside another one. They read those that are files
    themselves.
    """
    if isinstance(source, Unusable):
        # not raised: its traceback would keep archives open
        return ImportItem(outcome=failed(source, source.error))
    try:
        with contained("import this file"):
            if not isinstance(source, SavedPage):
                raise not_a_file(source.given)
            page = None
            if source.contained:
                page = read_file(source)
    except WxArchiveError as error:
        return ImportItem(outcome=failed(source, error))
    return ImportItem(replace(source, contained=None), now, page)


def _end(work: ImportItem, source: SavedPage | None, store: Store) -> Outcome:
    if work.outcome:
        return work.outcome
    assert source  # noqa: S101 -- for mypy: what has no outcome is a page that was read
    try:
        with contained("import this file"):
            received, found = work.received, work.found
            assert received  # noqa: S101 -- for mypy: what has no outcome was read
            assert found  # noqa: S101 -- as above
            came_at = received.page.received_at

            def also(outcome: Outcome) -> None:
                if outcome.id and work.pictures:
                    keep_beside(outcome.id, source, work.pictures, store, came_at)
                if outcome.id and work.noted:
                    take_recorded(work.noted, outcome.id, store, received.now)

            # once more: the same bytes may have come in since the file was prepared
            packed = received.packed
            same = packed and stored_before(received, packed.sha256, store)
            if same and isinstance(found, Article):
                outcome = of_stored(source.given, "unchanged", same)
                with store.atomic():
                    also(outcome)
                return doubted(outcome, received.page)
            return ingest_result(received, found, store, also)
    except WxArchiveError as error:
        if ends_the_run(error):
            raise
        return failed(source, error)


def add_list(
    listing: ListFile, store: Store, now: datetime, plan: RecordedPlan
) -> Iterable[Outcome]:
    """Queue the articles of a list, as far as the archive lacks them, and report what became of
    each; of archived ones the counts and comments in it are stored, as planned.
    """
    try:
        with contained("read this list"):
            return enqueue_file(listing, store, now, with_names=plan.with_names)
    except WxArchiveError as error:
        if ends_the_run(error):
            raise
        return [failed(listing, error)]


def add_recorded(
    source: RecordedMedia | RecordedReactions, store: Store, now: datetime, plan: RecordedPlan
) -> Iterator[Outcome]:
    """Store what a file of recorded answers has besides pages, and say what there was; yield what
    went wrong.
    """
    try:
        with contained("keep what was recorded"):
            if isinstance(source, RecordedMedia):
                note = _keep_media(source, store, now)
            else:
                note = _keep_reactions(source, store, now, with_names=plan.with_names)
    except WxArchiveError as error:
        if ends_the_run(error):
            raise
        yield failed(source, error)
        return
    if note:
        plan.tell(f"{source.given}: {note}")


def _keep_media(media: RecordedMedia, store: Store, now: datetime) -> str:
    """Store the files that articles lack, and say how many there were."""
    kept = keep_recorded(media, store, now)
    # of what is damaged it was said why there is no page
    if not (media.pages or kept or media.damages):
        what = "nothing in it is an article of WeChat, or a picture that one lacks"
        raise SourceError(what, media.given, f"answers of other sites: {media.others:,}")
    counted = []
    if kept:
        counted.append(f"{kept:,} file{'s' * (kept > 1)} kept that articles lacked")
    if media.others:
        answers = f"{media.others:,} answer{'s' * (media.others > 1)} of other sites"
        counted.append(f"{answers} passed over")
    return "; ".join(counted)


def _keep_reactions(
    source: RecordedReactions, store: Store, now: datetime, *, with_names: bool
) -> str:
    """Store the counts and comments of archived articles, and say how many there were, also of
    others.
    """
    counts = comments = 0
    unknown: set[str] = set()
    for one in source.all():
        article_id = store.articles.number_of(one.ref)
        if article_id is None:
            unknown.add(one.ref.key or one.ref.url)
            continue
        # nothing can have been seen later than now
        at = min(one.at, now)
        with store.atomic():
            if one.counts:
                store.reactions.keep_counts(article_id, one.counts, at)
                counts += 1
            store.reactions.keep_comments(article_id, one.comments, at, with_names=with_names)
        comments += len(one.comments)
    observed = f"{counts:,} observation{'s' * (counts != 1)} of counts"
    note = f"kept: {observed}, {comments:,} comment{'s' * (comments != 1)}"
    if unknown:
        what = "1 article that is not archived"
        if len(unknown) > 1:
            what = f"{len(unknown):,} articles that are not archived"
        note += f"; passed over: those of {what}"
    return note


def stored_before(received: Received, sha256: str, store: Store) -> StoredArticle | None:
    """Return the article that the bytes of this hash belong to; not if they are now said to be
    another one's.

    Different articles can have the same bytes: notices of deletion do not always say of which.
    """
    page_id = store.pages.find(sha256)
    article_id = page_id and store.pages.article_id(page_id)
    if not page_id or not article_id:
        return None
    # what a program received is one more observation, be it of the same bytes
    page = received.page
    if not page.from_file and not store.pages.was_seen(page_id, page.received_at):
        return None
    if not received.requested:
        return store.articles.get(article_id)
    known = store.articles.known(received.requested)
    if known is None or known.id != article_id:
        return None
    return known
