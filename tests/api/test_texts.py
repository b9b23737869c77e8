"""Values as JSON, and times as people name them."""

import json
from datetime import datetime
from math import inf

import pytest

import wxarchive
from tests.support.library import LIBRARY
from wxarchive import Archive, Filter
from wxarchive.clock import BEIJING


def test_values_become_json(archive: Archive) -> None:
    told = json.loads(wxarchive.to_json(archive.article(LIBRARY.title)))
    assert told["metadata"]["title"] == LIBRARY.title
    assert told["metadata"]["published_at"] == "2024-07-09T09:30:00+08:00"
    assert told["content"]["links"][0].keys() == {"url", "key", "text", "title", "section"}


def test_json_is_one_line_of_what_may_be_printed() -> None:
    odd = {"title": "红\x1b[31m\u202e字\n", "bytes": b"\x00\x01", 3: {1, 2}, "much": inf}
    text = wxarchive.to_json(odd)
    assert text.isprintable()
    told = {"title": odd["title"], "bytes": "(2 bytes)", "3": [1, 2], "much": "inf"}
    assert json.loads(text) == told


def test_times_are_named_in_words() -> None:
    assert wxarchive.since("2024年10月") == datetime(2024, 10, 1, tzinfo=BEIJING)
    assert wxarchive.until("2024-10") == datetime(2024, 11, 1, tzinfo=BEIJING)
    with pytest.raises(wxarchive.UsageError, match="is no date; write 2024"):
        wxarchive.since("sometime")
    with pytest.raises(wxarchive.UsageError, match="is no date"):
        wxarchive.until("9999")


def test_named_times_choose(archive: Archive) -> None:
    of_2024 = Filter(since=wxarchive.since("2024"), until=wxarchive.until("2024"))
    times = [one.metadata.published_at for one in archive.list(of_2024)]
    assert {time and time.year for time in times} == {2024}
