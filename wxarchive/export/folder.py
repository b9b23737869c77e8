"""A folder of exported files that can be exported to again and again, beside other people's files.

One export at a time writes into it; what it writes is noted as it is written
(:mod:`wxarchive.export.journal`). Nothing is written outside of the folder: names are checked, and
a link in a file's or folder's place is not followed. A file that someone else wrote or edited is
never overwritten or removed.
"""

import errno
import hashlib
import re
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from wxarchive.errors import ExportError
from wxarchive.export.journal import PATIENCE, Journal, begin
from wxarchive.export.manifest import Manifest, ManifestEntry, is_inside, read
from wxarchive.export.names import same_name
from wxarchive.export.plain_files import digest_of, size_of
from wxarchive.formats import MANIFEST

WriteStatus = Literal["written", "unchanged", "skipped", "failed", "removed"]
"""What became of one file."""

_TEMPORARY = re.compile(r"\.wxarchive-export\.(?:[0-9a-f]{16}\.)?tmp")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What became of a file, its path inside the folder and, if not all is well, why.

    ``differs``: the file that was left as it is does not say what the archive says.
    """

    status: WriteStatus
    file: str
    message: str | None = None
    differs: bool = False

    def as_only_file(self) -> "WriteResult":
        """Return what became of a file that is the whole export: one that is left as it is has
        failed.
        """
        if self.status != "skipped":
            return self
        # of many files one may be left; if there is but one, nothing was exported
        return WriteResult("failed", self.file, f"{self.message}; choose another file")


@contextmanager
def opened(path: Path, patience: float = PATIENCE) -> "Iterator[Folder]":
    """Open a folder to export into, made if it is missing; what is written is remembered whatever
    happens.

    ``patience``: seconds to wait for another export into it. Raises ExportError if that does not
    end, or if the folder or its manifest cannot be read or written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        journal = begin(path, patience)
    except OSError as error:
        raise _export_error(error, path) from error
    try:
        folder = Folder(path, journal)
        try:
            yield folder
        except BaseException:
            # the first error says more; the next run tries again
            with suppress(ExportError):
                Folder(path, journal)
            raise
        folder.remember()
    finally:
        journal.end()


class Folder:
    """The files of earlier exports, also of one that was broken off; use :func:`opened`."""

    def __init__(self, path: Path, journal: Journal) -> None:
        self.path = path
        self._journal = journal
        try:
            self._manifest: Manifest = read(path / MANIFEST)
        except OSError as error:
            raise _export_error(error, path) from error
        self._entries = self._manifest.entries
        self._changed = False
        if journal.is_left:
            # the files that a killed export was making
            with suppress(OSError):
                for file in self.path.iterdir():
                    if _TEMPORARY.fullmatch(file.name):
                        file.unlink()
        self._recover()
        self._taken = {same_name(entry.file) for entry in self._entries.values()}
        self._parents: set[Path] = {path}
        self._used: set[str] = set()

    def use_template(self, form: str, template: str) -> None:
        """Note what the names of a form are made of; raises ExportError if those already there are
        made of another.
        """
        used = self._manifest.templates.get(form, template)
        if used != template:
            hint = f"the files here are named {used}; export with that, or to another folder"
            raise ExportError("a file keeps its name for good", str(self.path), hint)
        if form not in self._manifest.templates:
            self._manifest.templates[form] = template
            self._note("template", form, template)

    def reserve(self, names: Sequence[str], files: Iterable[str]) -> str:
        """Return the file of what is called so, the best name first; a new one gets the first of
        ``files`` not taken.

        What is known under one of the later names is from now on known under the first. Raises
        :class:`ExportError` where all of ``files`` are taken.
        """
        name, *earlier = names
        self._used.add(name)
        for known in (name, *earlier):
            if entry := self._entries.get(known):
                if known != name:
                    self._remember_entry(name, self._entries.pop(known))
                return entry.file
        taken = self.path
        for file in files:
            if same_name(file) not in self._taken:
                break
            taken = self.path / file
        # of a single file there is one name, and an earlier export gave it to another form
        else:
            what = "an earlier export wrote it in another form"
            if all(entry.file != taken.name for entry in self._entries.values()):
                what = "some systems take it for another file that an earlier export wrote"
            raise ExportError(what, str(taken), "choose another file")
        # the one file of an export is called as people like
        if not is_inside(file):
            raise ExportError("it cannot be called so", str(taken / file), "choose another file")
        self._entries[name] = ManifestEntry(file)
        self._taken.add(same_name(file))
        return file

    def put(self, name: str, content: bytes, *, is_whole: bool = True) -> WriteResult:
        """Bring a reserved file up to date; what is not ``is_whole`` is written only where there is
        no file yet.

        A file that is not ours, or is no longer as we left it, is not touched unless it already
        says the same. Raises ExportError where the folder takes no file at all.
        """
        digest = hashlib.sha256(content).hexdigest()

        def make() -> Path:
            return self._temporary(lambda file: file.write(content))

        return self._put(name, digest, make, is_whole=is_whole)

    def fill(self, name: str, write: Callable[[BinaryIO], None]) -> WriteResult:
        """Bring a reserved file up to date with whatever ``write`` writes, which need not fit in
        memory.
        """
        temporary = self._temporary(write, self.path / self._entries[name].file)
        try:
            digest = digest_of(temporary) or ""
            return self._put(name, digest, lambda: temporary)
        finally:
            temporary.unlink(missing_ok=True)

    def renew(self, name: str, source: str, write: Callable[[BinaryIO], None]) -> WriteResult:
        """Bring a reserved file up to date that takes long to write, and is never twice the same:
        only what was made of another ``source`` is written.
        """
        entry = self._entries[name]
        path = self.path / entry.file
        # what it says of the file is said again where it is put in place
        with suppress(OSError):
            self._make_parent(path)
            existing = digest_of(path)
            if existing and existing != entry.sha256:
                return _left(path, entry)
            if existing and entry.source == source:
                return WriteResult("unchanged", entry.file)
        temporary = self._temporary(write, path)
        try:
            digest = digest_of(temporary) or ""
            return self._put(name, digest, lambda: temporary, source=source)
        finally:
            temporary.unlink(missing_ok=True)

    def add(
        self, name: str, sha256: str, size: int, content: Callable[[], Iterable[bytes]]
    ) -> WriteResult:
        """Put a file there whose name tells its content: one of that name and size is not read
        again.
        """
        entry = self._entries[name]
        path = self.path / entry.file
        try:
            self._make_parent(path)
            existing = size_of(path)
            if existing not in {None, size}:
                what = f"{path}: left as it is; it was not written by an export"
                return WriteResult("skipped", entry.file, what, differs=True)
            # its name is the hash of its content: of the right size it need not be read
            status: WriteStatus = "unchanged"
            if existing is None:
                status = "written"
                temporary = self._temporary(lambda file: file.writelines(content()))
                self._place(name, ManifestEntry(entry.file, sha256), temporary)
        except OSError as error:
            return WriteResult("failed", entry.file, f"{path}: {error.strerror or error}")
        self._remember_entry(name, ManifestEntry(entry.file, sha256))
        return WriteResult(status, entry.file)

    def spare(self, beginning: str) -> None:
        """Let :meth:`prune` leave the files whose names begin so."""
        self._used.update(name for name in self._entries if name.startswith(beginning))

    def prune(self, forms: Sequence[str]) -> Iterator[WriteResult]:
        """Remove the files of some forms that this run did not reserve; one edited since is left
        and reported.
        """
        unused = self._entries.keys() - self._used
        for name in sorted(unused):
            if name.partition(" ")[0] in forms:
                yield self._remove(name)

    def remember(self) -> None:
        """Write the manifest if it has changed."""
        if not self._changed:
            return
        path = self.path / MANIFEST
        try:
            temporary = self._temporary(lambda file: file.writelines(self._manifest.lines()))
            _replace(temporary, path)
            # only now: until then the journal says what the manifest does not
            self._journal.clear()
        except OSError as error:
            raise _export_error(error, path) from error
        self._changed = False

    def _put(
        self,
        name: str,
        digest: str,
        make: Callable[[], Path],
        *,
        is_whole: bool = True,
        source: str | None = None,
    ) -> WriteResult:
        entry = self._entries[name]
        path = self.path / entry.file
        try:
            self._make_parent(path)
            existing = digest_of(path)
            # neither what we wrote last time nor what we would write now: somebody else's work
            if existing not in {None, digest, entry.sha256}:
                return _left(path, entry)
            if existing not in {None, digest} and not is_whole:
                what = f"{path}: left as it is; not all of what it shows could be written"
                return WriteResult("failed", entry.file, what)
            status: WriteStatus = "unchanged"
            if existing != digest:
                status = "written"
                self._place(name, ManifestEntry(entry.file, digest, source), make())
        except OSError as error:
            return WriteResult("failed", entry.file, f"{path}: {error.strerror or error}")
        self._remember_entry(name, ManifestEntry(entry.file, digest, source))
        return WriteResult(status, entry.file)

    def _remember_entry(self, name: str, entry: ManifestEntry) -> None:
        if self._entries.get(name) != entry:
            self._entries[name] = entry
            self._taken.add(same_name(entry.file))
            if entry.sha256:
                self._note("file", name, *entry.words)

    def _note(self, *words: str) -> None:
        self._changed = True
        try:
            self._journal.note(*words)
        except OSError as error:
            raise _export_error(error, self.path) from error

    def _place(self, name: str, entry: ManifestEntry, temporary: Path) -> None:
        """Put a new file in its place, and note it before: so the next run knows whether this one
        was killed in between.
        """
        before = self._entries[name]
        try:
            self._remember_entry(name, entry)
            _replace(temporary, self.path / before.file)
        except OSError:
            self._remember_entry(name, before)
            raise

    def _recover(self) -> None:
        """Take over what a killed export noted: the files that are as the notes say, or missing."""
        owners = {entry.file: name for name, entry in self._entries.items()}
        for form, template in self._journal.templates():
            self._manifest.templates.setdefault(form, template)
            self._changed = True
        for name, entry in self._journal.files():
            # the article goes by another name now
            if owners.setdefault(entry.file, name) != name:
                del self._entries[owners[entry.file]]
                owners[entry.file] = name
            # a file that cannot be read is taken for another: it will be left alone
            existing: str | None = "unreadable"
            with suppress(OSError):
                existing = digest_of(self.path / entry.file)
            if name not in self._entries or existing in {None, entry.sha256}:
                self._entries[name] = entry
            self._changed = True
        self.remember()

    def _remove(self, name: str) -> WriteResult:
        entry = self._entries[name]
        path = self.path / entry.file
        try:
            self._make_parent(path)
            if digest_of(path) not in {None, entry.sha256}:
                what = f"{path}: left the selection, but was edited since: not removed"
                return WriteResult("skipped", entry.file, what, differs=True)
            path.unlink(missing_ok=True)
            # the first folder that is not empty ends it by an error
            for parent in path.parents[: len(Path(entry.file).parts) - 1]:
                parent.rmdir()
        except OSError as error:
            if path.exists():
                return WriteResult("failed", entry.file, f"{path}: {error.strerror or error}")
        del self._entries[name]
        self._parents = {self.path}
        self._changed = True
        return WriteResult("removed", entry.file)

    def _make_parent(self, path: Path) -> None:
        """Make the folders above a file; raises OSError for a link in their place, which may lead
        anywhere.
        """
        if path.parent in self._parents:
            return
        if path.parent != self.path:
            self._make_parent(path.parent)
        # a link may stand in its place since the last look
        with suppress(FileExistsError):
            path.parent.mkdir()
        if not stat.S_ISDIR(path.parent.lstat().st_mode):
            what = "the folder it belongs in is a link or a file"
            raise NotADirectoryError(errno.ENOTDIR, what, str(path.parent))
        self._parents.add(path.parent)

    def _temporary(self, write: Callable[[BinaryIO], object], single: Path | None = None) -> Path:
        """Write a temporary file to be put in place. Raises ExportError if the folder takes none.

        ``single``: the file it will be, which the error names where the disk is full.
        """
        temporary = self.path / f".wxarchive-export.{secrets.token_hex(8)}.tmp"
        try:
            with temporary.open("xb") as file:
                write(file)
        except BaseException as error:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            if not isinstance(error, OSError):
                raise
            # with the name of the one file that people asked for, the error is plain
            is_full = error.errno in _FULL
            raise _export_error(error, (is_full and single) or self.path) from error
        return temporary


def _replace(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _left(path: Path, entry: ManifestEntry) -> WriteResult:
    what = f"{path}: left as it is; it was not written by an export, or edited since"
    return WriteResult("skipped", entry.file, what, differs=True)


def _export_error(error: OSError, path: Path) -> ExportError:
    if error.errno in _FULL:
        hint = "free some space and export again; what is written stays"
        return ExportError("the disk is full", str(path), hint)
    what = f"cannot be written ({error.strerror or error})"
    if isinstance(error, FileExistsError | NotADirectoryError):
        what = "a file, not a folder"
    return ExportError(what, str(path), "choose another folder")
