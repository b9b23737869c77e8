"""A secret that only a user's own programs know: stored beside the configuration, for the user
alone; never in an archive.
"""

import hmac
import os
import secrets
from pathlib import Path
from threading import Lock

from wxarchive.errors import UsageError


class Secret:
    """A text that nobody can guess, made at the first start. ``path``: its file; without one it is
    forgotten at the end.

    Making, reading and changing it raises :class:`UsageError` where its file cannot be used.
    """

    def __init__(self, path: Path | None = None, value: str = "") -> None:
        self._path = path
        self._lock = Lock()
        self._value = value or self._read() or self._make()

    @property
    def value(self) -> str:
        """Return it."""
        return self._value

    def change(self) -> None:
        """Make another one; who knows the old one is shut out from now on."""
        with self._lock:
            self._value = self._make()

    def is_shown(self, text: str) -> bool:
        """Tell whether a text is this secret, in a time that tells nothing of it."""
        return hmac.compare_digest(text.encode(), self._value.encode())

    def _read(self) -> str:
        # what is there and cannot be read is not to be written over
        try:
            if self._path and self._path.is_file():
                return self._path.read_text("ascii").strip()
        except (OSError, UnicodeError) as error:
            raise self._problem(error) from error
        return ""

    def _make(self) -> str:
        value = secrets.token_urlsafe(24)
        if self._path is None:
            return value
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # others must not read it, not even for a moment
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(f"{value}\n")
        except OSError as error:
            raise self._problem(error) from error
        return value

    def _problem(self, error: Exception) -> UsageError:
        what = f"the token of this user cannot be kept ({error})"
        return UsageError(what, str(self._path), "check the permissions of its folder")


def kept_secret(name: str) -> Secret:
    """Return a secret of this user by the name of its file."""
    home = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    # Path's raises without a home
    return Secret(Path(os.path.expanduser(home)) / "wxarchive" / name)  # noqa: PTH111
