"""Import of Markdown dumps: read, parse, compress, store and index, one transaction each.

The five albums of the corpus; without it 200 dumps of invented text.
"""

import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.library import CORPUS
from benchmarks.parsing import seconds
from wxarchive.archive import import_files
from wxarchive.cli.workers import workers
from wxarchive.importers import dumps_and_pages
from wxarchive.parse import parse
from wxarchive.store import Store

TARGET = 150
"""Files a second."""
ROUNDS = 3
_INVENTED = 200
_PARAGRAPH = "清晨的渡口没有人，**船夫** 把缆绳解开又系上；他说今天的水比昨天高了两寸，"


def main() -> bool:
    """Print the figures; tell whether they hold the target."""
    with tempfile.TemporaryDirectory() as place:
        folder = CORPUS if CORPUS.is_dir() else _invented(Path(place, "渡口-河边笔记"))
        number = sum(1 for _ in dumps_and_pages([str(folder)]))
        times = [seconds(partial(_import, folder, Path(place, f"{one}.db"))) for one in range(ROUNDS)]
    rate = number / min(times)
    print(f"import of {number} Markdown dumps: {rate:.0f} files/s, the best of {ROUNDS} (target {TARGET})")
    return rate >= TARGET


def _import(folder: Path, path: Path) -> None:
    """Do as the command does."""
    found = list(dumps_and_pages([str(folder)]))
    with workers(len(found)) as map_, Store(path) as store:
        for outcome in import_files(found, store=store, parse=parse, map_=map_):
            assert outcome.status in {"created", "partial"}, outcome


def _invented(folder: Path) -> Path:
    folder.mkdir()
    for number in range(1, _INVENTED + 1):
        address = f"http://mp.weixin.qq.com/s?__biz=MzA5OTg3NjU0MQ==&mid={number}&idx=1&sn={number:032x}#rd"
        top = (
            f"# 第{number}次过河\n\n文章作者: 河边笔记\n发布时间: 2024-05-01 08:30\n发布地: 浙江\n原文链接: {address}\n"
        )
        text = "\n\n".join([f"{_PARAGRAPH}\n第{one}回这样说。" for one in range(120)])
        (folder / f"{number}.md").write_text(f"{top}\n封面图链接: \n\n{text}\n", "utf-8")
    return folder


if __name__ == "__main__":
    sys.exit(not main())
