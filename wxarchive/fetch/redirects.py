"""Redirects are followed by hand: each step's host is checked, and one to a verification page stays
visible.
"""

from collections.abc import Callable

from wxarchive.errors import BadAnswer
from wxarchive.fetch.hosts import shown
from wxarchive.fetch.transports import Answer

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST = 5


def followed(url: str, ask: Callable[[str], Answer], target: Callable[[str, str], str]) -> Answer:
    """Ask for a URL, then for what its redirects lead to; ``target``: where a step and its Location
    lead.
    """
    step = url
    for _ in range(_MOST + 1):
        answer = ask(step)
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not location:
            return answer
        # http.client reads headers as Latin-1; servers write UTF-8
        location = location.encode("latin-1", "replace").decode("utf-8", "replace")
        step = target(step, location)
    raise BadAnswer(f"redirected more than {_MOST} times", shown(url), "open it in a browser")
