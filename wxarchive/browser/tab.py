"""One tab of a browser."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from wxarchive.browser.pipe import Pipe
from wxarchive.errors import BrowserError


class Tab:
    """A tab: a new one, or the ``target`` that is there already. Its methods raise
    :class:`BrowserError` as those of the pipe do, and when people close the tab.
    """

    def __init__(self, pipe: Pipe, target: str | None = None) -> None:
        self._pipe = pipe
        self._handlers: dict[str, Callable[[Mapping[str, Any]], None]] = {}
        self._loaded: set[str] = set()
        if target is None:
            created = pipe.call("Target.createTarget", {"url": "about:blank"})
            target = str(created["targetId"])
        self.target = target
        # flat: its messages come over the same pipe, with the number of its session
        attaching = {"targetId": target, "flatten": True}
        attached = pipe.call("Target.attachToTarget", attaching)
        self._session = str(attached["sessionId"])
        pipe.listen(self._session, self._handle)
        self.call("Inspector.enable")
        self.call("Page.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)

    def call(self, method: str, /, **parameters: object) -> Mapping[str, Any]:
        """Ask the tab for something and return the answer."""
        return self._pipe.call(method, parameters, self._session)

    def send(self, method: str, /, **parameters: object) -> None:
        """Ask the tab for something, and wait for nothing: that is allowed inside of a handler."""
        self._pipe.send(method, parameters, self._session)

    def ask(self, method: str, /, **parameters: object) -> int:
        """Ask the tab for something whose :meth:`answer` is wanted later; return its number."""
        return self._pipe.ask(method, parameters, self._session)

    def answer(self, number: int) -> Mapping[str, Any] | None:
        """Return the answer to what was asked, once; ``None`` if it has not come yet."""
        return self._pipe.answer(number)

    def read(self) -> None:
        """Wait for whatever the browser says next."""
        self._pipe.read()

    def catch_up(self) -> None:
        """Read what the browser has said by now, and wait for nothing else."""
        self._pipe.call("Browser.getVersion", {})

    @contextmanager
    def stopping_after(self, seconds: float) -> Iterator[threading.Event]:
        """Give up what the tab loads if what is done inside takes longer; the event says so. It is
        set before the browser's next word, so that who reads hears of it.
        """
        is_late = threading.Event()

        def stop() -> None:
            # before it is asked: whoever reads the answer finds it set
            is_late.set()
            with suppress(BrowserError):
                self.send("Page.stopLoading")

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            yield is_late
        finally:
            timer.cancel()

    def on(self, event: str, handler: Callable[[Mapping[str, Any]], None]) -> None:
        """Call ``handler`` with the parameters of each such event from now on."""
        self._handlers[event] = handler

    def open(self, url: str) -> None:
        """Go to an address and wait until all of it is loaded."""
        answer = self.call("Page.navigate", url=url)
        if reason := answer.get("errorText"):
            raise BrowserError(f"the browser cannot open it ({reason})", url)
        loader = answer.get("loaderId")
        # one inside the same document loads nothing
        while loader and loader not in self._loaded:
            self._pipe.read()
        self._loaded.clear()

    def _handle(self, event: str, parameters: Mapping[str, Any]) -> None:
        """Note what happens in any tab, and give on the rest."""
        if event == "Page.lifecycleEvent" and parameters.get("name") == "load":
            self._loaded.add(str(parameters.get("loaderId")))
        elif event == "Inspector.detached":
            raise BrowserError("the browser's window was closed")
        elif event == "Inspector.targetCrashed":
            what = "the browser could not hold this page"
            hint = "it may be too large for this machine's memory"
            raise BrowserError(what, "", hint)
        elif handler := self._handlers.get(event):
            handler(parameters)
