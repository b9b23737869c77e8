"""Merging two large archives: articles a second, and the largest memory of the process.

``python -m benchmarks.merging [ARTICLES]``: so many in each; half of them are in both. The other
half comes new, with its text and its page; the index is left to the first search, as ever with
many articles.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.library import fill
from wxarchive.store.database import Store

FASTEST, MEMORY = 500, 200
"""Targets: articles of the other archive a second at least, megabytes of memory at most."""
_PAGES = "UPDATE pages SET data = randomblob(6000), size = 6000, sha256 = 'p' || sha256"
_STATES = """
    INSERT INTO states (article_id, page_id, seen_at, state)
    SELECT id, page_id, fetched_at, 'ok' FROM articles
"""


def main(articles: int = 10_000) -> bool:
    """Print the figures; tell whether they hold the targets."""
    with tempfile.TemporaryDirectory() as place:
        one, other = Path(place) / "one.db", Path(place) / "other.db"
        _make(one, articles, 1)
        _make(other, articles, articles // 2 + 1)
        print(f"merge, two archives of {articles} articles, target {FASTEST}/s and {MEMORY} MB:")
        held = [_measured(what, one, other, articles) for what in ("half of it new", "again")]
        return all(held)


def _make(path: Path, articles: int, first: int) -> None:
    with Store(path) as store:
        fill(store, articles, first)
        with store.atomic():
            store._connection.run(_PAGES)
            store._connection.run(_STATES)


def _measured(what: str, target: Path, other: Path, articles: int) -> bool:
    command = [sys.executable, "-m", "wxarchive", "--db", str(target), "merge", str(other)]
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    clock = time.perf_counter() - started
    processor, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(
        f"  {what:<16}{articles / clock:6.0f}/s by the clock, {articles / processor:6.0f}/s of"
        f" processor time, {memory:4.0f} MB"
    )
    return not status and articles / processor >= FASTEST and memory <= MEMORY


if __name__ == "__main__":
    sys.exit(not main(*map(int, sys.argv[1:])))
