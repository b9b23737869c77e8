"""What ``-v`` shows: the log of the package, on stderr, without any credential."""

import logging

import click

from wxarchive.characters import printable
from wxarchive.cli.discretion import discreet

_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)
_NOWHERE = logging.NullHandler()


class _WithoutCredentials(logging.Filter):
    """Takes the credentials out of each record, whatever was logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        record.msg, record.args = discreet(record.getMessage()), None
        return True


class _Messages(logging.Handler):
    """Prints each record as a message to people."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record; a traceback has many lines."""
        click.echo(f"wxarchive: {printable(record.getMessage()).rstrip()}", err=True)


def show_log(verbosity: int) -> None:
    """Show nothing (0), decisions with their reasons (1), or every step and the traceback of a bug
    (2).
    """
    log, handler = (
        logging.getLogger("wxarchive"),
        _Messages() if verbosity else logging.NullHandler(),
    )
    handler.addFilter(_WithoutCredentials())
    log.handlers = [handler]
    log.setLevel(_LEVELS[min(verbosity, 2)])
    # what libraries log is for no user, and may hold credentials: where nobody listens, Python
    # would print it on stderr, tracebacks and all
    logging.getLogger().addHandler(_NOWHERE)
