"""The archive as a whole: accounts, albums, counts, pages of a list, questions in SQL."""

from collections.abc import Generator, Iterator, Sequence

from wxarchive.api.opened import EVERYTHING, OpenedArchive
from wxarchive.models import (
    AccountEntry,
    AlbumEntry,
    CountBy,
    Entry,
    Facet,
    Filter,
    GonePlace,
    GoneRate,
    GroupBy,
    GroupCount,
    Happening,
    MissingEntry,
    MissingPlace,
    Month,
    Place,
    SchemaTable,
    Statistics,
    StoredArticle,
    require_known,
    require_number,
    require_seconds,
)
from wxarchive.store import Cell, NamedThing, SqlResult, Store

_ALL_HAPPENINGS: tuple[Happening, ...] = ("published", "captured", "edited", "gone")
MOST_SQL_SECONDS = 10.0


class OverviewMethods(OpenedArchive):
    """What reads about many articles at once."""

    def accounts(self) -> Iterator[AccountEntry]:
        """Yield every account and what the archive holds of it, the one with most articles
        first.
        """
        return self._store.catalogue.accounts()

    def albums(self) -> Iterator[AlbumEntry]:
        """Yield every album and what the archive holds of it, the one with most articles first."""
        return self._store.catalogue.albums()

    def album_title(self, album: str) -> str | None:
        """Return the title of the album with this id; ``None`` if there is none."""
        return self._store.catalogue.album_title(album)

    def accounts_like(self, name: str) -> tuple[str, ...] | None:
        """Return the names of accounts that are nearly this one; ``None`` if an account has it."""
        return self._like("account", name)

    def albums_like(self, title: str) -> tuple[str, ...] | None:
        """Return the titles of albums that are nearly this one; ``None`` if it is an album's title
        or id.
        """
        return self._like("album", title)

    def _like(self, what: NamedThing, name: str) -> tuple[str, ...] | None:
        catalogue = self._store.catalogue
        if catalogue.knows(what, name):
            return None
        return tuple(catalogue.nearest(what, name))

    def groups(self, by: GroupBy, where: Filter = EVERYTHING) -> Iterator[GroupCount]:
        """Yield how many of the articles that pass a filter are in each group: times newest first,
        else the largest first.
        """
        require_known([by], GroupBy, "way to group")
        return self._store.catalogue.groups(where, by)

    def statistics(self) -> Statistics:
        """Count what the archive holds; it reads all of it, some seconds for 100,000 articles."""
        return self._store.statistics()

    def gone_rates(
        self, by: CountBy = "account", where: Filter = EVERYTHING
    ) -> tuple[GoneRate, ...]:
        """Count how many articles of each ``account``, or ``month`` or ``year`` of publication, are
        gone, of those that pass a filter, whatever its limit.

        Only those count that were seen again after they were kept. Accounts with most that are gone
        come first, months and years in their order and without gaps.
        """
        require_known([by], CountBy, "way to count")
        return tuple(self._store.gone_rates(where, by))

    def tables(self) -> tuple[SchemaTable, ...]:
        """Describe the archive's tables and views, as ``docs/schema.md`` does."""
        return self._store.tables()

    def sql(self, query: str, *, seconds: float = MOST_SQL_SECONDS) -> SqlResult:
        """Run one SQL statement that reads, for at most ``seconds``, all rows included.

        The rows come one by one, each as a tuple; the statement ends when they are all read, or
        when ``rows`` is closed. It can read everything, with the functions of ``docs/schema.md``,
        and change nothing. Raises :class:`UsageError` for what is no such statement,
        :class:`WxArchiveError` when the time is over; reading the rows may raise it, too.
        """
        require_seconds(seconds, "seconds")
        # of its own: rows may be read while the archive is used for something else
        store = Store(self._path, read_only=True, any_thread=True)
        try:
            answer = store.ask(query, seconds=seconds)
        except BaseException:
            store.close()
            raise
        return SqlResult(answer.columns, _closing(answer, store))

    def page(
        self,
        where: Filter = EVERYTHING,
        *,
        place: Place | None = None,
        oldest: bool = False,
        back: bool = False,
    ) -> tuple[StoredArticle, ...]:
        """Return ``where.limit`` articles in order of publication, those after a place; undated
        ones come last.

        A page far down the list costs no more than the first. ``oldest``: the oldest first.
        ``back``: the nearest ones before the place, in the order of the list all the same.
        """
        if place:
            require_number(place.id, "place.id")
        found = self._store.library.page(where, place=place, oldest=oldest, back=back)
        return tuple(found)

    def vanished(
        self, where: Filter = EVERYTHING, *, place: GonePlace | None = None, back: bool = False
    ) -> tuple[StoredArticle, ...]:
        """Return ``where.limit`` articles that are gone, the last first, those after a place.

        ``back``: the nearest ones before the place, in the order of the list all the same.
        """
        if place:
            require_number(place.id, "place.id")
        return tuple(self._store.library.vanished(where, place=place, back=back))

    def missing_places(self) -> tuple[MissingPlace, ...]:
        """Return what is linked but not archived, those linked most often first: only its names
        and counts, in which pages of a list are looked up. This reads all links.
        """
        return tuple(self._store.library.missing_ranked())

    def missing_entries(self, places: Sequence[MissingPlace]) -> tuple[MissingEntry, ...]:
        """Return these with what the articles say that link to them."""
        return tuple(self._store.library.missing_entries(places))

    def entries(self, articles: Sequence[StoredArticle]) -> tuple[Entry, ...]:
        """Return articles with what a line of a list shows of them besides: how the text begins,
        the kept cover, the number of versions.
        """
        return tuple(self._store.library.entries(articles))

    def facets(self, where: Filter = EVERYTHING, *, query: str | None = None) -> tuple[Facet, ...]:
        """Count the articles that pass a filter, and that a query finds, by account, album, year,
        kind, state and marks.
        """
        store = self._store
        if query is not None:
            store = self._searchable()
        return store.library.facets(where, query)

    def months(
        self, where: Filter = EVERYTHING, of: Sequence[Happening] = _ALL_HAPPENINGS
    ) -> tuple[Month, ...]:
        """Count by month what happened to the articles that pass a filter, the earliest first.

        ``of``: which of it is counted; the other numbers stay 0.
        """
        require_known(of, Happening, "happening")
        return self._store.library.months(where, of)

    def count_readable(self, where: Filter = EVERYTHING) -> int:
        """Count the articles that pass a filter and whose text is archived."""
        return self._store.library.readable(where)


def _closing(answer: SqlResult, store: Store) -> Generator[tuple[Cell, ...], None, None]:
    """Yield the rows; the connection they need ends with them."""
    with store:
        yield from answer.rows
