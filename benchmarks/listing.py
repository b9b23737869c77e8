"""``list --limit 50`` with each filter over a large archive, inside the process: opening, asking,
printing.

``python -m benchmarks.listing [ARTICLES]``. The articles are invented: 200 accounts of very
different size, 40 albums, rare and common values of every filter. They are written straight into
the tables, as :mod:`wxarchive.store` would.
"""

import io
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from pathlib import Path

from tests.store.making import START
from wxarchive.cli import cli
from wxarchive.models import Album, Metadata
from wxarchive.store.database import Store
from wxarchive.store.sqlite.values import metadata_json, time_text

ARTICLES = 100_000
TEXT = "茶山的雾散得慢，桥上的人走得也慢，书架在夜里有声音。" * 20
TARGET_MILLISECONDS = 30.0
ROUNDS = 7
ACCOUNTS = 200
FILTERS: dict[str, tuple[str, ...]] = {
    "no filter": (),
    "a large account": ("--account", "账号0"),
    "a small account": ("--account", "账号199"),
    "an account by its gh_ id": ("--account", "gh_150"),
    "an unknown account": ("--account", "没有"),
    "since": ("--since", "2024"),
    "until": ("--until", "2012"),
    "a month": ("--since", "2015-06", "--until", "2015-06"),
    "a common kind": ("--kind", "article"),
    "a rare kind": ("--kind", "music"),
    "a common state": ("--state", "ok"),
    "a rare state": ("--state", "private"),
    "a large album": ("--album", "合集0"),
    "a small album": ("--album", "合集39"),
    "original": ("--original",),
    "a common place": ("--location", "浙江"),
    "a rare place": ("--location", "冰岛"),
    "with pictures": ("--has-pictures",),
    "without pictures": ("--no-pictures",),
    "linked by": ("--linked-by", "77"),
    "three accounts": ("--account", "账号0,账号1,账号199"),
    "accounts and one unknown": ("--account", "账号0,没有"),
    "all but the largest account": ("--not-account", "账号0"),
    "all but rare accounts": ("--not-account", "账号198,账号199"),
    "a common author": ("--author", "阿坡"),
    "an unknown author": ("--author", "没有"),
    "two kinds": ("--kind", "article,image"),
    "a rare and a common kind": ("--kind", "music", "--kind", "image"),
    "not a kind": ("--not-kind", "image"),
    "two albums": ("--album", "合集0", "--album", "合集39"),
    "not an album": ("--not-album", "合集0"),
    "two places": ("--location", "冰岛,福建"),
    "five ids": ("5", "55", "555", "777", "999"),
}


def main(number: int = ARTICLES) -> bool:
    """Print each filter's time; tell whether every median holds the target."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        started = time.perf_counter()
        with Store(path) as store:
            fill(store, number)
        size = path.stat().st_size / 1e6
        print(
            f"list --limit 50 of {number} articles ({size:.0f} MB, made in"
            f" {time.perf_counter() - started:.0f} s):"
        )
        medians = {name: _measure(path, name, options) for name, options in FILTERS.items()}
    slowest = max(medians, key=lambda name: medians[name])
    print(
        f"  slowest median: {medians[slowest]:.1f} ms, {slowest} (target"
        f" {TARGET_MILLISECONDS:.0f} ms)"
    )
    return medians[slowest] <= TARGET_MILLISECONDS


def _measure(path: Path, name: str, options: tuple[str, ...]) -> float:
    times = [milliseconds(path, options) for _ in range(ROUNDS)]
    print(f"  {name:<26} median {statistics.median(times):6.1f} ms, first {times[0]:6.1f} ms")
    return statistics.median(times)


def milliseconds(path: Path, options: tuple[str, ...]) -> float:
    """Return the processor time of ``list --limit 50`` with these options, printing included."""
    started = time.process_time()
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        cli(["--db", str(path), "list", "--json", "--limit", "50", *options], standalone_mode=False)
    return (time.process_time() - started) * 1000


def fill(store: Store, number: int) -> None:
    """Put so many invented articles into an empty archive."""
    chance = random.Random(1)
    db = store._connection.raw
    with store.atomic():
        db.executemany(
            "INSERT INTO accounts (id, biz, gh_id, name, last_seen) VALUES (?, ?, ?, ?, '2026')",
            _accounts(),
        )
        db.executemany(
            "INSERT INTO account_names VALUES (?, ?, '2026', '2026')",
            [(a[0], a[3]) for a in _accounts()],
        )
        db.executemany(
            "INSERT INTO albums VALUES (?, ?)", [(str(one), f"合集{one}") for one in range(40)]
        )
        for first in range(1, number + 1, 5_000):
            _fill(
                store,
                [_row(chance, one) for one in range(first, min(first + 5_000, number + 1))],
                chance,
            )


def _accounts() -> Iterator[tuple[int, str, str, str]]:
    return ((one + 1, f"biz{one}==", f"gh_{one}", f"账号{one}") for one in range(ACCOUNTS))


def _row(chance: random.Random, number: int) -> dict[str, object]:
    account = (
        min(int(chance.expovariate(0.05)), ACCOUNTS - 1)
        if chance.random() < 0.9
        else chance.randrange(ACCOUNTS)
    )
    album = int(chance.triangular(0, 40, 0)) if chance.random() < 0.8 else None
    metadata = Metadata(
        title=f"第{number}篇：茶、桥与书",
        account=f"账号{account}",
        account_id=f"gh_{account}",
        biz=f"biz{account}==",
        author=chance.choice(("阿坡", "林间", None)),
        published_at=START - timedelta(minutes=chance.randrange(14 * 365 * 24 * 60)),
        location=chance.choices(("浙江", "福建", None, "冰岛"), (60, 30, 10, 0.05))[0],
        digest=TEXT[:60],
        cover_url=f"https://mmbiz.qpic.cn/mmbiz_jpg/{number:040d}/0",
        is_original=chance.random() < 0.3,
        albums=() if album is None else (Album(str(album), f"合集{album}"),),
    )
    return {
        "id": number,
        "key": f"MzA5==:{number}:1",
        "url": (
            f"https://mp.weixin.qq.com/s?__biz=biz{account}==&mid={number}&idx=1&sn={number:032x}"
        ),
        "state": chance.choices(("ok", "deleted", "private"), (95, 5, 0.05))[0],
        "kind": chance.choices(("article", "image", "music"), (90, 10, 0.05))[0],
        "account": account + 1,
        "metadata": metadata_json(metadata),
        "album": album,
        "pictures": 0 if chance.random() < 0.001 else 3,
        "seen": time_text(START),
        "text": f"{number} {TEXT}",
    }


def _fill(store: Store, rows: list[dict[str, object]], chance: random.Random) -> None:
    db = store._connection.raw
    db.executemany(
        "INSERT INTO pages (id, sha256, state, source, received_at, from_file, headers, size, data)"
        " VALUES (:id, :key, 'ok', :url, :seen, 0, '[]', 1, x'00')",
        rows,
    )
    db.executemany(
        "INSERT INTO articles (id, key, url, state, kind, account_id, page_id, fetched_at,"
        " metadata, pictures, characters) VALUES (:id, :key, :url, :state, :kind, :account, :id,"
        " :seen, :metadata, :pictures, length(:text))",
        rows,
    )
    db.executemany(
        "INSERT INTO versions (id, article_id, page_id, content_hash, first_seen, last_seen,"
        " losses, metadata, images, media, text, html) VALUES (:id, :id, :id, :key, :seen, :seen,"
        " '[]', :metadata, '[]', '[]', :text, :text)",
        rows,
    )
    db.executemany(
        "UPDATE articles SET version_id = id WHERE id = ?", [(row["id"],) for row in rows]
    )
    db.executemany(
        "INSERT INTO album_articles VALUES (?, ?)",
        [(str(row["album"]), row["id"]) for row in rows if row["album"] is not None],
    )
    links = [
        (row["id"], at, f"{row['url']}{at}", _linked(chance, row))
        for row in rows
        for at in range(3)
    ]
    db.executemany(
        "INSERT INTO links (from_id, position, section, url, key) VALUES (?, ?, 'previous', ?, ?)",
        links,
    )


def _linked(chance: random.Random, row: dict[str, object]) -> str:
    return f"MzA5==:{chance.randrange(1, int(str(row['id'])) + 1)}:1"


if __name__ == "__main__":
    sys.exit(not main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES))
