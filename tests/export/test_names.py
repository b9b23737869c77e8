import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.render.samples import METADATA, stored
from wxarchive.export.names import LIMIT, Naming, file_names, same_name

NAMES = [
    ("春茶", "2024-03-05 春茶.md"),
    (None, "2024-03-05 无标题.md"),
    ("\u200b . ", "2024-03-05 无标题.md"),
    ('a/b\\c:d*e?f"g<h>i|j', "2024-03-05 a／b＼c：d＊e？f＂g＜h＞i｜j.md"),
    ("../../etc/passwd", "2024-03-05 ／..／etc／passwd.md"),
    ("CON", "2024-03-05 CON.md"),
    ("茶\n\t 记。. ", "2024-03-05 茶 记。.md"),
    ("a\u202eb\u200dc\x07d\ud800e\ufefff", "2024-03-05 abcdef.md"),
    ("e\u0301", "2024-03-05 \u00e9.md"),
    ("字" * 100, f"2024-03-05 {'字' * 35}.md"),
    ("a" * 105 + "q\u0323x", f"2024-03-05 {'a' * 105}.md"),
    ("a" * 105 + ". 字", f"2024-03-05 {'a' * 105}.md"),
]


@pytest.mark.parametrize(("title", "expected"), NAMES)
def test_name_of_a_title(title: str | None, expected: str) -> None:
    article = stored(metadata=replace(METADATA, title=title))
    assert next(file_names(article, "key")) == expected


def test_name_without_a_date() -> None:
    assert (
        next(file_names(stored(metadata=replace(METADATA, published_at=None)), "key"))
        == "undated 春茶 记＊.md"
    )


def test_names_carry_ever_more_of_an_id_within_the_limit() -> None:
    article = stored(
        metadata=replace(METADATA, title="字" * 100, published_at=datetime(2024, 1, 1, tzinfo=UTC))
    )
    assert [name.removeprefix("2024-01-01 ").strip("字") for name in file_names(article, "key")][
        :3
    ] == [
        ".md",
        " (2c70e1).md",
        " (2c70e12b7a06).md",
    ]


@given(st.text())
def test_every_name_is_one_that_any_file_system_takes(title: str) -> None:
    for name in file_names(stored(metadata=replace(METADATA, title=title)), "key"):
        assert len(name.encode()) <= LIMIT
        assert not set(name) & set('<>:"/\\|?*\0\n')
        assert unicodedata.is_normalized("NFC", name)
        assert name.startswith("2024-03-05 ")
        assert not name.removesuffix(".md").endswith((".", " "))


def test_names_that_differ_only_in_case_or_composition_are_the_same() -> None:
    assert same_name("2024 TEÉ.md") == same_name("2024 tee\u0301.md")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("CON", "_CON.md"),
        ("nul.txt", "_nul.txt.md"),
        ("Com¹ .x", "_Com¹ .x.md"),
        ("console", "console.md"),
        ("-rf", "_-rf.md"),
        ("~", "_~.md"),
        ("..", "无标题.md"),
        (".git", "git.md"),
        ("../../x", "／..／x.md"),
    ],
)
def test_a_title_alone_is_a_harmless_name(title: str, expected: str) -> None:
    article = stored(metadata=replace(METADATA, title=title))
    assert next(file_names(article, "key", Naming("{title}"))) == expected


def test_a_template_makes_folders_of_its_own_slashes_only() -> None:
    article = stored(metadata=replace(METADATA, title="a/b", account="..", author=None, albums=()))
    template = "{account}/{year}-{month}-{day}/{album} {author}/{kind} {id} {title}"
    assert next(file_names(article, "key", Naming(template, ".html"))) == (
        "无标题/2024-03-05/无合集/article 1 a／b.html"
    )


@given(st.text(), st.text())
def test_no_part_of_any_path_leads_out_or_is_a_device(title: str, account: str) -> None:
    article = stored(metadata=replace(METADATA, title=title, account=account))
    for name in file_names(article, "key", Naming("{account}/{title}")):
        parts = name.split("/")
        assert len(parts) == 2
        for part in parts:
            assert part.strip(". ") == part.strip()
            assert part.partition(".")[0].upper() not in {
                "CON",
                "PRN",
                "AUX",
                "NUL",
                "COM1",
                "LPT9",
                "",
            }
            assert not part.startswith(("-", "~", "."))
            assert len(part.encode()) <= LIMIT
