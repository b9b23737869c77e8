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
from wxarchive.models import ListItem, StoredArticle
from wxarchive.render import relative


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """An article to be written: its name in the manifest, its file, and what lists of articles tell
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
        for article, plan in planned:
            if plan is None:
                self.without_text.append(article)
                continue
            self.articles[plan.id] = plan
            for album in article.metadata.albums:
                self.album_titles.setdefault(album.id, album.title)
            if article.ref:
                names = (article.ref.key, article.ref.url, article.ref.short)
                self._numbers.update((name, plan.id) for name in names if name)
        self._by_number = {article.id: article for article in self.without_text}
        # an album names articles whose own pages do not name it
        for order in self._orders.values():
            for plan in filter(None, map(self.articles.get, order.articles)):
                self.album_titles.setdefault(order.id, order.title)
                if order.id not in plan.albums:
                    self.articles[plan.id] = replace(plan, albums=(*plan.albums, order.id))

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
        for name in (ref.key, ref.url, ref.short):
            if name and name in self._numbers:
                return self.articles[self._numbers[name]]
        # other addresses of an article are known to the archive
        number = self._known(ref)
        if number is None:
            return None
        return self.articles.get(number)

    def in_time(self) -> list[PlannedFile]:
        """Return the articles by the time of their publication, those without one last."""
        return sorted(self.articles.values(), key=_time)

    def by_account(self) -> dict[str, list[PlannedFile]]:
        """Return the articles of each account in the order of time; those of no known account are
        in none.
        """
        return _grouped(self.in_time(), lambda plan: [plan.account] if plan.account else [])

    def by_album(self) -> dict[str, list[PlannedFile]]:
        """Return the articles of each album in its own order if it was read, else in the order of
        time.
        """
        groups = _grouped(self.in_time(), lambda plan: plan.albums)
        for album in set(groups) & set(self._orders):
            places = {article: place for place, article in enumerate(self._orders[album].articles)}
            groups[album].sort(key=lambda plan: places.get(plan.id, len(places)))
        return groups

    def members(self, album: str, articles: Iterable[PlannedFile]) -> list[PlannedFile | ListItem]:
        """Return these articles of an album, and among them what it names that has no file: never
        archived, or without a text.
        """
        files = {plan.id: plan for plan in articles}
        members = []
        if order := self._orders.get(album):
            listed = (self._member(member, files) for member in order.members)
            members = [one for one in listed if one is not None]
        # what the album did not name, although its own page says that it is in it
        return [*members, *files.values()]

    def _member(
        self, member: int | ListItem, files: dict[int, PlannedFile]
    ) -> PlannedFile | ListItem | None:
        """Take a member's file out of ``files``; without one, return what is told of it, unless the
        user did not choose it.
        """
        if isinstance(member, ListItem):
            return member
        if plan := files.pop(member, None):
            return plan
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
    return Plan(selection, _planned(selection, folder, form, naming))


def _planned(
    selection: ExportSelection, folder: Folder, form: str, naming: Naming
) -> Iterator[tuple[StoredArticle, PlannedFile | None]]:
    for article in selection.listed():
        if not has_text(article):
            yield article, None
            continue
        identities = identities_of(article)
        names = [f"{form} {identity}" for identity in identities]
        file = folder.reserve(names, file_names(article, identities[0], naming))
        yield article, planned(article, names[0], file)


def planned(article: StoredArticle, name: str, file: str) -> PlannedFile:
    """Return what a plan knows of an article."""
    about = article.metadata
    account = about.biz or about.account_id or about.account
    albums = tuple(album.id for album in about.albums)
    return PlannedFile(
        article.id, name, file, about.title, about.published_at, account, about.account, albums
    )


def has_text(article: StoredArticle) -> bool:
    """Tell whether the archive holds a text of the article, also for one listed without it."""
    return article.content is not None or article.content_hash is not None


def identities_of(article: StoredArticle) -> list[str]:
    """Return what names the article, the best first: key, short and long address, else its number
    in the archive.
    """
    if ref := article.ref:
        return [name for name in (ref.key, ref.short, ref.url) if name]
    return [f"id {article.id}"]


def address_from(file: str, target: str) -> str:
    """Return the relative address of one file of the folder in another."""
    return relative(posixpath.relpath(target, posixpath.dirname(file) or "."))


def _time(plan: PlannedFile) -> tuple[bool, float, int]:
    if plan.published_at is None:
        return True, 0.0, plan.id
    return False, plan.published_at.timestamp(), plan.id


def _grouped(
    articles: Iterable[PlannedFile], names: Callable[[PlannedFile], Sequence[str]]
) -> dict[str, list[PlannedFile]]:
    groups: dict[str, list[PlannedFile]] = {}
    for article in articles:
        for name in names(article):
            groups.setdefault(name, []).append(article)
    return groups
