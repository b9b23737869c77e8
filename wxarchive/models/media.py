"""The files that articles use."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO, Literal

MediaRole = Literal["picture", "cover", "avatar", "audio", "video"]
MediaState = Literal["wanted", "kept", "doubtful", "failed", "refused"]


@dataclass(frozen=True, slots=True)
class MediaUse:
    """A file an article uses, and what became of it.

    ``address``: as in ``images``, ``cover_url`` and so on; of a platform video its id (``wxv_…``).
    ``state``: ``wanted`` is still to be fetched (again, if ``attempts`` were made, not before
    ``not_before``), ``failed`` will not heal by itself, ``refused`` is against a rule of ours,
    ``doubtful`` is stored, but hardly what was requested; ``reason`` says why. Of a ``kept`` or
    ``doubtful`` file ``sha256``, ``type`` (MIME, recognised by its bytes), ``size`` and when it was
    ``first_seen`` are known; ``width`` and ``height`` in pixels where its header says them. It was
    not decoded: a ``type`` is no promise that it can be shown.
    """

    article_id: int
    address: str
    role: MediaRole
    state: MediaState
    reason: str | None = None
    attempts: int = 0
    not_before: datetime | None = None
    fetched_from: str | None = None
    sha256: str | None = None
    type: str | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None
    first_seen: datetime | None = None


Remedy = Literal["fetch", "wait", "video", "all"]


@dataclass(frozen=True, slots=True)
class MissingMedia:
    """How many files of one role are missing, and what may bring them.

    ``remedy``: to ``fetch`` what is missing, to ``wait`` for the next try, to fetch ``video`` too,
    or once more ``all`` that failed for good or was refused.
    """

    role: MediaRole
    remedy: Remedy
    files: int


@dataclass(frozen=True, slots=True)
class MediaGap:
    """How many files of one role are missing for one reason, and of how many articles."""

    role: MediaRole
    state: MediaState
    reason: str
    files: int
    articles: int


@dataclass(frozen=True, slots=True)
class MediaShortfall:
    """How many of an article's files are not in the archive, and how many it uses."""

    id: int
    missing: int
    total: int


@dataclass(frozen=True, slots=True)
class MediaTotals:
    """Archived files and their bytes, each content once; and how many addresses are in which state,
    each address once.
    """

    files: int
    bytes: int
    kept: int
    doubtful: int
    wanted: int
    failed: int
    refused: int


@dataclass(frozen=True, slots=True)
class DownloadRequest:
    """A file to fetch: the ``name`` the answer goes by, the address, and the largest size in
    bytes.
    """

    name: str
    address: str
    limit: int


@dataclass(frozen=True, slots=True)
class Download:
    """A file that came: its bytes (close it), what they are by SHA-256, and the address without its
    redirects.
    """

    content: IO[bytes]
    sha256: str
    size: int
    address: str


@dataclass(frozen=True, slots=True)
class DownloadFailure:
    """Why nothing came.

    ``why``: it ``heals``: a later request may succeed, in ``pause`` seconds if the server said
    when; it is ``lasting``; or a rule of ours ``refused`` it. ``asked``: whether a request was
    made.
    """

    reason: str
    why: Literal["heals", "lasting", "refused"]
    pause: float = 0.0
    asked: bool = True


DownloadResult = Download | DownloadFailure


@dataclass(frozen=True, slots=True)
class FileInfo:
    """What a file is: MIME ``type`` (``None``: nothing known), pixels, and the ``fault`` that makes
    it unusable.

    ``doubt``: why it may not be what it should be, though it can be used.
    """

    type: str | None
    width: int | None = None
    height: int | None = None
    fault: str | None = None
    doubt: str | None = None
