"""``bulk`` over WARC files of real pages, as a process: pages a second, and memory that does not
grow with the shards.

``python -m benchmarks.bulk [ray]``: in one process over 2, 10 and 40 shards, in two over 40, and
with ``ray`` on a cluster of this machine, too. A shard has as many pages as there are of today's
template.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.pages import current_pages, describe
from benchmarks.watching import Figures, watch
from tests.support.recording import answered, members

PAGES = 15.0
"""Pages in a second of a processor."""
GROWTH = 1.1
"""Times as much memory for 40 shards as for 10."""
MEMORY = 350.0
"""MB, of one process."""
_SHARDS = (2, 10, 40)


def main(*engines: str) -> bool:
    """Print the figures; tell whether they hold the targets."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "shards")
        size = _make(folder, max(_SHARDS))
        print(f"bulk over WARC files ({describe()}, {size / 1e6:.1f} MB packed each):")
        found = [_read(folder, number, "--workers", "1") for number in _SHARDS]
        for number, figures in zip(_SHARDS, found, strict=True):
            print(f"  one process, {number} shards: {_told(figures)}")
        print(f"  two processes: {_told(_read(folder, max(_SHARDS), '--workers', '2'))}")
        if "ray" in engines:
            ray = _read(folder, max(_SHARDS), "--engine", "ray")
            print(f"  Ray on this machine: {_told(ray)}")
        print(f"  rows: {_size_of_rows(folder) / 1000:.0f} kB a page")
    growth, most = found[-1].memory / found[-2].memory, found[-1]
    print(f"  memory of 40 shards / of 10: {growth:.2f} (target {GROWTH})")
    return growth <= GROWTH and most.memory <= MEMORY and 1 / most.work >= PAGES


def _make(folder: Path, number: int) -> int:
    """Write so many WARC files, and return the size of one."""
    folder.mkdir()
    records = [
        answered(f"https://mp.weixin.qq.com/s/{page:022}", body)
        for page, body in enumerate(current_pages().values())
    ]
    packed = members(*records)
    for shard in range(number):
        (folder / f"{shard:03}.warc.gz").write_bytes(packed)
    return len(packed)


def _read(folder: Path, number: int, *options: str) -> Figures:
    """Let the command read so many of the shards."""
    shards = sorted(map(str, folder.glob("*.warc.gz")))[:number]
    pages = number * len(current_pages())
    with tempfile.TemporaryDirectory() as place:
        rows, told = Path(place, "rows"), Path(place, "told.jsonl")
        command = [sys.executable, "-m", "wxarchive", "bulk", "--json", "-o", str(rows), *options]
        with told.open("wb") as file:
            figures = watch([*command, *shards], pages, file)
        summary = json.loads(told.read_text("utf-8").splitlines()[-1])
        if summary["pages"]["read"] != pages:
            raise AssertionError(f"not all pages were read: {summary}")
    return figures


def _size_of_rows(folder: Path) -> float:
    """Return the bytes of rows for each page."""
    with tempfile.TemporaryDirectory() as rows:
        command = [sys.executable, "-m", "wxarchive", "bulk", "-o", rows]
        subprocess.run([*command, str(folder / "000.warc.gz")], check=True, capture_output=True)
        [part] = Path(rows).glob("part-*")
        return part.stat().st_size / len(current_pages())


def _told(figures: Figures) -> str:
    work = f"{figures.work * 1000:.0f} ms of a processor a page"
    return f"{figures.rate:.1f} pages/s, {work}, {figures.memory:.0f} MB"


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:]))
