"""Start-up of ``wxarchive --version`` as a ratio to ``python -c "import click"``."""

import statistics
import subprocess
import sys
import time

ROUNDS = 15
TARGET = 1.5


def main() -> bool:
    """Print the ratio; tell whether it holds the target."""
    ours = [sys.executable, "-m", "wxarchive", "--version"]
    theirs = [sys.executable, "-c", "import click"]
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
    ratio = statistics.median(one / other for one, other in pairs)
    milliseconds = 1000 * statistics.median(one for one, _ in pairs)
    print(
        f"wxarchive --version / python -c 'import click': {ratio:.2f} (target {TARGET:.2f}),"
        f" {milliseconds:.0f} ms"
    )
    return ratio <= TARGET


def seconds(command: list[str]) -> float:
    """Return how long a process takes from start to end."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(not main())
