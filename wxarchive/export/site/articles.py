"""The pages of one article: as it is, its versions, what each changed, what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from wxarchive.differences import changes
from wxarchive.export.folder import Folder, WriteResult
from wxarchive.export.media import MediaResolver, Place, beside, file_of, nowhere
from wxarchive.export.plan import PlannedFile, address_from
from wxarchive.export.selection import ExportSelection
from wxarchive.export.site.links import SiteLinks, difference_file, history_file, version_file
from wxarchive.export.site.pages import SitePages
from wxarchive.export.site.plan import MEDIA, MEDIA_FORM, SitePlan, month_of, stem
from wxarchive.history import history_of
from wxarchive.models import Body, Entry, HistoryEntry, MediaUse, StoredArticle, StoredLink, Version
from wxarchive.render import Addresses, citation_tags, coins
from wxarchive.templates import Mode, ShownBody, compared, gaps, line, pictures, shown_body

_CHARACTERS_A_MINUTE = 400
_MOST_LINKS = 100
_MODES: tuple[Mode, ...] = ("one", "side")


@dataclass(frozen=True, slots=True)
class NextByTime:
    """The articles next to one in the list by time, as the template of articles has them."""

    previous: int | None = None
    next: int | None = None
    number: int | None = None
    total: int | None = None
    is_search: bool = False


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page to be written. ``unwritten``: archived files that it shows and that could not be put
    beside it.
    """

    file: str
    content: bytes
    unwritten: tuple[WriteResult, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderedArticle:
    """The pages of an article, its own first, and the line that the search shows of it. ``kept``,
    ``missing``: the files it shows.
    """

    article: StoredArticle
    pages: tuple[RenderedPage, ...]
    row: str
    kept: int
    missing: int


class ArticlePages:
    """Renders the pages of one article after the other."""

    def __init__(self, selection: ExportSelection, folder: Folder, pages: SitePages) -> None:
        self._selection = selection
        self._folder = folder
        self._pages = pages
        self._site: SitePlan = pages.site
        # the list begins with the newest
        ids = [one.id for one in pages.site.order]
        older, newer = [None, *ids[:-1]], [*ids[1:], None]
        self._around = {
            one: NextByTime(after, before)
            for before, one, after in zip(older, ids, newer, strict=True)
        }

    def render(self, planned: PlannedFile) -> RenderedArticle:
        """Render the pages of an article. Raises as ``selection.whole``."""
        article = self._selection.whole(planned.id)
        [entry] = self._selection.around.entries([planned.id])
        history: Sequence[HistoryEntry] = ()
        versions: Sequence[Version] = ()
        observations = self._selection.around.observations(planned.id)
        # most articles have no history worth a page: they were seen once, and are there
        if entry.versions > 1 or any(one.state != "ok" for one in observations):
            versions = self._selection.versions(planned.id)
            history = history_of(versions, observations)
        back = f"{stem('month', month_of(planned))}.html"
        links = SiteLinks(self._site, planned.file, back, bool(history))
        page, resolver = self._newest(article, entry, links)
        pages = [page]
        if history:
            pages += self._past(article, versions, history, links)
        row = self._pages.row(article, self.with_cover(entry))
        return RenderedArticle(article, tuple(pages), row, resolver.kept, resolver.missing)

    def with_cover(self, entry: Entry) -> Entry:
        """Return a line of a list; its cover only if that is in the folder."""
        if entry.cover in self._site.files:
            return entry
        return replace(entry, cover=None)

    def _newest(
        self, article: StoredArticle, entry: Entry, links: SiteLinks
    ) -> tuple[RenderedPage, MediaResolver]:
        body, resolver = self._body(article, links)
        # links in the text stand there already; the list below has the others
        around = self._selection.around
        linked = list(around.links(article.id))
        similar = around.similar(article)
        articles = self._site.plan.articles
        context = self._context(article, body, resolver) | {
            "versions": entry.versions,
            "neighbours": self._around[article.id],
            "previous": [one for one in linked if one.link.section != "inline"],
            "inline": [one for one in linked if one.link.section == "inline"],
            "backlinks": self._backlinks(article.id),
            "similar": [one for one in similar if one.article.id in articles],
        }
        return self._page("article.html", links.file, context, links, resolver), resolver

    def _context(
        self, article: StoredArticle, body: ShownBody, resolver: MediaResolver
    ) -> dict[str, object]:
        """Return what a page of an article shows, without anything around it."""
        uses = [one for one in resolver.uses if one.sha256 in self._site.files]
        minutes = 0
        if article.content and article.content.text:
            minutes = max(1, round(len(article.content.text) / _CHARACTERS_A_MINUTE))
        return {
            "article": article,
            "citation_tags": citation_tags(article),
            "coins": coins(article),
            "body": body,
            "notes": (*gaps(resolver.problems, self._pages.say), *article.losses),
            "pictures": pictures(article, uses),
            "minutes": minutes,
            "neighbours": NextByTime(),
            "previous": (),
            "inline": (),
            "backlinks": (),
            "similar": (),
            "version": None,
            "line": (),
        }

    def _body(self, article: StoredArticle, links: SiteLinks) -> tuple[ShownBody, MediaResolver]:
        uses = self._selection.uses(article.id)

        def link(address: str) -> str:
            if found := self._site.plan.find(address):
                return address_from(links.file, found.file)
            return address

        addresses = Addresses(link, picture=lambda _: None, titles=True, bare=True)
        if self._pages.options.pictures == "none":
            resolver = MediaResolver(article, uses, nowhere, lambda _: None, "", plays=True)
        else:
            place = self._placing(links.file)
            resolver = MediaResolver(article, uses, place, lambda _: None, "", plays=True)
            note = self._pages.say("[picture not archived] ")
            addresses = replace(
                addresses, picture=resolver.picture, player=resolver.player, note=note
            )
            # lists show the cover: it has to be in the folder
            resolver.cover()
        files = {links.media(one.sha256): one for one in uses if one.sha256 in self._site.files}
        html = (article.content or Body()).html
        return shown_body(html, addresses, files), resolver

    def _placing(self, file: str) -> Place:
        """Return what puts files into the site, and remembers where they are."""
        put = beside(self._selection, self._folder, file, MEDIA, MEDIA_FORM)

        def place(use: MediaUse) -> str:
            address = put(use)
            self._site.files[use.sha256 or ""] = f"{MEDIA}/{file_of(use)}"
            return address

        return place

    def _backlinks(self, article_id: int) -> list[StoredLink]:
        found: dict[int, StoredLink] = {}
        # an article that links here several times stands in the list once
        for one in self._selection.around.backlinks(article_id):
            if one.from_id != article_id and one.from_id in self._site.plan.articles:
                found.setdefault(one.from_id, one)
            if len(found) == _MOST_LINKS:
                break
        return list(found.values())

    def _past(
        self,
        article: StoredArticle,
        versions: Sequence[Version],
        history: Sequence[HistoryEntry],
        links: SiteLinks,
    ) -> Iterator[RenderedPage]:
        """Render the pages of what became of an article, of each version, of what each changed."""
        moments = line(history)
        shared = {"article": article, "line": moments}
        file = history_file(article.id)
        context = shared | {"events": history, "versions": len(versions)}
        yield self._page("history.html", file, context, links)
        for one in versions:
            then = replace(
                article,
                content=one.body,
                metadata=one.metadata,
                content_hash=one.content_hash,
            )
            body, resolver = self._body(then, links)
            file = version_file(article.id, one.number)
            context = self._context(then, body, resolver) | {
                "line": moments,
                "version": one,
                "versions": len(versions),
                "all_versions": versions,
            }
            yield self._page("article.html", file, context, links, resolver)
        # only two in a row: to compare any two takes a server
        for old, new in pairwise(versions):
            difference = compared(changes(old, new), self._pages.say)
            both = shared | difference | {"versions": versions, "old": old, "new": new}
            for mode in _MODES:
                file = difference_file(article.id, new.number, mode)
                context = both | {"is_beside": mode == "side"}
                yield self._page("difference.html", file, context, links)

    def _page(
        self,
        template: str,
        file: str,
        context: Mapping[str, object],
        links: SiteLinks,
        resolver: MediaResolver | None = None,
    ) -> RenderedPage:
        content = self._pages.page(template, file, context, links)
        if resolver is None:
            return RenderedPage(file, content)
        return RenderedPage(file, content, tuple(resolver.unwritten))
