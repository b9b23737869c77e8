"""Articles that share text: reprints, edited copies, and the same article saved twice."""

from collections.abc import Iterator

from wxarchive.api.opened import EVERYTHING, OpenedArchive, Ref
from wxarchive.differences import Change, changes_between
from wxarchive.errors import NotFound
from wxarchive.models import DuplicateGroup, Filter, SimilarArticle, Version


class SimilarMethods(OpenedArchive):
    """What reads articles by the text they share (``docs/similar.md``)."""

    def similar(self, ref: Ref) -> tuple[SimilarArticle, ...]:
        """Return the articles that share at least half of the text of one of the two, those that
        share most first.

        Texts that only an earlier version has count too. Raises :class:`NotFound`.
        """
        article = self._store.articles.get(self._id(ref))
        return tuple(self._comparable().similar.of(article))

    @property
    def is_comparable(self) -> bool:
        """Whether all fingerprints are made; else the first comparison makes them, which takes
        seconds for each 1,000 articles.
        """
        return self._is_comparable or not self._store.similar.pending()

    def duplicates(self, where: Filter = EVERYTHING) -> Iterator[DuplicateGroup]:
        """Yield the groups of articles that share text, of which at least one passes a filter, the
        largest first; ``where.limit`` groups at most.

        All articles are compared first: of 100,000 that takes minutes.
        """
        return self._comparable().similar.groups(where)

    def difference_between(self, ref: Ref, other: Ref) -> tuple[Change, ...]:
        """Return what differs between the newest versions of two articles, as
        :meth:`difference` does between two versions of one: from the first to the second.
        """
        return tuple(changes_between(self._newest(ref), self._newest(other)))

    def join(self, ref: Ref, other: Ref) -> int:
        """Make one article of two rows that are the same article; return its id. All that was
        seen of either is kept.

        Raises :class:`UsageError` for two that have keys: they are two articles.
        """
        one, another = self._id(ref), self._id(other)
        return self._writable().articles.join(one, another)

    def _newest(self, ref: Ref) -> Version:
        article = self._store.articles.get(self._id(ref))
        found = self._store.versions.newest(article.id)
        if found is None:
            raise NotFound("no version of this article was ever kept", str(ref))
        return found
