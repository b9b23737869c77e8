"""What a user may choose about fetching, and the defaults that keep the site's peace."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wxarchive.errors import UsageError
from wxarchive.fetch.cookies import Cookies
from wxarchive.guarded import split_strictly
from wxarchive.models import require_number, require_seconds


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How to fetch. Times in seconds, sizes in bytes.

    ``connect_to`` sends requests meant for ``https://HOST`` to a base URL instead (docs/record.md,
    "For tests and mirrors"); everything is reported under the real address.
    """

    delay: float = 3.0
    """Between two pages of one host."""
    jitter: float = 0.5
    """Share of the delay added or taken at random."""
    timeout: float = 20.0
    """To connect, and between two pieces of an answer."""
    total_timeout: float = 120.0
    """For a whole answer: one that drips byte by byte never runs into ``timeout``."""
    attempts: int = 3
    """Requests for one page, the first included."""
    retry_pause: float = 2.0
    """Before the second attempt; doubled before each further one."""
    page_limit: int = 16 * 1024 * 1024
    """Of an unpacked page; the largest known ones have 4 MB (docs/wechat-pages.md §2.1)."""
    connect_to: Mapping[str, str] = field(default_factory=dict)
    user_agent: str | None = None
    """Instead of a desktop browser's."""
    proxy: str | None = field(default=None, repr=False)
    """Address of an HTTP proxy, maybe with a password; ``DIRECT`` for none, whatever the
    environment says.
    """
    cookies: Cookies | None = field(default=None, repr=False)
    """Sent to the hosts of pages and to nobody else."""
    scrub: bool | None = None
    """Replace credentials in the bytes of pages; ``None``: where cookies are sent."""

    def __post_init__(self) -> None:
        """Raise :class:`UsageError` for an impossible time or number."""
        for name in ("delay", "timeout", "total_timeout", "retry_pause"):
            require_seconds(getattr(self, name), name)
        for name in ("jitter", "attempts", "page_limit"):
            require_number(getattr(self, name), name)

    @property
    def headers(self) -> dict[str, str]:
        """What a desktop browser sends (docs/wechat-pages.md §7); the language decides that of the
        error pages.
        """
        return {
            "User-Agent": self.user_agent or _BROWSER,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Referer": "https://mp.weixin.qq.com/",
        }


DIRECT = "direct"
"""As a proxy: none at all."""
_BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/131.0.0.0 Safari/537.36"
)


def parse_proxy(text: str) -> str:
    """Read a proxy's address, or ``direct``; :class:`UsageError`, without a password, for anything
    else.
    """
    if text.strip().lower() == DIRECT:
        return DIRECT
    if not _is_base(text.strip()):
        hint = "write it like http://127.0.0.1:7890, or direct for none; SOCKS is not supported"
        raise UsageError("is no address of an HTTP proxy", without_password(text), hint)
    return text.strip()


def parse_user_agent(text: str) -> str:
    """Check the text for a header; :class:`UsageError` for what a header cannot hold."""
    if not (text.strip() and text.isascii() and text.isprintable()):
        raise UsageError("is no user agent", ascii(text), "give one line of plain ASCII")
    return text.strip()


def without_password(text: str) -> str:
    """Return a text with an address in it as it may be shown: no user name, no password."""
    head, at, tail = text.rpartition("@")
    if not at:
        return text
    scheme, slashes, _ = head.partition("//")
    if not slashes:
        return f"…@{tail}"
    return f"{scheme}//…@{tail}"


def parse_connect_to(values: Iterable[str]) -> dict[str, str]:
    """Read ``HOST=URL`` pairs into a mapping of host to base URL; :class:`UsageError` for anything
    else.
    """
    bases = {}
    # a variable of the environment may be set, and empty
    for value in filter(None, map(str.strip, values)):
        host, _, base = (part.strip() for part in value.partition("="))
        labels = host.replace("-", "a").split(".")
        if not all(map(str.isalnum, labels)) or not _is_base(base):
            hint = "write it like mp.weixin.qq.com=http://127.0.0.1:8008"
            raise UsageError("is no HOST=URL", without_password(value), hint)
        bases[host.lower()] = base.rstrip("/")
    return bases


def _is_base(text: str) -> bool:
    parts = split_strictly(text)
    if parts is None or parts.scheme not in {"http", "https"}:
        return False
    return bool(parts.hostname) and parts.port != 0 and not parts.query
