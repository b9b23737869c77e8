"""A folder in which some files mean harm: each is an outcome, the good ones are archived, and later
commands work.
"""

import json
import os
import socket
import sys
from pathlib import Path

import pytest

from tests.support.dumping import dump
from tests.support.importing import imported, saved, told, zipped
from wxarchive.export import export
from wxarchive.export.options import ExportOptions, Form
from wxarchive.export.selection import ExportSelection
from wxarchive.models import Filter
from wxarchive.store.database import Store

BIZ = "MzMwMDExMjIzMw=="


def record(number: int, **told: object) -> str:
    """A record of an article, as ``export --jsonl`` writes it, with what ``told`` puts into it."""
    known = {
        "state": "ok", "reason": None, "kind": "article", "key": f"{BIZ}:{number}:1", "title": f"第{number}篇",
        "url": f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid={number}&idx=1&sn=0123456789abcdef",
        "text": "桥", "html": "<p>桥</p>", "published_at": "2024-01-01T08:00:00+08:00",
        "fetched_at": "2024-01-02T08:00:00+08:00",
    }  # fmt: skip
    return json.dumps({**known, **told}, ensure_ascii=False)


HOSTILE: dict[str, dict[str, object]] = {
    "a date before the first year": {"published_at": "0001-01-01T00:00:00+23:59"},
    "a date after the last year": {"fetched_at": "9999-12-31T23:59:59-12:00"},
    "an edit of no year": {"modified_at": "9999-12-31T23:59:59-12:00"},
    "an end of no year": {
        "state": "deleted",
        "reason": "x",
        "gone_at": "0001-01-01T00:00:00+23:59",
    },
    "an address with half a bracket": {"images": ["https://[x/"]},
    "a picture with half a bracket": {"html": '<p>桥<img src="//["></p>'},
    "a link with half a bracket": {"html": '<p><a href="https://[x/">桥</a></p>'},
    "a cover with half a bracket": {"cover_url": "https://[x/", "source_url": "https://[x/"},
    "a player with half a bracket": {
        "media": [{"type": "audio", "id": "a", "url": "https://[x/", "duration": 1e308}]
    },
    "a link of its own list": {"links": [{"url": "https://[x/", "section": "inline"}]},
}


@pytest.mark.parametrize("what", HOSTILE)
def test_an_accepted_record_never_breaks_later_commands(
    store: Store, tmp_path: Path, what: str
) -> None:
    lines = [record(1), record(2, **HOSTILE[what]), record(3)]
    statuses = [
        status
        for _, status in told(imported(store, saved(tmp_path / "in.jsonl", "\n".join(lines))))
    ]
    assert (statuses[0], statuses[2]) == ("created", "created")
    assert statuses[1] != "failed"
    forms: tuple[Form, ...] = ("md", "html", "epub", "jsonl", "csv", "csl", "ris", "bibtex")
    for form in forms:
        done = list(
            export(ExportSelection.of_store(store, Filter()), tmp_path / form, ExportOptions(form))
        )
        assert {one.status for one in done} == {"written"}


@pytest.mark.parametrize("time", [2**40, 10**15, -(2**40)])
def test_a_file_of_no_year_is_archived(store: Store, tmp_path: Path, time: int) -> None:
    path = saved(tmp_path / "a.md", dump("从前渡口有两条船。"))
    try:
        os.utime(path, (time, time))
    except (OSError, OverflowError):
        pytest.skip("this file system has no such times")
    assert told(imported(store, path), tmp_path) == [("a.md", "created")]


def test_a_dump_of_no_year_is_archived(store: Store, tmp_path: Path) -> None:
    text = dump("从前渡口有两条船。")
    date = next(line for line in text.splitlines() if line.startswith("发布时间"))
    path = saved(tmp_path / "a.md", text.replace(date, "发布时间: 0001-01-01T00:00:00+23:59"))
    [outcome] = imported(store, path)
    assert outcome.status in {"created", "partial"}


def test_the_good_files_of_a_hostile_folder_are_archived(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    good = [
        saved(folder / f"good{number}.md", dump(f"第{number}条船。", number))
        for number in range(1, 7)
    ]
    saved(folder / "damaged.xlsx", b"PK\x03\x04" + b"\xff" * 500)
    saved(folder / "empty.xlsx", zipped({"xl/workbook.xml": b"<workbook"}))
    saved(
        folder / "bad.mht",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\xff\r\n\r\n--",
    )
    saved(folder / "bad.zip", b"PK\x03\x04" + bytes(100))
    saved(
        folder / "cut.jsonl",
        record(9, published_at="9999-12-31T23:59:59-12:00") + "\n" + record(8)[:200],
    )
    outcomes = dict(told(imported(store, folder), folder))
    assert {name: outcomes[name] for name in outcomes if name.startswith("good")} == {
        path.name: "created" for path in good
    }
    assert outcomes["damaged.xlsx"] == outcomes["empty.xlsx"] == "failed"
    assert outcomes["bad.zip"] == outcomes["bad.mht"] == outcomes["cut.jsonl:2"] == "failed"
    assert outcomes["cut.jsonl:1"] in {"created", "partial"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_what_is_no_plain_file_in_a_folder_holds_nothing_up(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    good = [
        saved(folder / f"good{number}.md", dump(f"第{number}条船。", number)) for number in (1, 2)
    ]
    os.utime(good[1], (300_000_000_000, 300_000_000_000))  # the year 11476
    os.mkfifo(folder / "pipe.html")
    (folder / "zero.html").symlink_to("/dev/zero")
    (folder / "itself.html").symlink_to("itself.html")
    (folder / "nowhere.html").symlink_to("nowhere")
    (folder / "up").symlink_to(folder)
    (folder / "list.txt").symlink_to("/dev/random")
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(folder)  # the whole name would be too long for a socket
        listening.bind("socket.html")
        outcomes = dict(told(imported(store, folder), folder))
    assert {outcomes[path.name] for path in good} == {"created"}
    assert set(outcomes.values()) <= {"created", "failed"}
