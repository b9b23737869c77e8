"""The lines of a file of records are sources of their own, however long one of them is."""

import io

from wxarchive.sources.files import PAGE_LIMIT
from wxarchive.sources.lines import Lines


def test_a_first_line_that_is_too_long_costs_no_other() -> None:
    long = b'{"state": "%s"}' % (b"x" * PAGE_LIMIT)
    lines = Lines(io.BytesIO(long + b'\n{"state": "ok"}\n'), "a.jsonl")
    assert not lines.is_one
    first, second = lines
    assert (first.size, second.read(99, "record")) == (len(long) + 1, b'{"state": "ok"}\n')
