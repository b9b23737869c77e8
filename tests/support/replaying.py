"""A server that replays web archives: pywb, of an environment of its own (it is GPL, and none of our
dependencies); ``make pywb`` makes that.
"""

import gzip
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.export.test_warc import fill_media, kept
from tests.golden import PAGES
from tests.smallwechat import DEMO_SITE
from tests.support.importing import served
from tests.support.places import ROOT
from wxarchive.models import Filter
from wxarchive.store.database import Store

_FOLDER = ROOT / ".venv-pywb" / ("Scripts" if sys.platform == "win32" else "bin")
_COLLECTION = "articles"
_PATIENCE = 60  # seconds until it has started


def pywb(program: str = "wayback") -> str:
    """Return where a program of pywb is; skip the test without it."""
    found = shutil.which(program, path=os.pathsep.join([str(_FOLDER), os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip("pywb is not installed: make pywb")
    return found


@contextmanager
def replayed(folder: Path, wacz: bytes) -> Iterator[str]:
    """Serve the records of a WACZ by the index in it; give what stands before a time and an
    address.
    """
    packed = folder / "articles.wacz"
    packed.write_bytes(wacz)
    collection = folder / "collections" / _COLLECTION
    for name in ("archive", "indexes"):
        (collection / name).mkdir(parents=True)
    with zipfile.ZipFile(packed) as opened:
        (collection / "archive" / "data.warc.gz").write_bytes(opened.read("archive/data.warc.gz"))
        index = gzip.decompress(opened.read("indexes/index.cdx.gz"))
    (collection / "indexes" / "index.cdxj").write_bytes(index)
    (folder / "config.yaml").write_text("framed_replay: false\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [pywb(), "-p", str(port), "-b", "127.0.0.1", "-d", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}/{_COLLECTION}"
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < until, "pywb did not start"
            time.sleep(0.1)
        else:
            return


@dataclass(frozen=True)
class Shown:
    """What a page to begin with must show: how its text begins, how many pictures it has at least,
    and what it plays.
    """

    title: str
    text: str
    pictures: int
    media: frozenset[str]

    def is_in(self, seen: str, pictures: int, loaded: int) -> bool:
        """Tell whether a browser showed it: its text, and of so many pictures so many loaded."""
        is_text = " ".join(self.text.split())[:12] in " ".join(seen.split())
        return is_text and loaded == pictures >= self.pictures


def every_page(store: Store) -> list[Shown]:
    """Archive every kind of page we have, with pictures; return what an export of them shows, in
    the order of its pages.
    """
    for number, page in enumerate(PAGES.values()):
        kept(store, page.url or f"https://mp.weixin.qq.com/s/x{number:09}", page.body, number / 100)
    for number, post in enumerate(DEMO_SITE.posts, 1):
        kept(store, f"https://mp.weixin.qq.com/s/{post.token}", served(post), number)
    fill_media(store)
    expected = []
    for article in store.articles.list(Filter()):
        for version in store.versions.of(article.id):
            title = version.metadata.title or ""
            text = version.body.text.split("\n")[0].strip()
            # a player stands in the place of its line
            if text.startswith(("▶", "♪")):
                text = title.strip()
            media = frozenset(item.type for item in version.body.media)
            expected.append(Shown(title, text, len(version.body.images), media))
    return expected


def pages_of(wacz: Path) -> list[dict[str, str]]:
    """Return the pages to begin with that a WACZ lists, with the time as addresses of replays have
    it.
    """
    with zipfile.ZipFile(wacz) as packed:
        lines = packed.read("pages/pages.jsonl").decode().splitlines()
    pages = [json.loads(line) for line in lines[1:]]
    return [{**page, "ts": "".join(filter(str.isdigit, page["ts"]))} for page in pages]
