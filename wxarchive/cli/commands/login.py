"""``login`` and ``logout``: the user's own public account, which alone can list what accounts
published.
"""

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from wxarchive.address import PAGE_HOST
from wxarchive.characters import printable
from wxarchive.cli.app import example
from wxarchive.cli.discretion import keep_secret
from wxarchive.cli.options import as_json, asking
from wxarchive.cli.output import end_with, json_line, message
from wxarchive.clock import iso, local_minute, now, span
from wxarchive.errors import BadAnswer, LoginNeeded, NetworkError, UsageError, WxArchiveError

if TYPE_CHECKING:
    from wxarchive.account import Login, Logins, QrLogin, ScanState
    from wxarchive.fetch import FetchSettings

_POLL = 2.0
"""Seconds between two questions whether a code was scanned."""
_FAILURES = 5
"""So many questions in a row may fail: the network of who looks for a phone is often shaky."""
_MOST_COOKIES = 1 << 20
"""Bytes of a file of cookies that are read."""
_SAID: "dict[ScanState, str]" = {
    "waiting": "scan the code with WeChat, as the owner or an operator of the account",
    "scanned": "scanned: now confirm it on the phone",
    "expired": "the code ran out; here is a new one",
}
_REFUSED: "dict[ScanState, str]" = {
    "no account": "whoever scanned the code has no public account that could be logged in",
    "no e-mail": "this account has no e-mail address yet, and cannot be logged in by a code",
}


@example(
    "wxarchive login",
    "wxarchive login --window",
    "wxarchive login --cookies cookies.txt",
    "wxarchive login --status",
)
@click.command
@click.option("--window", is_flag=True, help="Open the QR code as a picture, too.")
@click.option(
    "--cookies",
    type=click.Path(readable=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    help="Log in by cookies of a browser instead: Netscape format, JSON, a header; - reads stdin.",
)
@click.option("--status", is_flag=True, help="Only say who is logged in, and until when.")
@click.option(
    "--timeout",
    type=click.IntRange(10, 3600),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="Wait so long for the code to be scanned.",
)
@asking
@as_json
def login(
    window: bool,
    cookies: Path | None,
    status: bool,
    timeout: int,
    settings: "FetchSettings",
    as_json: bool,
) -> None:
    """Log in to a public account of your own, by a QR code that you scan: it can list all that an
    account published. The login is kept in the system's keyring, else in a file for you alone.
    """
    from wxarchive.account import Logins, QrLogin, Website, login_with, read_given

    logins = Logins()
    if status:
        _say_status(logins, as_json=as_json)
        return
    website = Website(settings)
    # a default for commands that fetch pages is meant for those
    source = click.get_current_context().get_parameter_source("cookies")
    if cookies and source is ParameterSource.COMMANDLINE:
        given = read_given(_text_of(cookies))
        # before the site is asked: its answer may repeat them
        keep_secret([given.token, *given.values.values()])
        website.cookies.update(given.values)
        found = login_with(given, website)
    else:
        pause = _POLL
        # the user's own mirror needs no pauses
        if PAGE_HOST in settings.connect_to:
            pause = 0.0
        found = scanned(QrLogin(website), timeout, is_shown_in_window=window, pause=pause)
    keep_secret(found.secrets)
    place = logins.save(found)
    if as_json:
        _say_status(logins, as_json=True)
    else:
        message(f"{_who(found)}; the login is kept in {place}")


@example("wxarchive logout")
@click.command
def logout() -> None:
    """Remove the login of your account from this machine."""
    from wxarchive.account import Logins

    if Logins().forget():
        message("the login is removed from this machine")
    else:
        message("nobody was logged in")


def _say_status(logins: "Logins", *, as_json: bool) -> None:
    """Say who is logged in; end with 1 if nobody is, or the login has ended."""
    found = logins.load()
    record: dict[str, object] = {"state": "none", "account": None, "until": None, "kept_in": None}
    text = "nobody is logged in: wxarchive login"
    if found:
        keep_secret(found.secrets)
        record |= {"account": found.name, "until": iso(found.until), "kept_in": logins.place}
        # WeChat may end a login before its time
        if found.is_over or (found.until and found.until <= now()):
            record["state"] = "ended"
            text = f"the login of {found.name or 'your account'} has ended: wxarchive login"
        else:
            record["state"] = "open"
            text = f"{_who(found)}; the login is kept in {logins.place}"
    if as_json:
        json_line(record)
    else:
        click.echo(printable(text))
    if record["state"] != "open":
        end_with(WxArchiveError.exit_code)


def _who(login: "Login") -> str:
    text = f"logged in as {login.name or 'your account'}"
    if login.until:
        text += f" until {local_minute(login.until)}"
    return text


def _text_of(path: Path) -> str:
    """Read cookies from a file or stdin, in any encoding that a shell writes a file in."""
    from wxarchive.account import SESSION
    from wxarchive.fetch import is_open_to_others
    from wxarchive.formats import text_of

    if str(path) == "-":
        if sys.stdin.isatty():
            end = "Ctrl-D"
            if sys.platform == "win32":
                end = "Ctrl-Z and Enter"
            message(f"paste the Cookie header of a request to mp.weixin.qq.com, then {end}")
        return text_of(click.open_file("-", "rb").read(_MOST_COOKIES))
    # the cookies themselves were given, not a file's name; the message must not repeat them
    if SESSION in str(path):
        what = "cookies are read from a file or stdin: other users can see a command line"
        raise UsageError(what, hint="give a file's name, or - and paste them")
    try:
        # a device has no end
        with path.open("rb") as file:
            data = file.read(_MOST_COOKIES)
        if is_open_to_others(path):
            message(f"{path}: other users of this machine can read these cookies; chmod 600 it")
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise UsageError(what, str(path), "check its name and permissions") from error
    return text_of(data)


def scanned(
    qr: "QrLogin",
    timeout: float,
    *,
    is_shown_in_window: bool = False,
    pause: float = _POLL,
    clock: Callable[[], float] = time.monotonic,
) -> "Login":
    """Show QR codes until one is confirmed; ask about it every ``pause`` seconds.

    Raises :class:`LoginNeeded` if nobody did within ``timeout`` seconds, or may not log in.
    """
    ends = clock() + timeout
    # Windows removes no file that a program still shows
    with TemporaryDirectory(prefix="wxarchive-", ignore_cleanup_errors=True) as folder:
        picture = Path(folder) / "login.png"
        _show(qr.begin(), picture, in_window=is_shown_in_window)
        before = _SAID["waiting"]
        message(before)
        failures = 0
        while clock() < ends:
            try:
                state = qr.ask()
                failures = 0
            except NetworkError as error:
                failures += 1
                # without an answer the code is as good as before, after a refusal it is not
                if isinstance(error, BadAnswer) or failures > _FAILURES:
                    raise
                time.sleep(pause)
                continue
            if state == "confirmed":
                return qr.finish()
            if state in _REFUSED:
                hint = "scan with the WeChat of the account's owner"
                raise LoginNeeded(_REFUSED[state], hint=f"{hint}: wxarchive login")
            # each state once, however often it is seen
            if _SAID[state] != before:
                before = _SAID[state]
                message(before)
            if state == "expired":
                _show(qr.begin(), picture, in_window=is_shown_in_window)
                before = _SAID["waiting"]
            time.sleep(pause)
    what = f"nobody confirmed the login within {span(timeout)}"
    raise LoginNeeded(what, hint="try again: wxarchive login")


def _show(code: bytes, picture: Path, *, in_window: bool) -> None:
    """Draw a code on the terminal if it can be, and keep it as a picture if not."""
    from wxarchive.account import QUIET, lines_of, modules_of

    picture.write_bytes(code)
    if in_window:
        click.launch(str(picture))
    modules = modules_of(code)
    fits = modules and len(modules) + 2 * QUIET <= shutil.get_terminal_size().columns
    why = "the terminal is too narrow for it"
    if not sys.stderr.isatty():
        why = "this is no terminal"
    elif not modules:
        why = "it cannot be drawn here"
    elif fits:
        for line in lines_of(modules):
            # also where NO_COLOR is set: without its white a code cannot be read
            click.echo(line, err=True, color=True)
        return
    message(f"the QR code is a picture ({why}): open {picture}")
