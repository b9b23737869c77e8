"""The archive itself: verified, copied, merged, extracted, and articles deleted."""

from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from wxarchive.api.opened import EVERYTHING, OpenedArchive, Ref
from wxarchive.models import Deletion, Filter, Outcome, Verified


class UpkeepMethods(OpenedArchive):
    """What keeps an archive whole."""

    def merge(self, *paths: str | PathLike[str], dry_run: bool = False) -> Iterator[Outcome]:
        """Take other archives in, as if this one had received all that they did; yield what became
        of each article. They are only read; merging again goes on, or changes nothing.

        ``dry_run``: only say what would become of each. Raises :class:`StoreError` for an archive
        that cannot be used.
        """
        from wxarchive import archive
        from wxarchive.parse import parse

        others = [Path(one) for one in paths]
        return archive.merge(others, store=self._writable(), parse=parse, is_trial=dry_run)

    def verify(self) -> Iterator[Verified]:
        """Look at every page, version, file and index entry, and yield each with what is wrong
        with it: :attr:`Verified.findings` is empty where nothing is. Nothing is written.
        """
        return self._store.verify()

    def backup(self, path: str | PathLike[str], *, overwrite: bool = False) -> None:
        """Copy one moment of the archive into a file, also while something writes to it; the copy
        is checked before it appears.

        Raises :class:`UsageError` for a file that is there already, unless ``overwrite``.
        """
        self._store.backup(Path(path), overwrite=overwrite)

    def extract(
        self,
        path: str | PathLike[str],
        where: Filter = EVERYTHING,
        *,
        with_lists: bool = False,
    ) -> Iterator[Outcome]:
        """Copy the articles that pass a filter into a new archive, with all pages, versions and
        files that are theirs; yield what became of each. The file appears when all are read.
        ``with_lists``: also the albums and home pages that name one of them, in their order, and
        the subscriptions to them.

        Raises :class:`UsageError` for a file that is there already.
        """
        from wxarchive import archive
        from wxarchive.parse import parse

        # the earliest first, so that ids grow as they do here
        ids = sorted(article.id for article in self._store.articles.list(where))
        target = Path(path)
        return archive.extract(ids, target, store=self._store, parse=parse, with_lists=with_lists)

    def delete(self, *refs: Ref, dry_run: bool = False) -> Deletion:
        """Take articles out for good, with what is theirs alone, and return what went.

        ``dry_run``: only return what would go. Raises :class:`NotFound`, before anything goes.
        """
        ids = sorted({self._id(ref) for ref in refs})
        if dry_run:
            return self._store.deletion(ids)
        store = self._writable()
        plan = store.deletion(ids)
        for _ in store.delete(ids):
            pass
        return plan
