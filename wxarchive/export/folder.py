"""A folder of exported files, and the manifest that remembers which article each is and what was written.

Nothing is written outside of the folder: names hold no separators, and a link at a file's place is not followed.
"""

import errno
import hashlib
import json
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wxarchive.errors import ExportError
from wxarchive.export.names import file_names, same_name
from wxarchive.models import StoredArticle

Fate = Literal["written", "unchanged", "skipped", "failed"]
"""What became of one article."""

MANIFEST = ".wxarchive-export.json"
_TEMPORARY = ".wxarchive-export.tmp"
_FORMAT = 1
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file we wrote and the SHA-256 of what we wrote; none for a name only considered."""

    file: str
    sha256: str | None = None


@contextmanager
def opened(path: Path) -> "Iterator[Folder]":
    """Open a folder to export into, made if it is missing; the manifest is written whatever happens.

    Raises ExportError if the folder or its manifest cannot be read or written.
    """
    folder = Folder(path)
    try:
        yield folder
    except BaseException:
        with suppress(ExportError):  # the first error says more
            folder.remember()
        raise
    folder.remember()


class Folder:
    """The files of earlier exports; use :func:`opened`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._entries = _read_manifest(path / MANIFEST)
        except OSError as error:
            raise _export_error(error, path) from error
        self._taken = {same_name(entry.file) for entry in self._entries.values()}
        self._changed = False

    def put(self, article: StoredArticle, text: str) -> tuple[Fate, str | None]:
        """Bring an article's file up to date; say what was done and, if not all is well, why.

        A file that is not ours, or is no longer as we left it, is not touched unless it already says the same.
        """
        content = text.encode("utf-8", "replace")
        digest = hashlib.sha256(content).hexdigest()
        identity, entry = self._entry(article)
        path = self.path / entry.file
        try:
            there = _digest(path)
            if there not in {None, digest, entry.sha256}:
                return "skipped", f"{path}: left as it is; it was not written by an export, or edited since"
            if there != digest:
                self._write(path, [content])
        except OSError as error:
            return "failed", f"{path}: {error.strerror or error}"
        self._keep(identity, _Entry(entry.file, digest))
        return ("unchanged" if there == digest else "written"), None

    def remember(self) -> None:
        """Write the manifest if it has changed."""
        if not self._changed:
            return
        try:
            self._write(self.path / MANIFEST, _manifest_lines(self._entries))
        except OSError as error:
            raise _export_error(error, self.path / MANIFEST) from error
        self._changed = False

    def _entry(self, article: StoredArticle) -> tuple[str, _Entry]:
        """Return an article's identity and its file, or the best name that no other article has."""
        identity, *earlier = _identities(article)
        for known in (identity, *earlier):
            if entry := self._entries.get(known):
                if known != identity:  # the key has become known since
                    self._keep(identity, self._entries.pop(known))
                return identity, entry
        names = file_names(article, identity)
        return identity, _Entry(next(name for name in names if same_name(name) not in self._taken))

    def _keep(self, identity: str, entry: _Entry) -> None:
        if self._entries.get(identity) != entry:
            self._entries[identity] = entry
            self._taken.add(same_name(entry.file))
            self._changed = True

    def _write(self, path: Path, content: Iterable[bytes]) -> None:
        """Write a file whole or not at all. Raises ExportError if the folder takes none, OSError if only this one."""
        temporary = self.path / _TEMPORARY
        try:
            temporary.unlink(missing_ok=True)
            with temporary.open("xb") as file:
                file.writelines(content)
        except OSError as error:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise _export_error(error, self.path) from error
        try:
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def _identities(article: StoredArticle) -> list[str]:
    """Return what names the article, the best first: key, short and long address, else its number in the archive."""
    ref = article.ref
    names = [ref.key, ref.short, ref.url] if ref else []
    return [name for name in names if name] or [f"id {article.id}"]


def _digest(path: Path) -> str | None:
    """Return the SHA-256 of a file, ``None`` if there is none; of a link or folder, which is never ours, its kind."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return "no file"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest_lines(entries: dict[str, _Entry]) -> Iterator[bytes]:
    """Write a manifest as JSON, a file a line, without holding it in memory: there may be a hundred thousand."""
    yield f'{{"format": {_FORMAT}, "files": {{'.encode()
    comma = ""
    for identity in sorted(entries):
        entry = entries[identity]
        line = f"{json.dumps(identity)}: {json.dumps([entry.file, entry.sha256], ensure_ascii=False)}"
        yield f"{comma}\n{line}".encode()
        comma = ","
    yield b"\n}}\n"


def _read_manifest(path: Path) -> dict[str, _Entry]:
    """Read a manifest. Raises ExportError if it is damaged, of a newer format, or names files outside of the folder."""
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(content, dict) or content.get("format") != _FORMAT or not isinstance(content.get("files"), dict):
        raise _damaged(path)
    return {identity: _read_entry(entry, path) for identity, entry in content["files"].items()}


def _read_entry(entry: object, manifest: Path) -> _Entry:
    match entry:
        case [str(file), str(sha256)] if file.endswith(".md") and not set(file) & set("/\\:\0"):
            return _Entry(file, sha256)
    raise _damaged(manifest)


def _damaged(path: Path) -> ExportError:
    return ExportError("not a manifest this version can read", str(path), "move it away, or export to another folder")


def _export_error(error: OSError, path: Path) -> ExportError:
    if error.errno in _FULL:
        return ExportError("the disk is full", str(path), "free some space and export again; what is written stays")
    if isinstance(error, FileExistsError | NotADirectoryError):
        return ExportError("a file, not a folder", str(path), "choose another folder")
    return ExportError(f"cannot be written ({error.strerror or error})", str(path), "choose another folder")
