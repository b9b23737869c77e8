"""A person before a screen, for tests: a display without a screen (Xvfb), Chromium's window on it,
and a mouse (xdotool) that clicks where a verification waits for it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.smallwechat.guarded import GuardedWechat
from tests.smallwechat.secure import SecureWechat
from tests.support.chromium import installed

_LACKS = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
needs_a_person = [
    pytest.mark.skipif(sys.platform != "linux", reason="Xvfb is a display of Linux"),
    pytest.mark.skipif(installed() is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(bool(_LACKS), reason=f"no {' and no '.join(_LACKS)} on this machine"),
]
_MIDDLE, _TOP = ("600", "500"), ("600", "20")


@contextmanager
def display() -> Iterator[str]:
    """Start a display; its name is what ``DISPLAY`` should be."""
    reads, writes = os.pipe()
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1200x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL) as process:
        os.close(writes)
        try:
            with os.fdopen(reads) as told:
                yield f":{told.readline().strip()}"
        finally:
            process.terminate()


def program(folder: Path, wechat: SecureWechat) -> Path:
    """Make a program that starts Chromium so that it takes this server for WeChat."""
    path = folder / "chromium"
    options = f"--ignore-certificate-errors-spki-list={wechat.pin}"
    options += " --window-position=0,0 --window-size=1200,900"
    path.write_text(f'#!/bin/sh\nexec {installed()} {options} "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


class Person:
    """Passes each verification by a click, while it is entered."""

    def __init__(self, wechat: GuardedWechat, screen: str) -> None:
        self._wechat = wechat
        self._screen = screen
        self._leaves = Event()
        self._thread = Thread(target=self._live, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._leaves.set()
        self._thread.join()

    def _live(self) -> None:
        while not self._leaves.wait(0.05):
            if self._wechat.shown.is_set():
                click(self._screen)
                self._leaves.wait(0.3)


def click(screen: str) -> None:
    """Click into the middle of the window."""
    _act(screen, "mousemove", *_MIDDLE, "click", "1")


def close_window(screen: str) -> None:
    """Close the window by its keys, after a click above its pages."""
    _act(screen, "mousemove", *_TOP, "click", "1", "key", "ctrl+shift+w")


def _act(screen: str, *actions: str) -> None:
    environment = os.environ | {"DISPLAY": screen}
    subprocess.run(["xdotool", *actions], env=environment, check=False)
