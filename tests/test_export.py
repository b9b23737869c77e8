"""Exporting into a folder, again and again, beside other people's files."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.render.samples import METADATA, stored
from wxarchive.errors import ExportError
from wxarchive.export import Exported, Fate, export_markdown
from wxarchive.models import ArticleRef, Body, StoredArticle
from wxarchive.render import document

MANIFEST = ".wxarchive-export.json"
DAY = datetime(2024, 3, 5, 20, tzinfo=UTC)  # already the sixth in Beijing


def article(number: int, title: str | None = "春茶", text: str = "采茶", **changes: object) -> StoredArticle:
    ref = ArticleRef(f"https://mp.weixin.qq.com/s?__biz=MzA=&mid={number}&idx=1", f"MzA=:{number}:1")
    fields: dict[str, object] = {
        "ref": ref,
        "metadata": replace(METADATA, title=title, published_at=DAY),
        "content": Body(html=f"<p>{text}</p>", text=text),
    }
    return stored(number, **{**fields, **changes})


def files(folder: Path) -> dict[str, str]:
    """Return every file in the folder but the manifest."""
    return {path.name: path.read_text("utf-8") for path in folder.iterdir() if path.name != MANIFEST}


def names(folder: Path) -> set[str]:
    return set(files(folder))


def test_each_article_becomes_a_file_named_by_its_day_and_title(tmp_path: Path) -> None:
    one, two = article(1, "春茶"), article(2, "秋桥")
    assert export_markdown([one, two], tmp_path / "out" / "md") == Exported(written=2)
    assert files(tmp_path / "out" / "md") == {"2024-03-06 春茶.md": document(one), "2024-03-06 秋桥.md": document(two)}


def test_front_matter_is_written_on_request(tmp_path: Path) -> None:
    export_markdown([article(1)], tmp_path, front_matter=True)
    assert files(tmp_path) == {"2024-03-06 春茶.md": document(article(1), front_matter=True)}


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    articles = [article(1), article(2)]
    export_markdown(articles, tmp_path)
    before = {path: path.stat() for path in tmp_path.iterdir()}
    assert export_markdown(articles, tmp_path) == Exported(unchanged=2)
    assert {path: path.stat() for path in tmp_path.iterdir()} == before


def test_a_second_run_writes_only_what_changed_and_keeps_its_name(tmp_path: Path) -> None:
    export_markdown([article(1, "春茶"), article(2, "秋桥")], tmp_path)
    changed = article(1, "春茶（改）")
    assert export_markdown([changed, article(2, "秋桥")], tmp_path) == Exported(written=1, unchanged=1)
    assert files(tmp_path)["2024-03-06 春茶.md"] == document(changed)
    assert names(tmp_path) == {"2024-03-06 春茶.md", "2024-03-06 秋桥.md"}


def test_articles_of_one_name_are_told_apart_by_an_id_that_stays(tmp_path: Path) -> None:
    export_markdown([article(1, "Tea")], tmp_path)
    export_markdown([article(2, "TEA"), article(1, "Tea")], tmp_path)
    export_markdown([article(3, "tea"), article(2, "TEA")], tmp_path)
    assert names(tmp_path) == {"2024-03-06 Tea.md", "2024-03-06 TEA (28c12b).md", "2024-03-06 tea (1f0d1b).md"}


def test_a_file_removed_by_its_owner_comes_back(tmp_path: Path) -> None:
    export_markdown([article(1)], tmp_path)
    (tmp_path / "2024-03-06 春茶.md").unlink()
    assert export_markdown([article(1)], tmp_path) == Exported(written=1)


def test_a_file_edited_since_is_left_alone(tmp_path: Path) -> None:
    export_markdown([article(1)], tmp_path)
    path = tmp_path / "2024-03-06 春茶.md"
    path.write_text("我的笔记", "utf-8")
    assert export_markdown([article(1)], tmp_path) == Exported(
        skipped=1, messages=[f"{path}: left as it is; it was not written by an export, or edited since"]
    )
    assert path.read_text("utf-8") == "我的笔记"


def test_a_file_of_someone_else_is_left_alone_each_time(tmp_path: Path) -> None:
    (tmp_path / "2024-03-06 春茶.md").write_text("我的笔记", "utf-8")
    assert [export_markdown([article(1)], tmp_path).skipped for _ in range(2)] == [1, 1]
    assert files(tmp_path) == {"2024-03-06 春茶.md": "我的笔记"}


def test_a_file_that_already_says_the_same_is_taken_as_ours(tmp_path: Path) -> None:
    export_markdown([article(1)], tmp_path)
    (tmp_path / MANIFEST).unlink()
    assert export_markdown([article(1)], tmp_path) == Exported(unchanged=1)
    assert export_markdown([article(1, text="新")], tmp_path) == Exported(written=1)


def test_a_symbolic_link_at_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("别动", "utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "2024-03-06 春茶.md").symlink_to(outside)
    (folder / ".wxarchive-export.tmp").symlink_to(outside)
    assert export_markdown([article(1), article(2, "秋桥")], folder).skipped == 1
    assert (outside.read_text("utf-8"), (folder / "2024-03-06 秋桥.md").is_symlink()) == ("别动", False)


def test_a_folder_at_the_place_of_a_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "2024-03-06 春茶.md").mkdir()
    assert export_markdown([article(1)], tmp_path).skipped == 1


def test_an_article_without_text_is_skipped_with_a_message(tmp_path: Path) -> None:
    gone = article(1, content=None, state="deleted")
    nameless = stored(9, ref=None, metadata=replace(METADATA, title=None), content=None, state="broken")
    assert export_markdown([gone, nameless, article(2, None, content=None)], tmp_path) == Exported(
        skipped=3,
        messages=[
            "春茶: the archive holds no text of it (state: deleted)",
            "article 9: the archive holds no text of it (state: broken)",
            "https://mp.weixin.qq.com/s?__biz=MzA=&mid=2&idx=1: the archive holds no text of it (state: ok)",
        ],
    )


def test_an_article_keeps_its_file_when_its_key_becomes_known(tmp_path: Path) -> None:
    short = "https://mp.weixin.qq.com/s/abcDEF1234"
    export_markdown([article(1, ref=ArticleRef(short, None, short))], tmp_path)
    export_markdown([article(1, ref=ArticleRef("https://mp.weixin.qq.com/s?__biz=x", "x:1:1", short))], tmp_path)
    assert names(tmp_path) == {"2024-03-06 春茶.md"}


def test_articles_without_an_address_are_told_apart_by_their_number(tmp_path: Path) -> None:
    assert export_markdown([article(1, ref=None), article(2, ref=None)], tmp_path).written == 2
    assert export_markdown([article(2, ref=None), article(1, ref=None)], tmp_path).unchanged == 2


def test_on_article_hears_of_each_as_soon_as_it_is_done(tmp_path: Path) -> None:
    heard: list[tuple[int, Fate, int]] = []

    def hear(one: StoredArticle, fate: Fate) -> None:
        heard.append((one.id, fate, len(names(tmp_path))))

    done = export_markdown([article(1), article(2, content=None), article(1)], tmp_path, on_article=hear)
    assert heard == [(1, "written", 1), (2, "skipped", 1), (1, "unchanged", 1)]
    assert done.articles == 3


def test_articles_are_taken_one_at_a_time(tmp_path: Path) -> None:
    seen_by_then: list[int] = []

    def articles() -> Iterator[StoredArticle]:
        for number in range(3):
            seen_by_then.append(len(names(tmp_path)))
            yield article(number)

    export_markdown(articles(), tmp_path)
    assert seen_by_then == [0, 1, 2]


def test_what_was_written_before_an_error_is_remembered(tmp_path: Path) -> None:
    def articles() -> Iterator[StoredArticle]:
        yield article(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_markdown(articles(), tmp_path)
    assert export_markdown([article(1, text="新")], tmp_path) == Exported(written=1)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.touch()
    with pytest.raises(ExportError) as error:
        export_markdown([article(1)], path)
    assert str(error.value) == f"{path}: a file, not a folder; choose another folder"


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"\xff",
        b"[]",
        b'{"format": 2, "files": {}}',
        b'{"format": 1, "files": []}',
        b'{"format": 1, "files": {"k": ["../x.md", "0"]}}',
        b'{"format": 1, "files": {"k": ["x.txt", "0"]}}',
        b'{"format": 1, "files": {"k": ["x.md", null]}}',
    ],
)
def test_a_damaged_manifest_stops_the_export_and_is_kept(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(ExportError) as error:
        export_markdown([article(1)], tmp_path)
    assert str(error.value) == (
        f"{tmp_path / MANIFEST}: not a manifest this version can read; move it away, or export to another folder"
    )
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]
    assert (tmp_path / MANIFEST).read_bytes() == content


def test_the_manifest_says_which_file_is_which_article(tmp_path: Path) -> None:
    export_markdown([article(1)], tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text("utf-8"))
    assert manifest["format"] == 1
    assert {key: file for key, (file, _) in manifest["files"].items()} == {"MzA=:1:1": "2024-03-06 春茶.md"}


def test_an_article_whose_file_cannot_be_read_fails_alone(tmp_path: Path) -> None:
    name = "x" * 300 + ".md"
    entry = [name, "0"]
    (tmp_path / MANIFEST).write_text(json.dumps({"format": 1, "files": {"MzA=:1:1": entry}}))
    assert export_markdown([article(1), article(2)], tmp_path) == Exported(
        written=1, failed=1, messages=[f"{tmp_path / name}: File name too long"]
    )


def test_a_manifest_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    def articles() -> Iterator[StoredArticle]:
        yield article(1)
        (tmp_path / MANIFEST).mkdir()

    with pytest.raises(ExportError) as error:
        export_markdown(articles(), tmp_path)
    assert str(error.value).startswith(f"{tmp_path / MANIFEST}: cannot be written (")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write and read anything")
def test_a_folder_or_file_without_permission(tmp_path: Path) -> None:
    export_markdown([article(1)], tmp_path)
    (tmp_path / "2024-03-06 春茶.md").chmod(0)
    assert export_markdown([article(1)], tmp_path).failed == 1
    tmp_path.chmod(0o500)
    with pytest.raises(ExportError):
        export_markdown([article(2)], tmp_path)
    tmp_path.chmod(0o700)


FULL_DISK = """
import resource, sys
from pathlib import Path
from tests.test_export import article
from wxarchive.errors import ExportError
from wxarchive.export import export_markdown
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, limits[1]))
try:
    export_markdown([article(1), article(2, "大", "字" * 5000), article(3, "后")], Path(sys.argv[1]))
except ExportError as error:
    print(error)
finally:
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)  # what measures the tests writes files too
"""


def test_a_full_disk_is_one_clear_error_and_leaves_whole_files(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    assert done.stdout == f"{tmp_path}: the disk is full; free some space and export again; what is written stays\n"
    assert files(tmp_path) == {"2024-03-06 春茶.md": document(article(1))}
    assert export_markdown([article(1), article(3, "后")], tmp_path) == Exported(written=1, unchanged=1)


def test_files_get_the_rights_the_user_wants(tmp_path: Path) -> None:
    export_markdown([article(1)], tmp_path)
    (tmp_path / "plain").touch()
    assert (tmp_path / "2024-03-06 春茶.md").stat().st_mode == (tmp_path / "plain").stat().st_mode
