"""A folder of exported files that can be exported to again and again, beside other people's files.

Nothing is written outside of the folder: names are checked, and a link in a file's or folder's place is not followed.
A file that someone else wrote or edited is never overwritten or removed.
"""

import errno
import hashlib
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from wxarchive.dumps import MANIFEST
from wxarchive.errors import ExportError
from wxarchive.export.manifest import Entry, Manifest, read
from wxarchive.export.names import same_name

Fate = Literal["written", "unchanged", "skipped", "failed", "removed"]
"""What became of one file."""

_TEMPORARY = ".wxarchive-export.tmp"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a file, its path inside the folder and, if not all is well, why."""

    fate: Fate
    file: str
    message: str | None = None

    def as_only_file(self) -> "Put":
        """Return what became of a file that is the whole export: one that is left as it is has failed."""
        if self.fate != "skipped":
            return self
        return Put("failed", self.file, f"{self.message}; choose another file")


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
            self._manifest: Manifest = read(path / MANIFEST)
        except OSError as error:
            raise _export_error(error, path) from error
        self._entries = self._manifest.entries
        self._taken = {same_name(entry.file) for entry in self._entries.values()}
        self._parents: set[Path] = {path}
        self._asked: set[str] = set()
        self._changed = False

    def use_template(self, form: str, template: str) -> None:
        """Note what the names of a form are made of; raises ExportError if those already there are made of another."""
        used = self._manifest.templates.get(form, template)
        if used != template:
            hint = f"the files here are named {used}; export with that, or to another folder"
            raise ExportError("a file keeps its name for good", str(self.path), hint)
        self._changed |= self._manifest.templates.get(form) != template
        self._manifest.templates[form] = template

    def reserve(self, names: Sequence[str], files: Iterable[str]) -> str:
        """Return the file of what is called so, the best name first; a new one gets the first of ``files`` not taken.

        What is known under one of the later names is from now on known under the first.
        """
        name, *earlier = names
        self._asked.add(name)
        for known in (name, *earlier):
            if entry := self._entries.get(known):
                if known != name:
                    self._keep(name, self._entries.pop(known))
                return entry.file
        file = next(file for file in files if same_name(file) not in self._taken)
        self._entries[name] = Entry(file)
        self._taken.add(same_name(file))
        return file

    def put(self, name: str, content: bytes, *, is_whole: bool = True) -> Put:
        """Bring a reserved file up to date; what is not ``is_whole`` is written only where there is no file yet.

        A file that is not ours, or is no longer as we left it, is not touched unless it already says the same.
        Raises ExportError where the folder takes no file at all.
        """
        digest = hashlib.sha256(content).hexdigest()
        return self._put(name, digest, lambda: self._temporary(lambda file: file.write(content)), is_whole=is_whole)

    def fill(self, name: str, write: Callable[[BinaryIO], None]) -> Put:
        """Bring a reserved file up to date with whatever ``write`` writes, which need not fit in memory."""
        temporary = self._temporary(write, self.path / self._entries[name].file)
        try:
            return self._put(name, _digest(temporary) or "", lambda: temporary)
        finally:
            temporary.unlink(missing_ok=True)

    def add(self, name: str, sha256: str, size: int, content: Callable[[], Iterable[bytes]]) -> Put:
        """Put a file there whose name tells its content: one of that name and size is not read again."""
        entry = self._entries[name]
        path = self.path / entry.file
        try:
            self._make_parent(path)
            there = _size(path)
            if there not in {None, size}:
                return Put("skipped", entry.file, f"{path}: left as it is; it was not written by an export")
            if there is None:
                self._replace(self._temporary(lambda file: file.writelines(content())), path)
        except OSError as error:
            return Put("failed", entry.file, f"{path}: {error.strerror or error}")
        self._keep(name, Entry(entry.file, sha256))
        return Put("written" if there is None else "unchanged", entry.file)

    def prune(self, forms: Sequence[str]) -> Iterator[Put]:
        """Remove the files of some forms that nothing in this run asked for; one edited since is left and named."""
        gone = [name for name in self._entries if name.partition(" ")[0] in forms and name not in self._asked]
        for name in sorted(gone):
            yield self._remove(name)

    def remember(self) -> None:
        """Write the manifest if it has changed."""
        if not self._changed:
            return
        path = self.path / MANIFEST
        try:
            self._replace(self._temporary(lambda file: file.writelines(self._manifest.lines())), path)
        except OSError as error:
            raise _export_error(error, path) from error
        self._changed = False

    def _put(self, name: str, digest: str, made: Callable[[], Path], *, is_whole: bool = True) -> Put:
        entry = self._entries[name]
        path = self.path / entry.file
        try:
            self._make_parent(path)
            there = _digest(path)
            if there not in {None, digest, entry.sha256}:
                what = f"{path}: left as it is; it was not written by an export, or edited since"
                return Put("skipped", entry.file, what)
            if there not in {None, digest} and not is_whole:
                return Put("failed", entry.file, f"{path}: left as it is; not all of what it shows could be written")
            if there != digest:
                self._replace(made(), path)
        except OSError as error:
            return Put("failed", entry.file, f"{path}: {error.strerror or error}")
        self._keep(name, Entry(entry.file, digest))
        return Put("unchanged" if there == digest else "written", entry.file)

    def _keep(self, name: str, entry: Entry) -> None:
        if self._entries.get(name) != entry:
            self._entries[name] = entry
            self._taken.add(same_name(entry.file))
            self._changed = True

    def _remove(self, name: str) -> Put:
        entry = self._entries[name]
        path = self.path / entry.file
        try:
            self._make_parent(path)
            if _digest(path) not in {None, entry.sha256}:
                return Put("skipped", entry.file, f"{path}: left the selection, but was edited since: not removed")
            path.unlink(missing_ok=True)
            for parent in path.parents[: len(Path(entry.file).parts) - 1]:
                parent.rmdir()
        except OSError as error:
            if path.exists():
                return Put("failed", entry.file, f"{path}: {error.strerror or error}")
        del self._entries[name]
        self._parents = {self.path}
        self._changed = True
        return Put("removed", entry.file)

    def _make_parent(self, path: Path) -> None:
        """Make the folders above a file; raises OSError for a link in their place, which may lead anywhere."""
        if path.parent in self._parents:
            return
        if path.parent != self.path:
            self._make_parent(path.parent)
        with suppress(FileExistsError):
            path.parent.mkdir()
        if not stat.S_ISDIR(path.parent.lstat().st_mode):
            raise NotADirectoryError(errno.ENOTDIR, "the folder it belongs in is a link or a file", str(path.parent))
        self._parents.add(path.parent)

    def _temporary(self, write: Callable[[BinaryIO], object], single: Path | None = None) -> Path:
        """Write a file to be put in place. Raises ExportError if the folder takes none.

        ``single``: the file it is to be, where people know what they want by that name.
        """
        temporary = self.path / _TEMPORARY
        try:
            temporary.unlink(missing_ok=True)
            with temporary.open("xb") as file:
                write(file)
        except BaseException as error:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise _export_error(error, single if single and error.errno in _FULL else self.path) from error
            raise
        return temporary

    def _replace(self, temporary: Path, path: Path) -> None:
        try:
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def _size(path: Path) -> int | None:
    """Return the size of a plain file, ``None`` if there is none; raises OSError for a link or folder."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else -1


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


def _export_error(error: OSError, path: Path) -> ExportError:
    if error.errno in _FULL:
        return ExportError("the disk is full", str(path), "free some space and export again; what is written stays")
    if isinstance(error, FileExistsError | NotADirectoryError):
        return ExportError("a file, not a folder", str(path), "choose another folder")
    return ExportError(f"cannot be written ({error.strerror or error})", str(path), "choose another folder")
