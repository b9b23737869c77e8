"""Which article goes into which file, known before the first is written: links between them need
it.
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wxarchive.address import PAGE_HOST, article_ref
from wxarchive.export.folder import Folder
from wxarchive.export.names import Naming, file_names
from wxarchive.export.selection import ExportSelection
from wxarchive.guarded import split
from wxarchive.models import ArticleRef, ListItem, StoredArticle
from wxarchive.render import relative


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """An article to be written: its name in the manifest, its file, and what lists of articles say
    of it.
    """

    id: int
    name: str
    file: str
    title: str | None
    published_at: datetime | None
    account: str | None
    account_name: str | None
    albums: tuple[str, ...]


class Plan:
    """The articles with a text in the order of the selection, to be found by number and by any of
    their addresses.
    """

    def __init__(
        self,
        selection: ExportSelection,
        planned: Iterable[tuple[StoredArticle, PlannedFile | None]],
    ) -> None:
        self._known = selection.known
        self.articles: dict[int, PlannedFile] = {}
        self.without_text: list[StoredArticle] = []
        self.album_titles: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._orders = {album.id: album for album in selection.albums()}
        for article, one in planned:
            if one is None:
                self.without_text.append(article)
                continue
            self.articles[one.id] = one
            for album in article.metadata.albums:
                self.album_titles.setdefault(album.id, album.title)
            for name in _references(article.ref):
                self._numbers[name] = one.id
        self._by_number = {article.id: article for article in self.without_text}
        # an album names articles whose own pages do not name it
        for order in self._orders.values():
            for one in filter(None, map(self.articles.get, order.articles)):
                self.album_titles.setdefault(order.id, order.title)
                if order.id not in one.albums:
                    self.articles[one.id] = replace(one, albums=(*one.albums, order.id))

    def find(self, address: str) -> PlannedFile | None:
        """Return the article behind an address in any form, ``None`` if it is none of these."""
        # quickly for the many links that lead elsewhere
        if PAGE_HOST not in address:
            return None
        host = split(address).netloc.rpartition("@")[2].lower()
        if host not in {PAGE_HOST, ""}:
            return None
        ref = article_ref(address)
        if ref is None:
            return None
        for name in _references(ref):
            if name in self._numbers:
                return self.articles[self._numbers[name]]
        # other addresses of an article are known to the archive
        number = self._known(ref)
        if number is None:
            return None
        return self.articles.get(number)

    def in_time(self) -> list[PlannedFile]:
        """Return the articles by the time of their publication, those without one last."""

        def place(one: PlannedFile) -> tuple[bool, float, int]:
            if one.published_at is None:
                return True, 0.0, one.id
            return False, one.published_at.timestamp(), one.id

        return sorted(self.articles.values(), key=place)

    def by_account(self) -> dict[str, list[PlannedFile]]:
        """Return the articles of each account in the order of time; those of no known account are
        in none.
        """
        return _grouped(self.in_time(), lambda one: filter(None, [one.account]))

    def by_album(self) -> dict[str, list[PlannedFile]]:
        """Return the articles of each album in its own order if it was read, else in the order of
        time.
        """
        groups = _grouped(self.in_time(), lambda one: one.albums)
        for album in set(groups) & set(self._orders):
            order = self._orders[album].articles
            places = {article: place for place, article in enumerate(order)}
            # what the album does not name comes last, still in the order of time
            groups[album].sort(key=lambda one: places.get(one.id, len(places)))
        return groups

    def members(self, album: str, articles: Iterable[PlannedFile]) -> list[PlannedFile | ListItem]:
        """Return these articles of an album, and among them what it names that has no file: never
        archived, or without a text.
        """
        files = {one.id: one for one in articles}
        members = []
        if order := self._orders.get(album):
            listed = (self._member(member, files) for member in order.members)
            members = [one for one in listed if one is not None]
        # the album did not name these, although their own pages say that they are in it
        return [*members, *files.values()]

    def _member(
        self, member: int | ListItem, files: dict[int, PlannedFile]
    ) -> PlannedFile | ListItem | None:
        """Take a member's file out of ``files``; without one, return its line of a list, or
        ``None`` if the user did not choose it.
        """
        if isinstance(member, ListItem):
            return member
        if file := files.pop(member, None):
            return file
        article = self._by_number.get(member)
        if article is None or article.ref is None:
            return None
        about = article.metadata
        return ListItem(article.ref, about.title, about.published_at)

    def has_order(self, album: str) -> bool:
        """Tell whether the order of an album is known."""
        return album in self._orders


def plan_files(selection: ExportSelection, folder: Folder, form: str, naming: Naming) -> Plan:
    """Give each article its file: the one it has already, else the best free name."""
    folder.use_template(form, naming.template)

    def reserved(article: StoredArticle) -> tuple[str, str]:
        identities = identities_of(article)
        # an earlier export may have known it by another address alone
        names = [f"{form} {identity}" for identity in identities]
        files = file_names(article, identities[0], naming)
        return names[0], folder.reserve(names, files)

    return plan_parts(selection, reserved)


def plan_parts(
    selection: ExportSelection, place: Callable[[StoredArticle], tuple[str, str]]
) -> Plan:
    """Give each article that has a text its name in the manifest and its file, as ``place`` returns
    them: of a part of a book the first is empty.
    """

    def articles() -> Iterator[tuple[StoredArticle, PlannedFile | None]]:
        for article in selection.listed():
            file = None
            if has_text(article):
                file = planned(article, *place(article))
            yield article, file

    return Plan(selection, articles())


def planned(article: StoredArticle, name: str, file: str) -> PlannedFile:
    """Return what a plan knows of an article."""
    about = article.metadata
    account = about.biz or about.account_id or about.account
    # an article that was gone before it was kept tells the name alone, but its key the biz
    if account and article.key and not about.biz:
        account, *_ = article.key.split(":")
    albums = tuple(album.id for album in about.albums)
    return PlannedFile(
        article.id, name, file, about.title, about.published_at, account, about.account, albums
    )


def account_name(identity: str, articles: Sequence[PlannedFile]) -> str:
    """Return an account's name as the newest of the articles that tell one has it, else its
    identity.
    """
    named = (one.account_name for one in reversed(articles) if one.account_name)
    return next(named, identity)


def has_text(article: StoredArticle) -> bool:
    """Tell whether the archive holds a text of the article, also for one listed without it."""
    return article.content is not None or article.content_hash is not None


def identities_of(article: StoredArticle) -> list[str]:
    """Return what names the article, the best first: key, short and long address, else its number
    in the archive.
    """
    return _references(article.ref) or [f"id {article.id}"]


def _references(ref: ArticleRef | None) -> list[str]:
    if ref is None:
        return []
    return [name for name in (ref.key, ref.short, ref.url) if name]


def address_from(file: str, target: str) -> str:
    """Return the relative address of one file of the folder in another."""
    # of absolute paths no one asks where this process is, which may be nowhere any more
    return relative(posixpath.relpath(f"/{target}", f"/{posixpath.dirname(file)}"))


def _grouped(
    articles: Iterable[PlannedFile], names: Callable[[PlannedFile], Iterable[str]]
) -> dict[str, list[PlannedFile]]:
    groups: dict[str, list[PlannedFile]] = {}
    for article in articles:
        for name in names(article):
            groups.setdefault(name, []).append(article)
    return groups
