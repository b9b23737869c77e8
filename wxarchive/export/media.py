"""What an article shows and plays, in one form of export: where each file is now, and what is
missing.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from wxarchive.errors import DamagedRow, NotFound
from wxarchive.export.folder import Folder, WriteResult
from wxarchive.export.plan import address_from
from wxarchive.export.selection import ExportSelection
from wxarchive.guarded import number
from wxarchive.models import PLAYER_SIGNS, Media, MediaUse, StoredArticle, picture_identity
from wxarchive.render import Player, data_address

ASSETS = "assets"
LARGEST_INSIDE = 32 * 2**20
"""Bytes of a file put inside a page: a browser reads it whole before it shows anything."""

_NAMES = {
    "picture": ("picture", "pictures"),
    "audio": ("audio file", "audio files"),
    "video": ("video", "videos"),
    "cover": ("cover", "covers"),
}
_SUFFIXES = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "image/bmp": ".bmp", "image/avif": ".avif", "image/heic": ".heic", "image/tiff": ".tif",
    "image/x-icon": ".ico",
    "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/aac": ".aac", "audio/amr": ".amr",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav", "audio/x-wav": ".wav", "video/mp4": ".mp4", "video/webm": ".webm",
    "video/quicktime": ".mov",
}  # fmt: skip

Place = Callable[[MediaUse], str]
"""Puts an archived file where the form needs it and returns its address there; raises
:class:`CannotPlace`.
"""


class CannotPlace(Exception):
    """An archived file cannot be put where the form needs it; the text says why."""


class NotWritten(CannotPlace):
    """An archived file cannot be written beside the article; ``result`` says why."""

    def __init__(self, result: WriteResult) -> None:
        super().__init__(result.message)
        self.result = result


@dataclass(slots=True)
class MediaResolver:
    """Finds the files of one article, and counts them.

    ``fallback``: the address shown where there is no file; ``in_place``: what stands there, in
    words. ``plays``: whether audio and videos are played in the page, or linked. ``problems``: how
    many files of a role are missing for which reason; ``unwritten``: the archived files that could
    not be written.
    """

    article: StoredArticle
    uses: Sequence[MediaUse]
    place: Place
    fallback: Callable[[str], str | None]
    in_place: str
    plays: bool = False
    problems: Counter[tuple[str, str]] = field(default_factory=Counter)
    unwritten: list[WriteResult] = field(default_factory=list)
    _placed: dict[str, str | None] = field(default_factory=dict)
    _lines: Counter[str] = field(default_factory=Counter)
    _by_name: dict[tuple[str, str], MediaUse] = field(init=False)

    def __post_init__(self) -> None:
        """Find each file by its address, and a picture by what it is under any address."""
        self._by_name = {}
        for use in self.uses:
            if use.role == "picture":
                self._by_name.setdefault((use.role, picture_identity(use.address)), use)
        # an address is surer than an identity, and the first use of either than a later one
        by_address = {(str(use.role), use.address): use for use in reversed(self.uses)}
        self._by_name.update(by_address)

    def picture(self, address: str) -> str | None:
        """Return where a picture of the text is, or what stands for it."""
        if address.startswith("data:"):
            return address
        place = self._file("picture", (address, picture_identity(address)))
        if place is None:
            return self.fallback(address)
        return place

    def player(self, words: str, href: str | None) -> Player | None:
        """Return where the audio or video behind a player's line is; ``None`` if it stays a
        line.
        """
        line = " ".join(words.split())
        media = self._media(line, href)
        if media is None or media.type in {"music", "channel_video"}:
            return None
        # some pages tell nothing of a sound but its name
        names = [name for name in (media.url, media.id, href) if name] or [line]
        role = "video"
        if media.type == "audio":
            role = "audio"
        place = self._file(role, names)
        if not place:
            return None
        if not self.plays:
            return Player("a", place)
        return Player(role, place)

    def cover(self) -> str | None:
        """Return where the file of the cover is, if it is archived; it counts as nothing that the
        text shows.
        """
        address = self.article.metadata.cover_url
        for use in self.uses:
            if use.role == "cover" and use.address == address and use.state == "kept":
                return self._place("cover", (use.address,))
        return None

    @property
    def kept(self) -> int:
        """How many pictures, audio files and videos are there."""
        return sum(place is not None for place in self._placed.values())

    @property
    def missing(self) -> int:
        """How many are missing."""
        return len(self._placed) - self.kept

    def notes(self) -> list[str]:
        """Say what is missing and why, then what was lost when the page was read."""
        notes = []
        for (role, why), count in self.problems.items():
            name = _NAMES[role][count > 1]
            notes.append(f"{count} {name} {why}; {self.in_place}")
        return [*notes, *self.article.losses]

    def _media(self, line: str, href: str | None) -> Media | None:
        """Find what a player's line stands for: by its link, or without one by its line."""
        if self.article.content is None:
            return None
        alike = []
        for media in self.article.content.media:
            # two players may have one line, and never one address
            if href and media.url == href:
                return media
            if not media.url and _line_of(media) == line:
                alike.append(media)
        if not alike:
            return None
        # hardly any video has a title: the first of the equal lines is the first video's, and so on
        number = self._lines[line]
        self._lines[line] += 1
        return alike[min(number, len(alike) - 1)]

    def _file(self, role: str, names: Sequence[str]) -> str | None:
        name = f"{role} {names[-1]}"
        if name not in self._placed:
            self._placed[name] = self._place(role, names)
        return self._placed[name]

    def _place(self, role: str, names: Sequence[str]) -> str | None:
        uses = (self._by_name.get((role, name)) for name in names)
        use = next(filter(None, uses), None)
        if use is None:
            self.problems[role, _not_kept(None)] += 1
            return None
        if use.state != "kept":
            self.problems[role, _not_kept(use.reason)] += 1
            return None
        try:
            return self.place(use)
        except NotWritten as error:
            self.problems[role, "archived, but could not be written here"] += 1
            self.unwritten.append(error.result)
        except CannotPlace as reason:
            self.problems[role, _not_kept(str(reason))] += 1
        # the article is exported all the same, and says so
        except (DamagedRow, NotFound):
            self.problems[role, "archived, but damaged there"] += 1
        return None


def _line_of(media: Media) -> str:
    """Return the line of the text that stands for a player."""
    return " ".join((PLAYER_SIGNS[media.type], *(media.title or "").split()))


def _not_kept(reason: str | None) -> str:
    if not reason:
        return "not archived"
    return f"not archived ({reason})"


def beside(
    selection: ExportSelection,
    folder: Folder,
    file: str,
    assets: str = ASSETS,
    form: str = "asset",
) -> Place:
    """Put files into a folder of the folder, named by content; addresses are relative to ``file``.

    ``form``: the first word of their names in the manifest.
    """

    def place(use: MediaUse) -> str:
        sha256 = use.sha256 or ""
        asset = f"{assets}/{file_of(use)}"
        name = f"{form} {asset}"
        # its name tells its content: no two files want the same one
        folder.reserve([name], [asset])
        result = folder.add(name, sha256, use.size or 0, lambda: selection.content(sha256))
        if result.status in {"skipped", "failed"}:
            raise NotWritten(result)
        return address_from(file, asset)

    return place


class InlineMedia:
    """Puts files into the page itself, as ``data:`` addresses.

    They are large, so while a page is made a mark nobody can guess stands for each of them.
    """

    def __init__(self, selection: ExportSelection) -> None:
        self._selection = selection
        self._mark = secrets.token_hex(16)
        self._files: list[MediaUse] = []

    def place(self, use: MediaUse) -> str:
        """Return the mark of a file; raises :class:`CannotPlace` for one that is too large."""
        size = use.size or 0
        if size > LARGEST_INSIDE:
            raise CannotPlace(f"{size // 2**20} MB: too large to be inside")
        # raises for a damaged one, while the article can still say that it is missing
        next(iter(self._selection.content(use.sha256 or "")), None)
        self._files.append(use)
        return f"{self._mark}.{len(self._files) - 1}."

    def filled(self, page: bytes) -> bytes:
        """Return a page with its files in the place of their marks."""
        # a pattern would be compiled anew for each page
        before, *parts = page.split(f"{self._mark}.".encode())
        pieces = [before]
        for part in parts:
            place, _, text = part.partition(b".")
            use = self._files[number(place.decode()) or 0]
            content = b"".join(self._selection.content(use.sha256 or ""))
            kind = "application/octet-stream"
            # a type that a server made up could end the attribute that it stands in
            if use.type in _SUFFIXES:
                kind = use.type
            pieces += [data_address(kind, content).encode(), text]
        return b"".join(pieces)


def nowhere(use: MediaUse) -> str:
    """Leave files where they are."""
    return use.address


def file_of(use: MediaUse) -> str:
    """Name a file by its content."""
    return f"{(use.sha256 or '')[:32]}{_SUFFIXES.get(use.type or '', '.bin')}"
