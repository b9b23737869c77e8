"""What articles use → its bytes in the archive, or the reason why they are not there.

::

    store.media ──what is missing──► original ──get_all──► DownloadFailure ─► another address of it, else: the reason
                                                  │                            ▲
                                               Download ──look──► unusable? ───┤
                                                  │               placeholder? ┘
                                                  ▼
                                          store.media.keep

What an article uses was noted when it was stored, in the same transaction, so that a crash between
loses nothing: the next run fetches what is still missing. A few files at a time are written in one
transaction.
"""  # noqa: E501 -- the drawing

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from wxarchive import clock
from wxarchive.archive.ingest import Fetch
from wxarchive.archive.media.addresses import (
    PlayAddresses,
    first_address,
    without_query,
)
from wxarchive.archive.media.attempts import PAUSES, miss_of
from wxarchive.archive.media.placeholders import (
    PLACEHOLDER,
    REPEATED,
    contradicts,
    doubt,
    may_be_placeholder,
    repeated,
)
from wxarchive.containment import contained
from wxarchive.errors import Bug, DamagedRow, WxArchiveError
from wxarchive.models import (
    Body,
    Download,
    DownloadFailure,
    DownloadRequest,
    DownloadResult,
    FileInfo,
    MediaShortfall,
    MediaUse,
    Pause,
)
from wxarchive.parse import addresses_in_page, stated_sizes
from wxarchive.playtime import too_short
from wxarchive.sniff import HEAD, look
from wxarchive.store import MediaFile, Store

GetAll = Callable[[Iterable[DownloadRequest]], Iterator[tuple[DownloadRequest, DownloadResult]]]
_LOG = logging.getLogger(__name__)

_LONGEST_WAIT = timedelta(days=14)
_ADDRESSES = 3
"""Addresses of one picture that are tried: the original size, as given, as the page has it."""
_BATCH_FILES, _BATCH_BYTES = 16, 8 * 1024 * 1024
"""What is written in one transaction, at most."""
_MEGABYTE = 1024 * 1024
_PLAYS = {"audio": "audio/", "video": "video/"}
_WHAT = {"image/": "a picture", "audio/": "audio", "video/": "a video"}


@dataclass(frozen=True, slots=True)
class MediaPlan:
    """How media are fetched. Sizes in bytes.

    ``again``: also what has failed or was refused; ``at_once``: also what should wait for its next
    attempt. ``assisted``: a person is there to pass a verification.
    """

    video: bool = False
    file_limit: int = 20 * _MEGABYTE
    video_limit: int = 500 * _MEGABYTE
    article_limit: int = 200 * _MEGABYTE
    """Of everything an article uses but its videos."""
    article_files: int = 1_000
    again: bool = False
    at_once: bool = False
    assisted: bool = False

    def minds(self, pause: Pause) -> bool:
        """Tell whether a pause of WeChat's own host holds for what is fetched."""
        return not (self.at_once or (self.assisted and pause.why == "challenge"))


@dataclass(frozen=True, slots=True)
class MediaCounts:
    """What became of the requested files: ``asked`` is the sum of the others but ``bytes``, which
    are those of the kept files.
    """

    asked: int = 0
    kept: int = 0
    doubtful: int = 0
    wanted: int = 0
    failed: int = 0
    refused: int = 0
    bytes: int = 0


@dataclass(slots=True)
class _ArticleMedia:
    """One article's turn: its uses by address, the addresses tried of each, its bytes so far."""

    article_id: int
    uses: dict[str, MediaUse]
    spent: int
    tried: dict[str, list[str]] = field(default_factory=dict)
    page: bytes | None = None
    stated: dict[str, tuple[int, int]] | None = None
    lengths: dict[str, float | None] = field(default_factory=dict)


class MediaKeeper:
    """Brings what articles use into the archive; ``counts``: what became of everything requested
    so far.
    """

    def __init__(
        self,
        store: Store,
        get_all: GetAll,
        fetch: Fetch,
        plan: MediaPlan | None = None,
        *,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._get_all = get_all
        self._plan = plan = plan or MediaPlan()
        self._now = now
        self._videos = PlayAddresses(store, fetch, plan.video_limit, minds=plan.minds, now=now)
        self.counts = MediaCounts()

    @property
    def blocked(self) -> bool:
        """Whether a verification page came instead of a video's address."""
        return self._videos.blocked

    def keep(self, article_id: int) -> None:
        """Fetch the files that an article lacks and whose time has come; note why one fails."""
        uses = self._store.media.of_article(article_id)
        spent = {use.sha256: use.size or 0 for use in uses if use.role != "video"}
        due: dict[str, MediaUse] = {}
        for use in filter(self._is_due, uses):
            due.setdefault(use.address, use)
        work = _ArticleMedia(article_id, due, sum(spent.values()))
        requests = list(self._first(work))
        # an address that fails may lead to another one of the same file, so there are rounds
        while requests:
            others: list[DownloadRequest] = []
            for batch in _batches(self._get_all(requests)):
                with ExitStack() as files:
                    for _, found in batch:
                        if isinstance(found, Download):
                            files.callback(found.content.close)
                    # some files in one transaction: one each would be slow, all too much to lose
                    with self._store.atomic():
                        settled = [self._settle(one, found, work) for one, found in batch]
                    others += filter(None, settled)
            requests = others
        self._doubt_repeated(work)

    def lacking(self, article_id: int) -> MediaShortfall:
        """Return how many files of an article are missing; videos count if the plan has them."""
        uses = self._store.media.of_article(article_id)
        states = {use.address: use.state for use in uses if self._plan.video or use.role != "video"}
        missing = sum(state != "kept" for state in states.values())
        return MediaShortfall(article_id, missing, len(states))

    def _is_due(self, use: MediaUse) -> bool:
        if use.state == "kept" or (use.role == "video" and not self._plan.video):
            return False
        is_given_up = use.state == "doubtful" and use.attempts > len(PAUSES)
        if is_given_up or use.state not in {"wanted", "doubtful"}:
            return self._plan.again
        if use.not_before is None or self._plan.at_once:
            return True
        # a time farther off than any is set to: the clock was put back, or an earlier version
        # believed a server
        now = self._now()
        return not now < use.not_before <= now + _LONGEST_WAIT

    def _first(self, work: _ArticleMedia) -> Iterator[DownloadRequest]:
        """Yield the first request for each use; note why one has none."""
        most = self._plan.article_files
        for number, use in enumerate(work.uses.values()):
            if number >= most:
                what = f"more than {most} files in one article"
                missed = DownloadFailure(what, "refused", asked=False)
                self._note(use, missed, work.article_id)
                continue
            address = self._first_address(use)
            if isinstance(address, DownloadFailure):
                self._note(use, address)
            else:
                yield self._request(use, address, work)

    def _first_address(self, use: MediaUse) -> str | DownloadFailure:
        try:
            with contained("find this file"):
                if use.role == "video":
                    return self._videos.of(use.address)
                return first_address(use.address)
        except Bug as error:
            return _retryable(error)

    def _request(self, use: MediaUse, address: str, work: _ArticleMedia) -> DownloadRequest:
        work.tried.setdefault(use.address, []).append(address)
        limit = self._plan.file_limit
        if use.role == "video":
            limit = self._plan.video_limit
        return DownloadRequest(use.address, address, limit)

    def _settle(
        self, one: DownloadRequest, found: DownloadResult, work: _ArticleMedia
    ) -> DownloadRequest | None:
        """Store what came, or note why nothing did; return another request for it. Runs within a
        transaction.
        """
        use = work.uses[one.name]
        try:
            with contained("store this file"), self._store.atomic():
                return self._store_or_note(use, found, work)
        # the article's row, which says how large a picture is, may be damaged
        except (Bug, DamagedRow) as error:
            self._note(use, _retryable(error))
            return None

    def _store_or_note(
        self, use: MediaUse, found: DownloadResult, work: _ArticleMedia
    ) -> DownloadRequest | None:
        result: MediaFile | DownloadFailure
        if isinstance(found, DownloadFailure):
            result = found
        else:
            result = self._usable(found, use, work)
        if isinstance(result, MediaFile):
            self._store.media.keep(use.address, result, self._now())
            if use.role != "video":
                work.spent += result.size
            # a doubtful file is kept aside, until a better one comes
            if result.doubt:
                self._count("doubtful")
            else:
                self._count("kept", result.size)
            return None
        # what one address gives for good may be better at another one
        if result.why == "lasting" and (other := self._other_address(use, work)):
            return self._request(use, other, work)
        # what came and is too much here may be little enough for another article
        only = None
        if isinstance(found, Download) and result.why == "refused":
            only = work.article_id
        self._note(use, result, only)
        return None

    def _usable(
        self, found: Download, use: MediaUse, work: _ArticleMedia
    ) -> MediaFile | DownloadFailure:
        # the beginning of audio and video says all; a picture is read whole, to see whether it is
        plays = use.role in _PLAYS
        head = -1
        if plays:
            head = HEAD
        info = look(found.content.read(head))
        form, expected = info.type or "", _PLAYS.get(use.role, "image/")
        if info.fault or not form.startswith(expected):
            what = info.fault or f"{info.type} instead of {_WHAT[expected]}"
            return DownloadFailure(what, "lasting")
        address = found.address
        if use.role == "video":
            address = without_query(address)
        elif self._is_placeholder(found, info, use, work):
            return DownloadFailure(PLACEHOLDER, "heals")
        elif work.spent + found.size > self._plan.article_limit:
            limit = f"{self._plan.article_limit / _MEGABYTE:.3g} MB"
            return DownloadFailure(f"more than {limit} in one article", "refused")
        content, sha256, size = found.content, found.sha256, found.size
        file = MediaFile(content, sha256, size, form, address, info.width, info.height)
        stated = self._stated(work)
        if plays:
            why = too_short(content, form, work.lengths.get(use.address))
        else:
            why = doubt(info, stated.get(use.address))
        if why:
            return replace(file, doubt=why, not_before=self._again_from(use))
        return file

    def _doubt_repeated(self, work: _ArticleMedia) -> None:
        """Doubt pictures of a text that are the same bytes: each has another address, so they are
        hardly the same picture.
        """
        uses = self._store.media.of_article(work.article_id)
        # where none are the same, the body need not be read for their stated sizes
        if not any(repeated(uses, {})):
            return
        try:
            stated = self._stated(work)
        # without the sizes there is no telling; the store says that the row is damaged
        except DamagedRow:
            return
        for group in repeated(uses, stated):
            files = [use for use in group if use.state == "kept"]
            why, until = REPEATED.format(len(group)), self._again_from(group[0])
            self._store.media.doubt([use.address for use in files], why, until)
            # those that came in this run were counted as kept
            again = [use for use in files if use.address in work.uses]
            now = self.counts
            self.counts = replace(
                now,
                kept=now.kept - len(again),
                doubtful=now.doubtful + len(again),
                bytes=now.bytes - sum(use.size or 0 for use in again),
            )

    def _again_from(self, use: MediaUse) -> datetime:
        return self._now() + PAUSES[min(use.attempts, len(PAUSES) - 1)]

    def _stated(self, work: _ArticleMedia) -> dict[str, tuple[int, int]]:
        if work.stated is None:
            content = self._store.articles.get(work.article_id).content or Body()
            work.stated = stated_sizes(content.html)
            for item in content.media:
                for address in filter(None, (item.url, item.id)):
                    work.lengths[address] = item.duration
        return work.stated

    def _is_placeholder(
        self, found: Download, info: FileInfo, use: MediaUse, work: _ArticleMedia
    ) -> bool:
        if self._store.media.is_placeholder(found.sha256):
            return True
        if not may_be_placeholder(found.size, info):
            return False
        if not contradicts(info, self._stated(work).get(use.address)):
            return False
        # once seen it is known, also where a page states no size
        self._store.media.note_placeholder(found.sha256, PLACEHOLDER, self._now())
        return True

    def _other_address(self, use: MediaUse, work: _ArticleMedia) -> str | None:
        tried = work.tried[use.address]
        if use.role in _PLAYS or len(tried) >= _ADDRESSES:
            return None
        # the newest page may have the picture at another address than an older one had
        if work.page is None:
            pages = self._store.pages.of_article(work.article_id)
            work.page = b"".join(map(self._store.pages.body, pages[-1:]))
        others = [use.address, *addresses_in_page(work.page, use.address)]
        return next((address for address in others if address not in tried), None)

    def _note(self, use: MediaUse, missed: DownloadFailure, article_id: int | None = None) -> None:
        """Note why there is nothing: of every article with this address, unless the reason is this
        article's own.
        """
        miss = miss_of(use, missed, self._now())
        _LOG.info("%s: %s: %s", use.address, miss.state, missed.reason)
        self._store.media.note(use.address, miss, article_id=article_id)
        self._count(miss.state)

    def _count(self, state: str, size: int = 0) -> None:
        now = self.counts
        of_state = {state: getattr(now, state) + 1}
        self.counts = replace(now, asked=now.asked + 1, bytes=now.bytes + size, **of_state)


def _retryable(error: WxArchiveError) -> DownloadFailure:
    """Return a failure that is tried again: a bug may be gone in the next version."""
    return DownloadFailure(str(error), "heals")


def _batches(
    results: Iterator[tuple[DownloadRequest, DownloadResult]],
) -> Iterator[list[tuple[DownloadRequest, DownloadResult]]]:
    """Collect what comes until it is worth a transaction."""
    batch: list[tuple[DownloadRequest, DownloadResult]] = []
    size = 0
    try:
        for one, found in results:
            batch.append((one, found))
            if isinstance(found, Download):
                size += found.size
            if len(batch) >= _BATCH_FILES or size >= _BATCH_BYTES:
                full, batch, size = batch, [], 0
                yield full
    # what came is stored also when someone interrupts the waiting for more
    finally:
        if batch:
            yield batch
