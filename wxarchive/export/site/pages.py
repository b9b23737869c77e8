"""Pages out of templates: those that the reader of ``serve`` has, and those that only a folder of
files has.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from wxarchive.export.options import ExportOptions
from wxarchive.export.plan import PlannedFile
from wxarchive.export.site.links import SiteLinks
from wxarchive.export.site.plan import SEARCH, UNDATED, SiteListPage, SitePlan, month_of, stem
from wxarchive.models import Entry, StoredArticle
from wxarchive.templates import Say, by_time, environment, speaker, static_file

STATIC = ("style.css", "early.js", "app.js", "icon.svg")
OWN_STATIC = ("search.js", "site.js")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list, as templates take it. ``parts``, ``title``: what a search found; here none
    yet.
    """

    entry: Entry
    parts: Sequence[str] = ()
    title: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """Something that the menu leads to. ``number``: of articles."""

    address: str
    name: str
    number: int


class SitePages:
    """Writes the pages of one site."""

    def __init__(self, site: SitePlan, options: ExportOptions) -> None:
        self.site = site
        self.options = options
        self.say: Say = speaker(options.language)
        self._templates = environment("wxarchive.export.site")

    def page(
        self,
        template: str,
        file: str,
        context: Mapping[str, object],
        links: SiteLinks | None = None,
    ) -> bytes:
        """Write a page; ``links``: by default those of the file."""
        # all addresses are relative: a folder has no place of its own
        own = links or SiteLinks(self.site, file)
        shared = {
            "_": self.say,
            "language": self.options.language,
            "links": own,
            "static": lambda name: own.to(f"static/{name}"),
            "damage": (),
            "indexable": self.options.indexable,
            "menu": self._menu,
        }
        text = self._templates.get_template(template).render(shared | dict(context))
        return text.encode("utf-8", "replace")

    def row(self, article: StoredArticle, entry: Entry) -> str:
        """Write an article as a line of the page of the search."""
        template = self._templates.get_template("search_row.html")
        context = {"_": self.say, "links": SiteLinks(self.site, SEARCH)}
        return template.render(context, line=Row(entry), article=article)

    def list_page(
        self, page: SiteListPage, title: str, entries: Iterable[Entry], **more: object
    ) -> bytes:
        """Write a page of a list."""
        links = SiteLinks(self.site, page.file)
        context = {
            "title": title,
            "lines": [Row(one) for one in entries],
            "before": page.before and links.to(page.before),
            "after": page.after and links.to(page.after),
            "chart": None,
            "is_home": False,
            "is_ordered": False,
            "total": None,
        }
        return self.page("list.html", page.file, context | more, links)

    def chart(self, articles: Sequence[PlannedFile]) -> object:
        """Return how many articles were published month by month."""
        months = Counter(month_of(one) for one in articles if one.published_at)
        return by_time(sorted(months.items()))

    @cached_property
    def _menu(self) -> Mapping[str, object]:
        """What the menu of every page leads to."""
        # made once: it is the same on every page
        accounts = []
        for account in self.site.accounts():
            biz = account.biz or ""
            file = f"{stem('account', biz)}.html"
            accounts.append(MenuEntry(file, account.name or biz, account.articles))
        albums = [
            MenuEntry(f"{stem('album', album.id)}.html", album.title, album.articles)
            for album in self.site.albums()
        ]
        return {
            "articles": len(self.site.order),
            "gone": len(self.site.gone),
            "accounts": accounts,
            "albums": albums,
            "tags": self.tags(),
        }

    def tags(self) -> list[MenuEntry]:
        """Return the tags that articles have, the most frequent first."""
        groups = self.site.by_tag().items()
        return [MenuEntry(f"{stem('tag', tag)}.html", tag, len(some)) for tag, some in groups]

    def years(self) -> list[tuple[str, list[MenuEntry]]]:
        """Return the months that articles were published in, by years, the newest first."""
        found: dict[str, list[MenuEntry]] = {}
        for month, articles in sorted(self.site.by_month().items(), reverse=True):
            year, name = month[:4], month
            if month == UNDATED:
                year, name = "", self.say("no date")
            entry = MenuEntry(f"{stem('month', month)}.html", name, len(articles))
            found.setdefault(year, []).append(entry)
        return sorted(found.items(), reverse=True)


def static_files() -> Iterable[tuple[str, bytes]]:
    """Yield the sheet, the scripts and the icon with their files."""
    for name in STATIC:
        yield f"static/{name}", static_file(name) or b""
    own = files("wxarchive.export.site").joinpath("static")
    for name in OWN_STATIC:
        yield f"static/{name}", own.joinpath(name).read_bytes()
