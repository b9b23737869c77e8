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
    return f"article/{article_id}.{new - 1}-{new}{'.side' if mode == 'side' else ''}.html"


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
        found = self.site.plan.articles.get(article_id)
        return self.to(found.file) if found else None

    listed = article

    def version(self, article_id: int, number: int) -> str:
        """Return the page of one version."""
        return self.to(version_file(article_id, number))

    def history(self, article_id: int) -> str | None:
        """Return the page of what became of an article."""
        return self.to(history_file(article_id)) if self.has_history else None

    def difference(self, article_id: int, old: int, new: int, mode: Mode = "one") -> str | None:
        """Return the page of what a version changed; there is none for others than neighbours."""
        return self.to(difference_file(article_id, new, mode)) if old == new - 1 else None

    def differences(self, _: int) -> None:
        """Return that nobody can be asked for any two versions."""

    def beside(self, _: int, __: int) -> None:
        """Return that there is no page of two articles."""

    def graph(self, _: int) -> None:
        """Return that there is no page of the articles around one."""

    def received(self, _: int) -> None:
        """Return that what was received is not in a site."""

    def media(self, sha256: str) -> str:
        """Return a kept file."""
        return self.to(self.site.files[sha256])

    def account(self, account: AccountEntry) -> str:
        """Return the list of an account's articles."""
        return self.to(f"{stem('account', account.biz or '')}.html")

    def account_of(self, article: StoredArticle) -> str:
        """Return the list of the articles of an article's account."""
        found = self.site.plan.articles[article.id]
        return self.to(f"{stem('account', found.account or '')}.html")

    def charts(self, _: AccountEntry) -> None:
        """Return that an account has no page besides its list."""

    def gone_of(self, _: AccountEntry) -> None:
        """Return that what vanished is in one list."""

    def album(self, album: str) -> str:
        """Return the list of an album."""
        return self.to(f"{stem('album', album)}.html")
