"""The file of an archive: made whole or not at all, checked before it is touched, brought to
today's shape.
"""

import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from pathlib import Path

from wxarchive.closing import Closing
from wxarchive.errors import DamagedRow, NotAnArchive, ReadOnlyArchive, StoreError
from wxarchive.models import (
    CountBy,
    Deletion,
    Filter,
    GoneRate,
    Graph,
    LinkFilter,
    SchemaTable,
    Statistics,
    Verified,
)
from wxarchive.store.annotations import Marking, Notes
from wxarchive.store.articles import (
    Articles,
    Catalogue,
    Events,
    Links,
    Versions,
    graph_of_accounts,
    graph_of_articles,
)
from wxarchive.store.backup import Tell, back_up, new_file, nothing
from wxarchive.store.crawl import Checks, Hosts, Lists, Locks, Queue, Subscriptions
from wxarchive.store.deletion import Deleter
from wxarchive.store.library import Library
from wxarchive.store.media import MediaStore
from wxarchive.store.merging import Intake
from wxarchive.store.pages import Pages
from wxarchive.store.rates import gone_rates
from wxarchive.store.reactions import ReactionStore
from wxarchive.store.readonly_sql import SqlResult, ask
from wxarchive.store.search import Search
from wxarchive.store.similar import Similar
from wxarchive.store.sqlite import (
    APPLICATION_ID,
    LOCK,
    Connection,
    clear_unfinished,
    is_current,
    is_open,
    migrate,
    tables,
    unfinished,
)
from wxarchive.store.statistics import statistics
from wxarchive.store.verify import verify

_HEADER = b"SQLite format 3\0"
_DUMPS = (b"PRAGMA foreign_keys", b"BEGIN TRANSACTION", b"CREATE TABLE")
"""How the dumps of sqlite3's shell and of Python begin."""


class Store(Closing):
    """An open archive. A connection belongs to the thread that opened it, unless that said
    otherwise.
    """

    def __init__(
        self,
        path: Path,
        *,
        create: bool = True,
        read_only: bool = False,
        patience: float = 5.0,
        any_thread: bool = False,
    ) -> None:
        """Open the archive at ``path``, and make it if it is missing and ``create`` allows.

        ``patience``: seconds to wait while another program writes. ``any_thread``: of one for
        reading, threads may hand it on, as long as only one uses it at a time. Raises
        :class:`StoreError` and its kin: :class:`NotAnArchive` (left untouched),
        :class:`NewerArchive`, :class:`ReadOnlyArchive`.
        """
        self.path = path
        self._read_only = read_only
        if read_only:
            db = _reader(_require_archive(path), patience, any_thread)
        else:
            db = _writer(_require_archive(path, create=create), patience)
        self._connection = db
        self.pages = Pages(db)
        self.links = Links(db)
        self.media = MediaStore(db)
        self.reactions = ReactionStore(db)
        self.marks = Marking(db)
        self.notes = Notes(db)
        self.articles = Articles(db, self.links, self.media, self.notes, self.reactions)
        self.versions = Versions(db, self.notes)
        self.events = Events(db)
        self.catalogue = Catalogue(db)
        self.hosts = Hosts(db)
        self.queue = Queue(db, self.hosts)
        self.checks = Checks(db, self.queue)
        self.lists = Lists(db)
        self.subscriptions = Subscriptions(db, self.lists)
        self.locks = Locks(db)
        self.search = Search(db)
        self.similar = Similar(db)
        self.library = Library(db, self.search)
        self._deleter = Deleter(db, self.pages, self.search)
        db.before_commit = self._keep_up

    def atomic(self) -> AbstractContextManager[None]:
        """One transaction: everything inside is written, or nothing. A nested one is part of the
        outer one.
        """
        if self._read_only:
            raise ReadOnlyArchive("the archive was opened for reading only", str(self.path))
        return self._connection.atomic()

    def snapshot(self) -> AbstractContextManager[None]:
        """Read one moment of the archive, whatever is written meanwhile."""
        return self._connection.snapshot()

    def intake(self, source: "Store", contents: tuple[Callable[[str], str | None], ...]) -> Intake:
        """Return the intake of another archive into this one.

        ``contents``: the functions that return the content hash of a stored page by its SHA-256,
        here and there.
        """
        return Intake(self._connection, source._connection, contents)

    def backup(self, path: Path, *, overwrite: bool = False, tell: Tell = nothing) -> None:
        """Copy one moment of the archive into a file, which appears whole or not at all, and is
        checked before; others may write meanwhile.

        ``tell``: called with how many bytes are copied, and of how many. Raises
        :class:`UsageError` where there is a file already, unless this is to ``overwrite`` it.
        """
        back_up(self._connection, path, overwrite=overwrite, tell=tell)

    def deletion(self, ids: Sequence[int]) -> Deletion:
        """Say what goes with articles, and what stays because others have it, too."""
        return self._deleter.plan(ids)

    def delete(self, ids: Sequence[int]) -> Iterator[int]:
        """Take articles out for good, and yield how many went, some at a time; what is freed is
        overwritten.
        """
        return self._deleter.delete(ids)

    def verify(self) -> Iterator[Verified]:
        """Look at everything in the archive, one by one; writes nothing."""
        return verify(self._connection)

    def statistics(self) -> Statistics:
        """Count what the archive holds."""
        return statistics(self._connection)

    def gone_rates(self, where: Filter, by: CountBy) -> list[GoneRate]:
        """Count the articles of each month, year or account that were seen again, and are gone."""
        return gone_rates(self._connection, where, by)

    def graph(self, which: LinkFilter, *, by_account: bool = False) -> Graph:
        """Return the chosen articles (or accounts) and links; its elements are read one by one."""
        if by_account:
            return graph_of_accounts(self._connection, which)
        return graph_of_articles(self._connection, which)

    def tables(self) -> tuple[SchemaTable, ...]:
        """Describe the archive's tables and views, in the order of their names."""
        return tables(self._connection)

    def ask(self, sql: str, *, seconds: float) -> SqlResult:
        """Run one reading SQL statement for at most ``seconds``; the store is for nothing else
        afterwards.

        Raises :class:`UsageError` for what is no such statement, :class:`WxArchiveError` when the
        time is over.
        """
        return ask(self._connection, sql, seconds=seconds)

    @property
    def stamp(self) -> int:
        """A number that is another one when somebody else has written to the archive."""
        return int(self._connection.value("PRAGMA data_version"))

    @property
    def damage(self) -> tuple[DamagedRow, ...]:
        """The rows that were passed over so far because they cannot be read."""
        return tuple(self._connection.damage.values())

    def _keep_up(self) -> None:
        """Bring up to date what is derived from what a transaction changed."""
        self.search.keep_up()
        self.similar.keep_up()

    def close(self) -> None:
        """Close the archive."""
        self._connection.close()


@contextmanager
def new_archive(path: Path) -> Iterator[Store]:
    """Give an archive to fill, which appears at ``path`` when it is whole, or not at all.

    Raises :class:`UsageError` where there is a file already.
    """
    with new_file(path) as new:
        _fill(new)
        with Store(new) as store:
            yield store


@contextmanager
def another_archive(path: Path) -> Iterator[Store]:
    """Open an archive to read one moment of it; raises as :class:`Store`.

    One that an older wxarchive made is left as it is: a copy of it is brought to today's shape.
    """
    with ExitStack() as opened:
        if _size(path) is None:
            raise StoreError("no archive here", str(path), "look at how its name is written")
        _check_header(path)
        found = opened.enter_context(closing(Connection(path, _reading(path), patience=5.0)))
        if is_current(found):
            store = opened.enter_context(Store(path, read_only=True))
        else:
            folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="wxarchive-"))
            copy = Path(folder) / "archive.db"
            with closing(sqlite3.connect(copy)) as target, found.mapped():
                found.raw.backup(target)
            store = opened.enter_context(Store(copy))
        opened.enter_context(store.snapshot())
        yield store


def _size(path: Path) -> int | None:
    """Return the size of a plain file, ``None`` if there is nothing; pipes and devices must not
    even be opened.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreError(f"the archive cannot be reached ({error.strerror})", str(path)) from error
    if not stat.S_ISREG(found.st_mode):
        what = "this is no plain file"
        if stat.S_ISDIR(found.st_mode):
            what = "this is a folder"
        raise NotAnArchive(what, str(path), "name a file with --db")
    return found.st_size


def _require_archive(path: Path, *, create: bool = False) -> Path:
    """Return the path of an archive that is there, or was made now if ``create`` allows."""
    size = _size(path)
    if size is None and not create:
        hint = "run wxarchive fetch first, or name another file with --db"
        raise StoreError("no archive here", str(path), hint)
    # an empty file is made into one, as SQLite itself does it
    if not size and create:
        _create(path)
    _check_header(path)
    return path


def _create(path: Path) -> None:
    if not path.parent.is_dir():
        hint = "make it first, or name another file with --db"
        raise StoreError("no such folder", str(path.parent), hint)
    # a file beside it: whoever opens the archive meanwhile finds it whole, or not at all
    with unfinished(path.resolve()) as new:
        _fill(new)


def _fill(new: Path) -> None:
    """Make an archive of an empty file."""
    with closing(Connection(new, "mode=rw", patience=0)) as connection:
        migrate(connection)
        # readers do not wait for a writer then; the mode is kept in the file
        connection.run("PRAGMA journal_mode = WAL")


def _check_header(path: Path) -> None:
    """Refuse other files by their first bytes: opening a database could change it."""
    with LOCK:
        # it was looked at when it was opened; closing it now would release SQLite's locks
        if is_open(path):
            return
        try:
            with path.open("rb") as file:
                header = file.read(100)
        except OSError as error:
            raise StoreError(f"the archive cannot be read ({error.strerror})", str(path)) from error
    if header.lstrip(b"\xef\xbb\xbf").startswith(_DUMPS):
        what = "this is an SQL text dump, no database; it was not touched"
        hint = "make a database of it with: sqlite3 NEW.db < FILE, and name that one with --db"
        raise NotAnArchive(what, str(path), hint)
    if not header.startswith(_HEADER):
        what = "this file is no wxarchive database; it was not touched"
        raise NotAnArchive(what, str(path), "name another with --db")
    if header[68:72] != APPLICATION_ID.to_bytes(4, "big"):
        raise _foreign(path)


def _foreign(path: Path) -> NotAnArchive:
    """Return the error for a database without our mark: an archive that was restored from an SQL
    dump has lost it.
    """
    steps = 0
    # immutable: looking at another program's file must not make log files next to it
    with suppress(StoreError, sqlite3.Error):
        connection = Connection(path, "mode=ro&immutable=1", patience=0)
        try:
            steps = connection.value(
                "SELECT count(*) FROM _sqlite_migrations WHERE migration_set = 'wxarchive'"
            )
        finally:
            connection.close()
    if not steps:
        what = "this is the database of another program; it was not touched"
        return NotAnArchive(what, str(path), "name another file with --db")
    marks = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {steps}"
    what = (
        "this archive was restored from an SQL dump, which leaves out the marks of an archive; it"
        " was not touched"
    )
    return NotAnArchive(what, str(path), f'put them back with: sqlite3 FILE "{marks}"')


def _writer(path: Path, patience: float) -> Connection:
    # the folder, too: SQLite makes its log next to the archive
    if not (os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)):
        what = "the archive or its folder cannot be written"
        raise ReadOnlyArchive(what, str(path), "check the permissions")
    # a process that was killed while it made the archive left a second name
    if path.stat().st_nlink > 1:
        clear_unfinished(path.resolve())
    connection = Connection(path, "mode=rw", patience=patience)
    try:
        _bring_up_to_date(connection)
        connection.run("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up_to_date(connection: Connection) -> None:
    if is_current(connection):
        return
    migrate(connection)
    # all steps are noted in it, and the number that it states is another one
    if not is_current(connection):
        what = "the archive is damaged (its user_version is not the number of its format)"
        raise StoreError(what, str(connection.path), "restore the archive from a backup")


def _reader(path: Path, patience: float, any_thread: bool) -> Connection:
    connection = Connection(path, _reading(path), patience=patience, any_thread=any_thread)
    try:
        if is_current(connection):
            connection.run("PRAGMA query_only = ON")
            return connection
    except BaseException:
        connection.close()
        raise
    connection.close()
    # an older wxarchive made it: opening it to write brings it up to date
    try:
        _writer(path, patience).close()
    except ReadOnlyArchive as error:
        what = "an older wxarchive made it: it has to be brought up to date, and cannot be written"
        hint = "check the permissions of file and folder, or use a copy"
        raise ReadOnlyArchive(what, str(path), hint) from error
    return _reader(path, patience, any_thread)


def _reading(path: Path) -> str:
    """Return how to open for reading.

    Where one may write, as if to write: only such a connection takes SQLite's log files away again
    when it is closed. In a folder that cannot be written SQLite cannot make its shared-memory file;
    without a log it needs none.
    """
    whole = path.resolve()
    if os.access(whole, os.W_OK) and os.access(whole.parent, os.W_OK):
        return "mode=rw"
    log = whole.with_name(f"{whole.name}-wal")
    if os.access(whole.parent, os.W_OK) or _size(log):
        return "mode=ro"
    return "mode=ro&immutable=1"
