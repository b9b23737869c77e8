"""What holds for every command: loaded only when it is run, and no error ends in a traceback."""

import errno
import importlib
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from typing import Any, TypeVar

import click

from wxarchive.characters import printable
from wxarchive.cli import discretion
from wxarchive.cli.discretion import discreet
from wxarchive.cli.failure import Failure
from wxarchive.cli.log import show_log
from wxarchive.errors import WxArchiveError

Command = TypeVar("Command", bound=click.Command)

INTERRUPTED = 130
_WAS_INTERRUPTED = "interrupted; what was stored so far is kept"
NO_PAGER = "--no-pager"
"""The option, and where a command's context remembers it."""
_WHOLE_HELP = 1000
"""Characters, more than any description has."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


class Program(click.Group):
    """The group of all commands. ``groups``: heading of the help → name → ``module:attribute``."""

    def __init__(self, *args: Any, groups: Mapping[str, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = groups
        self._commands_at = {
            name: at for commands in groups.values() for name, at in commands.items()
        }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of a user's work."""
        return list(self._commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self._commands_at:
            return None
        module, _, attribute = self._commands_at[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the program's own options; what is wrong with them is told without what rules a
        terminal.
        """
        # people think of --no-pager when they have typed the rest
        end = len(args)
        # after this sign everything is an argument
        if "--" in args:
            end = args.index("--")
        if NO_PAGER in args[:end]:
            args = [NO_PAGER, *(one for one in args[:end] if one != NO_PAGER), *args[end:]]
        try:
            return super().parse_args(ctx, args)
        except KeyboardInterrupt as error:
            raise Failure(_WAS_INTERRUPTED, INTERRUPTED) from error
        except click.ClickException as error:
            # click shows it from there
            error.message = printable(discreet(error.message))  # type: ignore[misc]
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Describe the commands whole: click cuts their first sentences where a line ends."""
        # one column of names, whatever the longest of a group
        width = max(map(len, self._commands_at))
        for heading, names in self._groups.items():
            commands = ((name, self.get_command(ctx, name)) for name in names)
            described = [
                (name.ljust(width), command.get_short_help_str(limit=_WHOLE_HELP))
                for name, command in commands
                if command
            ]
            with formatter.section(heading):
                formatter.write_dl(described)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, and the defaults that its options have from a file or the
        environment.
        """
        from wxarchive.cli.configuration import defaults

        # click refuses an unknown command by itself, but names none that may be meant
        given = args[0]
        near: list[str] = []
        if given not in self._commands_at and not given.startswith("-"):
            near = get_close_matches(given.lower(), self._commands_at, cutoff=0.7)
        if near and not ctx.resilient_parsing:
            meant = " or ".join(near)
            raise click.UsageError(f"No such command {given!r}. Did you mean {meant}?", ctx)
        name, command, rest = super().resolve_command(ctx, args)
        if not name or not command:
            return name, command, rest
        try:
            values = defaults(ctx, command, name)
        except WxArchiveError:
            # a shell that completes wants no complaints
            if not ctx.resilient_parsing:
                raise
            values = {}
        ctx.default_map = {**(ctx.default_map or {}), name: values}
        if not ctx.resilient_parsing:
            _refuse_two_forms(click.Context(command, ctx, name), rest)
        return name, command, rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; every error becomes one line and an exit code."""
        # the secrets of an earlier run in this process, as in tests, are none of this one
        discretion.begin()
        verbosity = ctx.params.get("verbose", 0)
        # for who cannot add an option, such as where another program starts this one
        if os.environ.get("WXARCHIVE_DEBUG"):
            verbosity = 2
        show_log(verbosity)
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            return super().invoke(ctx)
        except WxArchiveError as error:
            raise Failure(str(error), error.exit_code) from error
        except KeyboardInterrupt as error:
            raise Failure(_WAS_INTERRUPTED, INTERRUPTED) from error
        except click.ClickException as error:
            # click shows it from there
            error.message = printable(discreet(error.message))  # type: ignore[misc]
            raise
        except (click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            # as in `| head`: click ends quietly at this error
            if reader_is_gone(error, sys.platform):
                raise BrokenPipeError(errno.EPIPE, "the reader went away") from error
            if isinstance(error, OSError) and error.errno in _NO_ROOM:
                what = f"what is printed cannot be written ({error.strerror})"
                hint = "make room and run the same command again"
                raise Failure(f"{what}; {hint}", WxArchiveError.exit_code) from error
            raise bug(error) from error


def reader_is_gone(error: Exception, platform: str) -> bool:
    """Return whether nobody reads any more what is printed."""
    codes = {errno.EPIPE}
    # Windows reports an invalid argument instead
    if platform == "win32":
        codes.add(errno.EINVAL)
    return isinstance(error, OSError) and error.errno in codes


def _refuse_two_forms(ctx: click.Context, args: list[str]) -> None:
    """Refuse ``--md --epub``: only one of them would be written."""
    # whatever else is wrong is reported when the command itself is parsed
    with suppress(click.UsageError):
        given = ctx.command.make_parser(ctx).parse_args(list(args))[2]
        forms = dict.fromkeys(option.opts[0] for option in given if option.name == "form")
        if len(forms) > 1:
            raise Failure(
                f"one form at a time, not {' and '.join(forms)}", click.UsageError.exit_code
            )


def example(*lines: str) -> Callable[[Command], Command]:
    """Add an example to the help of a command."""

    def add(command: Command) -> Command:
        # \b: click keeps these lines as they are
        command.epilog = "\n  ".join(("\b\nExample:", *lines))
        return command

    return add


def bug(error: Exception) -> Failure:
    """Return the failure that a command ends with after an exception that nobody expected."""
    from wxarchive import containment as containing

    # the program's name stands before every message already
    what = str(containing.bug(error, "run this command"))
    return Failure(what, WxArchiveError.exit_code)
