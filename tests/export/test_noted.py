"""What people noted goes along with exports, and an import leaves it out again."""

import csv
import io
import json
from pathlib import Path

import pytest

import wxarchive
from tests.cli.running import Program
from tests.support import library
from wxarchive.formats import NOTED_MARK


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Program:
    path = library.make(tmp_path_factory.mktemp("noted") / "archive.db")
    with wxarchive.open(path, write=True) as archive:
        archive.tag(9, "谜 语")
        archive.star(9)
        archive.add_note(9, "第一行 <b>\n第二行")
        archive.add_highlight(9, "一支温度计", note="多少度？")
        archive.tag(10, "谜 语")
    return Program(path)


def exported(noted: Program, *arguments: object) -> str:
    result = noted.run("export", *arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_a_document_has_it_under_the_article(noted: Program) -> None:
    text = exported(noted, "--md", "-o", "-", 9)
    body, _, under = text.partition(f"\n{NOTED_MARK}\n")
    assert "Noted" not in body
    lines = [line for line in under.splitlines() if line]
    assert lines[:2] == ["## Noted", "Tags: 谜 语 · Starred"]
    assert "> 一支温度计" in lines
    assert lines[-1].endswith(": 多少度？")
    assert "<b>" not in under.replace("\\<b>", "")


def test_tags_are_in_front_matter(noted: Program) -> None:
    text = exported(noted, "--md", "--front-matter", "-o", "-", 9)
    assert 'tags: ["谜-语"' in text
    assert "starred: true" in text
    assert "\nread:" not in text


def test_an_article_without_notes_is_exported_as_ever(noted: Program) -> None:
    for form in ("--md", "--html"):
        text = exported(noted, form, "-o", "-", 1)
        assert "Noted" not in text
    assert "starred" not in exported(noted, "--md", "--front-matter", "-o", "-", 1)


def test_an_import_leaves_it_out(noted: Program, tmp_path: Path) -> None:
    exported(noted, "--md", "-o", tmp_path / "md", 9)
    other = Program(tmp_path / "other.db")
    assert other.run("import", tmp_path / "md").exit_code == 0
    [article] = wxarchive.open(other.db).list()
    with wxarchive.open(other.db) as archive, wxarchive.open(noted.db) as before:
        assert archive.text(article.id) == before.text(9)
        assert "Noted" not in archive.markdown(article.id)


def test_pages_and_books_have_it(noted: Program, tmp_path: Path) -> None:
    assert "<h2>Noted</h2><p>Tags: 谜 语" in exported(noted, "--html", "-o", "-", 9)
    exported(noted, "--epub", "-o", tmp_path / "one.epub", 9)
    from zipfile import ZipFile

    with ZipFile(tmp_path / "one.epub") as book:
        texts = [book.read(name).decode() for name in book.namelist() if "html" in name]
    assert any("一支温度计</p></blockquote>" in text.replace("\n", "") for text in texts)


def test_highlights_are_a_document_a_list_or_a_table(noted: Program, tmp_path: Path) -> None:
    text = exported(noted, "--highlights")
    assert text.startswith("# [茶壶为什么是凉的](https://mp.weixin.qq.com/s?__biz=")
    assert text.count("\n# ") == 0, "one article has notes"
    for suffix in ("json", "csv", "md"):
        exported(noted, "--highlights", "-o", tmp_path / f"notes.{suffix}")
    [one] = json.loads((tmp_path / "notes.json").read_text("utf-8"))
    assert (one["id"], one["tags"]) == (9, ["谜 语"])
    assert [h["exact"] for h in one["highlights"]] == ["一支温度计"]
    rows = list(csv.DictReader(io.StringIO((tmp_path / "notes.csv").read_text("utf-8-sig"))))
    assert [(row["highlight"], row["note"].split()[0], row["id"]) for row in rows] == [
        ("一支温度计", "多少度？", "9"),
        ("", "第一行", "9"),
    ]
    assert (tmp_path / "notes.md").read_text("utf-8") == text


def test_tables_tell_tags(noted: Program) -> None:
    rows = csv.DictReader(io.StringIO(exported(noted, "--csv", 9).lstrip("\ufeff")))
    assert [(row["tags"], row["is_starred"]) for row in rows] == [("谜 语", "true")]
