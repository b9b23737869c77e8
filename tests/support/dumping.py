"""Dumps made for the tests: what an album crawler writes of invented articles, broken into lines as
html2text does.
"""

import textwrap
from datetime import datetime
from pathlib import Path

from wxarchive.clock import BEIJING
from wxarchive.models import RawPage

ACCOUNT = "渡口笔记"
BIZ = "MzA5OTg3NjU0MQ=="
COVER = "https://mmbiz.qpic.cn/mmbiz_jpg/FerryCover/300"
JULY = datetime(2024, 7, 1, 12, 0, tzinfo=BEIJING)


def address(number: int) -> str:
    """Return an article's address as a crawler notes it."""
    return f"http://mp.weixin.qq.com/s?__biz={BIZ}&mid={number}&idx=1&sn={number:032x}&chksm=c0085a24f7#rd"


def canonical(number: int) -> str:
    """Return the same address as the archive knows it."""
    return f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid={number}&idx=1&sn={number:032x}"


def header(number: int = 1, title: str = "渡口的早晨", place: str = "浙江") -> str:
    """Return the lines above a dump's body."""
    return (
        f"# {title}\n\n文章作者: {ACCOUNT}\n发布时间: 2024-05-01 08:30\n发布地: {place}\n"
        f"原文链接: {address(number)}\n\n封面图链接: {COVER}"
    )


def dump(body: str, number: int = 1, title: str = "渡口的早晨", place: str = "浙江") -> str:
    """Return a whole dump."""
    return f"{header(number, title, place)}\n\n{body}\n\n"


def broken(paragraph: str) -> str:
    """Break a paragraph into lines as html2text does."""
    return "\n".join(textwrap.wrap(paragraph, 78, break_long_words=False))


def raw(text: str | bytes, source: str = "渡口-渡口笔记/1.md") -> RawPage:
    """Return a dump as a file that was read."""
    return RawPage(source, text.encode() if isinstance(text, str) else text, JULY, from_file=True)


def written(folder: Path, name: str, text: str) -> Path:
    """Write a dump to a file in a folder that is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return path
