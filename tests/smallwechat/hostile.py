"""A server that answers with any bytes: broken HTTP, endless answers, and a proxy that tells what
it was asked.
"""

import socket
import socketserver
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Self

Script = Callable[[bytes], Iterable[bytes]]
"""The head of a request → the pieces of the answer; they may have no end."""


class Hostile:
    """Sends what a script gives, until the client hangs up; a context manager. ``heads`` is what it
    was asked.
    """

    def __init__(self, script: Script) -> None:
        self.heads: list[bytes] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.script = script
        self._server.heads = self.heads
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

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
        self._server.shutdown()
        self._server.server_close()


class Tunnel(Hostile):
    """An HTTP proxy: whatever host it is asked for, it leads to one port of this machine."""

    def __init__(self, port: int) -> None:
        super().__init__(lambda _head: [b"HTTP/1.1 200 Connection established\r\n\r\n"])
        self._server.leads_to = port


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    script: Script
    heads: list[bytes]
    leads_to: int | None = None


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        with suppress(OSError):  # the client has hung up
            head = b"".join(iter(self.rfile.readline, b"\r\n"))
            self.server.heads.append(head)
            for piece in self.server.script(head):
                self.wfile.write(piece)
            if self.server.leads_to:
                self._join(self.server.leads_to)

    def _join(self, port: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as far:
            Thread(target=_copy, args=(self.connection, far), daemon=True).start()
            _copy(far, self.connection)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
