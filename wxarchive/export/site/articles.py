"""The pages of one article: as it is, its versions, what each changed, what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
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
from wxarchive.models import (
    Entry,
    HistoryEntry,
    MediaUse,
    SimilarArticle,
    StoredArticle,
    StoredLink,
    Version,
)
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
class MadePage:
    """A page to be written. ``unwritten``: kept files that it shows and that could not be put
    beside it.
    """

    file: str
    content: bytes
    unwritten: tuple[WriteResult, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeArticle:
    """The pages of an article, its own first, and the line that the search shows of it. ``kept``,
    ``missing``: the files it shows.
    """

    article: StoredArticle
    pages: tuple[MadePage, ...]
    row: str
    kept: int
    missing: int


class ArticlePages:
    """Makes the pages of one article after the other."""

    def __init__(self, selection: ExportSelection, folder: Folder, pages: SitePages) -> None:
        self._selection = selection
        self._folder = folder
        self._pages = pages
        self._site: SitePlan = pages.site
        self._around = dict(_neighbours(pages.site.order))

    def made(self, planned: PlannedFile) -> MadeArticle:
        """Make the pages of an article. Raises as ``selection.whole``."""
        article = self._selection.whole(planned.id)
        [entry] = self._selection.around.entries([planned.id])
        history: Sequence[HistoryEntry] = ()
        versions: Sequence[Version] = ()
        observations = self._selection.around.observations(planned.id)
        # of most articles nothing else is to be told than that they are there
        if entry.versions > 1 or any(one.state != "ok" for one in observations):
            versions = self._selection.versions(planned.id)
            history = history_of(versions, observations)
        links = SiteLinks(
            self._site, planned.file, f"{stem('month', month_of(planned))}.html", bool(history)
        )
        own, resolver = self._own(article, entry, links)
        rest = [*self._past(article, versions, history, links)] if history else []
        row = self._pages.row(article, self.with_cover(entry))
        return MadeArticle(article, (own, *rest), row, resolver.kept, resolver.missing)

    def with_cover(self, entry: Entry) -> Entry:
        """Return a line of a list; its cover only if that is in the folder."""
        return entry if entry.cover in self._site.files else replace(entry, cover=None)

    def _own(
        self, article: StoredArticle, entry: Entry, links: SiteLinks
    ) -> tuple[MadePage, MediaResolver]:
        body, resolver = self._body(article, links)
        around = self._selection.around
        own_links = list(around.links(article.id))
        context = self._context(article, body, resolver) | {
            "versions": entry.versions,
            "neighbours": self._around[article.id],
            "previous": [one for one in own_links if one.link.section != "inline"],
            "inline": [one for one in own_links if one.link.section == "inline"],
            "backlinks": self._backlinks(article.id),
            "similar": self._similar(article),
        }
        return self._page("article.html", links.file, context, links, resolver), resolver

    def _context(
        self, article: StoredArticle, body: ShownBody, resolver: MediaResolver
    ) -> dict[str, object]:
        """Return what a page of an article shows, without anything around it."""
        uses = [one for one in resolver.uses if one.sha256 in self._site.files]
        text = article.content.text if article.content else ""
        return {
            "article": article,
            "citation_tags": citation_tags(article),
            "coins": coins(article),
            "body": body,
            "notes": (*gaps(resolver.problems, self._pages.say), *article.losses),
            "pictures": pictures(article, uses),
            "minutes": max(1, round(len(text) / _CHARACTERS_A_MINUTE)) if text else 0,
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
        shows = self._pages.options.pictures != "none"
        place = self._placing(links.file) if shows else nowhere
        resolver = MediaResolver(article, uses, place, lambda _: None, "", plays=True)
        addresses = Addresses(link=partial(self._link, links.file), titles=True, bare=True)
        if shows:
            addresses = replace(
                addresses,
                picture=resolver.picture,
                player=resolver.player,
                note=self._pages.say("[picture not archived] "),
            )
            resolver.cover()
        else:
            addresses = replace(addresses, picture=lambda _: None)
        files = {links.media(one.sha256): one for one in uses if one.sha256 in self._site.files}
        html = article.content.html if article.content else ""
        return shown_body(html, addresses, files), resolver

    def _placing(self, file: str) -> Place:
        """Return what puts files into the site, and remembers where they are."""
        put = beside(self._selection, self._folder, file, MEDIA, MEDIA_FORM)

        def place(use: MediaUse) -> str:
            address = put(use)
            self._site.files[use.sha256 or ""] = f"{MEDIA}/{file_of(use)}"
            return address

        return place

    def _link(self, file: str, address: str) -> str:
        found = self._site.plan.find(address)
        return address_from(file, found.file) if found else address

    def _backlinks(self, article_id: int) -> list[StoredLink]:
        found: dict[int, StoredLink] = {}
        for one in self._selection.around.backlinks(article_id):
            if one.from_id != article_id and one.from_id in self._site.plan.articles:
                found.setdefault(one.from_id, one)
            if len(found) == _MOST_LINKS:
                break
        return list(found.values())

    def _similar(self, article: StoredArticle) -> list[SimilarArticle]:
        found = self._selection.around.similar(article)
        return [one for one in found if one.article.id in self._site.plan.articles]

    def _past(
        self,
        article: StoredArticle,
        versions: Sequence[Version],
        history: Sequence[HistoryEntry],
        links: SiteLinks,
    ) -> Iterator[MadePage]:
        """Make the pages of what became of an article, of each version, of what each changed."""
        moments = line(history)
        shared = {"article": article, "line": moments}
        file = history_file(article.id)
        context = shared | {"events": history, "versions": len(versions)}
        yield self._page("history.html", file, context, links)
        for one in versions:
            then = replace(
                article, content=one.body, metadata=one.metadata, content_hash=one.content_hash
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
        for old, new in pairwise(versions):
            told = shared | compared(changes(old, new), self._pages.say) | {"versions": versions}
            for mode in _MODES:
                file = difference_file(article.id, new.number, mode)
                context = told | {"old": old, "new": new, "is_beside": mode == "side"}
                yield self._page("difference.html", file, context, links)

    def _page(
        self,
        template: str,
        file: str,
        context: Mapping[str, object],
        links: SiteLinks,
        resolver: MediaResolver | None = None,
    ) -> MadePage:
        content = self._pages.page(template, file, context, links)
        return MadePage(file, content, tuple(resolver.unwritten) if resolver else ())


def _neighbours(order: Sequence[PlannedFile]) -> Iterator[tuple[int, NextByTime]]:
    """Yield what is before and behind each article in the list that begins with the newest."""
    for older, one, newer in zip([None, *order], order, [*order[1:], None], strict=False):
        yield one.id, NextByTime(newer.id if newer else None, older.id if older else None)
