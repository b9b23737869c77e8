"""The sample: a small archive of invented articles, for those who look before they archive.

It is made in a folder of its own when somebody opens it first, and goes when the server ends; the
user's archive is not touched. A cookie says which of the two a browser sees.
"""

import io
import json
import secrets
import tempfile
import zipfile
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from threading import Lock

from wxarchive.api import Archive
from wxarchive.guarded import iso_time
from wxarchive.web.incoming import Upload, take_files
from wxarchive.web.readers import Readers


class Sample:
    """The sample of one server. ``name``: what the cookie says of a browser that sees it."""

    def __init__(self) -> None:
        self.name = secrets.token_urlsafe(12)
        self._lock = Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._readers: Readers | None = None

    @property
    def readers(self) -> Readers:
        """Open archives of the sample, made when a browser first looks at it."""
        with self._lock:
            if self._readers is None:
                self._folder = tempfile.TemporaryDirectory(prefix="wxarchive-sample-")
                path = Path(self._folder.name) / "sample.db"
                fill(path)
                self._readers = Readers(path)
            return self._readers

    def close(self) -> None:
        """Delete it."""
        if self._readers and self._folder:
            self._readers.close()
            self._folder.cleanup()


def fill(path: Path) -> None:
    """Make the archive of the sample: each page as if it had been received at its time."""
    packed = files("wxarchive.web").joinpath("sample.zip").read_bytes()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as sample,
        Archive(path, write=True) as archive,
        # in one transaction: writing each page to the disk by itself takes a while
        archive.atomic(),
    ):
        contents = json.loads(sample.read("sample.json"))
        for capture in contents["seen"]:
            name = capture["page"]
            upload = Upload(name, sample.read(name), _time(capture["at"]))
            take_files(archive, [upload], capture["url"])
        first = _time(contents["seen"][0]["at"])
        for address, name in contents["pictures"].items():
            archive.keep_file(address, sample.read(name), seen_at=first)


def _time(text: str) -> datetime:
    found = iso_time(text)
    assert found  # noqa: S101 -- for mypy: the file is ours
    return found
