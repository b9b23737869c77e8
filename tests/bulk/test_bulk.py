"""Pages without an archive: what is in the rows, what is done again, what is told."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Program, json_lines
from tests.smallwechat import DEMO_SITE
from tests.support.dumping import dump
from tests.support.importing import imported, saved, served, tarred, zipped
from tests.support.prepared import empty
from wxarchive.formats import PARQUET_COLUMNS
from wxarchive.models import Outcome
from wxarchive.parse import parse
from wxarchive.render import record
from wxarchive.sources import SavedPage, importable, read_file
from wxarchive.store.database import Store

parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with loose pages in two folders, a dump, a zip, a tar, a list and a picture."""
    top = tmp_path / "in"
    for number, post in enumerate(DEMO_SITE.posts[:3]):
        saved(top / f"{number}.html", served(post))
    saved(top / "渡口" / "a.md", dump("从前渡口有两条船。"))
    saved(top / "渡口" / "bad.html", b"\x00\x01")
    saved(top / "渡口" / "list.csv", "url\nhttps://mp.weixin.qq.com/s/SomewhereSomewhereSome\n")
    saved(top / "渡口" / "ferry.png", b"\x89PNG")
    saved(top / "z.zip", zipped({"b.html": served(DEMO_SITE.posts[3]), "c.txt": b"nothing"}))
    saved(top / "z.tar", tarred({"d.html": served(DEMO_SITE.posts[4])}))
    return top


def rows_of(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("part-*.parquet"))
    rows = [row for file in files for row in parquet.read_table(file).to_pylist()]
    return sorted(rows, key=lambda row: str(row["source"]))


def as_records(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with their times as records write them."""
    written: list[dict[str, Any]] = json.loads(json.dumps(rows, default=datetime.isoformat))
    return written


def expected(folder: Path) -> list[dict[str, Any]]:
    """What ``parse`` says of the same pages."""
    found = [one for one in importable([str(folder)]) if isinstance(one, SavedPage)]
    read = [(one, read_file(one)) for one in found]
    empty = dict.fromkeys(PARQUET_COLUMNS)
    records = [empty | record(parse(page), source=one.given, page=page) for one, page in read]
    return sorted(records, key=lambda one: str(one["source"]))


@pytest.mark.parametrize("workers", ["1", "2"])
def test_rows_are_the_records_of_the_pages(pages: Path, tmp_path: Path, workers: str) -> None:
    program = Program(tmp_path / "archive.db")
    done = program.run("bulk", pages, "-o", tmp_path / "rows", "--workers", workers)
    assert done.exit_code == 0
    assert done.stderr == "shards 4: 4 done\npages 7: 7 read\n"
    assert as_records(rows_of(tmp_path / "rows")) == expected(pages)


def test_a_folder_without_pages_is_no_dataset(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    program, rows = Program(tmp_path / "archive.db"), tmp_path / "rows"
    done = program.run("bulk", tmp_path / "empty", "-o", rows)
    what = "there are no saved pages, archives or recordings in what was given; check the name"
    assert (done.exit_code, done.output) == (1, f"wxarchive: {tmp_path / 'empty'}: {what}\n")
    assert not rows.exists()


def test_what_was_done_before_is_not_done_again(pages: Path, tmp_path: Path) -> None:
    program, rows = Program(tmp_path / "archive.db"), tmp_path / "rows"
    program.run("bulk", pages, "-o", rows)
    before = {path.name: path.stat().st_mtime_ns for path in rows.glob("part-*")}
    saved(pages / "0.html", served(DEMO_SITE.posts[5]))
    lines = json_lines(program.run("bulk", pages, "-o", rows, "--json").stdout)
    assert lines[-1] == {
        "summary": {"shards": 4, "done": 1, "unchanged": 3, "failed": 0},
        "pages": {"pages": 7, "read": 7, "not read": 0},
    }
    changed = [name for name, at in before.items() if (rows / name).stat().st_mtime_ns != at]
    assert changed == [one["part"] for one in lines[:-1] if one["status"] == "done"]
    assert as_records(rows_of(rows)) == expected(pages)


def test_what_cannot_be_read_is_a_row_with_its_error(tmp_path: Path) -> None:
    saved(tmp_path / "in" / "broken.zip", zipped({"a.html": b"x" * 100})[:40])
    done = Program(tmp_path / "archive.db").run("bulk", tmp_path / "in", "-o", tmp_path / "rows")
    assert done.exit_code == 1
    [row] = rows_of(tmp_path / "rows")
    assert row["source"] == str(tmp_path / "in" / "broken.zip")
    assert "broken.zip" in row["error"]
    assert {name for name, value in row.items() if value is not None} == {"source", "error"}
    assert "pages 1: 1 not read" in done.stderr


def test_a_file_that_is_not_there_makes_no_rows(tmp_path: Path) -> None:
    done = Program(tmp_path / "archive.db").run(
        "bulk", tmp_path / "none.zip", "-o", tmp_path / "rows"
    )
    assert done.exit_code == 1
    assert "none.zip: there is no such file; check the name" in done.stderr
    assert done.stderr.count("none.zip") == 1
    assert list((tmp_path / "rows").iterdir()) == []


def test_rows_come_into_an_archive_as_the_pages_would(
    pages: Path, tmp_path: Path, store: Store
) -> None:
    Program(tmp_path / "archive.db").run("bulk", pages, "-o", tmp_path / "rows")
    parts = sorted((tmp_path / "rows").glob("part-*"))
    of_rows = imported(store, *parts)
    with Store(empty(tmp_path / "pages.db")) as other:
        of_pages = imported(other, pages)

    def found(outcomes: list[Outcome]) -> list[tuple[object, ...]]:
        return sorted((str(one.key), one.title, one.state) for one in outcomes if one.key)

    assert found(of_rows) == found([one for one in of_pages if one.status != "queued"])
    assert len(found(of_rows)) == 6


def test_a_damaged_file_of_rows_and_one_of_something_else_are_told(
    pages: Path, tmp_path: Path, store: Store
) -> None:
    import pyarrow as pa

    parquet.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    saved(tmp_path / "cut.parquet", b"PAR1 and no more")
    other, cut = imported(store, tmp_path / "other.parquet", tmp_path / "cut.parquet")
    assert (other.status, cut.status) == ("failed", "failed")
    assert "has no articles" in str(other.message)
    assert "cannot be read" in str(cut.message)


def test_two_datasets_in_one_folder_are_pointed_out(pages: Path, tmp_path: Path) -> None:
    program, rows = Program(tmp_path / "archive.db"), tmp_path / "rows"
    program.run("bulk", pages, "-o", rows)
    done = program.run("bulk", pages / "z.zip", "-o", rows)
    assert "of nothing given now: 3, such as part-" in done.stderr


def test_a_card_of_somebody_else_stays(pages: Path, tmp_path: Path) -> None:
    saved(tmp_path / "rows" / "README.md", "mine")
    Program(tmp_path / "archive.db").run("bulk", pages / "z.zip", "-o", tmp_path / "rows")
    assert (tmp_path / "rows" / "README.md").read_text("utf-8") == "mine"


def test_the_card_counts_what_is_there(pages: Path, tmp_path: Path) -> None:
    Program(tmp_path / "archive.db").run("bulk", pages, "-o", tmp_path / "rows")
    assert "| 4 | 7 | 0 |" in (tmp_path / "rows" / "README.md").read_text("utf-8")


def test_an_archive_is_exported_as_rows(pages: Path, tmp_path: Path, store: Store) -> None:
    program = Program(tmp_path / "archive.db")
    program.run("import", pages)
    program.run("export", "--parquet", "-o", tmp_path / "x.parquet")
    lines = json_lines(program.run("export", "--jsonl").stdout)
    empty = dict.fromkeys(PARQUET_COLUMNS)
    rows = parquet.read_table(tmp_path / "x.parquet").to_pylist()
    assert as_records(rows) == [empty | line for line in lines]


def test_what_is_given_twice_is_read_once(pages: Path, tmp_path: Path) -> None:
    program = Program(tmp_path / "archive.db")
    done = program.run("bulk", pages, pages / "z.zip", "-o", tmp_path / "rows")
    assert done.stderr == "shards 4: 4 done\npages 7: 7 read\n"


def test_a_link_out_of_the_folder_is_told_of_and_not_followed(tmp_path: Path) -> None:
    secret = saved(tmp_path / "elsewhere" / "secret.html", served(DEMO_SITE.posts[0]))
    saved(tmp_path / "in" / "a.html", served(DEMO_SITE.posts[1]))
    (tmp_path / "in" / "b.html").symlink_to(secret)
    program = Program(tmp_path / "archive.db")
    assert program.run("bulk", tmp_path / "in", "-o", tmp_path / "rows").exit_code == 1
    own, linked = rows_of(tmp_path / "rows")
    assert (own["title"], own["error"]) == (DEMO_SITE.posts[1].title, None)
    assert (linked["title"], linked["source"]) == (None, str(tmp_path / "in" / "b.html"))
    assert "link out of the folder" in linked["error"]


def test_options_of_another_engine_are_refused_before_anything_is_made(
    pages: Path, tmp_path: Path
) -> None:
    program = Program(tmp_path / "archive.db")
    done = program.run("bulk", pages, "-o", tmp_path / "rows", "--address", "auto")
    assert (done.exit_code, (tmp_path / "rows").exists()) == (2, False)


def test_rows_with_other_columns_are_made_again(pages: Path, tmp_path: Path) -> None:
    program, rows = Program(tmp_path / "archive.db"), tmp_path / "rows"
    program.run("bulk", pages / "z.zip", "-o", rows)
    [part] = rows.glob("part-*")
    older = parquet.read_table(part)
    about = parquet.read_metadata(part).metadata | {b"wxarchive.columns": b"of another version"}
    older = older.drop_columns(["comments"]).replace_schema_metadata(about)
    parquet.write_table(older, part)
    assert program.run("bulk", pages / "z.zip", "-o", rows).stderr.startswith("shards 1: 1 done")
    assert parquet.read_schema(part).names == list(PARQUET_COLUMNS)


def test_a_card_that_cannot_be_written_is_an_error_with_its_place(
    pages: Path, tmp_path: Path
) -> None:
    (tmp_path / "rows" / "README.md").mkdir(parents=True)
    done = Program(tmp_path / "archive.db").run("bulk", pages / "z.zip", "-o", tmp_path / "rows")
    assert done.exit_code == 1
    assert "README.md: it cannot be written" in done.stderr
    assert len(rows_of(tmp_path / "rows")) == 1
    assert [*(tmp_path / "rows").glob(".*")] == []
