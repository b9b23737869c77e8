"""The pages of ``wxarchive serve`` over a large archive: how long the server takes for each.

``python -m benchmarks.serving [ARTICLES] [ARCHIVE]``
"""

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.library import fill
from benchmarks.searching import queries
from wxarchive.store.database import Store

ARTICLES = 10_000
TIMES = 40
LATE, MEGABYTES = 0.100, 200
_BODIES = (
    "UPDATE versions SET html = '<p>' || replace(text, char(10), '</p><p>') || '</p>' WHERE id <= ?"
)
_READ = 500
"""So many articles have a body that is read."""


def main(articles: int = ARTICLES, path: Path | None = None) -> bool:
    """Print the figures; tell whether they hold the targets."""
    from starlette.testclient import TestClient

    from wxarchive.web import Settings, create_app

    with tempfile.TemporaryDirectory() as folder:
        archive = path or Path(folder) / "archive.db"
        number = _prepare(archive, articles)
        settings = Settings(archive, "token")
        with TestClient(create_app(settings), "http://127.0.0.1:8321") as client:
            print(f"serve, {number} articles, {TIMES} requests of each sort:")
            held = [_timed(client.get, name, make) for name, make in _sorts(number).items()]
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1e6 if sys.platform == "darwin" else 1e3
    )
    print(f"  memory {used:.0f} MB (target {MEGABYTES}, with what filled the archive)")
    return all(held)


def _prepare(archive: Path, articles: int) -> int:
    with Store(archive) as store:
        db = store._connection
        if not db.value("SELECT count(*) FROM articles"):
            fill(store, articles)
            store.search.rebuild()
        with store.atomic():
            db.run(_BODIES, (_READ,))
        return int(db.value("SELECT count(*) FROM articles"))


def _sorts(number: int) -> dict[str, Callable[[], str]]:
    """Return what is asked: a sort of page, and what makes an address of it."""
    chance = random.Random(3)
    asked = [one for one in queries() if chr(34) not in one]

    def some() -> str:
        return chance.choice(asked)

    return {
        "newest": lambda: "/",
        "further back": lambda: f"/?after=20{chance.randint(17, 25)}-05-05T08:30:00%2B08:00_1",
        "one account": lambda: f"/?account=账号{chance.randrange(200)}",
        "one year": lambda: f"/?year=20{chance.randint(17, 25)}",
        "search": lambda: f"/?q={some()}",
        "search, by date": lambda: f"/?q={some()}&sort=newest",
        "reading": lambda: f"/article/{chance.randint(1, _READ)}",
        "reading a hit": lambda: f"/article/{chance.randint(1, _READ)}?q={some()}",
        "history": lambda: f"/article/{chance.randint(1, number)}/history",
        "neighbourhood": lambda: f"/article/{chance.randint(1, number)}/graph",
        "vanished": lambda: "/gone",
        "missing": lambda: "/missing",
        "queue": lambda: "/queue",
    }


def _timed(get: Callable[[str], object], name: str, make: Callable[[], str]) -> bool:
    """Print the processor's time for a sort of page, as other programs work meanwhile.

    The first request opens the archive, and does not count.
    """
    get(make())
    times = []
    for _ in range(TIMES):
        address = make()
        started = time.process_time()
        get(address)
        times.append(time.process_time() - started)
    late = statistics.quantiles(times, n=20, method="inclusive")[-1]
    print(f"  {name:16} median {statistics.median(times) * 1e3:6.1f} ms, 95 % {late * 1e3:6.1f} ms")
    return late <= LATE


if __name__ == "__main__":
    sys.exit(
        not main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES, *map(Path, sys.argv[2:3]))
    )
