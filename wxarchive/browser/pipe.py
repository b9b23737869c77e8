"""Messages to a browser and from it, JSON ended by a zero byte, and the time they may take.

Answers come in any order, events in between. All is read by who waits: there is no thread but the
one that watches the time, and when that is over it kills the browser, which ends every reading and
writing.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wxarchive.browser.process import BrowserProcess
from wxarchive.errors import BrowserError

Events = Callable[[str, Mapping[str, Any]], None]
"""Is told what happens in a page: the event's name and its parameters."""

_PIECE = 2**18
LARGEST_MESSAGE = 2**26
"""Bytes; three quarters of them in a page, which is written as Base64. Who says more is ended."""
_PLACE = re.compile(r"^\[[^\]]*\] ")
"""How a line of Chromium's log begins: with process, time and place in its source."""


class Refusal(BrowserError):
    """The browser lives and will not do this one thing."""


class Pipe:
    """Speaks with a browser. Every method raises :class:`BrowserError` when that has ended, says
    what is no message, or has used up its time. ``log``: the file of its complaints.
    """

    def __init__(self, process: BrowserProcess, log: Path) -> None:
        self._process = process
        self._log = log
        self._unread = bytearray()
        self._number = 0
        # an alarm writes too
        self._writing = threading.Lock()
        self._asked: dict[int, str] = {}
        self._awaited: dict[int, Mapping[str, Any] | None] = {}
        self._events: dict[str, Events] = {}
        self._seconds: float | None = None

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Kill the browser if what is done inside takes longer."""

        def give_up() -> None:
            self._seconds = seconds
            self._process.kill()

        timer = threading.Timer(seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def listen(self, session: str, events: Events) -> None:
        """Give from now on the events of a session to ``events``."""
        self._events[session] = events

    def send(
        self, method: str, parameters: Mapping[str, object], session: str | None = None
    ) -> int:
        """Ask for something without waiting; return the number of the request. Any thread may."""
        with self._writing:
            self._number += 1
            number = self._number
            message: dict[str, object] = {"id": number, "method": method, "params": parameters}
            if session is not None:
                message["sessionId"] = session
            data = memoryview(json.dumps(message).encode() + b"\0")
            try:
                # a pipe takes only as much at once as it has room for
                while data:
                    written = self._process.commands.write(data) or 0
                    data = data[written:]
            except (OSError, ValueError) as error:
                raise self._ended() from error
        return number

    def ask(self, method: str, parameters: Mapping[str, object], session: str | None = None) -> int:
        """Ask for something whose :meth:`answer` is wanted later; return the request's number."""
        number = self.send(method, parameters, session)
        self._asked[number] = method
        self._awaited[number] = None
        return number

    def answer(self, number: int) -> Mapping[str, Any] | None:
        """Return the answer to what was asked, once; ``None`` if it has not come yet.
        Raises :class:`Refusal`.
        """
        answer = self._awaited[number]
        if answer is None:
            return None
        # once: who asked has it then
        del self._awaited[number]
        method = self._asked.pop(number)
        match answer:
            case {"result": dict(result)}:
                return result
            case {"error": {"message": str(reason)}}:
                raise Refusal(f"the browser refuses ({reason})", method)
        raise self._garbled(method)

    def call(
        self, method: str, parameters: Mapping[str, object], session: str | None = None
    ) -> Mapping[str, Any]:
        """Ask for something and return the answer; events that come before it are given on."""
        number = self.ask(method, parameters, session)
        while (answer := self.answer(number)) is None:
            self.read()
        return answer

    def read(self) -> None:
        """Wait for one message, and give it to whom it is for."""
        match self._message():
            case {"id": int(number), **rest}:
                # of what was only sent nobody wants the answer
                if number in self._awaited:
                    self._awaited[number] = {str(name): value for name, value in rest.items()}
            case {"method": str(name), "sessionId": str(session), "params": dict(parameters)}:
                if events := self._events.get(session):
                    events(name, parameters)

    def last_words(self) -> str:
        """Return what the browser complained of: what was fatal, else the last line."""
        try:
            lines = self._log.read_text("utf-8", "replace").split("\n")
        except OSError:
            return ""
        said = [line for line in lines if line.strip()]
        fatal = [line for line in said if ":FATAL:" in line]
        for line in fatal or said[-1:]:
            return _PLACE.sub("", line).strip()
        return ""

    def _message(self) -> object:
        end, searched = -1, 0
        while (end := self._unread.find(b"\0", searched)) < 0:
            searched = len(self._unread)
            try:
                piece = self._process.answers.read(_PIECE)
            except (OSError, ValueError) as error:
                raise self._ended() from error
            if not piece:
                raise self._ended()
            self._unread += piece
            if len(self._unread) > LARGEST_MESSAGE:
                self._process.kill()
                raise BrowserError(
                    f"the browser says more than {LARGEST_MESSAGE // 2**20} MB at once"
                )
        # the beginning of the next message may have come along
        data = bytes(self._unread[:end])
        del self._unread[: end + 1]
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise self._garbled(data[:40].decode("utf-8", "replace")) from error

    def _ended(self) -> BrowserError:
        if self._seconds is not None:
            return BrowserError(f"the browser was not done within {self._seconds:g} s")
        # a person closes it, the system kills it, or it gives a reason itself
        code = self._process.exit_code()
        if code == 0:
            return BrowserError("the browser was closed")
        if code is not None and code < 0:
            return BrowserError(f"the browser was killed (signal {-code})")
        if words := self.last_words():
            return BrowserError(f"the browser ended ({words})")
        return BrowserError("the browser ended")

    def _garbled(self, which: str) -> BrowserError:
        return BrowserError("what the browser answers cannot be understood", which)
