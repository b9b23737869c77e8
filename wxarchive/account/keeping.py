"""Where a login is kept: in the system's keyring, else in a file of the user's own; never in an
archive.
"""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wxarchive.account.login import Login
from wxarchive.clock import iso
from wxarchive.errors import LoginNeeded, UsageError
from wxarchive.guarded import iso_time

if TYPE_CHECKING:
    from types import ModuleType

_SERVICE = "wxarchive"
_NAME = "mp.weixin.qq.com"
_IN_KEYRING = "the keyring of this system"
_CHECK = "check the permissions of its folder"


def own_folder() -> Path:
    """Return the folder for what only this user's programs know."""
    home = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    if sys.platform == "win32":
        # nobody else may read what is there
        home = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    # Path's raises without a home
    return Path(os.path.expanduser(home)) / "wxarchive"  # noqa: PTH111


class Logins:
    """The login of this user; there is one at a time. ``folder``: where its file is, if it has to
    be one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or own_folder()) / "login.json"
        self._new = self._path.with_suffix(".new")

    def load(self) -> Login | None:
        """Return the login that is kept; ``None`` if none is, or nobody could read it."""
        # the file is for machines that have none
        text = _in_keyring()
        if text is None:
            with suppress(OSError, UnicodeError):
                text = self._path.read_text("utf-8")
        try:
            told = json.loads(text or "null")
        except (ValueError, RecursionError):
            return None
        if not isinstance(told, dict):
            return None
        return _login(told)

    def needed(self) -> Login:
        """Return the login; raises :class:`LoginNeeded` if none is kept."""
        login = self.load()
        if login is None:
            what = "only a public account of your own can ask this, and none is logged in"
            raise LoginNeeded(what, hint="log in with: wxarchive login")
        return login

    def save(self, login: Login) -> str:
        """Keep a login instead of the one there was; return where. Raises :class:`UsageError`
        where it cannot be kept.
        """
        text = json.dumps({
            "token": login.token,
            "cookies": dict(login.cookies),
            "name": login.name,
            "until": iso(login.until),
            "is_over": login.is_over,
        })  # fmt: skip
        if _put_in_keyring(text):
            self._remove_files()
            return _IN_KEYRING
        # an older one there would count more than the file
        _take_from_keyring()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._new.unlink(missing_ok=True)
            # nobody else can read it at any moment; Windows has no such bits, and a folder for that
            opened = os.open(self._new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "w", encoding="utf-8") as file:
                file.write(text)
            self._new.replace(self._path)
        except OSError as error:
            # half a login is a secret, too
            with suppress(OSError):
                self._new.unlink(missing_ok=True)
            what = f"the login cannot be kept ({error.strerror})"
            raise UsageError(what, str(self._path), _CHECK) from None
        return str(self._path)

    def forget(self) -> bool:
        """Remove the login; tell whether there was one. Raises :class:`UsageError` if it stays."""
        was_in_keyring = _in_keyring() is not None
        _take_from_keyring()
        was_in_file = self._path.exists()
        self._remove_files()
        return was_in_keyring or was_in_file

    def _remove_files(self) -> None:
        try:
            # one that a killed process was writing
            self._new.unlink(missing_ok=True)
            self._path.unlink(missing_ok=True)
        except OSError as error:
            what = f"the login cannot be removed ({error.strerror})"
            raise UsageError(what, str(self._path), _CHECK) from None

    @property
    def place(self) -> str:
        """Where the login is kept."""
        if _in_keyring() is not None:
            return _IN_KEYRING
        return str(self._path)


def _login(told: Mapping[str, Any]) -> Login | None:
    token, cookies, name = told.get("token"), told.get("cookies"), told.get("name")
    if not isinstance(token, str) or not isinstance(cookies, dict):
        return None
    if not isinstance(name, str):
        name = None
    pairs = {str(key): str(value) for key, value in cookies.items()}
    return Login(token, pairs, name, iso_time(told.get("until")), told.get("is_over") is True)


def _keyring() -> "ModuleType | None":
    """Return the library for the system's keyring, where it is installed."""
    try:
        import keyring
    except ImportError:
        return None
    return keyring


def _in_keyring() -> str | None:
    keyring = _keyring()
    # each system's own has errors of its own: whatever happens, there is the file
    with suppress(Exception):
        found: object = keyring and keyring.get_password(_SERVICE, _NAME)
        if isinstance(found, str):
            return found
    return None


def _put_in_keyring(text: str) -> bool:
    """Put a text into the keyring; tell whether it is there: some take anything and keep nothing,
    that of Windows refuses long ones.
    """
    keyring = _keyring()
    with suppress(Exception):
        if keyring:
            keyring.set_password(_SERVICE, _NAME, text)
            return _in_keyring() == text
    return False


def _take_from_keyring() -> None:
    keyring = _keyring()
    with suppress(Exception):
        if keyring:
            keyring.delete_password(_SERVICE, _NAME)
