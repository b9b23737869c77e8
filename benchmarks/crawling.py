"""A whole crawl against the small WeChat: complete, exact, gentle, in little memory, whatever comes
between.

``python -m benchmarks.crawling [ARTICLES] [BOILERPLATE_KB]``: posts of a simulated account are
crawled from the newest on by ``wxarchive fetch --follow``, with 3 % of the addresses failing for a
while, three ``kill -9``, and a verification page in the middle. The simulator knows the truth,
pictures included, which the archive is compared with. The pace is measured where the pages are
served. Overhead is wall time beyond the pauses, with pictures and the program's starts.
"""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.pictures import picture_at
from tests.smallwechat.server import PAGES
from tests.smallwechat.simulation import STUBBORN, Town, bad_days, town

ARTICLES = 2_000
PICTURES = 10
BOILERPLATE_KB = 40
DELAY = 0.1
SLACK = 0.5
"""Of the delay: the program's jitter makes single pauses shorter by up to this."""
OVERHEAD = 60.0
MEMORY = 150.0


@dataclass(frozen=True)
class Watched(Town):
    """A town that notes when it served each page."""

    times: list[float] = field(default_factory=list)

    def short(self, token: str, serial: int) -> str:
        """Answer a short address."""
        self.times.append(time.monotonic())
        return super().short(token, serial)

    # what the server gives
    def long(self, query: "dict[str, str]", serial: int) -> str:  # type: ignore[override]
        """Answer a long address."""
        self.times.append(time.monotonic())
        return super().long(query, serial)


@dataclass
class Crawl:
    """Lives of the program over one archive; ``memory``: the most any of them had, in MB."""

    wechat: SmallWechat
    site: Watched
    db: Path
    seconds: float = 0.0
    memory: float = 0.0
    codes: list[int] = field(default_factory=list)

    def live(self, *arguments: str, kill_at: int | None = None) -> int:
        """Run the program, killed after so many pages if told so; return its exit code."""
        command = [sys.executable, "-m", "wxarchive", *arguments, "--delay", str(DELAY)]
        settings = {
            "WXARCHIVE_DB": str(self.db),
            "WXARCHIVE_CONNECT_TO": ",".join(self.wechat.connect_to()),
        }
        start = time.monotonic()
        process = subprocess.Popen(
            command, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while kill_at is not None and len(self.site.times) < kill_at and process.poll() is None:
            self.wechat.stopping.wait(0.002)
        if kill_at is not None:
            process.send_signal(signal.SIGKILL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds += time.monotonic() - start
        self.memory = max(self.memory, used.ru_maxrss / 1024)
        self.codes.append(process.returncode)
        return process.returncode


def crawl(site: Watched, folder: Path) -> tuple[Crawl, list[str]]:
    """Crawl a site with everything that may come between; return the crawl and what is wrong in the
    end.
    """
    faults = bad_days(site)
    count = len(site.posts)
    with SmallWechat(site, faults) as wechat:
        run = Crawl(wechat, site, folder / "archive.db")
        run.live("fetch", "--follow", "1000", site.newest, kill_at=count // 5)
        run.live("fetch", "--resume", kill_at=count * 2 // 5)
        wechat.faults = replace(faults, challenge_after=count // 2)
        challenged = run.live("fetch", "--resume")
        asked = len(wechat.requests)
        paused = run.live("fetch", "--resume")
        wrong = (
            []
            if (challenged, paused) == (3, 3)
            else [f"exit codes at the challenge: {challenged}, {paused}"]
        )
        wrong += ["asked during the pause"] if len(wechat.requests) != asked else []
        wechat.faults = faults
        run.live("fetch", "--resume", "--now", kill_at=count * 4 // 5)
        for _ in range(STUBBORN):
            run.live("fetch", "--resume", "--now")
        run.live("media", "fetch", "--now")
        return run, wrong + differences(site, run, faults)


def differences(site: Watched, run: Crawl, faults: Faults) -> list[str]:
    """Compare the archive and the requests with the truth."""
    database = sqlite3.connect(run.db)
    found = {
        "integrity": database.execute("PRAGMA integrity_check").fetchall() == [("ok",)],
        "references": database.execute("PRAGMA foreign_key_check").fetchall() == [],
        "articles": _count(database, "articles WHERE state = 'ok'") == len(site.alive),
        "gone": _count(database, "articles WHERE state = 'deleted'") == len(site.gone),
        "versions": _count(database, "versions") == len(site.alive),
        "pictures": _count(database, "versions, json_each(images)") == PICTURES * len(site.alive),
        "links": _count(database, "links") == sum(len(post.links) for post in site.alive),
        "media": _count(database, "media_uses WHERE state <> 'kept'") == 0,
        "pictures by hash": (
            _hashes(site) <= {one for (one,) in database.execute("SELECT sha256 FROM media")}
        ),
        "queue is empty": _count(database, "queue") == 0,
        "requests": _requests_explained(site, run, faults),
    }
    database.close()
    return [name for name, right in found.items() if not right]


def _requests_explained(site: Watched, run: Crawl, faults: Faults) -> bool:
    """Each post once, and once more for each failure, for a kill that met it in hand, and for the
    challenge.
    """
    asked = Counter(map(site.token_of, _pages(run)))
    failing = (
        {path: times for path, (_, times) in faults.status.items()}
        | dict(faults.cut_off)
        | dict(faults.reset)
    )
    extra = {token: number - 1 - failing.get(f"/s/{token}", 0) for token, number in asked.items()}
    more = [number for number in extra.values() if number > 0]
    return (
        set(asked) == {post.token for post in site.posts}
        and min(extra.values()) >= 0
        and sum(more) <= 4
    )


def _count(database: sqlite3.Connection, what: str) -> int:
    number: int = database.execute(f"SELECT count(*) FROM {what}").fetchone()[0]
    return number


def _hashes(site: Watched) -> set[str]:
    shown = {urlsplit(picture.url).path for post in site.alive for picture in post.pictures}
    return {hashlib.sha256(picture_at(path)).hexdigest() for path in shown}


def _pages(run: Crawl) -> list[str]:
    return [path for _, host, path in run.wechat.requests if host == PAGES]


def _site(count: int, boilerplate_kb: int) -> Watched:
    made = town(count, gone=0.02, edited=0.02, pictures=PICTURES)
    return Watched(
        made.posts,
        accounts=made.accounts,
        boilerplate_kb=boilerplate_kb,
        gone=made.gone,
        edited=made.edited,
    )


def main(count: int = ARTICLES, boilerplate_kb: int = BOILERPLATE_KB) -> bool:
    """Print the figures; tell whether the crawl was complete and every target was held."""
    site = _site(count, boilerplate_kb)
    print(
        f"crawl of {count} articles with {PICTURES} pictures each, pause {DELAY:g} s,"
        f" {boilerplate_kb} KB a page:"
    )
    with tempfile.TemporaryDirectory() as folder:
        run, wrong = crawl(site, Path(folder))
    gaps = [later - earlier for earlier, later in zip(site.times, site.times[1:], strict=False)]
    pages = len(_pages(run))
    overhead = (run.seconds - pages * DELAY) / count * 1000
    media = len(run.wechat.requests) - pages
    lives = f"{run.seconds:.0f} s and {len(run.codes)} lives, codes {run.codes}"
    print(f"  {pages} pages and {media} media asked for in {lives}")
    print(f"  complete and exact: {'yes' if not wrong else 'no: ' + ', '.join(wrong)}")
    print(f"  shortest pause {min(gaps) * 1000:.0f} ms (at least {DELAY * SLACK * 1000:.0f}), "
          f"mean {sum(gaps) / len(gaps) * 1000:.0f} ms (at least {DELAY * 1000:.0f})")  # fmt: skip
    print(
        f"  overhead {overhead:.0f} ms an article (target {OVERHEAD:.0f}), "
        f"memory {run.memory:.0f} MB (target {MEMORY:.0f})"
    )
    gentle = min(gaps) >= DELAY * SLACK and sum(gaps) / len(gaps) >= DELAY
    return not wrong and gentle and overhead <= OVERHEAD and run.memory <= MEMORY


if __name__ == "__main__":
    sys.exit(0 if main(*map(int, sys.argv[1:])) else 1)
