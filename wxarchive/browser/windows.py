"""Windows: where programs are, and how a browser is given its pipes where a process inherits
handles.

``--remote-debugging-io-pipes`` names two of them (Chromium's content_switches.cc); ChromeDriver
hands them over in the same way.
"""

import msvcrt
import os
import subprocess
import sys
import winreg
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from io import FileIO
from typing import BinaryIO

assert sys.platform == "win32"  # noqa: S101 -- for mypy, which reads the rest for that system only


def started(
    command: Sequence[str], log: BinaryIO
) -> tuple[subprocess.Popen[bytes], FileIO, FileIO]:
    """Start a browser; return it, the pipe for commands and that for answers. Raises OSError."""
    reads, commands = os.pipe()
    answers, writes = os.pipe()
    try:
        handles = [msvcrt.get_osfhandle(reads), msvcrt.get_osfhandle(writes)]
        for handle in handles:
            os.set_handle_inheritable(handle, True)
        process = subprocess.Popen(  # noqa: S603 -- the program is the user's own choice
            [*command, f"--remote-debugging-io-pipes={handles[0]},{handles[1]}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            # these handles, and none that another thread opens meanwhile
            close_fds=False,
            startupinfo=subprocess.STARTUPINFO(lpAttributeList={"handle_list": handles}),
        )
    except BaseException:
        os.close(commands)
        os.close(answers)
        raise
    finally:
        os.close(reads)
        os.close(writes)
    return process, FileIO(commands, "wb"), FileIO(answers, "rb")


def programs_named(names: Iterable[str]) -> Iterator[str]:
    """Yield where the programs of these names are (Microsoft: "Application Registration")."""
    for name in names:
        key = rf"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\{name}"
        for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            with suppress(OSError):
                yield winreg.QueryValue(root, key)
