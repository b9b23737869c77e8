"""One article → the bytes of its document, Markdown or HTML, with addresses that hold where it
goes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from wxarchive.export.indexes import IndexPage
from wxarchive.export.media import InlineMedia, MediaResolver, Place, nowhere
from wxarchive.export.options import ExportOptions
from wxarchive.export.plan import Plan, PlannedFile, address_from
from wxarchive.export.selection import ExportSelection
from wxarchive.models import StoredArticle
from wxarchive.render import (
    WIKILINK,
    Addresses,
    ExportedBody,
    Neighbour,
    StandalonePage,
    document,
    rewritten,
    webpage,
)

_STILL_REMOTE = "the original address stays"
_AS_ADDRESS = "the text has the address"
_NOT_IN_WIKILINKS = frozenset("[]#^|`")


@dataclass(frozen=True, slots=True)
class ExportDocument:
    """A document: the article, what it shows, and its bytes."""

    article: StoredArticle
    showing: MediaResolver
    content: bytes


class Documents:
    """Makes one document after the other. ``beside``: puts files beside the document of that
    name.
    """

    def __init__(
        self,
        selection: ExportSelection,
        wanted: ExportOptions,
        plan: Plan,
        beside: Callable[[str], Place],
        lists: list[IndexPage],
    ) -> None:
        self._selection = selection
        self._wanted = wanted
        self._plan = plan
        self._beside = beside
        self._neighbours = _neighbours(plan) if wanted.form == "html" else {}
        self._listings = {listing.name: listing for listing in lists}

    def document(self, one: PlannedFile) -> ExportDocument:
        """Return the document of an article."""
        inside = InlineMedia(self._selection)
        article = self._selection.whole(one.id)
        showing = self._showing(article, one.file, inside)
        text = _WRITE[self._wanted.form](self, article, one, showing)
        return ExportDocument(article, showing, inside.filled(text.encode("utf-8", "replace")))

    def _showing(self, article: StoredArticle, file: str, inside: InlineMedia) -> MediaResolver:
        uses = self._selection.uses(article.id)
        if self._wanted.form == "html":
            return MediaResolver(
                article, uses, inside.place, lambda _: None, _AS_ADDRESS, plays=True
            )
        places = {"local": self._beside(file), "embed": inside.place}
        return MediaResolver(
            article, uses, places.get(self._wanted.pictures, nowhere), str, _STILL_REMOTE
        )

    def _markdown(self, article: StoredArticle, one: PlannedFile, showing: MediaResolver) -> str:
        html = rewritten(_html_of(article), self._addresses(one, showing))
        exported = ExportedBody(html, showing.notes(), self._cover(showing))
        return document(article, front_matter=self._wanted.front_matter, exported=exported)

    def _page(self, article: StoredArticle, one: PlannedFile, showing: MediaResolver) -> str:
        html = rewritten(_html_of(article), self._addresses(one, showing))
        return webpage(
            article,
            StandalonePage(
                html, showing.notes(), self._cover(showing), list(self._neighbours_of(one))
            ),
        )

    def _cover(self, showing: MediaResolver) -> str | None:
        return showing.cover() if self._wanted.pictures in {"local", "embed"} else None

    def _addresses(self, one: PlannedFile, showing: MediaResolver) -> Addresses:
        shows: dict[str, Callable[[str], str | None]] = {"none": lambda _: None, "remote": str}
        picture = shows.get(self._wanted.pictures, showing.picture)
        player = (
            showing.player if self._wanted.pictures in {"local", "embed"} else lambda _, __: None
        )
        note = None if self._wanted.pictures == "none" else "Picture not archived: "
        words = partial(self._linked, one.file, _as_wikilink) if self._wanted.wikilinks else None
        link, is_markdown = partial(self._linked, one.file, address_from), self._wanted.form == "md"
        return Addresses(
            link, words, picture, player, note, titles=is_markdown, bare=not is_markdown
        )

    def _linked(self, file: str, write: Callable[[str, str], str], href: str) -> str:
        target = self._plan.find(href)
        return write(file, target.file) if target else href

    def _neighbours_of(self, one: PlannedFile) -> Iterator[Neighbour]:
        around = self._neighbours.get(one.id, ())
        for label, other in zip(("上一篇：", "下一篇："), around, strict=False):
            if other:
                yield Neighbour(label, other.title or "无标题", address_from(one.file, other.file))
        for name in (
            f"html-index 账号 {one.account}",
            *(f"html-index 合集 {album}" for album in one.albums),
        ):
            if listing := self._listings.get(name):
                yield Neighbour("", listing.title, address_from(one.file, listing.file))


_WRITE: dict[str, Callable[[Documents, StoredArticle, PlannedFile, MediaResolver], str]] = {
    "md": Documents._markdown,
    "html": Documents._page,
}


def _as_wikilink(file: str, target: str) -> str:
    """Write a link as Obsidian does, from the top of the vault; not to a name that it would
    misread.
    """
    if _NOT_IN_WIKILINKS & set(target):
        return address_from(file, target)
    return WIKILINK + target.removesuffix(".md")


def _neighbours(plan: Plan) -> dict[int, tuple[PlannedFile | None, PlannedFile | None]]:
    """Return the articles of the same account before and after each."""
    found: dict[int, tuple[PlannedFile | None, PlannedFile | None]] = {}
    for articles in plan.by_account().values():
        around = zip([None, *articles], articles, [*articles[1:], None], strict=False)
        found.update((one.id, (before, after)) for before, one, after in around)
    return found


def _html_of(article: StoredArticle) -> str:
    return article.content.html if article.content else ""
