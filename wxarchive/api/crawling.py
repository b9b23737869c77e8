"""What requests pages of WeChat: articles are added, followed, checked and synced, each through the
queue.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from wxarchive import clock
from wxarchive.api.opened import EVERYTHING, OpenedArchive, Ref
from wxarchive.api.texts import find_addresses
from wxarchive.errors import WxArchiveError
from wxarchive.models import (
    QUEUE_STATES,
    CheckDay,
    CheckFilter,
    Filter,
    Follow,
    MediaShortfall,
    Outcome,
    Pause,
    QueueItem,
    QueueState,
    Rules,
    Subscription,
    require_known,
    require_number,
)

if TYPE_CHECKING:
    from wxarchive.api.network import RunSettings, Session


_ALONE = Rules()


class CrawlMethods(OpenedArchive):
    """What requests pages. Each such method gives an iterator, and works as far as it is read.

    Pages are requested one after the other, with the pauses of ``network``, whatever the number of
    processes at work on the archive. A challenge ends the run: what is left waits in the queue. A
    page that cannot be fetched is an outcome, no error; only an archive that cannot be used raises
    (:class:`StoreError`).
    """

    def add(
        self,
        *sources: str,
        rules: Rules = _ALONE,
        media: bool = True,
        hurry: bool = False,
    ) -> Iterator[Outcome]:
        """Archive articles and yield what became of each source, then of what they link to.

        A source is the address of an article, an album or a home page, or the path of a saved page
        or a folder. ``rules``: which links are followed and how far, and whether archived articles
        are fetched again; by default, neither. ``media``: also the pictures and audio of what is
        fetched. ``hurry``: although WeChat asked for a pause.
        """
        from wxarchive import archive
        from wxarchive.parse import parse
        from wxarchive.sources import sources as found_in

        require_known([rules.section], Follow, "section of links")
        for name in ("follow", "most", "known"):
            require_number(getattr(rules, name), name)
        store, found = self._writable(), list(found_in(sources))

        def begin(it: "Session") -> Iterator[Outcome]:
            outcomes = archive.add(
                found,
                store=store,
                fetch=it.get,
                parse=parse,
                rules=rules,
                outside=it.outside,
            )
            # who gives files need not be online
            return archive.with_media(outcomes, it.keeper, of_files=False)

        return self._run(begin, hurry=hurry, media=media)

    def resume(self, *, media: bool = True, hurry: bool = False) -> Iterator[Outcome]:
        """Fetch what waits in the queue, each crawl by the rules it began with."""
        from wxarchive import archive
        from wxarchive.parse import parse

        store = self._writable()

        def begin(it: "Session") -> Iterator[Outcome]:
            outcomes = archive.resume(store=store, fetch=it.get, parse=parse, outside=it.outside)
            return archive.with_media(outcomes, it.keeper)

        return self._run(begin, hurry=hurry, media=media)

    def check(
        self,
        *refs: Ref,
        where: Filter = EVERYTHING,
        due: bool = False,
        before: datetime | None = None,
        most: int | None = None,
        media: bool = True,
        hurry: bool = False,
    ) -> Iterator[Outcome]:
        """Request archived articles again, those longest unchecked first, and yield what became of
        each: :attr:`Outcome.change` says what changed.

        Of those that pass ``where``: the ``refs`` if there are any; ``due``: those whose time has
        come; ``before``: those not requested since; ``most``: so many at most. An article that is
        gone keeps its text.
        """
        from wxarchive import archive
        from wxarchive.parse import parse

        store = self._writable()
        which = CheckFilter(self._among(refs, where), due=due, before=before, most=most)

        def begin(it: "Session") -> Iterator[Outcome]:
            outcomes = archive.check(
                which, store=store, fetch=it.get, parse=parse, outside=it.outside
            )
            # thousands are checked, and hardly any has new pictures
            return archive.with_media(outcomes, it.keeper, of_unchanged=False)

        return self._run(begin, hurry=hurry, media=media)

    def check_days(self, *refs: Ref, where: Filter = EVERYTHING) -> tuple[CheckDay, ...]:
        """Return how many checks fall due on which day; nothing is fetched."""
        which = CheckFilter(self._among(refs, where))
        return tuple(self._store.checks.days(which, clock.now()))

    def fetch_media(
        self,
        where: Filter = EVERYTHING,
        *,
        video: bool = False,
        again: bool = False,
        hurry: bool = False,
    ) -> Iterator[MediaShortfall]:
        """Fetch the files that articles use and the archive lacks; yield what is left of each.

        ``video``: also the platform's videos. ``again``: also what has failed for good or was
        refused. ``hurry``: also what failed a moment ago.
        """
        from wxarchive import archive

        store = self._writable()
        plan = archive.MediaPlan(video=video, again=again, at_once=hurry)
        # prepared now, so that a wrong use raises here; opened when the first is read
        session = self._run_settings().session(store, hurry=hurry, media=plan)

        def run() -> Iterator[MediaShortfall]:
            with session as it:
                if it.keeper:
                    yield from archive.catch_up(store.media.articles_lacking(where), it.keeper)

        return run()

    def subscribe(self, *urls: str) -> tuple[Outcome, ...]:
        """Subscribe to albums and home pages, for :meth:`sync`; nothing is fetched yet."""
        from wxarchive import archive
        from wxarchive.sources import sources as found_in

        return tuple(archive.subscribe(list(found_in(urls)), store=self._writable()))

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Return the lists that :meth:`sync` reads, and what was new in them last."""
        return tuple(self._store.subscriptions.list())

    def unsubscribe(self, ref: str) -> Subscription:
        """End a subscription, named by its number, album id, address or title; return what it was.

        Its articles stay. Raises :class:`NotFound`.
        """
        found = self._writable().subscriptions.find(ref)
        self._store.subscriptions.drop(found.id)
        return found

    def sync(
        self,
        *,
        known: int = 10,
        most: int | None = None,
        since: datetime | None = None,
        media: bool = True,
        hurry: bool = False,
    ) -> Iterator[Outcome]:
        """Read the subscribed lists for what is new, fetch it, and yield what became of each.

        A list is read no further after ``known`` articles in a row that it named before. Raises
        :class:`WxArchiveError` while another process syncs this archive.
        """
        from wxarchive import archive
        from wxarchive.parse import parse

        require_number(known, "known")
        require_number(most, "most")
        store, rules = self._writable(), Rules(most=most, since=since, known=known)

        def begin(it: "Session") -> Iterator[Outcome]:
            with archive.syncing(store, it.outside) as renew:
                # two at once would read each list twice
                if renew is None:
                    raise WxArchiveError("another process syncs this archive", str(self.path))
                outcomes = archive.sync(
                    store=store,
                    fetch=it.get,
                    parse=parse,
                    rules=rules,
                    outside=it.outside,
                    renew=renew,
                )
                yield from archive.with_media(outcomes, it.keeper, of_files=False)

        return self._run(begin, hurry=hurry, media=media)

    def enqueue(self, *urls: str, again: bool = False) -> int:
        """Put the addresses of articles, albums and home pages into the queue, for :meth:`resume`;
        return how many are new there.

        Each text may hold several addresses among other words. What is archived, unless ``again``,
        and what waits already is left out.
        """
        from wxarchive import archive
        from wxarchive.sources import in_text

        addresses = dict.fromkeys(one for text in urls for one in find_addresses(text))
        # in a text that anybody wrote, a path of a file is none
        named = [one for address in addresses if (one := in_text(address))]
        rules = Rules(again=again)
        return archive.queue_up(named, store=self._writable(), now=clock.now(), rules=rules)

    def queue(self, states: Iterable[QueueState] = QUEUE_STATES[:2]) -> Iterator[QueueItem]:
        """Yield rows of the queue: by default what waits, and what is being fetched."""
        chosen = tuple(states)
        require_known(chosen, QueueState, "state of the queue")
        return self._store.queue.list(chosen)

    def queue_counts(self) -> dict[QueueState, int]:
        """Count the rows of the queue by their state."""
        return self._store.queue.counts()

    def pause(self) -> Pause | None:
        """Return the pause that WeChat asked for, if it lasts; until then nothing is requested."""
        return self._store.hosts.pause(clock.now())

    def first_retry(self) -> datetime | None:
        """Return when the first row that failed may be fetched again."""
        return self._store.queue.first_retry()

    def retry(self, *numbers: int, everything: bool = False) -> int:
        """Put rows that failed back into the queue: these, or all of them; return how many."""
        queue = self._writable().queue
        if everything:
            return queue.retry(None)
        _require_rows(numbers)
        return queue.retry(numbers)

    def drop(self, *numbers: int, everything: bool = False) -> int:
        """Take rows out of the queue: these, or all of them; return how many."""
        queue = self._writable().queue
        if everything:
            return queue.drop(None)
        _require_rows(numbers)
        return queue.drop(numbers)

    def _among(self, refs: tuple[Ref, ...], where: Filter) -> Filter:
        if not refs:
            return where
        ids = tuple(map(self._id, refs))
        # a filter may name articles itself
        if where.among is not None:
            ids = tuple(one for one in ids if one in where.among)
        return replace(where, among=ids)

    def _run(
        self, begin: "Callable[[Session], Iterator[Outcome]]", *, hurry: bool, media: bool
    ) -> Iterator[Outcome]:
        """Yield the outcomes of a run; no connection is opened before the first is read."""
        from wxarchive.archive import MediaPlan

        plan = None
        if media:
            plan = MediaPlan(at_once=hurry)
        with self._run_settings().session(self._store, hurry=hurry, media=plan) as it:
            yield from begin(it)

    def _run_settings(self) -> "RunSettings":
        from wxarchive.api.network import RunSettings
        from wxarchive.fetch import FetchSettings

        return RunSettings(self._network or FetchSettings(), self._stop, self._on_fetch)


def _require_rows(numbers: Iterable[int]) -> None:
    for number in numbers:
        require_number(number, "number of a row")
