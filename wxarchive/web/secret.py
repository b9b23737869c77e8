"""What only a user's own programs know: kept beside the configuration, for the user alone; never in
an archive.
"""

import hmac
import os
import secrets
from pathlib import Path
from threading import Lock

from wxarchive.errors import UsageError


class Secret:
    """A text that nobody can guess, made at the first start. ``path``: where it is kept; without
    one it is forgotten at the end.

    Making, reading and changing it raises :class:`UsageError` where it cannot be kept.
    """

    def __init__(self, path: Path | None = None, value: str = "") -> None:
        self._path = path
        self._lock = Lock()
        self._value = value or self._kept() or self._made()

    @property
    def value(self) -> str:
        """Return it."""
        return self._value

    def change(self) -> None:
        """Make another one; who knows the old one is shut out from now on."""
        with self._lock:
            self._value = self._made()

    def is_shown(self, text: str) -> bool:
        """Tell whether a text is this secret, in a time that tells nothing of it."""
        return hmac.compare_digest(text.encode(), self._value.encode())

    def _kept(self) -> str:
        try:
            found = self._path and self._path.is_file() and self._path.read_text("ascii").strip()
        except (OSError, UnicodeError) as error:
            raise self._problem(error) from error
        return found or ""

    def _made(self) -> str:
        made = secrets.token_urlsafe(24)
        if self._path is None:
            return made
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            opened = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(opened, "w") as file:
                file.write(f"{made}\n")
        except OSError as error:
            raise self._problem(error) from error
        return made

    def _problem(self, error: Exception) -> UsageError:
        what = f"the token of this user cannot be kept ({error})"
        return UsageError(what, str(self._path), "check the permissions of its folder")


def kept_secret(name: str) -> Secret:
    """Return a secret of this user by the name of its file."""
    home = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    # Path's raises without a home
    return Secret(Path(os.path.expanduser(home)) / "wxarchive" / name)  # noqa: PTH111
