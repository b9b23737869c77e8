"""How an error ends the command line."""

from typing import IO, Any

import click

from wxarchive.characters import printable
from wxarchive.cli.discretion import discreet


class Failure(click.ClickException):
    """An error as people see it: one line, and the exit code it ends with."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]  # click reads it from the exception itself

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line to ``file``, else to stderr."""
        click.echo(f"wxarchive: {printable(discreet(self.message))}", file=file, err=True)
