"""The options of commands that call the user's own account, and the editor made of them."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from wxarchive.address import PAGE_HOST
from wxarchive.cli.discretion import keep_secret
from wxarchive.cli.options import Command, with_options

if TYPE_CHECKING:
    from wxarchive.account import CallPace, Editor
    from wxarchive.fetch import FetchSettings

_FASTEST = 5.0
"""The fewest seconds between two calls: WeChat limits an account that calls more often."""
_CALLING = (
    click.option(
        "--call-delay",
        type=click.FloatRange(min=0, max=86_400),
        default=20.0,
        show_default=True,
        metavar="SECONDS",
        help=f"Seconds between two calls of your own account, {_FASTEST:g} or more.",
    ),
    click.option(
        "--calls-a-day",
        type=click.IntRange(1, 500),
        default=50,
        show_default=True,
        metavar="N",
        help="Make N calls of your own account on a day at most; each lists 20 messages.",
    ),
)


def calling(command: Command) -> Command:
    """Add the options ``call_delay`` and ``calls_a_day``; :func:`call_pace` reads both."""
    return with_options(_CALLING, command)


def call_pace(call_delay: float, calls_a_day: int, settings: "FetchSettings") -> "CallPace":
    """Return how often the account may be called; a pace that endangers it is refused."""
    from wxarchive.account import CallPace

    # one's own mirror needs no pauses
    if call_delay < _FASTEST and PAGE_HOST not in settings.connect_to:
        what = f"an account that calls so fast may be limited; give {_FASTEST:g} or more."
        raise click.BadParameter(what, param_hint="--call-delay")
    return CallPace(call_delay, settings.jitter, calls_a_day)


@contextmanager
def account_editor(
    settings: "FetchSettings",
    pace: "CallPace",
    sleep: Callable[[float], object],
    *,
    hurry: bool = False,
) -> "Iterator[Editor]":
    """Open the editor of the user's account. It needs a login only when it is called first."""
    from wxarchive import clock
    from wxarchive.account import CallLog, Editor, Logins, own_folder

    # next to the login: the calls of a day are counted over all archives
    calls = CallLog(
        own_folder(),
        pace,
        wait=sleep,
        now=clock.now,
        chance=random.random,
        hurry=hurry,
    )
    with Editor(Logins(), calls, settings, told=keep_secret) as editor:
        yield editor
