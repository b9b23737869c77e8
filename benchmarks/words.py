"""Words over time in a large archive: counted by the index, and text by text; a concordance.

``python -m benchmarks.words [ARTICLES] [ARCHIVE]``. An archive that is named is made unless it is
there, and kept.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.library import fill
from wxarchive.models import Filter
from wxarchive.store.database import Store

ARTICLES = 20_000
BY_INDEX = ("推理", "人工智能", "我们", "AI", "模型 OR 数据", "agent*")
BY_TEXTS = ("的",)
EVERYTHING = Filter()


def main(articles: int = ARTICLES, path: Path | None = None) -> None:
    """Print the figures, in the processor time of this process."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(path or Path(folder) / "archive.db") as store,
    ):
        if not store.articles.count(EVERYTHING):
            fill(store, articles)
            store.search.rebuild()
        print(f"words, {store.articles.count(EVERYTHING)} articles:")
        for query in (*BY_INDEX, *BY_TEXTS):
            started = time.process_time()
            uses = store.search.words(query, EVERYTHING, "month")
            seconds = time.process_time() - started
            found = sum(one.articles for one in uses)
            times = sum(one.occurrences or 0 for one in uses)
            print(f"  {query}: {times} times in {found} articles, {seconds:.2f} s")
        started = time.process_time()
        lines = sum(1 for _ in store.search.concordance("我们", EVERYTHING))
        print(f"  concordance: {lines / (time.process_time() - started):.0f} lines/s")
        unit = 1e6 if sys.platform == "darwin" else 1e3
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
        print(f"  memory {most:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES, *map(Path, sys.argv[2:3]))
