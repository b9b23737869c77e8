"""The server: a thread on loopback that answers by the Host header and misbehaves on request."""

import gzip
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import parse_qsl, quote, urlsplit

from tests.smallwechat import media, states
from tests.smallwechat.pictures import placeholder
from tests.smallwechat.site import DEMO_SITE, Site

PAGES = "mp.weixin.qq.com"
ALWAYS = 10**9


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong. Mappings are by path (without query); a number says how many times before it
    heals.
    """

    challenge_after: int | None = None
    """So many pages are served, then only the verification page."""
    captcha_for_long: bool = False
    """Long addresses are sent to the verification page (docs/wechat-pages.md §1.3)."""
    status: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Path → (HTTP status, times)."""
    retry_after: str | None = None
    """Header of those answers."""
    cut_off: Mapping[str, int] = field(default_factory=dict)
    """The body ends half-way, although its length was announced."""
    cut_off_chunked: Mapping[str, int] = field(default_factory=dict)
    """The same where no length was announced."""
    reset: Mapping[str, int] = field(default_factory=dict)
    """The connection is reset before the answer."""
    silent: Mapping[str, int] = field(default_factory=dict)
    """No answer at all; the connection stays open."""
    slow: Mapping[str, float] = field(default_factory=dict)
    """Path → seconds between two bytes."""
    redirect: Mapping[str, str] = field(default_factory=dict)
    """Path → Location; "LOOP" leads to itself with a counter."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers added to every page."""
    padding: Mapping[str, int] = field(default_factory=dict)
    """Path → so many bytes of spaces follow the page."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Path → what comes instead of the page or the picture."""
    answers: Mapping[str, "Answer"] = field(default_factory=dict)
    """Path → the whole answer, its headers too."""
    placeholders: Mapping[str, int] = field(default_factory=dict)
    """The hot-link placeholder comes, although the Referer is the site's own."""


@dataclass(frozen=True, slots=True)
class Answer:
    body: bytes
    content_type: str = "text/html; charset=UTF-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()
    """Each is set by a header of its own."""
    raw: bytes = b""
    """What is sent in place of all that, byte for byte; then the connection ends."""


class Backstage(Protocol):
    """Answers a request under /cgi-bin/: its path with query, its cookies, the form of a POST."""

    def answer(self, target: str, cookies: Mapping[str, str], form: Mapping[str, str]) -> Answer:
        """Return the answer."""


class SmallWechat:
    """The running server; a context manager. ``requests`` is what it was asked: (method, host, path
    with query).
    """

    def __init__(self, site: Site = DEMO_SITE, faults: Faults | None = None, port: int = 0) -> None:
        self.site = site
        self.faults = faults or Faults()
        self.backstage: Backstage | None = None
        """What answers who is logged in to an account."""
        self.requests: list[tuple[str, str, str]] = []
        self.received: list[dict[str, str]] = []
        """The headers of each request, by lower-case name."""
        self.busiest = 0
        """So many slow answers were on their way at the same time."""
        self.stopping = Event()
        self._lock = Lock()
        self._counts: dict[str, int] = {}
        self._busy = 0
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.wechat = self
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def connect_to(self) -> list[str]:
        """Values for ``--connect-to``."""
        return [f"{host}={self.url}" for host in (PAGES, *media.HOSTS)]

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Count the slow answers that are on their way."""
        with self._lock:
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1

    def count(self, what: str) -> int:
        """Count up and return how many times before."""
        with self._lock:
            self._counts[what] = self._counts.get(what, 0) + 1
            return self._counts[what] - 1

    def fails(self, kind: str, path: str, times: int) -> bool:
        """Tell whether a fault of this path still has to happen."""
        return times > 0 and self.count(f"{kind} {path}") < times

    def answer(self, target: str, method: str, cookie: str) -> Answer:
        """Answer a request to the page host that came with these cookies."""
        return self.page(target, method)

    def page(self, target: str, method: str = "GET") -> Answer:
        """Answer a request to the page host."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        if parts.path == "/mp/wappoc_appmsgcaptcha":
            return _html(states.challenge(query.get("target_url", ""), query.get("poc_token", "")))
        if location := self._redirect(parts.path, target, query):
            return Answer(b"", status=302, headers={"Location": location})
        if parts.path == "/mp/videoplayer":
            return Answer(media.offers(parts.query), "application/json")
        serial = self.count("pages")
        if self.faults.challenge_after is not None and serial >= self.faults.challenge_after:
            return _html(states.challenge(f"https://{PAGES}{target}"))
        if parts.path == "/mp/homepage" and method == "POST":
            return _html(self.site.home(query))
        return _html(self._content(parts.path, query, serial))

    def _redirect(self, path: str, target: str, query: Mapping[str, str]) -> str | None:
        if location := self.faults.redirect.get(path):
            return f"{path}?turn={self.count('turns')}" if location == "LOOP" else location
        if self.faults.captcha_for_long and path == "/s" and "mid" in query:
            address = quote(f"https://{PAGES}{target}", safe="")
            return f"https://{PAGES}/mp/wappoc_appmsgcaptcha?poc_token=SecretPocToken&target_url={address}"
        return None

    def _content(self, path: str, query: Mapping[str, str], serial: int) -> str:
        if path.startswith("/s/"):
            return self.site.short(path.removeprefix("/s/"), serial)
        if path == "/s":
            return self.site.long(query, serial)
        if path == "/mp/appmsgalbum":
            return self.site.album(query)
        if path == "/mp/getverifyinfo":
            return self.site.account(query.get("__biz", ""))
        return states.invalid()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    wechat: SmallWechat

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up are what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        wechat = self.server.wechat
        # a client that takes us for its proxy sends the whole address (RFC 9112 §3.2.2)
        if self.path.startswith("http://"):
            self.path = urlsplit(self.path)._replace(scheme="", netloc="").geturl()
        host = (self.headers.get("Host") or "").split(":")[0].lower()
        wechat.requests.append((self.command, host, self.path))
        wechat.received.append({name.lower(): value for name, value in self.headers.items()})
        path = urlsplit(self.path).path
        if wechat.fails("silent", path, wechat.faults.silent.get(path, 0)):
            wechat.stopping.wait(30)
        elif wechat.fails("reset", path, wechat.faults.reset.get(path, 0)):
            self._reset()
        else:
            self._answer(self._chosen(host, path), path)

    def do_POST(self) -> None:
        self.do_GET()

    # the base class names it so
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""

    def _chosen(self, host: str, path: str) -> Answer:
        wechat = self.server.wechat
        status, times = wechat.faults.status.get(path, (0, 0))
        if wechat.fails("status", path, times):
            headers = (
                {"Retry-After": wechat.faults.retry_after} if wechat.faults.retry_after else {}
            )
            return Answer(b"<html>busy</html>", status=status, headers=headers)
        if path in wechat.faults.answers:
            return wechat.faults.answers[path]
        if path in wechat.faults.files:
            return Answer(wechat.faults.files[path])
        if host in media.HOSTS:
            return self._file(host, path)
        sent = self.headers.get("Cookie") or ""
        if wechat.backstage and (path.startswith("/cgi-bin/") or path == "/"):
            length = self.headers.get("Content-Length") or "0"
            form = self.rfile.read(int(length)).decode()
            cookies = dict(pair.split("=", 1) for pair in sent.split("; ") if "=" in pair)
            return wechat.backstage.answer(self.path, cookies, dict(parse_qsl(form)))
        return wechat.answer(self.path, self.command, sent)

    def _file(self, host: str, path: str) -> Answer:
        faults = self.server.wechat.faults
        if location := faults.redirect.get(path):
            return Answer(b"", status=302, headers={"Location": location.replace("LOOP", path)})
        referer = self.headers.get("Referer") or f"https://{PAGES}/"
        welcome = urlsplit(referer).hostname == PAGES
        if not welcome or self.server.wechat.fails(
            "placeholder", path, faults.placeholders.get(path, 0)
        ):
            return Answer(placeholder(), "image/png")
        return Answer(*media.file_at(host, self.path))

    def _answer(self, answer: Answer, path: str) -> None:
        if answer.raw:
            self.close_connection = True
            self.wfile.write(answer.raw)
            return
        faults = self.server.wechat.faults
        body = answer.body + b" " * faults.padding.get(path, 0)
        packed = "gzip" in (self.headers.get("Accept-Encoding") or "")
        body = gzip.compress(body, 5) if packed else body
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Connection", "close")
        for name, value in {**answer.headers, **faults.headers}.items():
            self.send_header(name, value)
        for cookie in answer.cookies:
            self.send_header("Set-Cookie", cookie)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self._send_body(body, path, answer.headers.get("Content-Length"))

    def _send_body(self, body: bytes, path: str, length: str | None) -> None:
        wechat = self.server.wechat
        if wechat.fails("chunked", path, wechat.faults.cut_off_chunked.get(path, 0)):
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"%x\r\n%s" % (len(body), body[: len(body) // 2]))
            return
        if length is None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if wechat.fails("cut off", path, wechat.faults.cut_off.get(path, 0)):
            body = body[: len(body) // 2]
        if path in wechat.faults.slow:
            self._drip(body, wechat.faults.slow[path])
        else:
            self.wfile.write(body)

    def _drip(self, body: bytes, seconds: float) -> None:
        with self.server.wechat.answering():
            for number in range(len(body) - 1):
                self.wfile.write(body[number : number + 1])
                if self.server.wechat.stopping.wait(seconds):
                    return
        self.wfile.write(body[-1:])  # who has it may ask for the next at once

    def _reset(self) -> None:
        # An abortive close: the client sees "connection reset by peer".
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


def _html(text: str) -> Answer:
    is_json = text.startswith("{")
    return Answer(
        text.encode("utf-8"), "application/json" if is_json else "text/html; charset=UTF-8"
    )
