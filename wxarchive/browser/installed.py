"""Where the user's browser is: a path that was given, else the well-known names and places of the
system.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from wxarchive.errors import NoBrowser

_NAMES = (
    "google-chrome-stable", "google-chrome", "chromium", "chromium-browser",
    "microsoft-edge-stable", "microsoft-edge",
)  # fmt: skip
_APPLICATIONS = ("Google Chrome", "Microsoft Edge", "Chromium")
_PROGRAMS = {
    "chrome.exe": r"Google\Chrome\Application\chrome.exe",
    "msedge.exe": r"Microsoft\Edge\Application\msedge.exe",
}
"""Of Windows, by the names that the registry has them under."""
_WHAT_TO_DO = (
    "install Google Chrome, Microsoft Edge or Chromium, or say where it is with --browser-path"
)


def find_browser(path: str | Path | None = None) -> str:
    """Return the program of a browser; ``path``: its file or name, where one was given.

    Raises :class:`NoBrowser` if there is none.
    """
    if path is not None:
        found = shutil.which(path)
        if found is None:
            raise NoBrowser("there is no program here", str(path), _WHAT_TO_DO)
        return str(found)
    for place in _places():
        if found := shutil.which(place):
            return found
    raise NoBrowser("no browser was found", "", _WHAT_TO_DO)


def _places() -> Iterator[str]:
    if sys.platform == "win32":
        from wxarchive.browser.windows import programs_named

        yield from programs_named(_PROGRAMS)
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            if folder := os.environ.get(variable):
                yield from (str(Path(folder, program)) for program in _PROGRAMS.values())
    else:
        yield from _NAMES
        # of macOS; a user without the rights for the one has the other
        own = os.path.expanduser("~/Applications")  # noqa: PTH111 -- Path's raises without a home
        for folder in ("/Applications", own):
            yield from (f"{folder}/{name}.app/Contents/MacOS/{name}" for name in _APPLICATIONS)
