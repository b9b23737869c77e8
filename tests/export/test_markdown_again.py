"""Folders of Markdown that are exported to again: what is removed, what cannot be written, what is refused."""

import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.exporting import (
    ASSET,
    MANIFEST,
    OTHER,
    PICTURE,
    SAID,
    article,
    exported,
    file,
    files,
    outcomes,
    selection,
    showing,
)
from wxarchive.errors import DamagedRow, ExportError, UsageError
from wxarchive.export.options import ExportOptions, ExportOutcome, summary
from wxarchive.models import StoredArticle


def test_prune_removes_what_left_the_selection_and_nothing_else(tmp_path: Path) -> None:
    articles = [showing(1, PICTURE), showing(2, OTHER, title="秋桥"), article(3, "冬")]
    uses = {1: [file(PICTURE)], 2: [file(OTHER, content=b"GIF89a", kind="image/gif")]}
    names = ExportOptions(names="{year}/{title}/{date}")
    outcomes(selection(articles, uses), tmp_path, names)
    outcomes(selection(articles[:1], uses), tmp_path, names)
    (tmp_path / "我的.md").write_text("笔记")
    assert (tmp_path / "2024/秋桥/2024-03-06.md").exists()
    done = outcomes(selection(articles[:1], uses), tmp_path, replace(names, prune=True))
    assert sorted(one.file or "" for one in done if one.status == "removed") == sorted(
        [
            "2024/冬/2024-03-06.md",
            "2024/秋桥/2024-03-06.md",
            f"assets/{sha256(b'GIF89a').hexdigest()[:32]}.gif",
        ]
    )
    assert sorted(
        str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()
    ) == sorted(
        [
            MANIFEST,
            "2024/春茶/2024-03-06.md",
            ASSET,
            "我的.md",
            "目录/合集 茶 #1.md",
            "目录/账号 山中笔记.md",
        ]
    )
    assert not (tmp_path / "2024/秋桥").exists()
    assert summary(done).files == {
        "files": 5, "written": 0, "unchanged": 2, "skipped": 0, "failed": 0, "removed": 3,
    }  # fmt: skip


def test_prune_leaves_a_file_edited_since_and_the_pictures_it_may_show(tmp_path: Path) -> None:
    chosen = selection([showing(1, PICTURE)], {1: [file(PICTURE)]})
    outcomes(chosen, tmp_path)
    path = tmp_path / "2024-03-06 春茶.md"
    path.write_text("我的", "utf-8")
    done = outcomes(selection([]), tmp_path, ExportOptions(prune=True))
    assert [one.message for one in done if one.status == "skipped"] == [
        f"{path}: left the selection, but was edited since: not removed"
    ]
    assert (path.read_text("utf-8"), (tmp_path / ASSET).exists()) == ("我的", True)


def test_prune_leaves_the_pictures_of_an_article_that_cannot_be_read_now(tmp_path: Path) -> None:
    chosen = selection([showing(1, PICTURE)], {1: [file(PICTURE)]})
    outcomes(chosen, tmp_path)

    def whole(_: int) -> StoredArticle:
        raise DamagedRow("row 1 of table articles is damaged", "a.db")

    done = outcomes(replace(chosen, whole=whole), tmp_path, ExportOptions(prune=True))
    assert [one.status for one in done if one.id] == ["failed"]
    assert ((tmp_path / "2024-03-06 春茶.md").exists(), (tmp_path / ASSET).exists()) == (True, True)


def test_prune_leaves_the_pictures_that_an_edited_file_may_show(tmp_path: Path) -> None:
    outcomes(selection([showing(1, PICTURE)], {1: [file(PICTURE)]}), tmp_path)
    path = tmp_path / "2024-03-06 春茶.md"
    path.write_text(path.read_text("utf-8") + "我的话", "utf-8")
    done = outcomes(selection([article(1)]), tmp_path, ExportOptions(prune=True))
    assert [one.status for one in done if one.id] == ["skipped"]
    assert (tmp_path / ASSET).exists()


def test_prune_of_one_form_leaves_the_others(tmp_path: Path) -> None:
    outcomes(selection([article(1)]), tmp_path)
    outcomes(selection([]), tmp_path, ExportOptions("html", prune=True))
    assert set(files(tmp_path)) == {"2024-03-06 春茶.md", "index.html"}


def test_a_picture_in_whose_place_something_else_is_has_failed(tmp_path: Path) -> None:
    (tmp_path / ASSET).parent.mkdir()
    (tmp_path / ASSET).write_text("something else")
    done = outcomes(selection([showing(1, PICTURE)], {1: [file(PICTURE)]}), tmp_path)
    why = f"{tmp_path / ASSET}: left as it is; it was not written by an export"
    assert done[0] == ExportOutcome("failed", ASSET, message=why)
    assert summary(done).media == {"media": 1, "kept": 0, "missing": 1}
    assert (tmp_path / ASSET).read_text() == "something else"


NOT_WRITTEN = (
    f"{SAID}> - 1 picture archived, but could not be written here; the original address stays"
)


def test_a_picture_that_cannot_be_written_is_named_once_and_said_under_each_article(
    tmp_path: Path,
) -> None:
    (tmp_path / "assets").write_text("a file")
    chosen = selection(
        [showing(1, PICTURE), showing(2, PICTURE)], {1: [file(PICTURE)], 2: [file(PICTURE)]}
    )
    done = outcomes(chosen, tmp_path)
    why = f"{tmp_path / ASSET}: the folder it belongs in is a link or a file"
    assert [one for one in done if one.message] == [ExportOutcome("failed", ASSET, message=why)]
    assert [one.status for one in done if one.id] == ["written", "written"]
    assert summary(done).failed == 1
    texts = [text for name, text in files(tmp_path).items() if name.endswith(".md")]
    assert [text.rstrip().endswith(NOT_WRITTEN) for text in texts] == [True, True]
    assert [str(tmp_path) in text for text in texts] == [False, False]
    again = outcomes(chosen, tmp_path)
    assert [one.status for one in again if one.id] == ["unchanged", "unchanged"]
    assert summary(again).failed == 1


def test_an_article_stays_as_it_is_while_its_pictures_cannot_be_written(tmp_path: Path) -> None:
    chosen = selection([showing(1, PICTURE)], {1: [file(PICTURE)]})
    outcomes(chosen, tmp_path)
    [(name, before)] = files(tmp_path).items()
    (tmp_path / "assets").rename(tmp_path / "elsewhere")
    (tmp_path / "assets").write_text("a file")
    why = f"{tmp_path / name}: left as it is; not all of what it shows could be written"
    done = outcomes(chosen, tmp_path)
    assert [(one.status, one.file, one.message) for one in done if one.id] == [
        ("failed", name, why)
    ]
    assert (tmp_path / name).read_text("utf-8") == before
    (tmp_path / "assets").unlink()
    (tmp_path / "elsewhere").rename(tmp_path / "assets")
    assert [one.status for one in outcomes(chosen, tmp_path) if one.id] == ["unchanged"]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege on Windows")
@pytest.mark.parametrize("name", ["assets", "目录", "山中笔记"])
def test_a_link_in_the_place_of_a_folder_is_not_followed(tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / name).symlink_to(outside)
    chosen = selection([showing(1, PICTURE)], {1: [file(PICTURE)]})
    done = outcomes(chosen, folder, ExportOptions(names="{account}/{title}"))
    assert list(outside.iterdir()) == []
    assert summary(done).failed or summary(done).media["missing"]


def test_another_template_needs_another_folder(tmp_path: Path) -> None:
    exported([article(1)], tmp_path)
    with pytest.raises(ExportError) as error:
        exported([article(1)], tmp_path, ExportOptions(names="{title}"))
    assert str(error.value) == (
        f"{tmp_path}: a file keeps its name for good; "
        "the files here are named {date} {title}; export with that, or to another folder"
    )


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"names": "{tilte}"}, "{tilte}: no such field: {tilte}; "),
        (
            {"names": "{title"},
            "{title: no template for names (expected '}' before end of string); ",
        ),
        ({"names": "{title!r}"}, "{title!r}: fields take no format; "),
        ({"names": "{date:%Y}"}, "{date:%Y}: fields take no format; "),
        ({"names": "same"}, "same: no template for the name of a file inside the folder; "),
        (
            {"names": "../{title}"},
            "../{title}: no template for the name of a file inside the folder; ",
        ),
        ({"names": "/{title}"}, "/{title}: no template for the name of a file inside the folder; "),
        (
            {"form": "html", "images": "remote"},
            "--images remote does not go with --html; there is embed, none",
        ),
        (
            {"form": "csv", "images": "none"},
            "--images none does not go with --csv; there is no choice",
        ),
        (
            {"form": "csv", "names": "{id}", "prune": True},
            "--name-template, --prune does not go with --csv",
        ),
        ({"form": "md", "books": "album"}, "--books does not go with --md"),
        ({"form": "html", "front_matter": True}, "--front-matter does not go with --html"),
    ],
)
def test_what_does_not_go_together_is_refused(wanted: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError) as error:
        ExportOptions(**wanted)  # type: ignore[arg-type]  # as a command line gives it
    assert str(error.value).startswith(message)
