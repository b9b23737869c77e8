"""The pages of a site: which is which file, and what each list holds.

Files are named by the numbers of articles and albums in the archive, so that a page keeps its
address whatever becomes of its title.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from wxarchive.clock import in_form
from wxarchive.export.plan import Plan, PlannedFile, has_text, planned
from wxarchive.export.selection import ExportSelection
from wxarchive.models import AccountEntry, AlbumEntry, StoredArticle

START = "index.html"
SEARCH = "search.html"
GONE = "gone.html"
ACCOUNTS = "accounts.html"
ALBUMS = "albums.html"
MONTHS = "months.html"
TAGS = "tags.html"
FEED = "feed.atom"
FORM = "site"
MEDIA = "media"
MEDIA_FORM = "site-media"
LINES = 50
"""Articles on a page of a list, at least; on its first page up to twice as many."""
UNDATED = "undated"
_PLAIN = re.compile("[0-9]{1,40}", re.A)


@dataclass(frozen=True, slots=True)
class SiteListPage:
    """A page of a list of articles, in the order they are shown. ``before``, ``after``: the files
    of the pages around it.
    """

    file: str
    articles: Sequence[PlannedFile]
    before: str | None = None
    after: str | None = None


@dataclass(slots=True)
class SitePlan:
    """The articles of a site and the lists they are in.

    ``order``: all articles, those without a date first, then the oldest. ``gone``: when each gone
    article was first seen so; ``texts``: the ids of those with a text; ``tags`` of those that have
    some; ``files``: the archived files that are in the folder, by SHA-256; ``failed``: the ids of
    articles without a page.
    """

    plan: Plan
    order: list[PlannedFile]
    gone: dict[int, datetime]
    texts: set[int]
    tags: dict[int, tuple[str, ...]]
    files: dict[str, str] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, selection: ExportSelection) -> "SitePlan":
        """Give each article that was chosen its page, also one of which no text was kept."""
        gone: dict[int, datetime] = {}
        texts: set[int] = set()
        tags: dict[int, tuple[str, ...]] = {}

        def pages() -> Iterator[tuple[StoredArticle, PlannedFile]]:
            # once through all of them, for everything that lists need to know
            for article in selection.listed():
                if article.gone_at:
                    gone[article.id] = article.gone_at
                if has_text(article):
                    texts.add(article.id)
                if article.marks.tags:
                    tags[article.id] = article.marks.tags
                file = f"article/{article.id}.html"
                yield article, planned(article, f"{FORM} {file}", file)

        def place(one: PlannedFile) -> tuple[bool, float, int]:
            if one.published_at is None:
                return False, 0.0, one.id
            return True, one.published_at.timestamp(), one.id

        plan = Plan(selection, pages())
        order = sorted(plan.articles.values(), key=place)
        return cls(plan, order, gone, texts, tags)

    def written(self, articles: Sequence[PlannedFile]) -> list[PlannedFile]:
        """Return those of some articles that have a page."""
        return [one for one in articles if one.id not in self.failed]

    def by_account(self) -> dict[str, list[PlannedFile]]:
        """Return the articles of each account, the oldest first; the account with most first."""
        groups: dict[str, list[PlannedFile]] = {}
        for one in self.order:
            if one.account:
                groups.setdefault(one.account, []).append(one)
        return _largest_first(groups)

    def by_album(self) -> dict[str, list[PlannedFile]]:
        """Return the articles of each album, in its order if it was read; the largest first."""
        return _largest_first(self.plan.by_album())

    def by_month(self) -> dict[str, list[PlannedFile]]:
        """Return the articles of each month, the oldest first, those without a date first."""
        groups: dict[str, list[PlannedFile]] = {}
        for one in self.order:
            groups.setdefault(month_of(one), []).append(one)
        return groups

    def by_tag(self) -> dict[str, list[PlannedFile]]:
        """Return the articles with each tag, the oldest first; the tag of most first."""
        groups: dict[str, list[PlannedFile]] = {}
        for one in self.order:
            for tag in self.tags.get(one.id, ()):
                groups.setdefault(tag, []).append(one)
        return _largest_first(groups)

    def accounts(self) -> list[AccountEntry]:
        """Return the accounts and what is here of each."""
        found = []
        for identity, articles in self.by_account().items():
            times = _times(articles)
            # the newest article has the name of today
            named = [one.account_name for one in reversed(articles) if one.account_name]
            entry = AccountEntry(
                id=None,
                name=next(iter(named), None),
                alias=None,
                gh_id=None,
                biz=identity,
                names=tuple(dict.fromkeys(named)),
                articles=len(articles),
                gone=sum(one.id in self.gone for one in articles),
                first=min(times, default=None),
                last=max(times, default=None),
            )
            found.append(entry)
        return found

    def albums(self) -> list[AlbumEntry]:
        """Return the albums and what is here of each."""
        found = []
        for album, articles in self.by_album().items():
            times = _times(articles)
            names = (one.account_name for one in articles)
            listed = None
            # an album that was never read may hold more than its articles say
            if self.plan.has_order(album):
                listed = len(self.plan.members(album, articles))
            entry = AlbumEntry(
                id=album,
                title=self.plan.album_titles[album],
                account=next(filter(None, names), None),
                articles=len(articles),
                gone=sum(one.id in self.gone for one in articles),
                listed=listed,
                first=min(times, default=None),
                last=max(times, default=None),
            )
            found.append(entry)
        return found


def month_of(one: PlannedFile) -> str:
    """Return the month of an article's publication, ``undated`` without one."""
    return in_form(one.published_at, "%Y-%m") or UNDATED


def stem(kind: str, identity: str) -> str:
    """Return how the files of a list are called, without a number and ending: an identity that is
    no number is named by a digest.
    """
    if kind != "month" and not _PLAIN.fullmatch(identity):
        identity = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{kind}/{identity}"


def newest_first(name: str, articles: Sequence[PlannedFile]) -> Iterator[SiteListPage]:
    """Yield the pages of a list by time, the newest article first.

    Pages are counted from the oldest article on, so that a new one changes the first page alone.
    """
    number = max(len(articles) // LINES, 1)
    files = [f"{name}-{one}.html" for one in range(1, number)] + [f"{name}.html"]
    for at, (after, file, before) in enumerate(_with_neighbours(files)):
        some = articles[at * LINES : (at + 1) * LINES]
        # the first page takes what is left over
        if before is None:
            some = articles[at * LINES :]
        yield SiteListPage(file, some[::-1], before, after)


def in_order(name: str, articles: Sequence[PlannedFile]) -> Iterator[SiteListPage]:
    """Yield the pages of a list that has an order of its own."""
    number = max(ceil(len(articles) / LINES), 1)
    files = [f"{name}.html"] + [f"{name}-{one}.html" for one in range(2, number + 1)]
    for at, (before, file, after) in enumerate(_with_neighbours(files)):
        some = articles[at * LINES : (at + 1) * LINES]
        yield SiteListPage(file, some, before, after)


def _with_neighbours(files: list[str]) -> Iterator[tuple[str | None, str, str | None]]:
    return zip([None, *files], files, [*files[1:], None], strict=False)


def _times(articles: Sequence[PlannedFile]) -> list[datetime]:
    return [one.published_at for one in articles if one.published_at]


def _largest_first(groups: dict[str, list[PlannedFile]]) -> dict[str, list[PlannedFile]]:
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))
