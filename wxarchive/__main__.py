"""The program as a process: ``wxarchive …`` and ``python -m wxarchive …``."""

import io
import os
import sys
from pathlib import Path
from typing import TextIO

from wxarchive.cli import cli, register_shells


def main() -> None:
    """Run the command line and end the process with its exit code."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # UTF-8 whatever the locale; a file name that is no text becomes a JSON escape instead
            # of an error
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if "_WXARCHIVE_COMPLETE" in os.environ:  # a shell asks, or wants the script that makes it ask
        register_shells()
    cli(prog_name="wxarchive")


def _nowhere() -> TextIO:
    """Stand in for a stream that the caller closed (``>&-``)."""
    return Path(os.devnull).open("w", encoding="utf-8")


if __name__ == "__main__":
    main()
