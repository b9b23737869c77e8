"""What can go wrong, as one tree; each class carries the exit code the command line ends with.

::

    WxArchiveError            1   something asked for could not be done
    ├── UsageError            2   the request itself makes no sense
    ├── SourceError           1   one source cannot be read (file, folder, list)
    ├── NotFound              1   the archive holds no such article
    ├── ExportError           1   the target cannot be written
    ├── BrowserError          1   the user's browser could not do something
    │   └── NoBrowser         1   there is none, or it does not start
    ├── Bug                   1   the program met what it did not expect
    ├── LoginNeeded           1   only the user's own account may ask this, and it is not logged in
    ├── CallsRefused          3   WeChat answers no more of the account's calls for now
    ├── CallsSpent            0   as many calls as a day may have are made
    ├── Blocked               3   WeChat asks for verification
    ├── NetworkError          4   no answer, or a host that is not allowed
    │   ├── HostNotAllowed    4   an address or redirect leads off the allow-list
    │   ├── TooLarge          1   an answer larger than the limit
    │   └── BadAnswer         1   an HTTP error, or an answer that was cut off
    │       └── Refused       1   an HTTP error that stays: asking again is of no use
    └── StoreError            5   the database cannot be used
        ├── NotAnArchive      5   the file is another database, or no database
        ├── NewerArchive      5   made by a newer wxarchive
        ├── ReadOnlyArchive   5   it cannot be written
        └── DamagedRow        5   one row cannot be read; the others can

Foreign exceptions are mapped to these once, at the edge where they come in, with ``from``.
This module imports nothing.
"""


class WxArchiveError(Exception):
    """Something asked for could not be done.

    ``what`` says what happened, ``which`` names the address or file, ``hint`` what the user can do
    now.
    """

    exit_code = 1

    def __init__(self, what: str, which: str = "", hint: str = "") -> None:
        super().__init__(what, which, hint)
        self.what = what
        self.which = which
        self.hint = hint

    def __str__(self) -> str:
        text = self.what
        if self.which:
            text = f"{self.which}: {text}"
        if self.hint:
            text = f"{text}; {self.hint}"
        return text


class UsageError(WxArchiveError):
    """The request itself makes no sense."""

    exit_code = 2


class SourceError(WxArchiveError):
    """One source cannot be read: a file, a folder, a list."""


class NotFound(WxArchiveError):
    """The archive holds no such article."""


class ExportError(WxArchiveError):
    """The target of an export cannot be written."""


class BrowserError(WxArchiveError):
    """The user's browser could not do something, or ended over it."""


class NoBrowser(BrowserError):
    """No browser was found, or the one there is does not start."""


class Bug(WxArchiveError):
    """The program met something that it did not expect, and could not work on it."""


class LoginNeeded(WxArchiveError):
    """Only the user's own account may ask this, and it is not logged in, or no longer."""


class CallsRefused(WxArchiveError):
    """WeChat answers no more of the account's calls for now: there were too many."""

    exit_code = 3


class CallsSpent(WxArchiveError):
    """As many calls as a day may have are made: nothing failed, the rest has to wait."""

    exit_code = 0


class Blocked(WxArchiveError):
    """WeChat answered with a verification page: the run must stop."""

    exit_code = 3


class BlockedBefore(Blocked):
    """It did so for another request, which was noted; nothing was asked now."""


class NetworkError(WxArchiveError):
    """No answer from the network. ``retry_after``: seconds the server asks to be left alone, if it
    said so.
    """

    exit_code = 4

    def __init__(
        self, what: str, which: str = "", hint: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(what, which, hint)
        self.args = (what, which, hint, retry_after)  # what pickling makes it anew from
        self.retry_after = retry_after


class HostNotAllowed(NetworkError):
    """An address or a redirect leads to a host that is not on the allow-list."""


class TooLarge(NetworkError):
    """An answer is larger than the limit."""

    exit_code = 1


class BadAnswer(NetworkError):
    """An HTTP error status, or an answer that was cut off."""

    exit_code = 1


class Refused(BadAnswer):
    """An HTTP error status that asking again does not change."""


class StoreError(WxArchiveError):
    """The database cannot be used."""

    exit_code = 5


class NotAnArchive(StoreError):
    """The file is another program's database, or no database at all."""


class NewerArchive(StoreError):
    """The archive was made by a newer version of wxarchive."""


class ReadOnlyArchive(StoreError):
    """The archive cannot be written."""


class DamagedRow(StoreError):
    """One row of the archive cannot be read. What does not need it goes on."""
