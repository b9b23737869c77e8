"""The open archive: its wings side by side on one connection, and what concerns all of them."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path

from wxarchive.closing import Closing
from wxarchive.errors import DamagedRow, ReadOnlyArchive, StoreError
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
from wxarchive.store.opening import check_header, fill, how_to_read, reader, size_of, writer
from wxarchive.store.pages import Pages
from wxarchive.store.rates import gone_rates
from wxarchive.store.reactions import ReactionStore
from wxarchive.store.readonly_sql import SqlResult, ask
from wxarchive.store.search import Search
from wxarchive.store.similar import Similar
from wxarchive.store.sqlite import Connection, is_current, tables
from wxarchive.store.statistics import statistics
from wxarchive.store.verify import verify


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
            db = reader(path, patience=patience, any_thread=any_thread)
        else:
            db = writer(path, create=create, patience=patience)
        self._connection = db

        # received pages, and what they say
        self.pages = Pages(db)
        self.links = Links(db)
        self.media = MediaStore(db)
        self.reactions = ReactionStore(db)
        self.marks = Marking(db)
        self.notes = Notes(db)
        self.articles = Articles(db, self.links, self.media, self.notes, self.reactions)

        # what is to be fetched
        self.hosts = Hosts(db)
        self.queue = Queue(db, self.hosts)
        self.checks = Checks(db, self.queue)
        self.lists = Lists(db)
        self.subscriptions = Subscriptions(db, self.lists)
        self.locks = Locks(db)

        # what people look for
        self.versions = Versions(db, self.notes)
        self.events = Events(db)
        self.catalogue = Catalogue(db)
        self.search = Search(db)
        self.similar = Similar(db)
        self.library = Library(db, self.search)

        # what is derived from articles is brought up to date before they are written for good
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
        return Deleter(self._connection, self.pages, self.search).plan(ids)

    def delete(self, ids: Sequence[int]) -> Iterator[int]:
        """Take articles out for good, and yield how many went, some at a time; what is freed is
        overwritten.
        """
        return Deleter(self._connection, self.pages, self.search).delete(ids)

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
        fill(new)
        with Store(new) as store:
            yield store


@contextmanager
def another_archive(path: Path) -> Iterator[Store]:
    """Open an archive to read one moment of it; raises as :class:`Store`.

    One that an older wxarchive made is left as it is: a copy of it is brought to today's shape.
    """
    with ExitStack() as opened:
        if size_of(path) is None:
            raise StoreError("no archive here", str(path), "look at how its name is written")
        check_header(path)
        # to look which steps it has taken changes nothing
        found = opened.enter_context(closing(Connection(path, how_to_read(path), patience=5.0)))
        if is_current(found):
            store = opened.enter_context(Store(path, read_only=True))
        else:
            # SQLite's own copy, of one moment: another program may be writing to it
            folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="wxarchive-"))
            copy = Path(folder) / "archive.db"
            with closing(sqlite3.connect(copy)) as target, found.mapped():
                found.raw.backup(target)
            store = opened.enter_context(Store(copy))
        opened.enter_context(store.snapshot())
        yield store
