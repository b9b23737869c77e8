"""Import as the command does it, as a process: Markdown dumps, then saved pages with one process
and with two.

The dumps are the five albums of the corpus, else 200 of invented text. The pages are those of
today's template, each several times as another article. ``python -m benchmarks.importing [ROUNDS]``
takes the best of so many rounds.
"""

import sys
import tempfile
from datetime import datetime
from pathlib import Path

from benchmarks.library import CORPUS
from benchmarks.pages import current_pages, describe
from benchmarks.watching import Figures, watch
from wxarchive.clock import BEIJING
from wxarchive.models import Article, RawPage
from wxarchive.parse import parse

DUMPS = 150.0
PAGES = 15.0
"""Files a second."""
GAIN = 1.7
"""Times as many with two processes."""
MEMORY = 200.0
"""MB, of all processes together, what they share counted once."""
ROUNDS = 2
_COPIES = 32
_INVENTED = 200
_PARAGRAPH = "清晨的渡口没有人，**船夫** 把缆绳解开又系上；他说今天的水比昨天高了两寸，"


def main(rounds: int = ROUNDS) -> bool:
    """Print the figures; tell whether they hold the targets."""
    with tempfile.TemporaryDirectory() as place:
        dumps = _best(
            CORPUS if CORPUS.is_dir() else _invented(Path(place, "渡口-河边笔记")), None, rounds
        )
        print(
            f"import of Markdown dumps: {dumps.rate:.0f} files/s, {dumps.memory:.0f} MB (target"
            f" {DUMPS:.0f})"
        )
        pages = _copies(Path(place, "pages"))
        one, two = (_best(pages, workers, rounds) for workers in (1, 2))
        again = _again(pages)
    gain, memory = two.rate / one.rate, max(one.memory, two.memory, dumps.memory)
    print(f"import of saved pages ({describe()}):")
    print(
        f"  one process: {one.rate:.1f} pages/s, {one.work * 1000:.0f} ms of a processor a page"
        f" (target {PAGES:.0f})"
    )
    print(
        f"  two workers: {two.rate:.1f} pages/s, {two.work * 1000:.0f} ms; {gain:.2f} times as fast"
        f" (target {GAIN})"
    )
    print(
        f"  memory: {one.memory:.0f} and {two.memory:.0f} MB (target {MEMORY:.0f}); a second time:"
        f" {again:.0f} pages/s"
    )
    return dumps.rate >= DUMPS and one.rate >= PAGES and gain >= GAIN and memory <= MEMORY


def _best(folder: Path, workers: int | None, rounds: int) -> Figures:
    return max((_import(folder, workers) for _ in range(rounds)), key=lambda figures: figures.rate)


def _import(folder: Path, workers: int | None) -> Figures:
    with tempfile.TemporaryDirectory() as place:
        return _run(folder, workers, Path(place, "archive.db"))


def _again(folder: Path) -> float:
    with tempfile.TemporaryDirectory() as place:
        _run(folder, 2, Path(place, "archive.db"))
        return _run(folder, 2, Path(place, "archive.db")).rate


def _run(folder: Path, workers: int | None, archive: Path) -> Figures:
    number = sum(1 for path in folder.rglob("*") if path.suffix in {".md", ".html"})
    command = [sys.executable, "-m", "wxarchive", "--db", str(archive), "import", "--json"]
    command += ["--workers", str(workers)] if workers else []
    outcomes = archive.with_suffix(".jsonl")
    with outcomes.open("wb") as told:
        figures = watch([*command, str(folder)], number, told)
    if f'"asked": {number}' not in outcomes.read_text("utf-8").splitlines()[-1]:
        raise AssertionError(f"not all of {folder} was imported, see {outcomes}")
    return figures


def _copies(folder: Path) -> Path:
    """Write the pages several times, each as another article of the same account."""
    folder.mkdir()
    for name, body in current_pages().items():
        found = parse(RawPage(name, body, datetime(2026, 1, 1, tzinfo=BEIJING), from_file=True))
        key = found.ref.key if isinstance(found, Article) and found.ref else None
        mid = key.split(":")[1].encode() if key else b"no number"
        for copy in range(_COPIES):
            (folder / f"{copy}-{Path(name).stem}.html").write_bytes(
                body.replace(mid, b"%010d" % (int(mid) + copy))
            )
    return folder


def _invented(folder: Path) -> Path:
    folder.mkdir()
    for number in range(1, _INVENTED + 1):
        address = f"http://mp.weixin.qq.com/s?__biz=MzA5OTg3NjU0MQ==&mid={number}&idx=1&sn={number:032x}#rd"
        top = (
            f"# 第{number}次过河\n\n文章作者: 河边笔记\n发布时间: 2024-05-01 08:30\n发布地:"
            f" 浙江\n原文链接: {address}\n"
        )
        text = "\n\n".join([f"{_PARAGRAPH}\n第{one}回这样说。" for one in range(120)])
        (folder / f"{number}.md").write_text(f"{top}\n封面图链接: \n\n{text}\n", "utf-8")
    return folder


if __name__ == "__main__":
    sys.exit(not main(*map(int, sys.argv[1:])))
