"""Addresses and saved pages → the archive, one outcome each."""

from collections.abc import Iterable, Iterator

from wxarchive.archive.files import add_file
from wxarchive.archive.keeping import Fetch, Parse, Received, keep
from wxarchive.archive.outcomes import failed, of_stored
from wxarchive.errors import Blocked, HostNotAllowed, NetworkError, StoreError, WxArchiveError
from wxarchive.importers import SavedPage, Source, Unusable
from wxarchive.models import Outcome, RawPage
from wxarchive.store import Store

FAILURES_IN_A_ROW = 3
"""So many addresses without any answer, and the network counts as down."""


def add(
    sources: Iterable[Source], *, store: Store, fetch: Fetch, parse: Parse, again: bool = False
) -> Iterator[Outcome]:
    """Archive each source and tell what became of it.

    An address the archive knows is skipped without a request, unless ``again``. After a challenge, or three
    addresses in a row without any answer, no further address is asked; saved pages still are read.
    Raises :class:`StoreError` if the database cannot be used; what was stored so far stays.
    """
    network = _Network(fetch)
    for source in sources:
        try:
            yield _added(source, store, network, parse, again=again)
        except StoreError:
            raise
        except WxArchiveError as error:
            yield failed(source, error)


class _Network:
    """Asks for addresses until there is a reason to ask no more."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._failures = 0
        self._stopped: WxArchiveError | None = None

    def get(self, url: str) -> RawPage:
        if self._stopped:
            raise self._stopped
        try:
            page = self._fetch(url)
        except Blocked:
            self.stop_after_challenge()
            raise
        except NetworkError as error:
            self._count(error)
            raise
        self._failures = 0
        return page

    def stop_after_challenge(self) -> None:
        hint = "wait some hours, then run the same command again"
        self._stopped = Blocked("not asked: WeChat asked for a verification before", hint=hint)

    def _count(self, error: NetworkError) -> None:
        no_answer = error.exit_code == NetworkError.exit_code and not isinstance(error, HostNotAllowed)
        self._failures = self._failures + 1 if no_answer else 0
        if self._failures == FAILURES_IN_A_ROW:
            hint = "check the connection, then run the same command again"
            self._stopped = NetworkError("not asked: the network gave no answer before", hint=hint)


def _added(source: Source, store: Store, network: _Network, parse: Parse, *, again: bool) -> Outcome:
    if isinstance(source, Unusable):
        raise source.error
    if isinstance(source, SavedPage):
        return add_file(source, store, parse)
    known = store.articles.known(source.ref)
    if known and not again:
        return of_stored(source.given, "skipped", known)
    short = source.ref.short or (known and known.ref and known.ref.short)
    page = network.get(short or source.ref.url)
    outcome = keep(Received(source.given, page, source.ref), store, parse)
    if outcome.state == "challenge":
        network.stop_after_challenge()
    return outcome
