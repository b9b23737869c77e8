"""Articles → a folder of Markdown or HTML files, with pages that list them.

::

    Selection ──listed──► Plan (which article is which file) ──► lists by account and album
                               │
        whole, uses ──► Showing (which picture is which file) ──render──► Folder.put ──► Exported
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from wxarchive.containment import contained
from wxarchive.errors import Bug, DamagedRow, NotFound
from wxarchive.export.folder import Folder, Put, opened
from wxarchive.export.indexes import START, Listing, listings, start_page, written
from wxarchive.export.media import Inside, Showing, beside, nowhere
from wxarchive.export.names import Naming
from wxarchive.export.options import Exported, Wanted
from wxarchive.export.plan import Plan, Planned, address_from, plan_files
from wxarchive.export.selection import Selection
from wxarchive.models import StoredArticle
from wxarchive.render import WIKILINK, Addresses, Kept, Neighbour, document, rewritten, webpage

_STILL_REMOTE = "仍指向原地址"
_AS_ADDRESS = "文中留有地址"
_NOT_IN_WIKILINKS = frozenset("[]#^|`")


def export_articles(selection: Selection, path: Path, wanted: Wanted) -> Iterator[Exported]:
    """Write each article into a folder, which is made if it is missing; tell of each as soon as it is done.

    The articles are read one at a time. Raises ExportError where the folder cannot be written; what was written
    until then is remembered.
    """
    with opened(path) as folder:
        if wanted.form == "html":
            folder.reserve([_START_NAME], [START])  # before an article is called so
        plan = plan_files(selection, folder, wanted.form, Naming(wanted.names, f".{wanted.form}"))
        found = listings(plan, folder, wanted.form)
        writer = _Writer(selection, folder, wanted, plan, found)
        yield from map(without_text, plan.without_text)
        for one in plan.articles.values():
            yield from writer.put(one)
        for listing in found:
            yield of_file(folder.put(listing.name, written(listing, wanted.form)))
        if wanted.form == "html":
            yield of_file(folder.put(_START_NAME, start_page(found, plan)))
        if wanted.prune:
            yield from _pruned(folder, wanted)


_START_NAME = "html-index start"


def without_text(article: StoredArticle) -> Exported:
    """Tell that there is nothing to export of an article."""
    name = article.metadata.title or (article.ref.url if article.ref else f"article {article.id}")
    what = f"{name}: the archive holds no text of it (state: {article.state})"
    return Exported("skipped", None, article.id, _key(article), article.metadata.title, what)


def of_file(put: Put) -> Exported:
    """Tell what became of a file that is no article's."""
    return Exported(put.fate, put.file, message=put.message, differs=put.differs)


def _pruned(folder: Folder, wanted: Wanted) -> Iterator[Exported]:
    """Remove what left the selection; while an edited file stays behind, the pictures it may show stay too."""
    removed = list(folder.prune((wanted.form, f"{wanted.form}-index")))
    if wanted.form == "md" and all(put.fate == "removed" for put in removed):
        removed += folder.prune(("asset",))
    yield from map(of_file, removed)


class _Writer:
    """Writes one article after the other."""

    def __init__(self, selection: Selection, folder: Folder, wanted: Wanted, plan: Plan, found: list[Listing]) -> None:
        self._selection = selection
        self._folder = folder
        self._wanted = wanted
        self._plan = plan
        self._beside = _neighbours(plan) if wanted.form == "html" else {}
        self._listings = {listing.name: listing for listing in found}
        self._unwritten: set[str] = set()

    def put(self, one: Planned) -> Iterator[Exported]:
        """Bring the file of an article up to date; tell first of the files it shows that cannot be written, each once.

        A file of an earlier run stays as it is then: it may show them.
        """
        inside = Inside(self._selection)
        try:
            with contained():
                article = self._selection.whole(one.id)
                showing = self._showing(article, one.file, inside)
                text = _WRITE[self._wanted.form](self, article, one, showing)
                content = inside.filled(text.encode("utf-8", "replace"))
        except (DamagedRow, NotFound, Bug) as error:  # not found: it became part of another one meanwhile
            yield Exported("failed", one.file, one.id, title=one.title, message=str(error))
            return
        yield from self._not_written(showing)
        put = self._folder.put(one.name, content, is_whole=not showing.unwritten)
        done = Exported(put.fate, put.file, one.id, _key(article), one.title, put.message, differs=put.differs)
        yield replace(done, kept=showing.kept, missing=showing.missing)

    def _not_written(self, showing: Showing) -> Iterator[Exported]:
        for put in showing.unwritten:
            if put.file not in self._unwritten:
                self._unwritten.add(put.file)
                yield of_file(replace(put, fate="failed", differs=False))

    def _showing(self, article: StoredArticle, file: str, inside: Inside) -> Showing:
        uses = self._selection.uses(article.id)
        if self._wanted.form == "html":
            return Showing(article, uses, inside.place, lambda _: None, _AS_ADDRESS, plays=True)
        local = beside(self._selection, self._folder, file)
        place = {"local": local, "embed": inside.place}.get(self._wanted.pictures, nowhere)
        return Showing(article, uses, place, str, _STILL_REMOTE)

    def _markdown(self, article: StoredArticle, one: Planned, showing: Showing) -> str:
        html = rewritten(_html_of(article), self._addresses(one, showing))
        return document(article, front_matter=self._wanted.front_matter, html=html, notes=showing.notes())

    def _page(self, article: StoredArticle, one: Planned, showing: Showing) -> str:
        html = rewritten(_html_of(article), self._addresses(one, showing))
        return webpage(article, Kept(html, showing.notes(), list(self._neighbours_of(one))))

    def _addresses(self, one: Planned, showing: Showing) -> Addresses:
        shows: dict[str, Callable[[str], str | None]] = {"none": lambda _: None, "remote": str}
        picture = shows.get(self._wanted.pictures, showing.picture)
        player = showing.player if self._wanted.pictures in {"local", "embed"} else lambda _, __: None
        note = None if self._wanted.pictures == "none" else "图片未存档："
        words = partial(self._linked, one.file, _as_wikilink) if self._wanted.wikilinks else None
        link, is_markdown = partial(self._linked, one.file, address_from), self._wanted.form == "md"
        return Addresses(link, words, picture, player, note, titles=is_markdown)

    def _linked(self, file: str, write: Callable[[str, str], str], href: str) -> str:
        target = self._plan.find(href)
        return write(file, target.file) if target else href

    def _neighbours_of(self, one: Planned) -> Iterator[Neighbour]:
        for label, other in zip(("上一篇：", "下一篇："), self._beside.get(one.id, ()), strict=False):
            if other:
                yield Neighbour(label, other.title or "无标题", address_from(one.file, other.file))
        for name in (f"html-index 账号 {one.account}", *(f"html-index 合集 {album}" for album in one.albums)):
            if listing := self._listings.get(name):
                yield Neighbour("", listing.title, address_from(one.file, listing.file))


_WRITE: dict[str, Callable[[_Writer, StoredArticle, Planned, Showing], str]] = {
    "md": _Writer._markdown,
    "html": _Writer._page,
}


def _as_wikilink(file: str, target: str) -> str:
    """Write a link as Obsidian does, from the top of the vault; not to a name that it would misread."""
    if _NOT_IN_WIKILINKS & set(target):
        return address_from(file, target)
    return WIKILINK + target.removesuffix(".md")


def _neighbours(plan: Plan) -> dict[int, tuple[Planned | None, Planned | None]]:
    """Return the articles of the same account before and after each."""
    found: dict[int, tuple[Planned | None, Planned | None]] = {}
    for articles in plan.by_account().values():
        around = zip([None, *articles], articles, [*articles[1:], None], strict=False)
        found.update((one.id, (before, after)) for before, one, after in around)
    return found


def _html_of(article: StoredArticle) -> str:
    return article.content.html if article.content else ""


def _key(article: StoredArticle) -> str | None:
    return article.ref.key if article.ref else None
