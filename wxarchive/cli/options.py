"""Options that several commands share, as decorators, and the archive that commands open."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wxarchive.cli import completion
from wxarchive.cli.configuration import FETCHING, parameter
from wxarchive.cli.discretion import keep_password, keep_secret
from wxarchive.cli.output import message
from wxarchive.clock import span

if TYPE_CHECKING:
    from wxarchive.fetch import FetchSettings, Wait
    from wxarchive.store import Store

Command = Callable[..., None]
_MORE_THAN_ALL = 10**15
_DAMAGE_NAMED = 20
"""Damaged rows that are named one by one."""

as_json = click.option("--json", "as_json", is_flag=True, help="JSON Lines for programs.")
at_once = click.option(
    "--now",
    is_flag=True,
    help="Fetch although WeChat asked for a pause; retry at once what failed.",
)
page_url = click.option(
    "--url", metavar="URL", help="The address of the one saved page that is given."
)


class _SomePath(click.Path):
    """A path that is not empty."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        # an empty one comes of a variable that a script never set; it does not mean this folder
        if value == "":
            self.fail("the path is empty; this folder is '.'", param, ctx)
        return super().convert(value, param, ctx)


some_path_as_text = _SomePath(readable=False)


class Count(click.IntRange):
    """A number of things without an upper end: who asks for more than there can be gets all."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read it."""
        # neither SQLite nor Python counts on without an end
        return min(super().convert(value, param, ctx), _MORE_THAN_ALL)


def with_options(options: Iterable[Callable[[Command], Command]], command: Command) -> Command:
    """Add options to a command; its help lists them in this order."""
    # click lists the decorator that is applied last first
    for option in reversed(list(options)):
        command = option(command)
    return command


def form(name: str, help_text: str) -> Callable[[Command], Command]:
    """Add one of several forms of output: ``--NAME`` sets the parameter ``form`` to NAME."""
    return click.option(f"--{name}", "form", flag_value=name, default=None, help=help_text)


_PROXY = click.option(
    "--proxy",
    metavar="URL",
    help="An HTTP proxy, or direct for none; default: the environment's.",
)
_USER_AGENT = click.option(
    "--user-agent",
    metavar="TEXT",
    help="Send the site this instead of a desktop browser's.",
)
_CONNECT_TO = click.option(
    "--connect-to",
    multiple=True,
    metavar="HOST=URL",
    help=("Request URL instead of https://HOST (tests, mirrors); several: repeat it, or commas."),
)
_FETCHING = (
    click.option(
        "--delay",
        type=click.FloatRange(min=0, max=86_400),
        default=3.0,
        show_default=True,
        metavar="SECONDS",
        help="Seconds between two pages.",
    ),
    click.option(
        "--jitter",
        type=click.FloatRange(min=0, max=1),
        default=0.5,
        show_default=True,
        metavar="SHARE",
        help="Share of the delay that chance adds or takes.",
    ),
    _PROXY,
    click.option(
        "--cookies",
        type=click.Path(readable=False, path_type=Path),
        metavar="FILE",
        help="Send WeChat's pages these cookies (Netscape format); they are never stored.",
    ),
    click.option(
        "--scrub/--no-scrub",
        default=None,
        help=(
            "Replace tokens and cookies in the bytes of pages before they are kept; default:"
            " with --cookies."
        ),
    ),
    _USER_AGENT,
    _CONNECT_TO,
)


def fetching(command: Command) -> Command:
    """Add the options of fetching pages; the command receives them as ``settings``."""

    @wraps(command)
    def with_settings(*args: Any, **given: Any) -> None:
        chosen = {name: given.pop(name) for name in map(parameter, FETCHING)}
        command(*args, settings=_settings(chosen), **given)

    return with_options(_FETCHING, with_settings)


def asking(command: Command) -> Command:
    """Add the options of how to reach a site, for commands that fetch no pages; the command
    receives them as ``settings``.
    """

    @wraps(command)
    def with_settings(*args: Any, **given: Any) -> None:
        chosen = {name: given.pop(name) for name in ("proxy", "user_agent", "connect_to")}
        usual = {"delay": 3.0, "jitter": 0.5, "cookies": None, "scrub": None}
        command(*args, settings=_settings(usual | chosen), **given)

    return with_options((_PROXY, _USER_AGENT, _CONNECT_TO), with_settings)


def _settings(chosen: Mapping[str, Any]) -> "FetchSettings":
    """Return the settings that the options in ``chosen`` stand for, by their parameters' names."""
    from wxarchive.fetch import (
        FetchSettings,
        is_open_to_others,
        parse_connect_to,
        parse_proxy,
        parse_user_agent,
        read_cookies,
    )

    # first of all: from here on an error may quote an address
    mirrors = [part for value in chosen["connect_to"] for part in value.split(",")]
    for address in (chosen["proxy"], *(mirror.partition("=")[2] for mirror in mirrors)):
        keep_password(address)
    user_agent = proxy = cookies = None
    # an empty one is a mistake, which the parser reports
    if chosen["user_agent"] is not None:
        user_agent = parse_user_agent(chosen["user_agent"])
    if chosen["proxy"]:
        proxy = parse_proxy(chosen["proxy"])
    if path := chosen["cookies"]:
        cookies = read_cookies(path)
        keep_secret(cookies.secrets)
        if is_open_to_others(path):
            message(f"{path}: other users of this machine can read these cookies; chmod 600 it")
    # no delay: the user's own mirror, where a retry needs no pause either
    return FetchSettings(
        delay=chosen["delay"],
        jitter=chosen["jitter"],
        retry_pause=min(chosen["delay"], FetchSettings().retry_pause),
        connect_to=parse_connect_to(mirrors),
        user_agent=user_agent,
        proxy=proxy,
        cookies=cookies,
        scrub=chosen["scrub"],
    )


def waiting(sleep: Callable[[float], object] = time.sleep) -> "Callable[[Wait], None]":
    """Return how a fetcher waits, by ``sleep``."""

    def wait(pause: "Wait") -> None:
        # the usual pause between two pages has no reason to give
        if pause.why:
            message(f"{pause.why}; asking again in {span(pause.seconds)}")
        sleep(pause.seconds)

    return wait


def reference(command: Command) -> Command:
    """Add the argument ``REF``, which a shell completes."""
    return click.argument("ref", shell_complete=completion.references)(command)


def open_archive(*, create: bool = False, read_only: bool = False) -> "Store":
    """Open the archive that ``--db`` names, until the command ends."""
    opened = opened_archive(create=create, read_only=read_only)
    return click.get_current_context().with_resource(opened)


@contextmanager
def opened_archive(*, create: bool = False, read_only: bool = False) -> "Iterator[Store]":
    """Open the archive that ``--db`` names. At the end report the rows that could not be read: the
    command went on without them.
    """
    from wxarchive.store import Store

    path: Path = click.get_current_context().find_root().obj
    store = Store(path, create=create, read_only=read_only)
    try:
        with store:
            yield store
    finally:
        if store.damage:
            *before, last = store.damage
            for error in before[:_DAMAGE_NAMED]:
                message(str(error))
            if len(before) > _DAMAGE_NAMED:
                message(f"… and {len(before) - _DAMAGE_NAMED} rows more")
            # ends the command with the exit code of a damaged archive
            raise last
