"""The headers of an answer or a request, by their names."""

from collections.abc import Iterable

_OFTEN = frozenset({"cookie", "set-cookie"})
"""Each says something of its own (RFC 6265 §3, RFC 9113 §8.2.3)."""


def by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return headers by their lower-case names. Of one that comes again the last counts; of cookies
    all do, a line each.
    """
    headers: dict[str, str] = {}
    for written, value in pairs:
        name = written.lower()
        if name in _OFTEN and name in headers:
            headers[name] += f"\n{value}"
        else:
            headers[name] = value
    return headers
