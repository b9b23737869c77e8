"""Where the pages of a site are, for templates (:class:`wxarchive.templates.PageLinks`): relative
addresses of files.
"""

from dataclasses import dataclass

from wxarchive.export.plan import address_from
from wxarchive.export.site.plan import START, SitePlan, stem
from wxarchive.models import AccountEntry, StoredArticle
from wxarchive.templates import Mode


def version_file(article_id: int, number: int) -> str:
    """Return the file of a version."""
    return f"article/{article_id}.v{number}.html"


def history_file(article_id: int) -> str:
    """Return the file of what became of an article."""
    return f"article/{article_id}.history.html"


def difference_file(article_id: int, new: int, mode: Mode) -> str:
    """Return the file of what a version changed."""
    name = f"article/{article_id}.{new - 1}-{new}"
    if mode == "side":
        name += ".side"
    return f"{name}.html"


@dataclass(frozen=True, slots=True)
class SiteLinks:
    """Addresses as they stand in one file. ``back``: the list an article belongs to;
    ``has_history``: whether something became of the article whose page it is.
    """

    site: SitePlan
    file: str
    back: str = START
    has_history: bool = False

    def to(self, target: str) -> str:
        """Return a file of the site."""
        return address_from(self.file, target)

    @property
    def home(self) -> str:
        """The first page."""
        return self.to(START)

    @property
    def list(self) -> str:
        """The list that an article belongs to."""
        return self.to(self.back)

    def article(self, article_id: int) -> str | None:
        """Return the page of an article."""
        if found := self.site.plan.articles.get(article_id):
            return self.to(found.file)
        return None

    listed = article

    def version(self, article_id: int, number: int) -> str:
        """Return the page of one version."""
        return self.to(version_file(article_id, number))

    def history(self, article_id: int) -> str | None:
        """Return the page of what became of an article."""
        if not self.has_history:
            return None
        return self.to(history_file(article_id))

    def difference(self, article_id: int, old: int, new: int, mode: Mode = "one") -> str | None:
        """Return the page of what a version changed; only two in a row have one."""
        if old != new - 1:
            return None
        return self.to(difference_file(article_id, new, mode))

    def differences(self, _: int) -> None:
        """Return no page: comparing any two versions takes a server."""

    def beside(self, _: int, __: int) -> None:
        """Return no page: a site compares no two articles."""

    def graph(self, _: int) -> None:
        """Return no page: a site has no graph."""

    def received(self, _: int) -> None:
        """Return no page: received bytes are not in a site."""

    def media(self, sha256: str) -> str:
        """Return an archived file."""
        return self.to(self.site.files[sha256])

    def account(self, account: AccountEntry) -> str:
        """Return the list of an account's articles."""
        return self.to(f"{stem('account', account.biz or '')}.html")

    def account_of(self, article: StoredArticle) -> str | None:
        """Return the list of an account's articles, by one of them; ``None`` for one that names no
        account, though a version of it may.
        """
        found = self.site.plan.articles[article.id]
        if not found.account:
            return None
        return self.to(f"{stem('account', found.account)}.html")

    def charts(self, _: AccountEntry) -> None:
        """Return no page: an account has its list alone."""

    def gone_of(self, _: AccountEntry) -> None:
        """Return no page: what vanished is in one list for all accounts."""

    def album(self, album: str) -> str | None:
        """Return the list of an album; ``None`` for one that only an earlier version names."""
        if album not in self.site.plan.album_titles:
            return None
        return self.to(f"{stem('album', album)}.html")
