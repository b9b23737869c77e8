"""A command run as a process of its own: how much it did in a second, and what it took."""

import re
import resource
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_PAUSE = 0.5  # seconds between two looks at the memory: each costs milliseconds of a processor


@dataclass(frozen=True, slots=True)
class Figures:
    """Things a second by the clock, seconds of all processors a thing, and MB of memory at the
    highest: of all processes together, what they share counted once.
    """

    rate: float
    work: float
    memory: float


def watch(command: list[str], things: int, told: IO[bytes]) -> Figures:
    """Run a command to its end; what it prints goes into ``told``."""
    started, memory, before = time.perf_counter(), 0.0, _processor_time()
    with subprocess.Popen(command, stdout=told) as running:
        while not _ended(running):
            memory = max(memory, _memory(running.pid))
    seconds = time.perf_counter() - started
    return Figures(things / seconds, (_processor_time() - before) / things, memory)


def _ended(running: subprocess.Popen[bytes]) -> bool:
    """Tell whether a process has ended, after a pause if it has not."""
    try:
        running.wait(_PAUSE)
    except subprocess.TimeoutExpired:
        return False
    return True


def _processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(pid: int) -> float:
    """Return the memory of a process and its children in MB; 0 where the system does not tell
    (Linux does).
    """
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return 0.0
    own = re.search(r"^Pss:\s+(\d+) kB", told, re.M)
    return (int(own[1]) / 1000 if own else 0.0) + sum(_memory(int(child)) for child in children)
