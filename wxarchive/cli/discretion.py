"""The one place that takes credentials out of what is printed: failures, outcomes, the queue, the
log.

Credentials are recognised by their form (``wxarchive.credentials``), and those that this run was
given, by their values: cookies, and passwords of proxies and mirrors.
"""

import os
from collections.abc import Iterable
from urllib.parse import unquote

_GIVEN: set[str] = set()
"""The values of this run, for messages of every thread."""
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def keep_secret(values: Iterable[str]) -> None:
    """Leave these values out of all that is printed from now on."""
    _GIVEN.update(value for value in values if value)


def keep_password(address: str | None) -> None:
    """Leave the password of an address out of all that is printed from now on."""
    from wxarchive.guarded import split

    if address and (password := split(address).password):
        keep_secret((password, unquote(password)))


def begin() -> None:
    """Forget the secrets of an earlier run in this process; keep those of the environment."""
    _GIVEN.clear()
    # requests reads them by itself, and a message of it may quote one
    for name in _PROXIES:
        for variable in (name, name.upper()):
            keep_password(os.environ.get(variable))


def discreet(text: str) -> str:
    """Return a message without any credential."""
    from wxarchive.credentials import without_credentials
    from wxarchive.scrub import without_secrets

    return without_secrets(without_credentials(text), _GIVEN)
