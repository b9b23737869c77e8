"""Time of ``parse()`` as a ratio to ``BeautifulSoup(page, "lxml")`` of the same page in the same
run.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from bs4 import BeautifulSoup

from benchmarks.pages import current_pages, describe
from wxarchive.models import RawPage
from wxarchive.parse import parse

ROUNDS = 5
MEDIAN, LATE, WORST = 0.25, 0.6, 1.0


def main() -> bool:
    """Print the ratios; tell whether the median holds the target."""
    ratios: dict[str, float] = {}
    for name, body in current_pages().items():
        raw = RawPage(name, body, datetime.now(UTC), from_file=True)
        pairs = [
            (seconds(partial(parse, raw)), seconds(partial(BeautifulSoup, body, "lxml")))
            for _ in range(ROUNDS)
        ]
        ratios[name] = statistics.median(ours / theirs for ours, theirs in pairs)
    ordered = sorted(ratios.values())
    median, late = (
        statistics.median(ordered),
        statistics.quantiles(ordered, n=20, method="inclusive")[-1],
    )
    slowest = max(ratios, key=lambda name: ratios[name])
    print(
        f"parse / BeautifulSoup over {len(ordered)} pages of the current template ({describe()}):"
    )
    print(f"  median {median:.2f} (target {MEDIAN}), 95th percentile {late:.2f} (target {LATE}),")
    print(f"  worst {ordered[-1]:.2f} (target {WORST}), {slowest}")
    return median <= MEDIAN and late <= LATE and ordered[-1] <= WORST


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time that ``work`` takes: other programs may run meanwhile."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(not main())
