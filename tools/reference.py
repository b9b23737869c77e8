"""The commands, as a page of docs/ and as a man page: both are what ``--help`` says, and nothing
else.

``make docs`` writes both; tests/whole/test_documents.py fails when one of them is behind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import click

from wxarchive import __version__
from wxarchive.cli import cli

EXIT_STATUS = {
    0: "All went well.",
    1: "Some of what was asked for could not be done; the messages say what.",
    2: "The command line is wrong.",
    3: "WeChat asked for a verification.",
    4: "The network is down, or a host is not allowed.",
    5: "The archive cannot be used.",
    130: "Interrupted; what was stored so far is kept.",
}
_ENVIRONMENT = {
    "WXARCHIVE_DB": "The archive's file.",
    "WXARCHIVE_CONFIG": "The configuration file.",
    "WXARCHIVE_COMMAND_OPTION": (
        "The default of an option of one command, such as WXARCHIVE_LIST_LIMIT=20."
    ),
    "WXARCHIVE_DEBUG": "1 is -vv, and shows the traceback of a bug.",
    "NO_COLOR": "No colours.",
    "PAGER": "What shows long tables on a terminal.",
}
_FILES = {
    "archive.db": "The archive, unless --db or WXARCHIVE_DB names another file.",
    "wxarchive.toml": "Defaults of options; also in the folder wxarchive of XDG_CONFIG_HOME.",
}
_PAGE_HEAD = """\
# Commands

What `wxarchive COMMAND --help` says, on one page. Every option can have another default:
see [configuration.md](configuration.md).

"""


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """What one command says of itself. ``options``: spelling and meaning, in order."""

    name: str
    depth: int
    """0: wxarchive itself; 1: a command; 2: a command of a command."""
    usage: str
    summary: str
    options: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]


def commands() -> Iterator[CommandHelp]:
    """Yield every command, wxarchive itself first, each followed by its own commands."""
    yield from _described(cli, click.Context(cli, info_name="wxarchive", **cli.context_settings), 0)


def commands_page() -> str:
    """Return docs/commands.md."""
    whole, *others = commands()
    contents = [
        f"{'  ' * (one.depth - 1)}* [{one.name}](#{one.name.replace(' ', '-')}): "
        f"{_as_markdown(one.summary)}\n"
        for one in others
    ]
    return _PAGE_HEAD + "".join(contents) + "\n" + "\n".join(map(_section, (whole, *others)))


def man_page() -> str:
    """Return docs/wxarchive.1, in the macros of man(7)."""
    whole, *others = commands()
    parts = [
        f'.TH WXARCHIVE 1 "" "wxarchive {__version__}" "User Commands"',
        *(
            ".SH NAME",
            _as_roff(f"wxarchive - {whole.summary[0].lower()}{whole.summary[1:].rstrip('.')}"),
        ),
        *(".SH SYNOPSIS", _as_roff(whole.usage)),
        *(".SH DESCRIPTION", _as_roff(whole.summary)),
        _as_roff(
            "Data goes to stdout, messages to stderr. The pages of docs/ explain more than this "
            "one can."
        ),
        *(".SH OPTIONS", *_definitions(dict(whole.options))),
        ".SH COMMANDS",
    ]
    for one in others:
        parts += [f".SS {_as_roff(one.name)}", _as_roff(one.summary), ".PP", _as_roff(one.usage)]
        parts += _definitions(dict(one.options))
        parts += _verbatim(one.examples)
    parts += [
        ".SH EXIT STATUS",
        *_definitions({str(code): what for code, what in EXIT_STATUS.items()}),
    ]
    parts += [".SH ENVIRONMENT", *_definitions(_ENVIRONMENT)]
    parts += [".SH FILES", *_definitions(_FILES)]
    parts += [".SH EXAMPLES", *_verbatim(whole.examples)]
    return "\n".join(parts) + "\n"


def _described(command: click.Command, context: click.Context, depth: int) -> Iterator[CommandHelp]:
    records = (parameter.get_help_record(context) for parameter in command.get_params(context))
    # arguments say nothing
    yield CommandHelp(
        name=context.command_path.removeprefix("wxarchive ") if depth else "wxarchive",
        depth=depth,
        usage=" ".join((context.command_path, *command.collect_usage_pieces(context))),
        summary=command.get_short_help_str(limit=1000),
        options=tuple(record for record in records if record and record[1]),
        examples=tuple(line.strip() for line in (command.epilog or "").splitlines()[2:]),
    )
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if inner := command.get_command(context, name):
                inside = click.Context(inner, parent=context, info_name=name)
                yield from _described(inner, inside, depth + 1)


def _section(one: CommandHelp) -> str:
    options = "".join(
        f"* `{spelling}`: {_as_markdown(meaning)}\n" for spelling, meaning in one.options
    )
    examples = "".join(f"{line}\n" for line in one.examples)
    return (
        f"{'#' * max(2, one.depth + 1)} {one.name}\n\n{_as_markdown(one.summary)}\n\n"
        f"```text\n{one.usage}\n```\n\n{options}\n```sh\n{examples}```\n"
    )


def _as_markdown(text: str) -> str:
    return re.sub(r"[*`\\]|<(?=\w)", r"\\\g<0>", text)


def _definitions(meanings: dict[str, str]) -> Iterator[str]:
    for term, meaning in meanings.items():
        yield from (".TP", f"\\fB{_as_roff(term)}\\fR", _as_roff(meaning))


def _verbatim(lines: tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield from (".PP", ".nf", *(f"    {_as_roff(line)}" for line in lines), ".fi")


def _as_roff(text: str) -> str:
    """Escape what groff would take for a request, an escape or a typographic dash, and Chinese."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"[^\x00-\x7f]", lambda letter: f"\\[u{ord(letter[0]):04X}]", text)
    return f"\\&{text}" if text.startswith((".", "'")) else text
