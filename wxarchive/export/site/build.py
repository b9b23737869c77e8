"""A site, file by file: articles first, then the lists, the search and the feed that follow from
them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from wxarchive.clock import in_form
from wxarchive.containment import contained
from wxarchive.errors import Bug, DamagedRow, NotFound
from wxarchive.export.articles import file_outcome, prune
from wxarchive.export.folder import Folder, WriteResult, opened
from wxarchive.export.options import ExportOptions, ExportOutcome
from wxarchive.export.plan import PlannedFile
from wxarchive.export.selection import ExportSelection
from wxarchive.export.site.articles import ArticlePages, RenderedArticle, RenderedPage
from wxarchive.export.site.feed import feed
from wxarchive.export.site.pages import SitePages, static_files
from wxarchive.export.site.plan import (
    ACCOUNTS,
    ALBUMS,
    FEED,
    FORM,
    GONE,
    MEDIA_FORM,
    MONTHS,
    SEARCH,
    START,
    TAGS,
    UNDATED,
    SiteListPage,
    SitePlan,
    in_order,
    newest_first,
    stem,
)
from wxarchive.export.site.search_files import SearchedArticle, SearchFacets, SearchFiles
from wxarchive.models import Body, Entry
from wxarchive.templates import by_time


def export_site(
    selection: ExportSelection, path: Path, options: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write a site into a folder, which is made if it is missing; report each article as soon as
    its pages are written, and every other file.

    The articles are read one at a time. Raises ExportError where the folder cannot be written.
    """
    with opened(path) as folder:
        # a folder that holds web pages of another form has a first page already
        folder.reserve([f"{FORM} {START}"], [START])
        site = SitePlan.of(selection)
        writer = _SiteWriter(selection, folder, SitePages(site, options))
        yield from writer.articles()
        yield from writer.lists()
        yield from writer.rest(options)
        if options.prune:
            removed = prune(selection, folder, FORM)
            # a page that stays as it was may show any of the pictures
            is_all_new = writer.is_all_new and all(one.status == "removed" for one in removed)
            if is_all_new:
                removed += prune(selection, folder, MEDIA_FORM)
            yield from map(file_outcome, removed)


class _SiteWriter:
    """Writes the pages of a site."""

    def __init__(self, selection: ExportSelection, folder: Folder, pages: SitePages) -> None:
        self._selection = selection
        self._folder = folder
        self._pages = pages
        self._site = pages.site
        self._articles = ArticlePages(selection, folder, pages)
        self._unwritten: set[str] = set()
        self.is_all_new = True
        """Whether every page says what the archive says, and none is left as it was."""
        # of the search's files: a browser keeps those that it has as long as this is the same
        self._stamp = sha256()

    def articles(self) -> Iterator[ExportOutcome]:
        """Write the articles, and what the search reads of them."""
        facets = _FacetWriter()
        # the search needs the articles in their order, and the pages as they are made
        with SearchFiles() as search:
            for one in self._site.order:
                try:
                    with contained("export this article"):
                        rendered = self._articles.render(one)
                except (DamagedRow, NotFound, Bug) as error:
                    yield self._damaged(one, str(error))
                    continue
                yield from self._pages_of(one, rendered)
                facets.add(one, is_gone=one.id in self._site.gone)
                about = rendered.article.metadata
                body = rendered.article.content or Body()
                searched = SearchedArticle(
                    about.title or "",
                    about.account or "",
                    about.author or "",
                    about.digest or "",
                    body.text,
                    rendered.row,
                )
                yield from map(self._search_file, search.add(searched))
            yield from map(self._search_file, search.rest(facets.facets))

    def _damaged(self, one: PlannedFile, problem: str) -> ExportOutcome:
        """Write a page that says an article cannot be read, for others link to it; the pages of an
        earlier run stay.
        """
        self._site.failed.add(one.id)
        self._folder.spare(f"{FORM} {one.file.removesuffix('html')}")
        page = self._pages.page("damaged.html", one.file, {"title": one.title})
        self._write(one.file, page, is_whole=False)
        return ExportOutcome("failed", one.file, one.id, None, one.title, problem)

    def lists(self) -> Iterator[ExportOutcome]:
        """Write the lists of articles."""
        site, say = self._site, self._pages.say
        for page in newest_first("index", self._written(site.order)):
            is_home = page.file == START
            yield self._list(page, say("All articles"), is_home=is_home, total=len(site.order))
        by_account = site.by_account()
        for account in site.accounts():
            articles = self._written(by_account[account.biz or ""])
            title = account.name or account.biz or ""
            for page in newest_first(stem("account", account.biz or ""), articles):
                chart = None
                # on the first page alone
                if page.before is None:
                    chart = self._pages.chart(articles)
                yield self._list(page, title, total=len(articles), chart=chart)
        for album, members in site.by_album().items():
            articles = self._written(members)
            title = site.plan.album_titles[album]
            is_ordered = site.plan.has_order(album)
            list_pages = newest_first
            if is_ordered:
                list_pages = in_order
            for page in list_pages(stem("album", album), articles):
                yield self._list(page, title, total=len(articles), is_ordered=is_ordered)
        for tag, tagged in site.by_tag().items():
            for page in newest_first(stem("tag", tag), self._written(tagged)):
                yield self._list(page, tag, total=len(tagged))
        for month, articles in site.by_month().items():
            title = month.replace(UNDATED, say("no date"))
            for page in newest_first(stem("month", month), self._written(articles)):
                yield self._list(page, title, total=len(articles))

    def rest(self, options: ExportOptions) -> Iterator[ExportOutcome]:
        """Write the pages of accounts, albums, months and tags, of what vanished, the search, the
        feed, and the sheet.
        """
        pages, site = self._pages, self._site
        accounts, albums = site.accounts(), site.albums()
        places: list[tuple[str, str, Mapping[str, object]]] = [
            (ACCOUNTS, "accounts.html", {"accounts": accounts, "total": len(accounts)}),
            (ALBUMS, "albums.html", {"albums": albums, "total": len(albums)}),
            (MONTHS, "places.html", {"title": pages.say("Months"), "groups": pages.years()}),
            (SEARCH, "search.html", {"stamp": self._stamp.hexdigest()[:12]}),
        ]
        # most archives have none, and need no page that says so
        if site.tags:
            tags = {"title": pages.say("Tags"), "groups": [("", pages.tags())]}
            places.append((TAGS, "places.html", tags))
        for file, template, context in places:
            yield self._put(file, pages.page(template, file, context))
        yield from self._vanished()
        yield self._put(FEED, feed(self._selection, site, options))
        for file, content in static_files():
            yield self._put(file, content)

    def _vanished(self) -> Iterator[ExportOutcome]:
        site = self._site
        # in the order in which they vanished
        ids = sorted(site.gone, key=lambda one: (site.gone[one], one))
        vanished = self._written([site.plan.articles[one] for one in ids])
        months = Counter(in_form(site.gone[one.id], "%Y-%m") or "" for one in vanished)
        shared = {
            "total": len(vanished),
            "kept": sum(one.id in site.texts for one in vanished),
            "chart": by_time(sorted(months.items())),
        }
        for page in newest_first(GONE.removesuffix(".html"), vanished):
            context = shared | {"entries": self._entries(page.articles), "page": page}
            yield self._put(page.file, self._pages.page("gone.html", page.file, context))

    def _list(self, page: SiteListPage, title: str, **more: object) -> ExportOutcome:
        entries = self._entries(page.articles)
        return self._put(page.file, self._pages.list_page(page, title, entries, **more))

    def _entries(self, articles: Sequence[PlannedFile]) -> list[Entry]:
        found = self._selection.around.entries([one.id for one in articles])
        return list(map(self._articles.with_cover, found))

    def _written(self, articles: Sequence[PlannedFile]) -> list[PlannedFile]:
        return [one for one in articles if one.id not in self._site.failed]

    def _pages_of(self, one: PlannedFile, rendered: RenderedArticle) -> Iterator[ExportOutcome]:
        """Write the pages of an article; report first the files it shows that cannot be written,
        each once.
        """
        unwritten = (file for page in rendered.pages for file in page.unwritten)
        for file in unwritten:
            if file.file not in self._unwritten:
                self._unwritten.add(file.file)
                yield file_outcome(replace(file, status="failed", differs=False))
        newest, *rest = rendered.pages
        yield replace(
            file_outcome(self._write_page(newest)),
            id=one.id,
            key=rendered.article.key,
            title=one.title,
            kept=rendered.kept,
            missing=rendered.missing,
        )
        for page in rest:
            yield file_outcome(self._write_page(page))

    def _write_page(self, page: RenderedPage) -> WriteResult:
        return self._write(page.file, page.content, is_whole=not page.unwritten)

    def _search_file(self, search_file: tuple[str, bytes]) -> ExportOutcome:
        file, content = search_file
        self._stamp.update(content)
        return self._put(file, content)

    def _put(self, file: str, content: bytes) -> ExportOutcome:
        return file_outcome(self._write(file, content))

    def _write(self, file: str, content: bytes, *, is_whole: bool = True) -> WriteResult:
        name = f"{FORM} {file}"
        self._folder.reserve([name], [file])
        result = self._folder.put(name, content, is_whole=is_whole)
        if result.status not in {"written", "unchanged"}:
            self.is_all_new = False
        return result


class _FacetWriter:
    """Notes what articles may be narrowed down by."""

    def __init__(self) -> None:
        self.facets = SearchFacets()
        self._numbers: dict[str, int] = {}

    def add(self, one: PlannedFile, *, is_gone: bool) -> None:
        """Note the next article."""
        name = one.account_name or ""
        # numbers instead of names: the search loads them all
        if name not in self._numbers:
            self._numbers[name] = len(self._numbers)
            self.facets.accounts.append(name)
        year = gone = 0
        if one.published_at:
            year = one.published_at.year
        if is_gone:
            gone = 1
        self.facets.account.append(self._numbers[name])
        self.facets.year.append(year)
        self.facets.gone.append(gone)
