"""``login`` and ``logout``: one's own public account, which alone can list what accounts
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
from wxarchive.cli.app import example
from wxarchive.cli.discretion import keep_secret
from wxarchive.cli.options import as_json, asking
from wxarchive.cli.output import end_with, json_line, message
from wxarchive.clock import iso, local_minute, now, span
from wxarchive.errors import NetworkError, UsageError, WxArchiveError

if TYPE_CHECKING:
    from wxarchive.account import Login, Logins, QrLogin, ScanState
    from wxarchive.fetch import FetchSettings

_POLL = 2.0
_MOST_COOKIES = 1 << 20
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
        keep_secret([given.token, *given.values.values()])
        website.cookies.update(given.values)
        found = login_with(given, website)
    else:
        # one's own mirror needs no pauses
        poll = 0.0 if PAGE_HOST in settings.connect_to else _POLL
        found = _scanned(QrLogin(website), timeout, poll, is_shown_in_window=window)
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
    found = logins.load()
    state = "none"
    if found:
        keep_secret(found.secrets)
        is_over = found.is_over or bool(found.until and found.until <= now())
        state = "ended" if is_over else "open"
    if as_json:
        json_line({
            "state": state,
            "account": found and found.name,
            "until": iso(found.until) if found else None,
            "kept_in": logins.place if found else None,
        })  # fmt: skip
    elif found and state == "open":
        click.echo(f"{_who(found)}; the login is kept in {logins.place}")
    elif found:
        click.echo(f"the login of {found.name or 'your account'} has ended: wxarchive login")
    else:
        click.echo("nobody is logged in: wxarchive login")
    if state != "open":
        end_with(WxArchiveError.exit_code)


def _who(login: "Login") -> str:
    text = f"logged in as {login.name or 'your account'}"
    if login.until:
        text += f" until {local_minute(login.until)}"
    return text


def _text_of(path: Path) -> str:
    from wxarchive.account import SESSION
    from wxarchive.fetch import is_open_to_others

    if str(path) == "-":
        if sys.stdin.isatty():
            message("paste the Cookie header of a request to mp.weixin.qq.com, then Ctrl-D")
        return sys.stdin.read(_MOST_COOKIES)
    if SESSION in str(path):
        what = "cookies are read from a file or stdin: other users can see a command line"
        raise UsageError(what, hint="give a file's name, or - and paste them")
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            text = file.read(_MOST_COOKIES)
        if is_open_to_others(path):
            message(f"{path}: other users of this machine can read these cookies; chmod 600 it")
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise UsageError(what, str(path), "check its name and permissions") from error
    return text


def _scanned(
    qr: "QrLogin",
    timeout: int,
    poll: float,
    *,
    is_shown_in_window: bool,
    clock: Callable[[], float] = time.monotonic,
) -> "Login":
    """Show codes until one is confirmed."""
    ends = clock() + timeout
    with TemporaryDirectory(prefix="wxarchive-") as folder:
        picture = Path(folder) / "login.png"
        _show(qr.begin(), picture, in_window=is_shown_in_window)
        before = said = _SAID["waiting"]
        message(said)
        while clock() < ends:
            state = qr.ask()
            if state == "confirmed":
                return qr.finish()
            if state in _REFUSED:
                hint = "scan with the WeChat of the account's owner"
                raise UsageError(_REFUSED[state], hint=f"{hint}: wxarchive login")
            said = _SAID[state]
            if said != before:
                message(said)
            if state == "expired":
                _show(qr.begin(), picture, in_window=is_shown_in_window)
                said = _SAID["waiting"]
            before = said
            time.sleep(poll)
    what = f"nobody confirmed the login within {span(timeout)}"
    raise NetworkError(what, hint="try again: wxarchive login")


def _show(code: bytes, picture: Path, *, in_window: bool) -> None:
    """Draw a code on the terminal if it can be, and keep it as a picture if not."""
    from wxarchive.account import QUIET, lines_of, modules_of

    picture.write_bytes(code)
    if in_window:
        click.launch(str(picture))
    modules = modules_of(code)
    fits = modules and len(modules) + 2 * QUIET <= shutil.get_terminal_size().columns
    if modules and fits and sys.stderr.isatty():
        for line in lines_of(modules):
            # also where NO_COLOR is set: without its white a code cannot be read
            click.echo(line, err=True, color=True)
        return
    why = "this is no terminal"
    if sys.stderr.isatty():
        why = "the terminal is too narrow for it" if modules else "it cannot be drawn here"
    message(f"the QR code is a picture ({why}): open {picture}")
