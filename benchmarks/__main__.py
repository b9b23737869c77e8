"""Run every benchmark; exit with 1 if a target is missed."""

import sys

from benchmarks import exporting, importing, parsing, rawpages, startup


def main() -> int:
    """Run them one after the other."""
    held = [benchmark.main() for benchmark in (parsing, startup, rawpages, importing, exporting)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
