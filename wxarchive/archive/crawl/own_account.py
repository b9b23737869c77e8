"""The user's own account, as a crawl sees it: its editor alone lists all that an account
published (docs/accounts.md).
"""

from typing import Protocol

from wxarchive.errors import LoginNeeded
from wxarchive.models import RawPage


class OwnAccount(Protocol):
    """Makes calls, few and slow.

    Both methods raise :class:`LoginNeeded`, :class:`CallsRefused` or :class:`CallsSpent` where no
    call may be made for now, and none is made then.
    """

    def ready(self) -> None:
        """Wait until a call may be made."""

    def get(self, url: str) -> RawPage:
        """Ask for a page of an account's list, whose address lacks the login.

        Raises :class:`NetworkError` where no answer comes.
        """


class NoAccount:
    """In place of an account, where none is logged in."""

    def ready(self) -> None:
        """Say what is needed."""
        raise _needed()

    def get(self, url: str) -> RawPage:
        """Say what is needed."""
        raise _needed()


def _needed() -> LoginNeeded:
    what = "only a public account of your own can list what an account published"
    return LoginNeeded(what, hint="log in with: wxarchive login, then: wxarchive fetch --resume")
