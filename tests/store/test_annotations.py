"""Tags, stars, what was read, notes and highlights in an archive."""

import sqlite3
from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.store.making import article, day, raw, ref, short
from wxarchive.anchoring import Quote
from wxarchive.errors import NotFound, UsageError
from wxarchive.models import ArticleRef, Filter, Marks, PlacedHighlight, Tag
from wxarchive.store import NewHighlight
from wxarchive.store.database import Store
from wxarchive.store.sqlite import time_text

TEA = "水开了。\n茶要慢慢喝，不要着急。\n然后就凉了。"


def save(store: Store, number: int, text: str = TEA, seen: int = 0) -> int:
    return save_as(store, ref(number), text, seen or number)


def save_as(store: Store, where: ArticleRef, text: str, seen: int) -> int:
    page_id = store.pages.save(raw(seen), "ok", None)
    saved = store.articles.save(article(where, text), page_id, day(seen))
    assert saved.id
    return saved.id


def chosen(store: Store, where: Filter) -> list[int]:
    return sorted(one.id for one in store.articles.list(where))


def marked(store: Store, article_id: int, exact: str, note: str = "") -> str:
    made = store.notes.highlight(article_id, NewHighlight(Quote(exact), note), day(3))
    return made.uuid


def spots(store: Store, article_id: int) -> list[tuple[int | None, int | None]]:
    return [(one.start, one.end) for one in store.articles.get(article_id).highlights]


def texts(store: Store, article_id: int) -> list[str]:
    return [note.text for note in store.notes.of(article_id)]


def test_marks_are_part_of_an_article_wherever_it_is_read(store: Store) -> None:
    one, other = save(store, 1), save(store, 2)
    assert store.marks.tag([one, other], "茶", day(1)) == 2
    assert store.marks.tag([one], " 研究\u200b  AI ", day(1)) == 1
    assert store.marks.mark([one], "star", day(1)) == 1
    assert store.marks.mark([one], "read", day(1)) == 1
    expected = Marks(is_starred=True, is_read=True, tags=("研究 AI", "茶"))
    assert store.articles.get(one).marks == expected
    assert [a.marks for a in store.articles.list(Filter())] == [Marks(tags=("茶",)), expected]
    assert store.marks.tags() == [Tag("茶", 2), Tag("研究 AI", 1)]


def test_what_is_taken_away_is_gone_and_can_come_back(store: Store) -> None:
    one = save(store, 1)
    store.marks.tag([one], "茶", day(1))
    assert store.marks.untag([one], "茶", day(2)) == 1
    assert store.marks.untag([one], "茶", day(2)) == 0
    assert (store.articles.get(one).marks, store.marks.tags()) == (Marks(), [])
    assert store.marks.tag([one], "茶", day(3)) == 1
    assert store.marks.mark([one], "read", day(1)) == 1
    assert store.marks.mark([one], "read", day(1)) == 0
    assert store.marks.unmark([one], "read", day(1)) == 1
    assert store.articles.get(one).marks == Marks(tags=("茶",))


def test_capitals_do_not_tell_tags_apart(store: Store) -> None:
    one, other = save(store, 1), save(store, 2)
    store.marks.tag([one], "AI", day(1))
    assert store.marks.tag([one, other], "ai", day(2)) == 1
    assert store.marks.tags() == [Tag("AI", 2)]
    assert store.marks.rename("ai", "Ai", day(3)) == 2
    assert store.marks.tags() == [Tag("Ai", 2)]


def test_a_tag_that_gets_the_name_of_another_is_one_with_it(store: Store) -> None:
    one, other, third = (save(store, number) for number in (1, 2, 3))
    store.marks.tag([one, other], "tea", day(1))
    store.marks.tag([other, third], "茶", day(1))
    assert store.marks.rename("tea", "茶", day(2)) == 2
    assert store.marks.tags() == [Tag("茶", 3)]
    with pytest.raises(NotFound, match="tea: no article has this tag"):
        store.marks.rename("tea", "茶", day(2))


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "长" * 101])
def test_what_is_no_name_of_a_tag_is_refused(store: Store, name: str) -> None:
    with pytest.raises(UsageError, match="the name of"):
        store.marks.tag([save(store, 1)], name, day(1))


def test_the_last_change_is_later_than_any_before_it(store: Store) -> None:
    one = save(store, 1)
    store.marks.tag([one], "茶", day(9))
    store.marks.untag([one], "茶", day(1))
    at = store._connection.value("SELECT changed_at FROM marks")
    assert at == (day(9) + timedelta(microseconds=1)).isoformat()


def test_filters_choose_by_marks_and_words(store: Store) -> None:
    one, other, third = (save(store, number) for number in (1, 2, 3))
    store.marks.tag([one], "AI", day(1))
    store.marks.tag([other], "茶", day(1))
    store.marks.mark([other], "star", day(1))
    store.marks.mark([third], "read", day(1))
    store.notes.add(one, "关于機器的想法", day(1))
    marked(store, third, "慢慢喝", "Slow Tea")
    save(store, 3, f"{TEA}\n又及。", 4)
    choices = {
        (one,): (Filter(tag="ai"), Filter(note="机器"), Filter(has_note=True)),
        (one, other): (Filter(tag=("AI", "茶")), Filter(is_read=False)),
        (other,): (Filter(is_starred=True), Filter(also=(Filter(tag="茶"),), is_read=False)),
        (third,): (
            *(Filter(note="慢慢"), Filter(note="slow tea"), Filter(has_highlight=True)),
            *(Filter(is_edited=True), Filter(exclude=(Filter(tag=("AI", "茶")),))),
        ),
        (one, third): (Filter(is_starred=False), Filter(note=("机器", "ｔｅａ"))),
        (): (Filter(tag="没有"), Filter(also=(Filter(tag="AI"), Filter(tag="茶")))),
    }
    for expected, filters in choices.items():
        assert [chosen(store, where) for where in filters] == [list(expected)] * len(filters)


def test_a_note_is_kept_changed_and_deleted(store: Store) -> None:
    one = save(store, 1)
    note = store.notes.add(one, "  第一行\r\n第二行 ", day(1))
    other = store.notes.add(one, "另一条", day(2))
    assert store.notes.of(one) == (note, other)
    assert note.text == "第一行\n第二行"
    store.notes.change(note.uuid, "改过了", day(3))
    assert texts(store, one) == ["改过了", "另一条"]
    assert store.notes.like(note.uuid[:13]) == note.uuid
    store.notes.delete(note.uuid, day(4))
    assert store.articles.get(one).notes == (other,)
    with pytest.raises(NotFound, match="no such note or highlight"):
        store.notes.change(note.uuid, "又来", day(5))
    assert store.notes.knows(note.uuid), "that it was deleted"
    assert not list(store._connection.rows("SELECT 1 FROM annotations WHERE text LIKE '%改%'"))


@pytest.mark.parametrize("text", ["", " \n", "长" * 100_001])
def test_an_empty_note_and_a_book_are_refused(store: Store, text: str) -> None:
    one = save(store, 1)
    note = store.notes.add(one, "好", day(1))
    with pytest.raises(UsageError, match=r"the note is empty|a note has at most 100000"):
        store.notes.add(one, text, day(1))
    with pytest.raises(UsageError, match=r"the note is empty|a note has at most 100000"):
        store.notes.change(note.uuid, text, day(1))


def test_a_highlight_is_the_passage_as_the_text_has_it(store: Store) -> None:
    one = save(store, 1)
    new = NewHighlight(Quote("水开了。茶要\n\n慢慢"), "为什么？")
    made = store.notes.highlight(one, new, day(3))
    told = (made.exact, made.prefix, made.suffix, made.start, made.note)
    assert told == ("水开了。\n茶要慢慢", "", "喝，不要着急。\n然后就凉了。", 0, "为什么？")
    assert made.content_hash == store.articles.get(one).content_hash
    assert store.articles.get(one).highlights == (PlacedHighlight(made, 0, 9),)
    assert store.notes.one(made.uuid) == made


def test_where_a_passage_cannot_be_told_it_is_said(store: Store) -> None:
    one = save(store, 1)
    cases: Sequence[tuple[Quote, type[Exception], str]] = (
        (Quote("冰茶"), NotFound, "冰茶: the article's newest text has no such passage"),
        (Quote("了。"), UsageError, "了。: this stands 2 times in the text"),
        (Quote(" "), UsageError, "the passage is empty"),
        (Quote("茶" * 20_001), UsageError, "a passage has at most 20000 characters"),
    )
    for quote, kind, said in cases:
        with pytest.raises(kind, match=said):
            store.notes.highlight(one, NewHighlight(quote), day(3))
    made = store.notes.highlight(one, NewHighlight(Quote("了。", start=99)), day(3))
    assert made.start == TEA.rindex("了。")


def test_what_has_no_text_cannot_be_highlighted(store: Store) -> None:
    one = save(store, 1)
    store._connection.run("UPDATE articles SET version_id = NULL")
    with pytest.raises(NotFound, match="no text of this article was ever kept"):
        store.notes.highlight(one, NewHighlight(Quote("茶")), day(3))


def test_a_highlight_follows_the_text_through_its_versions(store: Store) -> None:
    one = save(store, 1)
    uuid = marked(store, one, "茶要慢慢喝，不要着急。")
    save(store, 1, f"编者按。\n{TEA}", 2)
    assert spots(store, one) == [(10, 21)]
    save(store, 1, TEA.replace("慢慢喝", "慢慢地喝"), 3)
    assert spots(store, one) == [(5, 17)]
    save(store, 1, "水开了。", 4)
    assert spots(store, one) == [(None, None)], "an orphan"
    save(store, 1, f"又见面了。\n{TEA}", 5)
    assert spots(store, one) == [(11, 22)], "it is back"
    [first, *_] = store.versions.of(one)
    then = store.versions.as_of(store.articles.get(one), first)
    assert [(h.start, h.highlight.uuid) for h in then.highlights] == [(5, uuid)]


def test_a_highlight_can_lose_its_note_and_go(store: Store) -> None:
    one = save(store, 1)
    uuid = marked(store, one, "慢慢喝", "为什么？")
    store.notes.change(uuid, "", day(4))
    assert [h.highlight.note for h in store.articles.get(one).highlights] == [""]
    store.notes.delete(uuid, day(4))
    assert store.articles.get(one).highlights == ()
    row = store._connection.row("SELECT text, exact, prefix, start FROM annotations")
    assert row
    assert tuple(row) == ("", None, None, None), "its words are gone, too"


def test_highlights_stand_in_the_order_of_the_text_and_orphans_last(store: Store) -> None:
    one = save(store, 1)
    for passage in ("然后就凉了。", "茶要慢慢喝，不要着急。", "水开了。"):
        marked(store, one, passage)
    save(store, 1, "水开了。\n然后就凉了。\n没有别的。", 2)
    found = [one.highlight.exact for one in store.articles.get(one).highlights]
    assert found == ["水开了。", "然后就凉了。", "茶要慢慢喝，不要着急。"]


def test_a_passage_that_was_imported_without_its_text_is_an_orphan(store: Store) -> None:
    one = save(store, 1)
    new = NewHighlight(Quote("别处的话，这里没有"), uuid="u-1", made_at=day(1), is_kept=True)
    made = store.notes.highlight(one, new, day(3))
    assert (made.uuid, made.made_at) == ("u-1", day(1))
    assert spots(store, one) == [(None, None)]


def test_two_rows_that_are_one_article_join_what_was_noted_of_both(store: Store) -> None:
    kept = save(store, 1)
    gone = save_as(store, short("one"), f"{TEA}\n再见。", 2)
    store.marks.tag([kept, gone], "茶", day(1))
    store.marks.untag([gone], "茶", day(2))
    store.marks.mark([gone], "star", day(1))
    note = store.notes.add(gone, "一条", day(1))
    marked(store, kept, "慢慢喝")
    assert store.articles.join(kept, gone) == kept
    found = store.articles.get(kept)
    assert found.marks == Marks(is_starred=True), "the tag was taken away later"
    assert [one.uuid for one in found.notes] == [note.uuid]
    assert spots(store, kept) == [(TEA.index("慢慢喝"), TEA.index("慢慢喝") + 3)]


def test_a_damaged_note_is_passed_over(store: Store) -> None:
    one = save(store, 1)
    store.notes.add(one, "好的", day(1))
    store.notes.add(one, "坏的", day(2))
    store._connection.run("UPDATE annotations SET made_at = 'never' WHERE text = '坏的'")
    assert texts(store, one) == ["好的"]
    assert "annotations is damaged" in str(store.damage[0])


def test_capitals_beyond_ascii_tell_tags_apart_also_when_one_is_renamed(store: Store) -> None:
    one = save(store, 1)
    store.marks.tag([one], "ÄRA", day(1))
    assert store.marks.rename("ÄRA", "ära", day(2)) == 1
    assert store.articles.get(one).marks == Marks(tags=("ära",))


def test_a_tag_that_takes_another_in_keeps_its_spelling(store: Store) -> None:
    one, other = save(store, 1), save(store, 2)
    store.marks.tag([one], "Tea", day(1))
    store.marks.tag([other], "茶", day(1))
    assert store.marks.rename("茶", "tea", day(2)) == 1
    assert store.marks.tags() == [Tag("Tea", 2)]
    assert {store.articles.get(which).marks.tags for which in (one, other)} == {("Tea",)}


def test_a_tag_is_found_in_whatever_form_its_name_is_typed(store: Store) -> None:
    one = save(store, 1)
    store.marks.tag([one], "café  noir", day(1))
    for typed in ("cafe\u0301 noir", " café\u200b   noir "):
        assert chosen(store, Filter(tag=(typed,))) == [one]
        assert store.catalogue.knows("tag", typed)
    assert chosen(store, Filter(tag=("",))) == []


def test_a_mark_whose_time_is_damaged_can_be_set_anew(store: Store) -> None:
    one = save(store, 1)
    store.marks.tag([one], "茶", day(1))
    with sqlite3.connect(store.path) as raw_connection:
        raw_connection.execute("UPDATE marks SET changed_at = 'later'")
    assert store.marks.untag([one], "茶", day(2)) == 1
    assert store.articles.get(one).marks == Marks()
    with sqlite3.connect(store.path) as raw_connection:
        [(changed_at,)] = raw_connection.execute("SELECT changed_at FROM marks").fetchall()
    assert changed_at == time_text(day(2))


def test_an_article_that_is_named_twice_is_counted_once(store: Store) -> None:
    one = save(store, 1)
    assert store.marks.mark([one, one], "star", day(1)) == 1
