"""Where the pages of the server are, for templates (:class:`wxarchive.templates.PageLinks`)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from wxarchive.models import AccountEntry, StoredArticle
from wxarchive.templates import Mode
from wxarchive.web.view import View


@dataclass(frozen=True, slots=True)
class ServerLinks:
    """The addresses of a server's pages. ``view``: the list that the visitor came from or sees."""

    view: View
    home: str = "/"

    @property
    def list(self) -> str:
        """The list that the visitor came from."""
        return self.view.address()

    def article(self, article_id: int) -> str:
        """Return the page of an article."""
        return f"/article/{article_id}"

    def listed(self, article_id: int) -> str:
        """Return the same, with the list that the visitor came from."""
        return f"/article/{article_id}{self.view.query()}"

    def version(self, article_id: int, number: int) -> str:
        """Return the page of one version."""
        return f"/article/{article_id}/version/{number}"

    def history(self, article_id: int) -> str:
        """Return the page of what became of an article."""
        return f"/article/{article_id}/history"

    def difference(self, article_id: int, old: int, new: int, mode: Mode = "one") -> str:
        """Return the page of what differs between two versions."""
        address = f"{self.differences(article_id)}?old={old}&new={new}"
        if mode == "side":
            address += "&view=side"
        return address

    def differences(self, article_id: int) -> str:
        """Return where a form may ask for any two versions."""
        return f"/article/{article_id}/difference"

    def beside(self, article_id: int, other: int) -> str:
        """Return the page of what differs between two articles."""
        return f"/article/{article_id}/with/{other}"

    def graph(self, article_id: int) -> str:
        """Return the page of the articles around one."""
        return f"/article/{article_id}/graph"

    def received(self, article_id: int) -> str:
        """Return the page of what was received."""
        return f"/article/{article_id}/received"

    def media(self, sha256: str) -> str:
        """Return an archived file."""
        return f"/media/{sha256}"

    def account(self, account: AccountEntry) -> str:
        """Return the list of an account's articles."""
        return f"/?{urlencode({'account': _named(account)})}"

    def account_of(self, article: StoredArticle) -> str:
        """Return the list of the articles of an article's account."""
        return f"/?{urlencode({'account': article.metadata.account or ''})}"

    def charts(self, account: AccountEntry) -> str | None:
        """Return the page of an account month by month."""
        if account.id is None:
            return None
        return f"/account/{account.id}"

    def gone_of(self, account: AccountEntry) -> str:
        """Return the list of what vanished of an account."""
        return f"/gone?{urlencode({'account': _named(account)})}"

    def album(self, album: str) -> str:
        """Return the list of an album."""
        return f"/?{urlencode({'album': album})}"


def _named(account: AccountEntry) -> str:
    return account.biz or account.gh_id or account.name or ""
