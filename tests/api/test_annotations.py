"""What people note of articles, from a program."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import wxarchive
from tests.support.database import change
from wxarchive import Filter, Marks, Tag
from wxarchive.errors import DamagedRow, NotFound, ReadOnlyArchive, UsageError

LOST = "夜班图书馆里少了一本书"


@pytest.fixture
def own(past: Path, tmp_path: Path) -> Iterator[wxarchive.Archive]:
    shutil.copy(past, tmp_path / "own.db")
    with wxarchive.open(tmp_path / "own.db", write=True) as opened:
        yield opened


def test_articles_are_marked_one_by_one_and_many_at_once(own: wxarchive.Archive) -> None:
    assert own.tag(LOST, "推理") == 1
    assert own.tag([one.id for one in own.list(Filter(account="灯下推理社"))], "推理") == 2
    assert (own.star(10), own.mark_read([10, 11]), own.unstar(10), own.mark_unread(11)) == (
        1,
        2,
        1,
        1,
    )
    assert own.marks(LOST) == Marks(is_read=True, tags=("推理",))
    assert own.untag(9, "推理") == 1
    assert own.rename_tag("推理", "谜") == 2
    assert own.tags() == (Tag("谜", 2),)
    assert own.count(Filter(tag="谜", is_read=True)) == 1


def test_notes_are_written_changed_and_found(own: wxarchive.Archive) -> None:
    note = own.add_note(LOST, "书在推车上。")
    own.change_note(note.uuid, "书不在推车上。")
    assert [one.text for one in own.notes(LOST)] == ["书不在推车上。"]
    assert own.annotation(note.uuid[:8]) == own.article(LOST).notes[0]
    own.delete_note(note.uuid)
    assert own.notes(LOST) == ()
    with pytest.raises(NotFound):
        own.annotation(note.uuid[:8])


def test_passages_are_highlighted_where_they_stand(own: wxarchive.Archive) -> None:
    text = own.text(LOST)
    made = own.add_highlight(LOST, "推理就结束了", note="真的？")
    [one] = own.highlights(LOST)
    assert (one.highlight, one.start) == (made, text.index("推理就结束了"))
    assert (made.prefix, made.suffix[:4]) == (text[: made.start][-32:], "。还书的")
    own.change_highlight(made.uuid, "真的。")
    assert own.highlights(LOST)[0].highlight.note == "真的。"
    assert list(own.orphans()) == []
    own.delete_highlight(made.uuid)
    assert own.highlights(LOST) == ()
    with pytest.raises(NotFound, match="no such passage"):
        own.add_highlight(LOST, "没有的话")
    with pytest.raises(UsageError, match="times in the text"):
        own.add_highlight(LOST, "的")


def test_places_are_those_of_the_version_that_is_read(own: wxarchive.Archive) -> None:
    added = "后来又添了一句：灯一直亮着。"
    made = own.add_highlight("图书馆的夜班", added)
    assert own.highlights("图书馆的夜班")[0].start == made.start
    assert own.highlights("图书馆的夜班", version=1)[0].start is None


def test_nothing_is_noted_in_an_archive_that_is_only_read(archive: wxarchive.Archive) -> None:
    for write in (
        lambda: archive.tag(LOST, "谜"),
        lambda: archive.star(LOST),
        lambda: archive.add_note(LOST, "x"),
        lambda: archive.add_highlight(LOST, "推理"),
    ):
        with pytest.raises(ReadOnlyArchive):
            write()
    assert archive.marks(LOST) == Marks()


def test_reading_all_pages_again_and_pruning_an_export_touch_nothing_of_it(
    own: wxarchive.Archive, tmp_path: Path
) -> None:
    own.tag(9, "谜")
    own.add_note(9, "再读")
    own.add_highlight(9, "一支温度计")
    before = own.article(9)
    list(own.reparse())
    list(own.export(tmp_path / "out"))
    list(
        own.export(
            tmp_path / "out", Filter(among=(1,)), options=wxarchive.ExportOptions("md", prune=True)
        )
    )
    after = own.article(9)
    assert (after.marks, after.notes, after.highlights) == (
        before.marks,
        before.notes,
        before.highlights,
    )


def test_what_others_export_is_taken_in(own: wxarchive.Archive, tmp_path: Path) -> None:
    url = "https://mp.weixin.qq.com/s/ColdTeapotColdTeapot__"
    bookmark = {"content": {"type": "link", "url": url}, "tags": ["谜"], "note": "再读"}
    (tmp_path / "k.json").write_text(json.dumps({"bookmarks": [bookmark]}), "utf-8")
    [outcome] = own.import_notes(tmp_path / "k.json")
    assert (outcome.status, outcome.message) == ("updated", "new: 1 tag, 1 note")
    with pytest.raises(wxarchive.SourceError, match="no export of karakeep"):
        own.import_notes(own.path)


def test_the_marks_of_a_damaged_article_are_an_error_of_ours(own: wxarchive.Archive) -> None:
    change(own.path, "UPDATE articles SET gone_at = 'then' WHERE id = 10")
    with pytest.raises(DamagedRow, match="row 10 of table articles is damaged"):
        own.marks(10)


def test_orphans_of_a_damaged_article_are_passed_over(own: wxarchive.Archive) -> None:
    for number in (9, 10):
        own.add_highlight(number, own.text(number)[:10])
    # neither passage is in a text any more, and one of the texts cannot be read
    change(own.path, "UPDATE versions SET text = '别的' WHERE article_id IN (9, 10)")
    assert len(list(own.orphans())) == 2
    change(own.path, "UPDATE versions SET images = '{}' WHERE article_id = 9")
    assert len(list(own.orphans())) == 1


def test_references_and_a_filter_that_names_articles_both_count(own: wxarchive.Archive) -> None:
    def checked(*refs: int, among: tuple[int, ...]) -> int:
        return sum(one.articles for one in own.check_days(*refs, where=Filter(among=among)))

    assert (checked(1, 2, among=(2, 3)), checked(1, among=(2,))) == (1, 0)
