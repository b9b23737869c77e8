"""One tab of a browser."""

from collections.abc import Callable, Mapping
from typing import Any

from wxarchive.browser.pipe import Pipe
from wxarchive.errors import BrowserError


class Tab:
    """A tab. Its methods raise :class:`BrowserError` as those of the pipe do."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._handlers: dict[str, Callable[[Mapping[str, Any]], None]] = {}
        self._loaded: set[str] = set()
        target = pipe.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        attaching = {"targetId": target, "flatten": True}
        self._session = str(pipe.call("Target.attachToTarget", attaching)["sessionId"])
        pipe.listen(self._session, self._handle)
        self.on("Page.lifecycleEvent", self._note_lifecycle)
        self.on("Inspector.targetCrashed", self._note_crash)
        self.call("Inspector.enable")
        self.call("Page.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)

    def call(self, method: str, **parameters: object) -> Mapping[str, Any]:
        """Ask the tab for something and return the answer."""
        return self._pipe.call(method, parameters, self._session)

    def send(self, method: str, **parameters: object) -> None:
        """Ask the tab for something, and wait for nothing: that is allowed inside of a handler."""
        self._pipe.send(method, parameters, self._session)

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
        if handler := self._handlers.get(event):
            handler(parameters)

    def _note_lifecycle(self, parameters: Mapping[str, Any]) -> None:
        if parameters.get("name") == "load":
            self._loaded.add(str(parameters.get("loaderId")))

    def _note_crash(self, _: Mapping[str, Any]) -> None:
        what = "the browser could not hold this page"
        raise BrowserError(what, "", "it may be too large for this machine's memory")
