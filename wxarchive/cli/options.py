"""Options that several commands share, as decorators, and the archive they work on."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
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
    from wxarchive.fetch import Cookies, FetchSettings, Wait
    from wxarchive.store import Store

Command = Callable[..., None]
_DAMAGE_NAMED = 20
"""Damaged rows that are named one by one."""

as_json = click.option("--json", "as_json", is_flag=True, help="JSON Lines for programs.")
at_once = click.option(
    "--now",
    is_flag=True,
    help="Fetch although WeChat asked for a pause; retry at once what failed.",
)
page_url = click.option("--url", help="The address of the one saved page that is given.")


class _SomePath(click.Path):
    """A path that is not empty: an empty one comes from a variable that a script never set, and
    does not mean this folder.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the path is empty; this folder is '.'", param, ctx)
        return super().convert(value, param, ctx)


some_path_as_text = _SomePath(readable=False)


def with_options(options: Iterable[Callable[[Command], Command]], command: Command) -> Command:
    """Give a command options, which its help lists in this order."""
    for option in reversed(list(options)):
        command = option(command)
    return command


def form(name: str, help_text: str) -> Callable[[Command], Command]:
    """Add one of several forms of output: ``--NAME`` gives the parameter ``form`` that value; one
    at a time.
    """
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
        help="Seconds between two pages.",
    ),
    click.option(
        "--jitter",
        type=click.FloatRange(min=0, max=1),
        default=0.5,
        show_default=True,
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
    """Add the options of fetching; the command gets them as one parameter ``settings``."""

    @wraps(command)
    def with_settings(*args: Any, **given: Any) -> None:
        chosen = {name: given.pop(name) for name in map(parameter, FETCHING)}
        command(*args, settings=_settings(chosen), **given)

    return with_options(_FETCHING, with_settings)


def asking(command: Command) -> Command:
    """Add the options of how to reach a site, for commands that fetch no pages; they are one
    parameter ``settings``.
    """

    @wraps(command)
    def with_settings(*args: Any, **given: Any) -> None:
        names = {"proxy", "user_agent", "connect_to"}
        chosen = {name: given.pop(name) for name in names}
        usual = {"delay": 3.0, "jitter": 0.5, "cookies": None, "scrub": None}
        command(*args, settings=_settings(usual | chosen), **given)

    return with_options((_PROXY, _USER_AGENT, _CONNECT_TO), with_settings)


def _settings(chosen: Mapping[str, Any]) -> "FetchSettings":
    from wxarchive.fetch import (
        FetchSettings,
        parse_connect_to,
        parse_proxy,
        parse_user_agent,
    )

    mirrors = [part for value in chosen["connect_to"] for part in value.split(",")]
    for address in (chosen["proxy"], *(mirror.partition("=")[2] for mirror in mirrors)):
        keep_password(address)
    user_agent = proxy = cookies = None
    # an empty one is a mistake, of which the parser says so
    if chosen["user_agent"] is not None:
        user_agent = parse_user_agent(chosen["user_agent"])
    if chosen["proxy"]:
        proxy = parse_proxy(chosen["proxy"])
    if chosen["cookies"]:
        cookies = _cookies(chosen["cookies"])
    # no delay: one's own mirror, which needs no pauses
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


def _cookies(path: Path) -> "Cookies":
    from wxarchive.fetch import is_open_to_others, read_cookies

    cookies = read_cookies(path)
    keep_secret(cookies.secrets)
    if is_open_to_others(path):
        message(f"{path}: other users of this machine can read these cookies; chmod 600 it")
    return cookies


def waiting(sleep: Callable[[float], object] = time.sleep) -> "Callable[[Wait], None]":
    """Return how a fetcher waits: it says why, unless it is the usual pause between two pages."""

    def wait(pause: "Wait") -> None:
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


def opened_archive(
    *, create: bool = False, read_only: bool = False
) -> "AbstractContextManager[Store]":
    """Open the archive that ``--db`` names, until what is returned is left."""
    from wxarchive.store import Store

    path: Path = click.get_current_context().find_root().obj
    return _reporting_damage(Store(path, create=create, read_only=read_only))


@contextmanager
def _reporting_damage(store: "Store") -> "Iterator[Store]":
    """Close an archive in the end, and say which of its rows could not be read: the command went on
    without them.
    """
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
            raise last
