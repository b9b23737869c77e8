"""Which processes run, on Windows, where no signal can ask.

Sources: Microsoft's pages of ``OpenProcess``, ``GetExitCodeProcess`` and ``GetProcessTimes``.
"""

import ctypes
import sys
from ctypes import wintypes

assert sys.platform == "win32"  # noqa: S101 -- for mypy, which reads the rest for that system only

_QUERY_LIMITED_INFORMATION = 0x1000
_NO_SUCH_PROCESS = 87  # ERROR_INVALID_PARAMETER
_STILL_ACTIVE = 259

_KERNEL = ctypes.WinDLL("kernel32", use_last_error=True)
_KERNEL.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
_KERNEL.OpenProcess.restype = wintypes.HANDLE
_KERNEL.GetExitCodeProcess.argtypes = (wintypes.HANDLE, wintypes.LPDWORD)
_KERNEL.GetProcessTimes.argtypes = (wintypes.HANDLE, *(ctypes.POINTER(wintypes.FILETIME),) * 4)
_KERNEL.CloseHandle.argtypes = (wintypes.HANDLE,)


def started(number: int) -> str | None:
    """Return when a process started, in the system's ticks; nothing if that is not told, ``None``
    if it does not run.

    A process of another user may not be looked at, which shows that it runs.
    """
    # wider than any number of a process: ctypes would cut it to another one
    if number >= 2**32:
        return None
    handle = _KERNEL.OpenProcess(_QUERY_LIMITED_INFORMATION, False, number)
    if not handle and ctypes.get_last_error() == _NO_SUCH_PROCESS:
        return None
    if not handle:
        return ""
    code = wintypes.DWORD()
    times = [wintypes.FILETIME() for _ in ("created", "ended", "kernel", "user")]
    try:
        is_told = _KERNEL.GetExitCodeProcess(handle, ctypes.byref(code))
        # it has ended, while somebody still holds a handle of it
        if is_told and code.value != _STILL_ACTIVE:
            return None
        if not _KERNEL.GetProcessTimes(handle, *map(ctypes.byref, times)):
            return ""
    finally:
        _KERNEL.CloseHandle(handle)
    created = times[0]
    return str((created.dwHighDateTime << 32) + created.dwLowDateTime)
