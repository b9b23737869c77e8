"""Run every benchmark; exit with 1 if a target is missed.

``python -m benchmarks [--articles NUMBER]``: how many articles search, lists and pages of ``serve``
have to do with, 10,000 unless said. The targets are meant for 100,000, which takes half an hour.
"""

import argparse
import sys
from functools import partial

from benchmarks import (
    bulk,
    crawling,
    exporting,
    importing,
    listing,
    merging,
    parsing,
    rawpages,
    searching,
    serving,
    similar,
    site,
    startup,
)


def main() -> int:
    """Run them one after the other."""
    options = argparse.ArgumentParser(prog="python -m benchmarks")
    options.add_argument(
        "--articles", type=int, default=searching.ARTICLES, help="that are searched and listed"
    )
    articles = options.parse_args().articles
    large = (
        partial(listing.main, articles),
        partial(searching.main, articles),
        partial(serving.main, articles),
        partial(merging.main, articles),
        partial(similar.main, articles),
        partial(site.main, min(articles, site.ARTICLES)),
    )
    rest = (importing.main, bulk.main, exporting.main, crawling.main)
    held = [benchmark() for benchmark in (parsing.main, startup.main, rawpages.main, *large, *rest)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
