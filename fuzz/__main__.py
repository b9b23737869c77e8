"""Feed ``parse`` with what a coverage-guided fuzzer (atheris) makes of our golden pages.

A finding is an exception, or a page that takes more than ten times what a page of its size may: the time of an
ordinary page is measured at the start, on this machine, so that a slow machine is no finding.
"""

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["wxarchive"]):
    from wxarchive.models import Article, RawPage, StatePage
    from wxarchive.parse import parse

from tests.golden import PAGES

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
LARGEST = 300_000
SLACK = 0.5
"""Seconds that any page may take, whatever its size: the first page warms caches, the machine has other work."""


class TooSlowError(Exception):
    """A page took far longer than pages of its size do."""


def main() -> None:
    """Run the fuzzer for the given time, with the golden pages as seeds."""
    arguments = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    arguments.add_argument("--minutes", type=float, default=20.0)
    arguments.add_argument("--findings", type=Path, default=Path("fuzz/findings"))
    chosen = arguments.parse_args()
    chosen.findings.mkdir(parents=True, exist_ok=True)
    pace = seconds_per_byte()
    with tempfile.TemporaryDirectory() as seeds:
        for name, page in PAGES.items():
            (Path(seeds) / name).write_bytes(page.body[:LARGEST])
        options = [
            f"-max_total_time={round(chosen.minutes * 60)}",
            f"-max_len={LARGEST}",
            "-timeout=60",
            "-rss_limit_mb=4096",
        ]
        options += [f"-artifact_prefix={chosen.findings}/", seeds]
        atheris.Setup([sys.argv[0], *options], lambda body: parse_one(body, pace))
        atheris.Fuzz()


def seconds_per_byte() -> float:
    """Return the slowest rate at which our own golden pages are read."""
    rates = []
    for page in PAGES.values():
        started = time.process_time()
        parse(page)
        rates.append((time.process_time() - started) / max(len(page.body), 10_000))
    return max(rates)


def parse_one(body: bytes, pace: float) -> None:
    """Parse and check what comes back; the fuzzer notes what raises."""
    started = time.process_time()
    found = parse(RawPage("fuzz", body, MOMENT))
    taken = time.process_time() - started
    if not isinstance(found, Article | StatePage):
        raise TypeError(f"parse gave {type(found).__name__}")
    if isinstance(found, Article) and not (
        found.body.text or found.body.images or found.body.media or found.metadata.title
    ):
        raise ValueError("an article with nothing in it")
    if taken > SLACK + 10 * pace * len(body):
        raise TooSlowError(f"{len(body)} bytes took {taken:.1f} s")


if __name__ == "__main__":
    main()
