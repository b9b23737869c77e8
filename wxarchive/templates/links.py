"""Where the pages of a face are. For a page that it does not have it gives ``None``, and templates
show no link.
"""

from typing import Literal, Protocol

from wxarchive.models import AccountEntry, StoredArticle

Mode = Literal["one", "side"]
"""How a difference is shown: in one text, or side by side."""


class PageLinks(Protocol):
    """Gives the addresses of pages and files. An article is named by its id, a kept file by its
    SHA-256.
    """

    @property
    def home(self) -> str:
        """The first page."""
        ...

    @property
    def list(self) -> str:
        """The list that an article was opened from."""
        ...

    def article(self, article_id: int) -> str | None:
        """Return the page of an article."""
        ...

    def listed(self, article_id: int) -> str | None:
        """Return the same, for one who goes on from there in the list."""
        ...

    def version(self, article_id: int, number: int) -> str | None:
        """Return the page of an article as one of its versions had it."""
        ...

    def history(self, article_id: int) -> str | None:
        """Return the page of what became of an article."""
        ...

    def difference(self, article_id: int, old: int, new: int, mode: Mode = "one") -> str | None:
        """Return the page of what differs between two versions."""
        ...

    def differences(self, article_id: int) -> str | None:
        """Return where a form may ask for any two versions."""
        ...

    def beside(self, article_id: int, other: int) -> str | None:
        """Return the page of what differs between two articles."""
        ...

    def graph(self, article_id: int) -> str | None:
        """Return the page of the articles around one."""
        ...

    def received(self, article_id: int) -> str | None:
        """Return the page of what was received of an article."""
        ...

    def media(self, sha256: str) -> str:
        """Return a kept file."""
        ...

    def account(self, account: AccountEntry) -> str | None:
        """Return the list of an account's articles."""
        ...

    def account_of(self, article: StoredArticle) -> str | None:
        """Return the list of the articles of an article's account."""
        ...

    def charts(self, account: AccountEntry) -> str | None:
        """Return the page of an account month by month."""
        ...

    def gone_of(self, account: AccountEntry) -> str | None:
        """Return the list of what vanished of an account."""
        ...

    def album(self, album: str) -> str | None:
        """Return the list of an album, named by its id."""
        ...
