"""The seam to the network: one request goes in, one answer comes out. These values know no HTTP
library.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from wxarchive.errors import NetworkError


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask for. ``limit``: bytes of the unpacked body; ``seconds``: for the whole answer,
    from the start. ``form``: what a POST sends.
    """

    url: str
    headers: Mapping[str, str]
    limit: int
    seconds: float
    method: Literal["GET", "POST"] = "GET"
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer without its body; ``headers`` have lower-case names.

    ``url``: what answered, which is not what was asked for where a transport follows redirects.
    ``secrets``: values of cookies that were sent or came. ``is_rendered``: the body is what a
    browser made of the bytes that came. ``cookies``: each that the answer sets, with its
    attributes.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    secrets: tuple[str, ...] = field(default=(), repr=False)
    is_rendered: bool = False
    cookies: tuple[str, ...] = field(default=(), repr=False)

    @property
    def is_busy(self) -> bool:
        """Whether the server says that it has too much to do, so that asking again may help."""
        return self.status == 429 or self.status >= 500


class Temporary(Exception):
    """A failure that may heal; ``error`` is what to raise if it does not, ``pause`` what the server
    asked for.
    """

    def __init__(self, error: NetworkError, pause: str | None = None) -> None:
        self.error = error
        self.pause = pause


class Transport(Protocol):
    """A way to the network. Several threads may send at the same time."""

    def send(self, request: Request, write: Callable[[bytes], object]) -> Answer:
        """Ask once: nothing is tried twice. A redirect is not followed, but by a browser.

        The body is given to ``write`` piece by piece, unpacked, where the status is 200; of any
        other status it is not read. Raises :class:`Temporary` for what may heal, a
        :class:`NetworkError` for what will not.
        """

    def close(self) -> None:
        """Close the connections."""
