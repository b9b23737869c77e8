"""A server that replays web archives: pywb, of an environment of its own (it is GPL, and none of our
dependencies); ``make pywb`` makes that.
"""

import gzip
import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.places import ROOT

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
