"""Exports into one folder by several processes, and by one that is killed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.exporting import Told, article, exported, files, names
from tests.support.places import ROOT
from wxarchive.errors import ExportError
from wxarchive.export.folder import Folder, opened
from wxarchive.models import StoredArticle
from wxarchive.render.dump import document

STEPS = """
import sys
from dataclasses import replace
from pathlib import Path
from tests.support.exporting import article, selection
from wxarchive.export import ExportOptions, export
articles = [article(number, title, text) for number, title, text in {articles!r}]
for done in export(selection(articles), Path(sys.argv[1]), ExportOptions()):
    print(done.file, flush=True)
    sys.stdin.readline()
"""
"""Exports step by step: after each file it waits for a line."""
LEFT_IN_THE_FOLDER = {".wxarchive-export.json"}

Told3 = tuple[int, str, str]


@contextmanager
def exporting(folder: Path, *articles: Told3) -> "Iterator[subprocess.Popen[str]]":
    """Run an export as a process that waits after each file."""
    with subprocess.Popen(
        [sys.executable, "-c", STEPS.format(articles=articles), str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def next_file(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go_on(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def hidden(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith(".")}


def markdown_of(*articles: StoredArticle) -> set[str]:
    return set(map(document, articles))


def test_one_export_at_a_time_writes_into_a_folder(tmp_path: Path) -> None:
    with exporting(tmp_path, (1, "春茶", "采茶")) as first:
        assert next_file(first) == "2024-03-06 春茶.md"
        with pytest.raises(ExportError) as error, opened(tmp_path, patience=0):
            pass
    assert str(error.value) == (
        f"{tmp_path}: another export writes into this folder; "
        "run this one again when that has ended, or export to another folder"
    )
    assert exported([article(1)], tmp_path) == Told(unchanged=1)


def test_two_exports_at_once_write_each_article_into_its_own_file(tmp_path: Path) -> None:
    told = [(number, f"茶{number}", f"第{number}篇") for number in range(1, 31)]
    with exporting(tmp_path, *told) as first, exporting(tmp_path, *reversed(told)) as second:
        for process in (first, second):
            assert process.stdin is not None
            process.stdin.close()
        assert (first.wait(), second.wait()) == (0, 0)
    articles = [article(*one) for one in told]
    assert files(tmp_path) == {f"2024-03-06 茶{one.id}.md": document(one) for one in articles}
    assert hidden(tmp_path) == LEFT_IN_THE_FOLDER


def test_a_killed_export_leaves_files_that_the_next_run_knows_as_its_own(tmp_path: Path) -> None:
    with exporting(
        tmp_path, (1, "春茶", "采茶"), (2, "秋桥", "过桥"), (3, "冬雪", "下雪")
    ) as process:
        next_file(process)
        go_on(process)
        assert next_file(process) == "2024-03-06 秋桥.md"
        process.kill()
        process.wait()
    assert not (tmp_path / ".wxarchive-export.json").exists()
    edited = article(1, "春茶", "采茶，又采茶")
    namesake = article(9, "春茶", "另一篇")
    articles = [namesake, edited, article(2, "秋桥", "过桥"), article(3, "冬雪", "下雪")]
    assert exported(articles, tmp_path) == Told(written=3, unchanged=1)
    assert set(files(tmp_path).values()) == markdown_of(*articles)
    assert files(tmp_path)["2024-03-06 春茶.md"] == document(edited)
    assert hidden(tmp_path) == LEFT_IN_THE_FOLDER


def test_a_killed_export_took_over_the_files_of_an_earlier_one(tmp_path: Path) -> None:
    exported([article(1), article(2, "秋桥")], tmp_path)
    with exporting(tmp_path, (1, "春茶", "改"), (2, "秋桥", "改")) as process:
        next_file(process)
        process.kill()
        process.wait()
    assert exported([article(1, text="再改"), article(2, "秋桥", "再改")], tmp_path) == Told(
        written=2
    )


def test_a_file_edited_after_the_kill_is_still_its_owners(tmp_path: Path) -> None:
    with exporting(tmp_path, (1, "春茶", "采茶")) as process:
        next_file(process)
        process.kill()
        process.wait()
    (tmp_path / "2024-03-06 春茶.md").write_text("我的笔记", "utf-8")
    assert exported([article(1, text="改"), article(2)], tmp_path).skipped == 1
    assert files(tmp_path)["2024-03-06 春茶.md"] == "我的笔记"
    assert len(names(tmp_path)) == 2


@pytest.mark.parametrize("is_in_place", [False, True])
def test_a_kill_between_the_note_and_the_file_is_told_by_what_is_there(
    tmp_path: Path, is_in_place: bool
) -> None:
    exported([article(1)], tmp_path)
    path = tmp_path / "2024-03-06 春茶.md"
    old = path.read_bytes()
    exported([article(1, text="新")], tmp_path / "other")
    new = (tmp_path / "other" / path.name).read_bytes()
    note = ["file", "md MzA5MQ==:1:1", path.name, sha256(new).hexdigest()]
    (tmp_path / ".wxarchive-export.journal").write_text(json.dumps(note) + "\n")
    path.write_bytes(new if is_in_place else old)
    assert exported([article(1, text="再新")], tmp_path) == Told(written=1)


def test_what_a_killed_export_was_making_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / ".wxarchive-export.journal").touch()
    (tmp_path / ".wxarchive-export.0123456789abcdef.tmp").write_text("half")
    (tmp_path / ".wxarchive-export.mine").write_text("mine")
    exported([article(1)], tmp_path)
    assert hidden(tmp_path) == {*LEFT_IN_THE_FOLDER, ".wxarchive-export.mine"}


def test_a_line_cut_off_by_the_kill_is_left_out(tmp_path: Path) -> None:
    (tmp_path / ".wxarchive-export.journal").write_text(
        '["file", "md MzA5MQ==:1:1", "x.md", "00"]\n["file", "md'
    )
    assert exported([article(1)], tmp_path) == Told(written=1)
    assert names(tmp_path) == {"x.md"}


@pytest.mark.parametrize(
    "line",
    ["{", '["file", "md k", "../x.md", "00"]', '["file", "md k", "/x.md", "00"]', "[" * 9999],
)
def test_a_damaged_journal_stops_the_export_and_is_kept(tmp_path: Path, line: str) -> None:
    journal = tmp_path / ".wxarchive-export.journal"
    journal.write_text(f"{line}\n")
    with pytest.raises(ExportError) as error:
        exported([article(1)], tmp_path)
    assert str(error.value).startswith(f"{journal}: not a manifest this version can read; ")
    assert journal.read_text() == f"{line}\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO on this system")
def test_what_is_no_file_in_the_journals_place_stops_the_export(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".wxarchive-export.journal")
    with pytest.raises(ExportError) as error:
        exported([article(1)], tmp_path)
    assert (
        str(error.value) == f"{tmp_path}: cannot be written (no plain file); choose another folder"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege on Windows")
def test_a_link_in_the_journals_place_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("别动", "utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".wxarchive-export.journal").symlink_to(outside)
    with pytest.raises(ExportError):
        exported([article(1)], tmp_path / "out")
    assert outside.read_text("utf-8") == "别动"


def test_files_being_made_have_names_of_their_own(tmp_path: Path) -> None:
    made: list[set[str]] = []
    with opened(tmp_path) as folder:
        assert isinstance(folder, Folder)
        for name in ("a", "b"):
            folder.reserve([name], [name])
            folder.fill(name, lambda file: made.append(hidden(tmp_path)))
    assert len(set.union(*made) - {".wxarchive-export.journal"}) == 2
