"""Notices: what a run found to have happened, posted to an address or given to a program
(``docs/cron.md``).

The run itself never fails for a notice, and a title never becomes a command: a program gets it on
its standard input alone.
"""

import hmac
import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from wxarchive import clock
from wxarchive.characters import escaped, printable
from wxarchive.cli.discretion import discreet, keep_secret
from wxarchive.cli.options import Command, with_options
from wxarchive.cli.output import message, outcome_record
from wxarchive.cli.plain import one_line
from wxarchive.cli.selecting import Choices
from wxarchive.clock import iso
from wxarchive.containment import contained
from wxarchive.errors import NetworkError, UsageError, WxArchiveError
from wxarchive.models import NEWS, Metadata, NewsKind, Outcome

if TYPE_CHECKING:
    from wxarchive.archive import News
    from wxarchive.store import Store

SIGNATURE = "X-Wxarchive-Signature"
MOST = 1_000
"""News that one notice has one by one; of more it says how many there are."""
_SECRETS = "NOTIFY_SECRET"
_PATIENCE = 60.0
"""Seconds that a program may take."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Who gets a notice: a receiver at ``url``, with a signature if there is a ``secret``, and a
    ``program``. ``only``: which kinds of news; none is all.
    """

    url: str | None = None
    secret: str | None = None
    program: str | None = None
    only: tuple[NewsKind, ...] = ()

    def of(
        self,
        outcomes: Iterable[Outcome],
        store: "Store",
        kind_of: "Callable[[Outcome], NewsKind | None]",
        sleep: Callable[[float], object] = time.sleep,
    ) -> Iterator[Outcome]:
        """Yield the outcomes, and send the notice when they end, however they end: what is found
        now will be no news to the next run.
        """

        def chosen(outcome: Outcome) -> NewsKind | None:
            kind = kind_of(outcome)
            if not self.only or kind in self.only:
                return kind
            return None

        done: list[Outcome] = []
        # after Ctrl-C, too, what was done until then is told
        try:
            for outcome in outcomes:
                done.append(outcome)
                yield outcome
        finally:
            if self.url or self.program:
                try:
                    with contained("tell of what happened"):
                        self._send(done, store, chosen, sleep)
                except WxArchiveError as error:
                    message(f"the notice could not be delivered: {error}")

    def _send(
        self,
        done: Sequence[Outcome],
        store: "Store",
        kind_of: "Callable[[Outcome], NewsKind | None]",
        sleep: Callable[[float], object],
    ) -> None:
        from wxarchive.archive import changes_found, news, summary

        found = list(islice(news(store, done, kind_of), MOST))
        if not found:
            return
        lines = list(map(_line, found))
        end: dict[str, object] = {"summary": summary(done), "changes": changes_found(done)}
        # a receiver has limits of size, and shows a person ``text``
        if self.url:
            left_out = sum(kind_of(one) is not None for one in done) - len(found)
            head = {"notice": 1, "at": iso(clock.now()), "archive": store.path.name}
            text = "\n".join(map(_note, found))
            body = {"text": text, "lines": lines, "left_out": left_out}
            self._post(self.url, _json(head | body | end), sleep)
        if self.program:
            self._run(self.program, b"\n".join((*map(_json, lines), _json(end), b"")))

    def _post(self, url: str, body: bytes, sleep: Callable[[float], object]) -> None:
        from wxarchive import __version__
        from wxarchive.fetch import post

        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"wxarchive/{__version__}",
        }
        if self.secret:
            headers[SIGNATURE] = signature(self.secret, body)
        # a receiver that is away keeps nothing from the program
        try:
            post(url, body, headers, sleep=sleep)
        except NetworkError as error:
            message(f"the notice could not be delivered: {error}")

    def _run(self, program: str, lines: bytes) -> None:
        # a program needs no secret of ours, and those that it starts do not either
        environment = {name: value for name, value in os.environ.items() if _SECRETS not in name}
        try:
            # the user's own program, and without a shell
            done = subprocess.run(  # noqa: S603 -- that is what the option is for
                _arguments(program),
                input=lines,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=_PATIENCE,
                check=False,
                env=environment,
            )
        except subprocess.TimeoutExpired:
            message(f"--exec: the program was ended after {_PATIENCE:.0f} s")
        except OSError as error:
            message(f"--exec: the program cannot be run ({error.strerror})")
        else:
            # what we print is for programs; what this one says is for people
            click.echo(printable(done.stdout.decode("utf-8", "replace")), nl=False, err=True)
            if done.returncode:
                message(f"--exec: the program ended with {done.returncode}")


def signature(secret: str, body: bytes) -> str:
    """Return what the header :data:`SIGNATURE` says of a body: its HMAC of SHA-256 in
    hexadecimal.
    """
    return f"sha256={hmac.new(secret.encode(), body, 'sha256').hexdigest()}"


def _receiver(_ctx: click.Context, option: click.Parameter, url: str | None) -> str | None:
    from wxarchive.fetch import receiver_of

    if not url:
        return None
    try:
        shown = receiver_of(url)
    except UsageError as error:
        raise click.BadParameter(str(error), param=option) from error
    # the path of a receiver is often its key
    if len(url) > len(shown) + 1:
        keep_secret((url.removeprefix(shown),))
    return url


def _unseen(ctx: click.Context, option: click.Parameter, secret: str | None) -> str | None:
    """Refuse a secret on the command line, where others see it."""
    if secret and ctx.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE:
        what = "other users of this machine can see a command line: set WXARCHIVE_NOTIFY_SECRET"
        raise click.BadParameter(what, param=option)
    if secret:
        keep_secret((secret,))
    return secret


def _runnable(_ctx: click.Context, option: click.Parameter, program: str | None) -> str | None:
    if program is None:
        return None
    try:
        arguments = _arguments(program)
    # a quotation mark that is not closed
    except ValueError as error:
        raise click.BadParameter(f"this is no command ({error})", param=option) from error
    if not arguments:
        raise click.BadParameter("the command is empty", param=option)
    return program


_NOTICING = (
    click.option(
        "--notify",
        metavar="URL",
        callback=_receiver,
        help="Post what happened to this address, as one JSON; nothing if nothing did.",
    ),
    click.option(
        "--notify-secret",
        metavar="TEXT",
        callback=_unseen,
        help="Sign it with this; from a configuration file or WXARCHIVE_NOTIFY_SECRET only.",
    ),
    click.option(
        "--exec",
        "program",
        metavar="CMD",
        callback=_runnable,
        help="Give what happened to this program on its stdin, as JSON Lines.",
    ),
    click.option(
        "--only",
        multiple=True,
        metavar="WHAT,…",
        type=Choices(NEWS),
        help=f"With --notify and --exec: only of these: {', '.join(NEWS)}; default: all.",
    ),
)


def noticing(command: Command) -> Command:
    """Add the options of notices; the command gets them as one parameter ``notices``."""

    @wraps(command)
    def with_notices(
        *args: Any,
        notify: str | None,
        notify_secret: str | None,
        program: str | None,
        only: tuple[tuple[NewsKind, ...], ...],
        **given: Any,
    ) -> None:
        if only and not (notify or program):
            raise click.UsageError("--only goes with --notify or --exec.")
        kinds = tuple(chain.from_iterable(only))
        command(*args, notices=Notices(notify, notify_secret, program, kinds), **given)

    return with_options(_NOTICING, with_notices)


def _arguments(program: str) -> str | list[str]:
    """Return a command as the system takes it, without a shell; Windows takes a line."""
    arguments: str | list[str]
    if sys.platform == "win32":
        arguments = program.strip()
    else:
        arguments = shlex.split(program)
    return arguments


def _line(news: "News") -> dict[str, object]:
    about, ref = Metadata(), None
    if news.article:
        about, ref = news.article.metadata, news.article.ref
    fields = {
        "happened": news.kind,
        "note": _note(news),
        "excerpt": news.excerpt,
        "account": about.account,
        "url": ref and ref.url,
        "published_at": iso(about.published_at),
        "kept": {
            "characters": news.characters, "pictures": news.pictures, "versions": news.versions,
        },
    }  # fmt: skip
    return outcome_record(news.outcome) | fields


def _note(news: "News") -> str:
    return one_line(discreet(news.sentence))


def _json(value: object) -> bytes:
    return escaped(json.dumps(value, ensure_ascii=False)).encode("utf-8", "replace")
