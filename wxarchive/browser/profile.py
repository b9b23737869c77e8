"""Where a window keeps what people do in it: a profile of ours for each program, never their own.

It holds the cookies of who passed a verification or signed in, so only its owner may read it.
"""

import os
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

from wxarchive.errors import NoBrowser

_TRIES = 50
_PAUSE = 0.2


def profile_of(program: str) -> Path:
    """Return the folder of the profile that a program gets, made if need be: in the user's folder
    for data of programs (XDG Base Directory Specification; Apple's and Microsoft's likewise).

    Raises :class:`NoBrowser` where it cannot be made.
    """
    if sys.platform == "win32":
        named = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        named = "~/Library/Application Support"
    else:
        named = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    folder = Path(os.path.expanduser(named))  # noqa: PTH111 -- Path's raises without a home
    profile = folder / "wxarchive" / "browser" / Path(program).stem
    try:
        profile.mkdir(mode=0o700, parents=True, exist_ok=True)
        # a folder that was there, or a mask, may say otherwise; Windows keeps it private by itself
        profile.chmod(0o700)
    except OSError as error:
        what = f"the folder for its profile cannot be made ({error.strerror})"
        raise NoBrowser(what, str(profile), "check its permissions") from error
    return profile


def wait_until_free(profile: Path) -> None:
    """Wait some seconds until no browser uses a profile: one whose program was killed is about to
    end. Raises :class:`NoBrowser` if it stays in use.
    """
    for _ in range(_TRIES):
        if not _is_used(profile):
            return
        time.sleep(_PAUSE)
    hint = "close that window, or wait until the other wxarchive is done"
    raise NoBrowser("a browser's window with its profile is open already", str(profile), hint)


def _is_used(profile: Path) -> bool:
    if sys.platform == "win32":
        # Chromium holds it open, shared with nobody (process_singleton_win.cc)
        try:
            (profile / "lockfile").open("rb").close()
        except FileNotFoundError:
            return False
        except OSError:
            return True
    else:
        # Chromium listens there (process_singleton_posix.cc); a killed one leaves the link
        with suppress(OSError), socket.socket(socket.AF_UNIX) as talk:
            # the link's own path may be longer than a socket's name can be
            talk.connect(str((profile / "SingletonSocket").readlink()))
            return True
    return False
