"""Where the records of a file are: the lines of its index (CDXJ), in the order of addresses."""

import heapq
import json
from collections.abc import Iterator
from datetime import UTC
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import parse_qsl, urlencode

from wxarchive.formats.warc.writing import Written
from wxarchive.guarded import split

_AT_ONCE = 50_000
"""Lines that are sorted in memory; what is more waits in temporary files."""


class RecordIndex:
    """The lines of the records that were written into the file of this name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: list[str] = []
        self._sorted: list[IO[str]] = []

    def add(self, written: Written) -> None:
        """Add a record."""
        fields = {
            "url": written.url,
            "mime": written.type,
            "status": str(written.status or 200),
            "digest": written.digest,
            "length": str(written.length),
            "offset": str(written.offset),
            "filename": self._name,
        }
        time = written.at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        self._lines.append(f"{surt(written.url)} {time} {json.dumps(fields)}\n")
        if len(self._lines) >= _AT_ONCE:
            # it is closed with the index
            spilled = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
            spilled.writelines(sorted(self._lines))
            spilled.seek(0)
            self._sorted.append(spilled)
            self._lines.clear()

    def lines(self) -> Iterator[str]:
        """Yield all lines in order, once."""
        yield from heapq.merge(sorted(self._lines), *self._sorted)
        for spilled in self._sorted:
            spilled.close()


def surt(url: str) -> str:
    """Return an address as indexes sort by it: the host from its end, parameters by their names,
    no capitals.
    """
    # `www.` and the order of parameters tell no page from another
    parts = split(url.lower())
    host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)), safe="=/:,+")
    return f"{host}){parts.path or '/'}{'?' if query else ''}{query}"
