"""Run every benchmark; exit with 1 if a target is missed.

``python -m benchmarks [--articles NUMBER]``: how many articles search, lists and pages of ``serve``
have to do with, 10,000 unless said. The targets are meant for 100,000, which takes half an hour.
"""

import argparse
import subprocess
import sys

from benchmarks import searching, site

FIRST = ("parsing", "startup", "rawpages")
OF_ARTICLES = ("listing", "searching", "serving", "merging", "similar")
LAST = ("importing", "bulk", "exporting", "crawling")


def main() -> int:
    """Run them one after the other."""
    options = argparse.ArgumentParser(prog="python -m benchmarks")
    options.add_argument(
        "--articles", type=int, default=searching.ARTICLES, help="that are searched and listed"
    )
    articles = options.parse_args().articles
    runs = [[name] for name in FIRST]
    runs += [[name, str(articles)] for name in OF_ARTICLES]
    runs.append(["site", str(min(articles, site.ARTICLES))])
    runs += [[name] for name in LAST]
    # each in a process of its own: what one took of memory is not the next one's
    held = [_holds(*run) for run in runs]
    return 0 if all(held) else 1


def _holds(name: str, *arguments: str) -> bool:
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
