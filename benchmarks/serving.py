"""The pages of ``wxarchive serve`` over a large archive: how long the server takes for each, how
soon a browser shows something, and how much memory the server has in the end.

``python -m benchmarks.serving [ARTICLES] [ARCHIVE]``; an archive that is there already is taken as
it is.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

from benchmarks.furnishing import ALBUMS, furnish
from benchmarks.library import fill
from benchmarks.searching import queries
from tests.support.chromium import Browser, browser, installed
from wxarchive.store.database import Store

ARTICLES = 10_000
TIMES, VISITS = 40, 7
LATE, FIRST_SEEN, MEGABYTES = 100, 300, 200
READ = 500
"""So many articles have a body that is read."""
_PAINTED = """new Promise(done => {
    const name = "first-contentful-paint";
    const told = list => list.getEntriesByName(name).forEach(one => done(one.startTime));
    new PerformanceObserver(told).observe({type: "paint", buffered: true});
})"""
_COUNTED = """new Promise(done => {
    const look = () => document.querySelector("[data-fill]") ? setTimeout(look, 50) : done(0);
    look();
})"""
Make = Callable[[], str]


def main(articles: int = ARTICLES, path: Path | None = None) -> bool:
    """Print the figures; tell whether they hold the targets."""
    with tempfile.TemporaryDirectory() as folder:
        archive = path or Path(folder) / "archive.db"
        number = _prepare(archive, articles)
        asked = sorts(number, queries())
        held = [within(archive, number, asked, LATE)]
        with _served(archive, Path(folder)) as (address, process):
            if installed():
                with browser() as chromium:
                    chromium.visit(f"{address}/settings")  # what starts up is not the page's
                    print(f"  first content in Chromium, {VISITS} visits of each sort:")
                    held += [_seen(chromium, address, *one) for one in asked.items()]
            held.append(_memory(process))
    return all(held)


def _prepare(archive: Path, articles: int) -> int:
    with Store(archive) as store:
        if not store._connection.value("SELECT count(*) FROM articles"):
            fill(store, articles)
            store.search.rebuild()
            furnish(store, articles, READ)
        return int(store._connection.value("SELECT count(*) FROM articles"))


def sorts(number: int, words: list[str]) -> dict[str, Make]:
    """Return what is asked: a sort of page, and what makes an address of it; ``words`` are searched
    for.
    """
    chance = random.Random(3)
    asked = [quote(one) for one in words if chr(34) not in one]

    def some() -> str:
        return chance.choice(asked)

    def one(most: int = number) -> int:
        return chance.randint(1, most)

    return {
        "newest": lambda: "/",
        "further back": lambda: f"/?after=20{chance.randint(17, 25)}-05-05T08:30:00%2B08:00_1",
        "one account": lambda: f"/?account={quote('账号')}{chance.randrange(200)}",
        "one year": lambda: f"/?year=20{chance.randint(17, 25)}",
        "one album": lambda: f"/?album={chance.randrange(ALBUMS)}",
        "search": lambda: f"/?q={some()}",
        "search, by date": lambda: f"/?q={some()}&sort=newest",
        "reading": lambda: f"/article/{one(READ)}",
        "reading a hit": lambda: f"/article/{one(READ)}?q={some()}",
        "history": lambda: f"/article/{one()}/history",
        "difference": lambda: f"/article/{20 * one(number // 20)}/difference",
        "side by side": lambda: f"/article/{20 * one(number // 20)}/difference?view=side",
        "neighbourhood": lambda: f"/article/{one()}/graph",
        "accounts": lambda: "/accounts",
        "an account": lambda: f"/account/{one(200)}",
        "albums": lambda: "/albums",
        "vanished": lambda: "/gone",
        "… further back": lambda: f"/gone?after=202{chance.choice('67')}-07-07T08:00:00%2B08:00_1",
        "missing": lambda: "/missing",
        "… further down": lambda: f"/missing?after={one(3)}_MzA5Q==:{one()}:1",
        "statistics": lambda: "/stats",
        "queue": lambda: "/queue",
        "a feed": lambda: f"/feed.atom?account={quote('账号')}{chance.randrange(200)}",
    }


def within(archive: Path, number: int, asked: dict[str, Make], late: int) -> bool:
    """Print how long the server takes for each sort of page; tell whether 95 of a hundred take no
    more milliseconds than ``late``.
    """
    from starlette.testclient import TestClient

    from wxarchive.web import Settings, create_app

    app = create_app(Settings(archive, "token"))
    with TestClient(app, "http://127.0.0.1:8321") as client:
        print(f"serve, {number} articles, {TIMES} requests of each sort, the server's time:")
        started = time.perf_counter()
        client.get("/stats?part=1")
        print(f"  counting everything once: {time.perf_counter() - started:.1f} s, behind the page")
        times = {name: _timed(client.get, name, make) for name, make in asked.items()}
        return max(times.values()) <= late


def _timed(get: Callable[[str], object], name: str, make: Make) -> float:
    """Print the processor's time for a sort of page, as other programs work meanwhile, and return
    what 95 of a hundred take at most, in milliseconds.

    The first request opens the archive, and does not count.
    """
    get(make())
    times = []
    for _ in range(TIMES):
        address = make()
        started = time.process_time()
        get(address)
        times.append((time.process_time() - started) * 1e3)
    late = statistics.quantiles(times, n=20, method="inclusive")[-1]
    print(f"  {name:16} median {statistics.median(times):6.1f} ms, 95 % {late:6.1f} ms")
    return late


@contextmanager
def _served(archive: Path, home: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    command = [sys.executable, "-m", "wxarchive", "--db", str(archive), "serve", "--port", "0"]
    environment = os.environ | {"XDG_CONFIG_HOME": str(home)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().decode().strip().rstrip("/"), process
        finally:
            process.terminate()


def _seen(chromium: Browser, address: str, name: str, make: Make) -> bool:
    """Print how long after a click the browser shows the first of a sort of page."""
    if urlsplit(make()).path.endswith(".atom"):
        return True
    times = []
    for _ in range(VISITS):
        chromium.visit(address + make())
        times.append(float(chromium.value(_PAINTED)))
        chromium.value(_COUNTED)  # people look at a page before they go on
    print(f"  {name:16} median {statistics.median(times):6.0f} ms, slowest {max(times):6.0f} ms")
    return statistics.median(times) <= FIRST_SEEN


def _memory(process: "subprocess.Popen[bytes]") -> bool:
    """Print the most that the server ever had, as Linux tells it."""
    told = Path(f"/proc/{process.pid}/status")
    if not told.exists():
        return True
    line = next(one for one in told.read_text().splitlines() if one.startswith("VmHWM"))
    used = int(line.split()[1]) / 1e3
    print(f"  memory of the server {used:.0f} MB (target {MEGABYTES})")
    return used <= MEGABYTES


if __name__ == "__main__":
    sys.exit(
        not main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES, *map(Path, sys.argv[2:3]))
    )
