"""Exporting a large archive in every form: articles a second, a second run, and the largest memory
of the process.

``python -m benchmarks.exporting [ARTICLES]``; each article has paragraphs, links to two others and
two pictures.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from benchmarks.library import fill
from wxarchive.store.database import Store

FASTEST, MEMORY = 300, 200
"""Targets: articles a second of one processor at least, megabytes of memory at most."""
_BODY = """
    UPDATE versions SET
        html = '<p>' || replace(replace(text, '<', '&lt;'), char(10), '</p><p>')
            || '</p><p><img src="https://mmbiz.qpic.cn/mmbiz_png/one/0"></p><p>见<a href="https://mp.weixin.qq.com/s?'
            || '__biz=MzA5OQ==&amp;mid='
            || (1 + id * 7 % (SELECT count(*) FROM versions)) || '&amp;idx=1&amp;scene=27">'
            || '一</a>与<a href="https://mp.weixin.qq.com/s/NotArchivedHere">二</a></p>'
            || '<p><img src="https://mmbiz.qpic.cn/mmbiz_png/' || id || '/0"></p>',
        images = '["https://mmbiz.qpic.cn/mmbiz_png/one/0", '
            || '"https://mmbiz.qpic.cn/mmbiz_png/' || id || '/0"]'
"""
_USES = """
    INSERT INTO media_uses (article_id, address, role, state, sha256)
    SELECT id, 'https://mmbiz.qpic.cn/mmbiz_png/one/0', 'picture', 'kept', ?1 FROM articles
    UNION ALL SELECT id, 'https://mmbiz.qpic.cn/mmbiz_png/' || id || '/0', 'picture', 'kept', ?1
        FROM articles
"""


def main(articles: int = 10_000) -> bool:
    """Print the figures; tell whether they hold the targets."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        size = make(folder / "archive.db", articles, os.urandom(50_000))
        print(
            f"export, {articles} articles, {size / 1e6:.0f} MB of text, target {FASTEST}/s and"
            f" {MEMORY} MB:"
        )
        held = [
            _measured(folder, form, articles) for form in ("md", "html", "epub", "jsonl", "csv")
        ]
        return all(held)


def make(path: Path, articles: int, picture: bytes) -> int:
    """Make an archive of so many articles, each with this picture twice; return the bytes of their
    text.
    """
    with Store(path) as store:
        size = fill(store, articles)
        db = store._connection.raw
        with store.atomic():
            db.execute(
                "UPDATE articles SET key = replace(key, 'MzA5==', 'MzA5OQ=='), url = replace(url,"
                " 'MzA5==', 'MzA5OQ==')"
            )
            db.execute(_BODY)
            digest = sha256(picture).hexdigest()
            db.execute(
                "INSERT INTO media (sha256, bytes, type, size, first_seen) VALUES (?, ?,"
                " 'image/png', ?, '2024-01-01T08:00:00+08:00')",
                (digest, picture, len(picture)),
            )
            db.execute(_USES, (digest,))
    return size


def _measured(folder: Path, form: str, articles: int) -> bool:
    target = folder / ("md" if form == "md" else "html" if form == "html" else f"all.{form}")
    command = [
        sys.executable,
        "-m",
        "wxarchive",
        "--db",
        str(folder / "archive.db"),
        "export",
        f"--{form}",
        "-o",
        str(target),
    ]
    first, again = run(command), run(command)
    told = (
        f"{articles / first.seconds:6.0f}/s ({articles / first.processor:5.0f}/s of one processor)"
    )
    print(f"  {form:<6}{told}, again {articles / again.processor:6.0f}/s, {first.memory:4.0f} MB")
    return articles / first.processor >= FASTEST and first.memory <= MEMORY


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds by the clock and of the processor, and the megabytes a process took at most."""

    seconds: float
    processor: float
    memory: float


def run(command: list[str]) -> Taken:
    """Run a program to its end, and measure it; end with what it says if it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    told = process.stderr.read() if process.stderr else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(told)
    return Taken(
        time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    )


if __name__ == "__main__":
    sys.exit(not main(*map(int, sys.argv[1:])))
