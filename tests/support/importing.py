"""Ways to import in tests: an archive of files and what became of them; zips, tars and saved pages
made in code.
"""

import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.golden import PAGES
from tests.golden.message_pages import MESSAGES
from tests.smallwechat.pages import Post, Serving, page
from tests.support.dumping import JULY, dump
from tests.support.prepared import empty
from wxarchive.archive.import_ import RecordedPlan, import_files
from wxarchive.clock import BEIJING
from wxarchive.export.options import ExportOptions
from wxarchive.export.selection import ExportSelection
from wxarchive.export.tables import write_table
from wxarchive.models import Filter, Outcome
from wxarchive.parse import parse
from wxarchive.sources.find import importable
from wxarchive.store.database import Store

DAY = datetime(2026, 3, 1, 12, tzinfo=BEIJING)
DUMP = dump("从前渡口有两条船。").encode()


def imported(
    store: Store, *paths: object, tell: Callable[[str], object] = print, with_names: bool = False
) -> list[Outcome]:
    """Import files, folders and archives in this process."""
    found, plan = importable(map(str, paths)), RecordedPlan(tell, with_names)
    return list(import_files(found, store=store, parse=parse, now=lambda: DAY, recorded=plan))


def told(outcomes: list[Outcome], top: Path | str = "") -> list[tuple[str, str]]:
    """Return source (below ``top``) and status of each outcome."""
    return [(outcome.source.removeprefix(f"{top}/"), outcome.status) for outcome in outcomes]


def saved(path: Path, body: bytes | str) -> Path:
    """Write a file of July 2024 into folders that are made."""
    import os

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    os.utime(path, (JULY.timestamp(), JULY.timestamp()))
    return path


def served(post: Post) -> bytes:
    """Return a post's page as the site serves it."""
    return page(post, Serving()).encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in files.items():
            made.writestr(zipfile.ZipInfo(name, (2024, 7, 1, 12, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def tarred(files: Mapping[str, bytes | tarfile.TarInfo]) -> bytes:
    """Return a tar of these files, or of what stands in their place."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as made:
        for name, body in files.items():
            info = body if isinstance(body, tarfile.TarInfo) else tarfile.TarInfo(name)
            content = b"" if isinstance(body, tarfile.TarInfo) else body
            info.size, info.mtime = len(content), int(JULY.timestamp())
            made.addfile(info, io.BytesIO(content))
    return packed.getvalue()


ARTICLES = {name: page for name, page in PAGES.items() if name not in MESSAGES}


NOT_IN_A_RECORD = ("id", "page_sha256", "origin")
"""Of a record that came back: which row, which bytes and what they are; these are the record's
own.
"""


@contextmanager
def archive() -> Iterator[Store]:
    with TemporaryDirectory() as folder, Store(empty(Path(folder) / "archive.db")) as opened:
        yield opened


def lines(store: Store) -> bytes:
    """``export --jsonl`` to stdout."""
    file = BytesIO()
    list(write_table(ExportSelection.of_store(store, Filter()), ExportOptions("jsonl"), file))
    return file.getvalue()


def records(text: bytes) -> list[dict[str, Any]]:
    """The records, in the order of their addresses, without what none can carry."""
    found = [json.loads(line) for line in text.splitlines()]
    for record in found:
        for name in NOT_IN_A_RECORD:
            del record[name]
    return sorted(
        found, key=lambda record: (record["url"] or "", record["title"] or "", record["text"] or "")
    )
