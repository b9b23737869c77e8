"""Which article leads to which, and what is linked but not archived."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from wxarchive.api.opened import EVERYTHING, OpenedArchive, Ref
from wxarchive.models import (
    AccountLinks,
    Filter,
    Graph,
    GraphFormat,
    LinkFilter,
    MissingLink,
    MissingOfAccount,
    Selection,
    StoredLink,
    require_known,
)


class LinkMethods(OpenedArchive):
    """What reads the graph of links. Filters choose the articles that the links stand in."""

    def links(
        self, ref: Ref | None = None, where: Filter = EVERYTHING, *, query: str | None = None
    ) -> Iterator[StoredLink]:
        """Yield the links of an article, or of all that pass a filter and that a query finds,
        each article's in reading order; ``where.limit`` links at most.
        """
        which = self._chosen(where, query)
        if ref is not None:
            which = replace(which, from_id=self._id(ref))
        return islice(self._store.links.find(which), where.limit)

    def backlinks(self, ref: Ref, where: Filter = EVERYTHING) -> Iterator[StoredLink]:
        """Yield the links that lead to an article, of those that pass a filter; ``where.limit``
        links at most.
        """
        which = replace(self._chosen(where, None), to_id=self._id(ref))
        return islice(self._store.links.find(which), where.limit)

    def missing(
        self, where: Filter = EVERYTHING, *, query: str | None = None
    ) -> Iterator[MissingLink]:
        """Yield the articles that are linked but not archived, those linked most often first;
        ``where.limit`` at most.
        """
        which = self._chosen(where, query)
        return islice(self._store.links.missing(which), where.limit)

    def count_missing(self) -> int:
        """Count the articles that are linked but not archived."""
        return self._store.library.missing()

    def account_links(self, where: Filter = EVERYTHING) -> Iterator[AccountLinks]:
        """Yield how often accounts link to each other, most links first."""
        which = self._chosen(where, None)
        return islice(self._store.links.by_account(which), where.limit)

    def missing_accounts(self, where: Filter = EVERYTHING) -> Iterator[MissingOfAccount]:
        """Yield how many articles of each account are linked but not archived, most first."""
        which = replace(self._chosen(where, None), is_missing=True)
        return islice(self._store.links.missing_by_account(which), where.limit)

    def graph(self, where: Filter = EVERYTHING, *, by_account: bool = False) -> Graph:
        """Return articles, or accounts, and the links between them; the whole archive unless a
        filter chooses.

        :attr:`Graph.elements` gives all nodes, then all edges, once, as they are read.
        """
        return self._store.graph(self._chosen(where, None), by_account=by_account)

    def graph_lines(
        self, form: GraphFormat, where: Filter = EVERYTHING, *, by_account: bool = False
    ) -> Iterator[str]:
        """Yield the same graph as text, line by line: ``dot`` for Graphviz, ``gexf`` for Gephi,
        ``json`` for networkx.
        """
        from wxarchive.render import graph_text

        require_known([form], GraphFormat, "format of a graph")
        return graph_text(self.graph(where, by_account=by_account), form)

    def _chosen(self, where: Filter, query: str | None) -> LinkFilter:
        """Return which links: those in all articles that are chosen, whatever the limit."""
        # the limit counts links, which are counted where they are read
        articles = replace(where, limit=None)
        if query is not None:
            articles = self._searchable().search.chosen(Selection(articles, query))
        return LinkFilter(articles)
