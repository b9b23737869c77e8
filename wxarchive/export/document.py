"""One article → the bytes of its document, Markdown or HTML, whose links lead to the files around
it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from wxarchive.export.indexes import IndexPage
from wxarchive.export.media import InlineMedia, MediaResolver, Place, nowhere
from wxarchive.export.options import ExportOptions
from wxarchive.export.plan import Plan, PlannedFile, address_from
from wxarchive.export.selection import ExportSelection
from wxarchive.models import Body, StoredArticle
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
    resolver: MediaResolver
    content: bytes


class Documents:
    """Makes one document after the other. ``beside``: puts files beside the document of that
    name.
    """

    def __init__(
        self,
        selection: ExportSelection,
        options: ExportOptions,
        plan: Plan,
        beside: Callable[[str], Place],
        lists: list[IndexPage],
    ) -> None:
        self._selection = selection
        self._options = options
        self._plan = plan
        self._beside = beside
        self._neighbours = {}
        if options.form == "html":
            self._neighbours = _neighbours(plan)
        self._listings = {listing.name: listing for listing in lists}

    def document(self, one: PlannedFile) -> ExportDocument:
        """Return the document of an article."""
        inside = InlineMedia(self._selection)
        article = self._selection.whole(one.id)
        resolver = self._resolver(article, one.file, inside)
        addresses = self._addresses(one, resolver)
        html = rewritten((article.content or Body()).html, addresses)
        # the notes are complete when the body is written, and not before
        notes = resolver.notes()
        cover = None
        if self._options.pictures in {"local", "embed"}:
            cover = resolver.cover()
        if self._options.form == "md":
            exported = ExportedBody(html, notes, cover)
            text = document(article, front_matter=self._options.front_matter, exported=exported)
        else:
            neighbours = list(self._neighbours_of(one))
            text = webpage(article, StandalonePage(html, notes, cover, neighbours))
        content = inside.filled(text.encode("utf-8", "replace"))
        return ExportDocument(article, resolver, content)

    def _resolver(self, article: StoredArticle, file: str, inside: InlineMedia) -> MediaResolver:
        uses = self._selection.uses(article.id)
        # a page is one file: it loads nothing from anywhere
        if self._options.form == "html":
            return MediaResolver(
                article, uses, inside.place, lambda _: None, _AS_ADDRESS, plays=True
            )
        places = {"local": self._beside(file), "embed": inside.place}
        place = places.get(self._options.pictures, nowhere)
        return MediaResolver(article, uses, place, str, _STILL_REMOTE)

    def _addresses(self, one: PlannedFile, resolver: MediaResolver) -> Addresses:
        is_markdown = self._options.form == "md"
        addresses = Addresses(
            partial(self._linked, one.file, address_from),
            note="Picture not archived: ",
            # browsers show where a link leads, readers of Markdown do not
            titles=is_markdown,
            # Markdown makes links of bare addresses by itself
            bare=not is_markdown,
        )
        if self._options.wikilinks:
            words = partial(self._linked, one.file, _as_wikilink)
            addresses = replace(addresses, words=words)
        match self._options.pictures:
            case "none":
                return replace(addresses, picture=lambda _: None, note=None)
            case "remote":
                return addresses
        return replace(addresses, picture=resolver.picture, player=resolver.player)

    def _linked(self, file: str, write: Callable[[str, str], str], href: str) -> str:
        if target := self._plan.find(href):
            return write(file, target.file)
        return href

    def _neighbours_of(self, one: PlannedFile) -> Iterator[Neighbour]:
        around = self._neighbours.get(one.id, ())
        for label, other in zip(("上一篇：", "下一篇："), around, strict=False):
            if other:
                address = address_from(one.file, other.file)
                yield Neighbour(label, other.title or "无标题", address)
        # then the lists that it stands in
        names = [f"账号 {one.account}", *(f"合集 {album}" for album in one.albums)]
        for name in names:
            if listing := self._listings.get(f"html-index {name}"):
                address = address_from(one.file, listing.file)
                yield Neighbour("", listing.title, address)


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
        before, after = [None, *articles[:-1]], [*articles[1:], None]
        for older, one, newer in zip(before, articles, after, strict=True):
            found[one.id] = older, newer
    return found
