"""Archives that are cut off, damaged or made to be slow are read as far as they go, at no great cost."""

import bz2
import gzip
import lzma
import random
import tempfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sources.test_containers import WATER, unusable
from tests.support.importing import DUMP, imported, saved, tarred, told, zipped
from wxarchive.sources.containers.container import open_archive
from wxarchive.sources.containers.unpacking import Limits
from wxarchive.store.database import Store


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lambda packed: lzma.compress(packed, preset=0)]
)
@pytest.mark.parametrize("damage", [b"", b"\xff" * 40])
def test_of_a_packed_tar_that_is_damaged_the_beginning_is_read(
    store: Store, tmp_path: Path, pack: Callable[[bytes], bytes], damage: bytes
) -> None:
    noise = random.Random(1).randbytes(2_000_000)
    packed = pack(tarred({"good.md": DUMP, "a.html": WATER, "b.html": noise, "c.md": DUMP}))
    middle = len(packed) // 2
    path = saved(tmp_path / "a.tar.gz", packed[:middle] + damage)
    outcomes = imported(store, path)
    assert told(outcomes, path)[:3] == [
        ("a.html", "created"),
        ("b.html", "failed"),
        ("good.md", "created"),
    ]
    [rest] = [one.message or "" for one in outcomes if one.source == f"{path}/…"]
    assert rest.startswith(f"{path}/…: what follows cannot be unpacked: ")


@pytest.mark.parametrize("name", ["a.tar.gz", "b.zip", "c.warc.gz", "d.jsonl"])
def test_where_no_temporary_file_can_be_made_the_file_is_not_to_blame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    packed = gzip.compress(tarred({"a.md": DUMP}))
    if name == "b.zip":
        packed = zipped({"a.zip": zipped({"a.md": DUMP})})
    # of records in UTF-16 a copy in UTF-8 is made
    if name == "d.jsonl":
        packed = '{"state": "ok", "reason": null}\n'.encode("utf-16")
    path = saved(tmp_path / name, packed)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    [told_] = unusable(path)
    why = "no temporary file can be written (No such file or directory)"
    assert told_.endswith(f": {why}; make room, or set TMPDIR")


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_name_that_no_file_can_have_is_cut_and_left_out(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    long = f"{'a/' * 30_000}a.md"
    path = saved(tmp_path / "a.zip", pack({long: DUMP}))
    [entry] = open_archive(path).entries
    assert (entry.name, entry.fault) == (
        f"{'a/' * 100}…",
        "its name is longer than a file's can be",
    )


def test_names_of_megabytes_are_not_all_kept(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.tar", tarred({f"{n}{'a' * 300_000}": b"" for n in range(10)}))
    tracemalloc.start()
    try:
        opened = open_archive(path)
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    finally:
        tracemalloc.stop()
    assert len(opened.entries) == 10


def test_a_member_may_look_like_a_table_of_contents(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a.txt", b"PK\1\2" * 40_000)
    archive = open_archive(path, Limits(members=10_000))
    assert len(archive.read(archive.entries[0], 1_000_000, "text")) == 160_000
