"""Exporting into a folder, again and again, beside other people's files."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.render.samples import METADATA, stored
from tests.support.exporting import (
    MANIFEST,
    Told,
    article,
    exported,
    files,
    names,
    outcomes,
    selection,
)
from tests.support.places import ROOT
from wxarchive.errors import ExportError
from wxarchive.export import export
from wxarchive.export.options import ExportOptions
from wxarchive.models import ArticleRef, StoredArticle
from wxarchive.render.dump import document


def test_each_article_becomes_a_file_named_by_its_day_and_title(tmp_path: Path) -> None:
    one, two = article(1, "春茶"), article(2, "秋桥")
    assert exported([one, two], tmp_path / "out" / "md") == Told(written=2)
    assert files(tmp_path / "out" / "md") == {
        "2024-03-06 春茶.md": document(one),
        "2024-03-06 秋桥.md": document(two),
    }


def test_front_matter_is_written_on_request(tmp_path: Path) -> None:
    exported([article(1)], tmp_path, ExportOptions(front_matter=True))
    assert files(tmp_path) == {"2024-03-06 春茶.md": document(article(1), front_matter=True)}


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    articles = [article(1), article(2)]
    exported(articles, tmp_path)
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in tmp_path.rglob("*")}
    assert exported(articles, tmp_path) == Told(unchanged=2)
    assert {
        path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in tmp_path.rglob("*")
    } == before


def test_a_second_run_writes_only_what_changed_and_keeps_its_name(tmp_path: Path) -> None:
    exported([article(1, "春茶"), article(2, "秋桥")], tmp_path)
    changed = article(1, "春茶（改）")
    assert exported([changed, article(2, "秋桥")], tmp_path) == Told(written=1, unchanged=1)
    assert files(tmp_path)["2024-03-06 春茶.md"] == document(changed)
    assert names(tmp_path) == {"2024-03-06 春茶.md", "2024-03-06 秋桥.md"}


def test_articles_of_one_name_are_told_apart_by_an_id_that_stays(tmp_path: Path) -> None:
    exported([article(1, "Tea")], tmp_path)
    exported([article(2, "TEA"), article(1, "Tea")], tmp_path)
    exported([article(3, "tea"), article(2, "TEA")], tmp_path)
    assert names(tmp_path) == {
        "2024-03-06 Tea.md",
        "2024-03-06 TEA (548b4a).md",
        "2024-03-06 tea (3e1908).md",
    }


def test_a_file_removed_by_its_owner_comes_back(tmp_path: Path) -> None:
    exported([article(1)], tmp_path)
    (tmp_path / "2024-03-06 春茶.md").unlink()
    assert exported([article(1)], tmp_path) == Told(written=1)


def test_a_file_edited_since_is_left_alone(tmp_path: Path) -> None:
    exported([article(1)], tmp_path)
    path = tmp_path / "2024-03-06 春茶.md"
    path.write_text("我的笔记", "utf-8")
    assert exported([article(1)], tmp_path) == Told(
        skipped=1,
        messages=(f"{path}: left as it is; it was not written by an export, or edited since",),
    )
    assert path.read_text("utf-8") == "我的笔记"


def test_a_file_of_someone_else_is_left_alone_each_time(tmp_path: Path) -> None:
    (tmp_path / "2024-03-06 春茶.md").write_text("我的笔记", "utf-8")
    assert [exported([article(1)], tmp_path).skipped for _ in range(2)] == [1, 1]
    assert files(tmp_path) == {"2024-03-06 春茶.md": "我的笔记"}


def test_a_file_that_already_says_the_same_is_taken_as_ours(tmp_path: Path) -> None:
    exported([article(1)], tmp_path)
    (tmp_path / MANIFEST).unlink()
    assert exported([article(1)], tmp_path) == Told(unchanged=1)
    assert exported([article(1, text="新")], tmp_path) == Told(written=1)


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege on Windows")
def test_a_symbolic_link_at_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("别动", "utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "2024-03-06 春茶.md").symlink_to(outside)
    (folder / ".wxarchive-export.tmp").symlink_to(outside)
    assert exported([article(1), article(2, "秋桥")], folder).skipped == 1
    assert (outside.read_text("utf-8"), (folder / "2024-03-06 秋桥.md").is_symlink()) == (
        "别动",
        False,
    )


def test_a_folder_at_the_place_of_a_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "2024-03-06 春茶.md").mkdir()
    assert exported([article(1)], tmp_path).skipped == 1


def test_an_article_without_text_is_skipped_with_a_message(tmp_path: Path) -> None:
    gone = article(1, content=None, state="deleted")
    nameless = stored(
        9,
        ref=None,
        metadata=replace(METADATA, title=None),
        content=None,
        content_hash=None,
        state="broken",
    )
    assert exported([gone, nameless, article(2, None, content=None)], tmp_path) == Told(
        skipped=3,
        messages=(
            "春茶: the archive holds no text of it (state: deleted)",
            "article 9: the archive holds no text of it (state: broken)",
            "https://mp.weixin.qq.com/s?__biz=MzA5MQ==&mid=2&idx=1: the archive holds no text of it (state: ok)",
        ),
    )


def test_an_article_keeps_its_file_when_its_key_becomes_known(tmp_path: Path) -> None:
    short = "https://mp.weixin.qq.com/s/abcDEF1234"
    exported([article(1, ref=ArticleRef(short, None, short))], tmp_path)
    exported(
        [article(1, ref=ArticleRef("https://mp.weixin.qq.com/s?__biz=x", "x:1:1", short))], tmp_path
    )
    assert names(tmp_path) == {"2024-03-06 春茶.md"}


def test_articles_without_an_address_are_told_apart_by_their_number(tmp_path: Path) -> None:
    assert exported([article(1, ref=None), article(2, ref=None)], tmp_path).written == 2
    assert exported([article(2, ref=None), article(1, ref=None)], tmp_path).unchanged == 2


def test_articles_are_read_one_at_a_time_and_told_as_soon_as_they_are_done(tmp_path: Path) -> None:
    chosen = selection([article(1), article(2, content=None), article(3, "秋")])
    read: list[int] = []

    def whole(number: int) -> StoredArticle:
        read.append(number)
        return chosen.whole(number)

    told = [
        (one.id, one.status, list(read))
        for one in export(replace(chosen, whole=whole), tmp_path, ExportOptions())
    ]
    assert told[:3] == [(2, "skipped", []), (1, "written", [1]), (3, "written", [1, 3])]


def test_an_article_that_became_part_of_another_meanwhile_fails_alone(tmp_path: Path) -> None:
    chosen = selection([article(1), article(2, "秋")])
    broken = replace(chosen, whole=lambda number: selection([article(2, "秋")]).whole(number))
    done = outcomes(broken, tmp_path)[:2]
    assert [(one.status, one.message) for one in done] == [
        ("failed", "1: no such article in the archive"),
        ("written", None),
    ]


def test_what_was_written_before_an_error_is_remembered(tmp_path: Path) -> None:
    chosen = selection([article(1), article(2)])

    def whole(number: int) -> StoredArticle:
        if number == 2:
            raise KeyboardInterrupt
        return chosen.whole(number)

    with pytest.raises(KeyboardInterrupt):
        outcomes(replace(chosen, whole=whole), tmp_path)
    assert exported([article(1, text="新")], tmp_path) == Told(written=1)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.touch()
    with pytest.raises(ExportError) as error:
        exported([article(1)], path)
    assert str(error.value) == f"{path}: a file, not a folder; choose another folder"


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"\xff",
        b"[]",
        b'{"format": 3, "files": {}}',
        b'{"format": 2, "files": {}}',
        b'{"format": 2, "templates": {"md": 1}, "files": {}}',
        b'{"format": 2, "templates": {}, "files": {"md k": ["a/../../x.md", "0"]}}',
        b'{"format": 2, "templates": {}, "files": {"md k": ["/x.md", "0"]}}',
        pytest.param(
            b'{"format": 2, "templates": {}, "files": {"md k": ["C:x.md", "0"]}}',
            marks=pytest.mark.skipif(sys.platform != "win32", reason="a drive on Windows alone"),
        ),
        b'{"format": 2, "templates": {}, "files": {"md k": [".wxarchive-export.json", "0"]}}',
        b'{"format": 1, "templates": {}, "files": {}}',
        b'{"format": 2, "templates": {}, "files": []}',
        b'{"format": 2, "templates": {}, "files": {"md k": ["../x.md", "0"]}}',
        b'{"format": 2, "templates": {}, "files": {"md k": ["", "0"]}}',
        b'{"format": 2, "templates": {}, "files": {"md k": ["x.md", null]}}',
    ],
)
def test_a_damaged_manifest_stops_the_export_and_is_kept(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(ExportError) as error:
        exported([article(1)], tmp_path)
    assert str(error.value) == (
        f"{tmp_path / MANIFEST}: not a manifest this version can read; move it away, or export to another folder"
    )
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]
    assert (tmp_path / MANIFEST).read_bytes() == content


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize("name", [b"2024-03-06T10:00.csv", b"a\\b.csv", b"\xff.csv"])
def test_a_single_file_is_called_as_the_system_allows(tmp_path: Path, name: bytes) -> None:
    path, wanted = tmp_path / os.fsdecode(name), ExportOptions(form="csv")
    told = [exported([article(1)], path, wanted) for _ in range(2)]
    assert told == [Told(written=1), Told(unchanged=1)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_book_and_a_template_with_a_name_that_is_no_utf_8(tmp_path: Path) -> None:
    odd = os.fsdecode(b"\xff")
    for path, wanted in (
        (tmp_path / f"{odd}.epub", ExportOptions(form="epub")),
        (tmp_path / "md", ExportOptions(names=f"{odd}{{title}}")),
    ):
        told = [exported([article(1)], path, wanted) for _ in range(2)]
        assert told == [Told(written=1), Told(unchanged=1)]


def test_two_single_files_differ_by_more_than_capitals(tmp_path: Path) -> None:
    wanted = ExportOptions(form="csv")
    exported([article(1)], tmp_path / "Tea.csv", wanted)
    with pytest.raises(ExportError) as error:
        exported([article(1)], tmp_path / "tea.csv", wanted)
    what = "some systems take it for another file that an earlier export wrote"
    assert str(error.value) == f"{tmp_path / 'tea.csv'}: {what}; choose another file"


def test_a_single_file_takes_no_name_of_the_manifest(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as error:
        exported([article(1)], tmp_path / MANIFEST, ExportOptions(form="jsonl"))
    assert str(error.value) == (
        f"{tmp_path / MANIFEST}: it cannot be called so; choose another file"
    )
    assert list(tmp_path.iterdir()) == []


def test_the_manifest_says_which_file_is_which_article(tmp_path: Path) -> None:
    exported([article(1)], tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text("utf-8"))
    assert (manifest["format"], manifest["templates"]) == (2, {"md": "{date} {title}"})
    assert {key: file for key, (file, _) in manifest["files"].items()} == {
        "md MzA5MQ==:1:1": "2024-03-06 春茶.md",
        "md-index 合集 12345678901234567890": "目录/合集 茶 #1.md",
        "md-index 账号 MzA=": "目录/账号 山中笔记.md",
    }


def test_an_article_whose_file_cannot_be_read_fails_alone(tmp_path: Path) -> None:
    name = "x" * 300 + ".md"
    manifest = {"format": 2, "templates": {}, "files": {"md MzA5MQ==:1:1": [name, "0"]}}
    (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    assert exported([article(1), article(2)], tmp_path) == Told(
        written=1, failed=1, messages=(f"{tmp_path / name}: File name too long",)
    )


def test_a_manifest_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    done = export(selection([article(1)]), tmp_path, ExportOptions())
    next(done)
    (tmp_path / MANIFEST).mkdir()
    with pytest.raises(ExportError) as error:
        list(done)
    assert str(error.value).startswith(f"{tmp_path / MANIFEST}: cannot be written (")


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="there anybody may write and read"
)
def test_a_folder_or_file_without_permission(tmp_path: Path) -> None:
    exported([article(1)], tmp_path)
    (tmp_path / "2024-03-06 春茶.md").chmod(0)
    assert exported([article(1)], tmp_path).failed == 1
    tmp_path.chmod(0o500)
    with pytest.raises(ExportError):
        exported([article(2)], tmp_path)
    tmp_path.chmod(0o700)


FULL_DISK = """
import resource, sys
from pathlib import Path
from tests.support.exporting import article, exported
from wxarchive.errors import ExportError
from wxarchive.export import ExportOptions
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, limits[1]))
try:
    exported([article(1), article(2, "大", "字" * 5000), article(3, "后")], Path(sys.argv[1]), ExportOptions(sys.argv[2]))
except ExportError as error:
    print(error)
finally:
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)  # what measures the tests writes files too
"""


@pytest.mark.slow  # a process of its own
@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file's size")
def test_a_full_disk_is_one_clear_error_and_leaves_whole_files(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path), "md"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert (
        done.stdout
        == f"{tmp_path}: the disk is full; free some space and export again; what is written stays\n"
    )
    assert files(tmp_path) == {"2024-03-06 春茶.md": document(article(1))}
    assert exported([article(1), article(3, "后")], tmp_path) == Told(written=1, unchanged=1)


@pytest.mark.slow  # a process of its own
@pytest.mark.parametrize("form", ["jsonl", "csv", "epub"])
def test_a_full_disk_is_told_of_the_file_that_was_asked_for(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"x.{form}"
    script = FULL_DISK.replace("4000", "300")
    command = [sys.executable, "-c", script, str(path), form]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert (
        done.stdout
        == f"{path}: the disk is full; free some space and export again; what is written stays\n"
    )
    assert [one.name for one in tmp_path.iterdir() if one.name != MANIFEST] == []


def test_files_get_the_rights_the_user_wants(tmp_path: Path) -> None:
    exported([article(1)], tmp_path)
    (tmp_path / "plain").touch()
    assert (tmp_path / "2024-03-06 春茶.md").stat().st_mode == (tmp_path / "plain").stat().st_mode
