"""The user's own public account, logged in: what its editor lists of other accounts.

::

    QR code or cookies ─► signing_in ─► login ─► keeping: keyring, or a file of the user's own
                                                    │
    list of an account, search ─► calls: may one be made? ─► editor ─► website ─► RawPage, accounts

A login is as good as a password: nothing of it is returned, said, logged or raised by what is
here but by :class:`Logins`. This package knows neither articles nor archives: what an answer says
:mod:`wxarchive.parse` reads. Source: docs/wechat-pages.md §6.4, §6.7.
"""

from wxarchive.account.calls import CallLog, CallPace
from wxarchive.account.editor import Editor, FoundAccount
from wxarchive.account.keeping import Logins, own_folder
from wxarchive.account.login import Login
from wxarchive.account.qr_code import QUIET, Modules, lines_of, modules_of
from wxarchive.account.signing_in import (
    GivenCookies,
    QrLogin,
    ScanState,
    login_with,
    read_given,
)
from wxarchive.account.website import SESSION, Website

__all__ = [
    "QUIET", "SESSION", "CallLog", "CallPace", "Editor", "FoundAccount", "GivenCookies", "Login",
    "Logins", "Modules", "QrLogin", "ScanState", "Website", "lines_of", "login_with", "modules_of",
    "own_folder", "read_given",
]  # fmt: skip
