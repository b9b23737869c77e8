"""What two versions tell differently, down to words or characters."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxarchive.differences import Change, DiffPiece, Kind, changes, compared
from wxarchive.models import Album, Body, Media, Metadata, Version

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
texts = st.text(alphabet="茶壶水火ab \n，", max_size=60)


def version(body: Body | None = None, **told: object) -> Version:
    # told: any of Metadata's fields
    metadata = replace(Metadata(title="茶"), **told)  # type: ignore[arg-type]
    return Version(1, 1, WHEN, WHEN, "sha256:0", metadata, body or Body(text="水开了。"))


def parts(before: str, after: str) -> list[tuple[Kind, str]]:
    return [(piece.kind, piece.text) for piece in compared(before, after)]


@given(texts, texts)
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = compared(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert all(piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("水开了", "水开了", [("same", "水开了")]),
        ("", "水", [("added", "水")]),
        (
            "今天下雨了",
            "今天下雪了",
            [("same", "今天下"), ("removed", "雨"), ("added", "雪"), ("same", "了")],
        ),
        (
            "the kettle boils",
            "the kettles boil",
            [("same", "the "), ("removed", "kettle boils"), ("added", "kettles boil")],
        ),
        (
            "用GPT4推理",
            "用GPT5推理",
            [("same", "用"), ("removed", "GPT4"), ("added", "GPT5"), ("same", "推理")],
        ),
        ("一\n二\n三\n", "一\n三\n", [("same", "一\n"), ("removed", "二\n"), ("same", "三\n")]),
        ("雨停在半夜里", "雪落在清晨时", [("removed", "雨停在半夜里"), ("added", "雪落在清晨时")]),
    ],
)
def test_words_are_compared_whole_and_chinese_by_characters(
    before: str, after: str, expected: list[tuple[Kind, str]]
) -> None:
    assert parts(before, after) == expected


def test_an_album_that_was_added_is_an_entry_more() -> None:
    old = version(albums=(Album("1", "四季"),))
    new = version(albums=(Album("1", "四季"), Album("2", "水与火")), title="壶", is_original=True)
    title, original, albums = changes(old, new)
    assert (title, original) == (Change("title", "茶", "壶"), Change("is_original", None, True))
    assert albums.pieces == (DiffPiece("same", "四季"), DiffPiece("added", "水与火"))
    assert original.pieces == (DiffPiece("added", "True"),)


def test_the_same_picture_under_another_address_is_no_change() -> None:
    old = version(Body(images=("https://mmbiz.qpic.cn/mmbiz_jpg/abc/0?wx_fmt=jpeg",)))
    same = version(Body(images=("https://mmbiz.qlogo.cn/mmbiz_jpg/abc/640",)))
    other = version(Body(images=("https://mmbiz.qpic.cn/mmbiz_jpg/def/0",)))
    assert changes(old, same) == []
    [images] = changes(old, other)
    assert [(piece.kind, piece.text[-5:]) for piece in images.pieces] == [
        ("removed", "=jpeg"),
        ("added", "def/0"),
    ]


def test_what_is_played_is_told_by_its_title() -> None:
    old, new = (
        version(),
        version(
            Body(text="水开了。", media=(Media("audio", "a-1", "雨声"), Media("video", "wxv_1")))
        ),
    )
    assert changes(old, new) == [Change("media", (), ("audio 雨声", "video wxv_1"))]


def test_times_are_told_as_text() -> None:
    [change] = changes(version(), version(modified_at=WHEN, served_at=WHEN))
    assert change == Change("modified_at", None, "2026-01-01 00:00:00+00:00")


def test_of_a_long_paragraph_only_the_clauses_that_differ_are_compared() -> None:
    clauses = [f"第{number}壶水开了，茶也好了；" for number in range(2_000)]
    before, after = "".join(clauses), "".join(clauses).replace("第9壶", "第9把壶")
    head, tail = before.split("第9壶")
    assert parts(before, after) == [
        ("same", f"{head}第9"),
        ("added", "把"),
        ("same", f"壶{tail}"),
    ]


def test_many_lines_that_are_told_apart_are_compared_one_by_one() -> None:
    before = [f"第{number}行\n" for number in range(5_000)]
    after = [line for line in before if "7" not in line]
    went = "".join(text for kind, text in parts("".join(before), "".join(after)) if kind != "same")
    assert went == "".join(line for line in before if "7" in line)


def test_long_paragraphs_without_words_are_compared_at_their_ends_only() -> None:
    before, after = "茶壶" * 5_000, "壶茶水" * 5_000
    assert parts(f"上{before}下", f"上{after}下") == [
        ("same", "上"),
        ("removed", before),
        ("added", after),
        ("same", "下"),
    ]
