"""A browser for tests: Chromium without a window, spoken to over a pipe (DevTools protocol); no
port, no library.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
PHONE, DESKTOP = (390, 844), (1280, 900)
_NO_PROXY_BUT_NOWHERE = (
    "--proxy-server=127.0.0.1:9"  # whatever would leave the machine fails, and is seen
)

# Chromium takes its commands from 3 and answers on 4; either may be one of the two pipes
_START = (
    "import fcntl, os, sys; theirs, told = (fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3]);"
    "os.dup2(theirs, 3); os.dup2(told, 4); os.execv(sys.argv[3], sys.argv[3:])"
)


def installed() -> str | None:
    """Return where Chromium is, ``None`` without one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass(frozen=True)
class Seen:
    """What a page did when it was opened: addresses it asked for besides itself, and what its
    console said.
    """

    requests: tuple[str, ...]
    console: tuple[str, ...]


class Browser:
    """Opens pages one after the other; use :func:`browser`."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._read = b""
        self._number = 0
        self._pages: Mapping[str, bytes] = {}
        self._picture: Callable[[str], bytes] | None = None
        self._events: list[dict[str, Any]] = []
        target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.do(f"{domain}.enable")

    def do(self, method: str, **parameters: object) -> Any:
        """Ask the page for something and return the answer."""
        return self._ask(method, parameters, self._session)

    def open(self, path: Path, size: tuple[int, int] = DESKTOP, *, dark: bool = False) -> Seen:
        """Open a file, and tell what that made the page do."""
        return self.visit(path.resolve().as_uri(), size, dark=dark)

    def visit(self, address: str, size: tuple[int, int] = DESKTOP, *, dark: bool = False) -> Seen:
        """Open an address, and tell what that made the page do."""
        self.resize(size)
        scheme = "dark" if dark else "light"
        self.do(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )
        self._events.clear()
        self.do("Page.navigate", url=address)
        self._wait("Page.loadEventFired")
        self.value("document.fonts.ready.then(() => 0)")
        return Seen(tuple(self._requests(address)), tuple(self._console()))

    def resize(self, size: tuple[int, int]) -> None:
        """Let the page have another size, in pixels; what is narrow is a phone."""
        width, height = size
        self.do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def serve(self, pages: Mapping[str, bytes], picture: Callable[[str], bytes]) -> None:
        """Answer from now on for the web: with these pages by their addresses, and with pictures;
        whatever else is asked for fails.
        """
        self._pages, self._picture = pages, picture
        self.do("Fetch.enable", patterns=[{"urlPattern": "http*"}])

    def go(self, address: str) -> None:
        """Open an address."""
        self._events.clear()
        self.do("Page.navigate", url=address)
        self._wait("Page.loadEventFired")

    def value(self, script: str) -> Any:
        """Return what a script gives in the page."""
        told = self.do("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return told["result"].get("value")

    def picture(self, path: Path) -> None:
        """Write what the whole page looks like."""
        shot = self.do("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))

    def _requests(self, own: str) -> Iterator[str]:
        for event in self._events:
            if event["method"] == "Network.requestWillBeSent":
                address = event["params"]["request"]["url"]
                if address != own and not address.startswith("data:"):
                    yield address

    def _console(self) -> Iterator[str]:
        for event in self._events:
            match event["method"]:
                case "Log.entryAdded":
                    yield event["params"]["entry"]["text"]
                case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown":
                    yield json.dumps(event["params"])

    def _answer(self, paused: Mapping[str, Any]) -> None:
        """Answer a request; what Chromium says to that is of no interest (its number is 0)."""
        address, number = paused["request"]["url"], paused["requestId"]
        page = self._pages.get(address.partition("#")[0])
        is_picture = page is None and "mmbiz" in address and self._picture
        body = self._picture(address) if is_picture and self._picture else page
        method, told = "Fetch.failRequest", {"requestId": number, "errorReason": "AccessDenied"}
        if body is not None:
            kind = "image/png" if is_picture else "text/html; charset=utf-8"
            headers = {"Content-Type": kind, "Access-Control-Allow-Origin": "*"}
            method = "Fetch.fulfillRequest"
            told = {
                "requestId": number,
                "responseCode": 200,
                "responseHeaders": [{"name": one, "value": headers[one]} for one in headers],
                "body": base64.b64encode(body).decode(),
            }
        asked = {"id": 0, "method": method, "params": told, "sessionId": self._session}
        os.write(self._commands, json.dumps(asked).encode() + b"\0")

    def _wait(self, method: str) -> None:
        while not any(event["method"] == method for event in self._events):
            self._events.append(self._next())

    def _ask(
        self, method: str, parameters: Mapping[str, object], session: str | None = None
    ) -> Any:
        self._number += 1
        asked = {"id": self._number, "method": method, "params": dict(parameters)}
        message = json.dumps(asked | ({"sessionId": session} if session else {}))
        os.write(self._commands, message.encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self._number:
                assert "error" not in told, told
                return told["result"]
            self._events.append(told)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._read:
            piece = os.read(self._answers, 1 << 16)
            assert piece, "Chromium ended"
            self._read += piece
        message, _, self._read = self._read.partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        if told.get("method") == "Fetch.requestPaused":
            self._answer(told["params"])
        return self._next() if told.get("id") == 0 else told


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium for a while."""
    theirs, commands = os.pipe()
    answers, told = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
        ]
        options += ["--remote-debugging-pipe", f"--user-data-dir={profile}", _NO_PROXY_BUT_NOWHERE]
        command = [
            sys.executable,
            "-c",
            _START,
            str(theirs),
            str(told),
            installed() or "chromium",
            *options,
        ]
        with subprocess.Popen(
            command, pass_fds=(theirs, told), stderr=subprocess.DEVNULL
        ) as process:
            os.close(theirs)
            os.close(told)
            try:
                yield Browser(commands, answers)
            finally:
                os.close(commands)
                os.close(answers)
                process.terminate()
