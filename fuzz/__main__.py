"""Feed all that reads bytes from outside with what a coverage-guided fuzzer (atheris) makes of
files of ours.

A finding is an exception, or an input that takes more than ten times what one of its size may: the
time of our own files is measured at the start, on this machine, so that a slow machine is no
finding. Each target runs in a process of its own, for an equal share of the time.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import atheris

from fuzz.targets import TARGETS, Target

SLACK = 0.5
"""Seconds that any input may take, whatever its size: the first one warms caches, the machine has
other work.
"""
_LEAST = 10_000  # bytes: what is smaller tells nothing of a pace


class TooSlowError(Exception):
    """An input took far longer than those of its size do."""


def main() -> None:
    """Run the fuzzer for the given time over one target or all."""
    arguments = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    arguments.add_argument("--minutes", type=float, default=20.0)
    arguments.add_argument("--findings", type=Path, default=Path("fuzz/findings"))
    arguments.add_argument("--target", choices=TARGETS)
    chosen = arguments.parse_args()
    chosen.findings.mkdir(parents=True, exist_ok=True)
    if chosen.target:
        run(TARGETS[chosen.target], chosen.minutes, chosen.findings)
    else:
        sys.exit(run_all(chosen.minutes / len(TARGETS), chosen.findings))


def run_all(minutes: float, findings: Path) -> int:
    """Run each target for so long; return how many had a finding."""
    failed = []
    for name in TARGETS:
        print(f"== {name}", flush=True)
        options = ["--target", name, "--minutes", f"{minutes}", "--findings", f"{findings}"]
        if subprocess.run([sys.executable, "-m", "fuzz", *options], check=False).returncode:
            failed.append(name)
    print(f"findings in: {', '.join(failed) or 'none'}")
    return len(failed)


def run(target: Target, minutes: float, findings: Path) -> None:
    """Run the fuzzer over one target; it ends the process."""
    seeds = list(target.seeds())
    pace = seconds_per_byte(target, seeds)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds):
            (Path(folder) / str(number)).write_bytes(seed[: target.largest])
        options = [
            f"-max_total_time={round(minutes * 60)}",
            f"-max_len={target.largest}",
            "-timeout=60",
            "-rss_limit_mb=4096",
            f"-artifact_prefix={findings}/",
        ]
        atheris.Setup([sys.argv[0], *options, folder], lambda body: read_one(target, body, pace))
        atheris.Fuzz()


def seconds_per_byte(target: Target, seeds: list[bytes]) -> float:
    """Return the slowest rate at which our own files are read."""
    rates = []
    for seed in seeds:
        started = time.process_time()
        target.read(seed)
        rates.append((time.process_time() - started) / max(len(seed), _LEAST))
    return max(rates)


def read_one(target: Target, body: bytes, pace: float) -> None:
    """Read an input; the fuzzer notes what raises."""
    started = time.process_time()
    target.read(body)
    taken = time.process_time() - started
    if taken > SLACK + 10 * pace * len(body):
        raise TooSlowError(f"{len(body)} bytes took {taken:.1f} s")


if __name__ == "__main__":
    main()
