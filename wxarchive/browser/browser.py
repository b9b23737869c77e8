"""A browser's life: started with a profile of ours, and ended with everything that it started."""

import os
import shutil
import sys
import tempfile
import time
import weakref
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from wxarchive.browser.pipe import Pipe
from wxarchive.browser.process import BrowserProcess, start
from wxarchive.browser.tab import Tab
from wxarchive.closing import Closing
from wxarchive.errors import BrowserError, NoBrowser

_OPTIONS = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--password-store=basic",
    "--use-mock-keychain",
)
"""No greeting, nothing of the user's own profile, and no request but ours."""
_MAKE_ROOM = "check its permissions, and the space on the disk"
_START_SECONDS = 60.0
_END_SECONDS = 5.0
_REMOVAL_TRIES = 60
_REMOVAL_PAUSE = 0.05


class Browser(Closing):
    """A running browser, for a ``with``.

    ``path``: its program. ``profile``: a folder that stays; by default a new one that goes with the
    browser. ``is_visible``: with a window. ``options``: more of its own. Raises :class:`NoBrowser`
    if it does not start. Its version is ``product``.
    """

    def __init__(
        self,
        path: str,
        *,
        profile: Path | None = None,
        is_visible: bool = False,
        options: Sequence[str] = (),
        start_seconds: float = _START_SECONDS,
    ) -> None:
        self._keeps_profile = profile is not None
        folder = profile
        try:
            folder = folder or Path(tempfile.mkdtemp(prefix="wxarchive-browser-"))
            log = folder / "wxarchive.log"
            with log.open("wb") as file:
                process = start(path, [*_chosen(folder, is_visible), *options], file)
        except BaseException as error:
            if folder and not self._keeps_profile:
                _remove(folder)
            if not isinstance(error, OSError):
                raise
            what = f"the folder for its profile cannot be written ({error.strerror})"
            raise NoBrowser(what, str(folder or path), _MAKE_ROOM) from error
        self.path = path
        self._process = process
        # it is also ended where nobody leaves the ``with``, such as at the end of Python
        self._end = weakref.finalize(self, _end, process, folder, self._keeps_profile)
        self._pipe = Pipe(process, log)
        try:
            with self.within(start_seconds):
                version = self._pipe.call("Browser.getVersion", {})
        except BaseException as error:
            words = self._pipe.last_words()
            self._end()
            if not isinstance(error, BrowserError):
                raise
            what = f"it does not start ({words or error.what})"
            raise NoBrowser(what, path, "start it yourself, or name another browser") from error
        self.product = str(version.get("product"))

    def tab(self) -> Tab:
        """Open a new tab."""
        return Tab(self._pipe)

    def first_tab(self) -> Tab:
        """Return the tab that a window opens with."""
        targets = self._pipe.call("Target.getTargets", {})["targetInfos"]
        pages = [str(one["targetId"]) for one in targets if one.get("type") == "page"]
        return Tab(self._pipe, next(iter(pages), None))

    def deny_downloads(self) -> None:
        """Let no file that a page offers be written."""
        self._pipe.call("Browser.setDownloadBehavior", {"behavior": "deny"})

    def within(self, seconds: float) -> AbstractContextManager[None]:
        """Kill the browser if what is done inside takes longer: its errors say so."""
        return self._pipe.within(seconds)

    def close(self) -> None:
        """End the browser; twice does no harm."""
        # a profile that stays is to be written to the end
        if self._keeps_profile and self._end.alive:
            with suppress(BrowserError), self.within(_END_SECONDS):
                self._pipe.call("Browser.close", {})
                self._process.process.wait()
        self._end()


def _chosen(profile: Path, is_visible: bool) -> list[str]:
    options = [*_OPTIONS, f"--user-data-dir={profile}"]
    if not is_visible:
        options.append("--headless=new")
    # Chromium does not start as root with its sandbox; that is so in containers mostly
    if sys.platform != "win32" and os.geteuid() == 0:
        options.append("--no-sandbox")
    return options


def _end(process: BrowserProcess, profile: Path, keeps_profile: bool) -> None:
    process.end()
    # a killed Chromium leaves the folder of its socket, which this link in the profile leads to
    with suppress(OSError):
        socket = (profile / "SingletonSocket").readlink()
        if socket.parent != profile:
            _remove(socket.parent)
    if not keeps_profile:
        _remove(profile)


def _remove(folder: Path) -> None:
    """Remove a folder, also while killed processes are still letting go of their files."""
    for _ in range(_REMOVAL_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_REMOVAL_PAUSE)
