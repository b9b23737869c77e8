"""What is served, and to whom."""

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from wxarchive.api import FetchSettings
from wxarchive.web.secret import Secret

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Settings:
    """``archive``: its file. ``host``: the address listened at; ``names``: other names it is
    reached by.

    ``token``: what another program shows to hand over pages, and what people show who come from
    another machine. ``feeds``: what readers of feeds show instead, who cannot log in: it opens
    feeds, books and files. ``fetch``: how the pages of the queue are fetched.
    ``counted_at_once``: in an archive of at most so many articles a page waits for counts.
    """

    archive: Path
    token: str
    host: str = "127.0.0.1"
    port: int = 8321
    names: tuple[str, ...] = ()
    fetch: FetchSettings = field(default_factory=FetchSettings)
    feeds: Secret = field(default_factory=Secret)
    counted_at_once: int = 5_000

    @property
    def is_open(self) -> bool:
        """Tell whether other machines can reach it, so that each request has to show the token."""
        return self.host not in LOOPBACK

    @property
    def address(self) -> str:
        """Return what to open in a browser; for other machines it ends in the token."""
        name = self.host
        # these mean every address of the machine, and are none themselves
        if self.host in {"0.0.0.0", "::"}:  # noqa: S104 -- compared, not listened at
            name = "127.0.0.1"
        shown = next(iter(self.names), name)
        # of IPv6
        if ":" in shown:
            shown = f"[{shown}]"
        address = f"http://{shown}:{self.port}/"
        if self.is_open:
            return f"{address}?token={self.token}"
        return address

    def answers_to(self, name: str) -> bool:
        """Tell whether this is a name of ours: a page of another site may give its own name our
        address.

        That needs a name. So where other machines are served, each number is ours.
        """
        # browsers send names in small letters
        own = {one.lower() for one in (self.host, *self.names)}
        if name in LOOPBACK or name in own:
            return True
        if not self.is_open:
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True
