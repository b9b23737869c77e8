"""Defaults of options, from a file and from the environment.

::

    command line > environment > table of the command > keys for every command that fetches > built
    in

An option is named as on the command line, without the dashes: ``delay`` in a file,
``WXARCHIVE_FETCH_DELAY`` in the environment. What is found is checked here, where the message can
say whence it comes, and given to click as its ``default_map``.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from wxarchive.cli.failure import Failure
from wxarchive.errors import UsageError, WxArchiveError

FETCHING = ("delay", "jitter", "proxy", "cookies", "scrub", "user-agent", "connect-to")
"""Options that have one value for all commands that fetch, unless a command has its own."""

BROWSING = ("browser", "browser-when-challenged", "browser-path", "browser-wait")
"""Options of the user's browser, likewise."""

CALLING = ("call-delay", "calls-a-day")
"""Options of the user's own account, likewise."""

SHARED = (*FETCHING, *BROWSING, *CALLING, "notify", "notify-secret")
"""These, and those of notices."""

_META = "wxarchive.configuration"
_PREFIX = "WXARCHIVE"
_PROJECT = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class File:
    """A configuration file; without a path, there is none."""

    path: Path | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _ConfiguredValue:
    """A value that was found for an option; the greatest ``strength`` wins. ``place`` and ``name``
    are for messages.

    ``folder``: of the file; ``None`` for the environment, where every value is text.
    """

    strength: int
    value: Any
    place: str
    name: str
    folder: Path | None = None


def read_configuration(ctx: click.Context, _option: click.Parameter, given: Path | None) -> None:
    """Read the file that ``--config`` names, else the first there is; keep it for
    :func:`defaults`, and set the defaults of the program's own options.
    """
    commands: list[str] = []
    if isinstance(ctx.command, click.Group):
        commands = ctx.command.list_commands(ctx)
    options = options_of(ctx.command)
    known = [*options, *SHARED, *(f"[{name}]" for name in commands)]
    result: dict[str, Any] = {}
    try:
        file = _find()
        if given:
            file = _named(given)
        # the table of a command is checked when that is run
        _check_keys(file, "", file.values, known)
        for name in file.values.keys() & options.keys():
            _put(result, options[name], _in_file(file, (), name, file.values[name]))
    # not yet inside of what turns errors into one line
    except WxArchiveError as error:
        raise Failure(str(error), error.exit_code) from error
    ctx.meta[_META] = file
    ctx.default_map = result


def configuration_file(ctx: click.Context) -> Path | None:
    """Return the path of the configuration file that this run has read."""
    file: File = ctx.meta[_META]
    return file.path


def defaults(ctx: click.Context, command: click.Command, *words: str) -> dict[str, Any]:
    """Return the ``default_map`` of the command with this name, of several words below a group.

    Raises :class:`UsageError` for keys that are no options of it, and for values of a wrong type.
    """
    file: File = ctx.meta.get(_META) or File(None, {})
    table = _table(file, words)
    options = options_of(command)
    below: Mapping[str, click.Command] = {}
    if isinstance(command, click.Group):
        below = command.commands
    _check_keys(file, f"[{'.'.join(words)}] ", table, [*options, *below])
    everything = [
        (option, found)
        for name, option in options.items()
        for found in _layers(file, table, words, name)
    ]
    result: dict[str, Any] = {}
    # sorted over all options: one place may ask for --json, a stronger one for --csv
    for option, found in sorted(everything, key=lambda one: one[1].strength):
        _put(result, option, found)
    for name, inner in below.items():
        result[name] = defaults(ctx, inner, *words, name)
    return result


def options_of(command: click.Command) -> dict[str, click.Option]:
    """Return the options of a command that may have a default, by the names they have here."""
    options = {}
    for one in command.params:
        if isinstance(one, click.Option) and one.expose_value:
            # -i has no long form, and is called as its parameter
            long_forms = (name[2:] for name in one.opts if name.startswith("--"))
            name = next(long_forms, str(one.name).replace("_", "-"))
            options[name] = one
    return options


def parameter(name: str) -> str:
    """Return the parameter of a command that gets the value of the option with this name."""
    return name.replace("-", "_")


def variables(words: Sequence[str], name: str) -> list[str]:
    """Return the environment variables of an option, the more general one first."""
    own = "_".join((_PREFIX, *words, name))
    both = [f"{_PREFIX}_{name}", own] if name in SHARED else [own]
    return [one.upper().replace("-", "_") for one in both]


def _find() -> File:
    """Read the first configuration file of this folder or of this user."""
    home = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    # Path's raises without a home
    everywhere = Path(os.path.expanduser(home)) / "wxarchive"  # noqa: PTH111
    for path in (Path("wxarchive.toml"), Path(_PROJECT), everywhere / "wxarchive.toml"):
        # one in a folder that may not be entered is none, where Path.is_file raises
        is_ours = os.path.isfile(path)  # noqa: PTH113 -- see above
        if is_ours and path.name == _PROJECT:
            # the word first: another program's file may be no TOML, and is no concern of ours
            is_ours = b"wxarchive" in _bytes(path) and "wxarchive" in _parsed(path).get("tool", {})
        if is_ours:
            return _named(path)
    return File(None, {})


def _named(path: Path) -> File:
    values = _parsed(path)
    if path.name == _PROJECT:
        values = values.get("tool", {}).get("wxarchive", {})
    return File(path, values)


def _parsed(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(_bytes(path).decode("utf-8-sig"))
    # also what is no UTF-8
    except ValueError as error:
        hint = "correct it, or name another file"
        raise UsageError(f"this is no TOML ({error})", str(path), hint) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        what = f"the configuration cannot be read ({error.strerror})"
        raise UsageError(what, str(path), "name another file with --config") from error


def _check_keys(file: File, place: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
    for key in table:
        if key not in known and f"[{key}]" not in known:
            hint = "it has no options"
            if known:
                hint = f"there are {', '.join(known)}"
            raise UsageError(f"{place}there is no {key!r} here", str(file.path), hint)


def _table(file: File, words: Sequence[str]) -> Mapping[str, Any]:
    """Return what a file says of a command, which may be one below a group."""
    table: Mapping[str, Any] = file.values
    for number, word in enumerate(words, 1):
        inner: Any = table.get(word, {})
        if not isinstance(inner, dict):
            name = ".".join(words[:number])
            what = f"{name!r} is a command, so it must be a table"
            raise UsageError(what, str(file.path), f"write [{name}]")
        table = inner
    return table


def _layers(
    file: File, table: Mapping[str, Any], words: Sequence[str], name: str
) -> Iterator[_ConfiguredValue]:
    """Yield what was found for an option."""
    if name in SHARED and name in file.values:
        yield _in_file(file, (), name, file.values[name])
    if name in table:
        yield _in_file(file, words, name, table[name])
    # a variable that is set and empty counts as not set
    for number, variable in enumerate(variables(words, name)):
        if value := os.environ.get(variable):
            yield _ConfiguredValue(2 + number, value, "environment", variable)


def _in_file(file: File, words: Sequence[str], name: str, value: object) -> _ConfiguredValue:
    strength, place = 0, name
    # a command's table is more than what stands above all tables
    if words:
        strength, place = 1, f"[{'.'.join(words)}] {name}"
    folder = file.path and file.path.parent
    return _ConfiguredValue(strength, value, str(file.path), place, folder)


def _put(result: dict[str, Any], option: click.Option, found: _ConfiguredValue) -> None:
    """Set the default of an option."""
    try:
        value = _read(option, found)
    except click.BadParameter as error:
        what = f"{found.name}: {error.message.rstrip('.')}"
        raise UsageError(what, found.place, "correct it there") from error
    name = str(option.name)
    # --json and --csv are values of one parameter: false takes back only its own
    if option.is_flag and not option.is_bool_flag:
        if value:
            result[name] = option.flag_value
        elif result.get(name) == option.flag_value:
            del result[name]
        return
    result[name] = value


def _read(option: click.Option, found: _ConfiguredValue) -> object:
    """Return a default as click takes it. Raises :class:`click.BadParameter`."""
    value = found.value
    is_text = found.folder is None
    if option.is_flag:
        if is_text:
            return bool(click.BOOL.convert(value, None, None))
        if not isinstance(value, bool):
            raise click.BadParameter("must be true or false")
        return value
    if not option.multiple:
        return _value(option, value, found.folder)
    # a filter separates its values by itself: a comma may be part of a name
    if is_text and not hasattr(option, "values_with_commas"):
        value = value.split(",")
    if not isinstance(value, list):
        value = [value]
    return [_value(option, one, found.folder) for one in value]


def _value(option: click.Option, value: object, folder: Path | None) -> object:
    """Return one value, checked; ``folder``: of the file that it comes from."""
    if isinstance(value, date):  # TOML has dates of its own
        value = value.isoformat()[:10]
    if folder is not None:
        # a number for a number and text for all else: click itself would take true for 1
        expected, said = {
            "integer": (int, "a whole number"),
            "float": (int | float, "a number"),
        }.get(option.type.name.removesuffix(" range"), (str, "text"))
        if isinstance(value, bool) or not isinstance(value, expected):
            raise click.BadParameter(f"must be {said}")
        if isinstance(option.type, click.Path | click.File) and value != "-":
            # Path's raises without a home
            value = str(folder / os.path.expanduser(str(value)))  # noqa: PTH111
    if not isinstance(option.type, click.File):  # which would open the file
        option.type.convert(value, option, None)
    return value
