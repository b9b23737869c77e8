"""What a text is to the index, and how terms are found in the texts themselves."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.scanning import answers, plain_fields
from wxarchive.errors import UsageError
from wxarchive.store.search.folding import fold
from wxarchive.store.search.matching import Texts, matches, snippet
from wxarchive.store.search.occurrences import finder
from wxarchive.store.search.query import Term, parse
from wxarchive.store.search.tokens import tokens

ALPHABET = "aabＡÁ的推機机 ,，。'“ʼ-–\n\u200b\u0301\xa0"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("OpenAI ＡＩ Ⅻ", "openai ai ⅻ"),
        ("機器學習", "机器学习"),
        ("Café cafe\u0301", "cafe cafe"),
        ("ﾃｽﾄ", "テスト"),
        ("，！？：；（）", ",!?:;()"),
        ("“快乐”「快乐」‘快乐’『快乐』", "'快乐'" * 4),
        ("don’t don't donʼt", "don't don't don't"),
        ("乔治·奥 乔治•奥 乔治・奥 乔治‧奥 乔治･奥", " ".join(["乔治·奥"] * 5)),
        (
            "wi-fi wi\u2010fi wi\u2011fi 2020–2024 2020—2024",
            "wi-fi wi-fi wi-fi 2020-2024 2020-2024",
        ),
        ("a\u200bb\xa0c\u3000d", "ab c d"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("folded", "words", "pairs", "characters"),
    [
        ("人工智能", "", "人工 工智 智能", "人工智能"),
        ("人工，智能。", "", "人工 智能", "人工智能"),
        ("中国，国家", "", "中国 ｜ 国家", "中国家"),
        ("中国，人，国，国家", "", "中国 ｜ 国家", "中国人家"),
        ("国，国家，家", "", "国家", "国家"),
        ("人", "", "", "人"),
        ("", "", "", ""),
        ("用ai的", "用 ai 的", "", "用的"),
        ("用 ai 的", "用 ai 的", "", "用的"),
        ("用  ai，的", "ai", "", "用的"),
        ("ai的gpt", "ai 的 的 gpt", "", "的"),
        ("ai gpt，好用", "ai gpt", "好用", "好用"),
        ("𠮷野家", "", "𠮷野 野家", "𠮷野家"),
        ("2024年3月", "2024 年 年 3 月", "", "年月"),
    ],
)
def test_a_text_becomes_words_pairs_and_characters(
    folded: str, words: str, pairs: str, characters: str
) -> None:
    found = tokens(folded)
    assert (found.words, found.pairs.split(), {*found.characters.split()}) == (
        words,
        pairs.split(),
        {*characters},
    )


@given(st.text("人工智ab1， ", max_size=30))
def test_pairs_are_those_that_stand_side_by_side(text: str) -> None:
    chinese = {*"人工智"}
    expected = [one + other for one, other in pairwise(text) if {one, other} <= chinese]
    assert tokens(text).pairs.replace("｜", "").split() == expected


@pytest.mark.parametrize(
    ("term", "text", "place"),
    [
        (Term("机器"), "这台機器", 2),
        (Term("ai"), "用ＡＩ写", 1),
        (Term("ai"), "said ai", 5),
        (Term("ai"), "said", None),
        (Term("ai"), "ais", None),
        (Term("ai", prefix=True), "some AIs", 5),
        (Term("cafe"), "le CAFÉ", 3),
        (Term("cafe"), "le cafe\u0301", 3),
        (Term("cafe"), "cafe\u0301s", None),
        (Term("e"), "te\u0301e", None),
        (Term("用ai的"), "我用 AI 的", 1),
        (Term("用ai的"), "我用\u3000AI的", 1),
        (Term("用ai的"), "我用  AI的", None),
        (Term("长 文"), "长\n 文", 0),
        (Term("人工,智能"), "人工，智能", 0),
        (Term("人工智能"), "人工，智能", None),
        (Term("c++"), "用 C++ 写", 2),
        (Term("don't"), "they don’t", 5),
        (Term("t"), "they donʼt", 9),
        (Term("2020-2024"), "在2020–2024年", 1),
    ],
)
def test_a_term_is_found_in_a_text_as_it_is(term: Term, text: str, place: int | None) -> None:
    assert finder(term).first(text) == place


@pytest.mark.slow  # texts of 300,000 characters
@pytest.mark.parametrize(
    "term", [Term("用ai"), Term("用 ai"), Term("ai用"), Term("a"), Term("用,")]
)
def test_any_number_of_invisible_characters_is_passed_over_once(term: Term) -> None:
    hostile = "\u200b" * 300_000
    assert finder(term).first(f"用{hostile}和{hostile}ai{hostile}a") is None
    assert finder(Term("用和ai")).first(f"用{hostile}和{hostile}ai{hostile}，") == 0


def test_a_term_is_counted_in_either_script() -> None:
    assert finder(Term("机器")).count("机器、机器") == 2
    assert finder(Term("机器")).count("機器、機器、機器") == 3
    assert finder(Term("ai")).count("ai AI aide") == 2
    assert finder(Term("ai")).count("") == 0


@given(st.text(ALPHABET, max_size=8), st.text(ALPHABET + '*"', min_size=1, max_size=4))
def test_a_text_looked_through_gives_what_the_folded_text_gives(text: str, query: str) -> None:
    fields = dict.fromkeys(("title", "account", "author", "digest"), "") | {"body": text}
    with suppress(UsageError):
        asked = parse(query)
        assert matches(asked, Texts(**fields)) == answers(asked, plain_fields(fields))


def parts(query: str, body: str, digest: str = "") -> tuple[str, ...]:
    return snippet(parse(query), Texts("", "", "", digest, body))


def test_a_snippet_marks_all_its_hits() -> None:
    assert parts("机器", "一台機器，两台机器。") == ("一台", "機器", "，两台", "机器", "。")
    assert parts("机器 两台", "一台機器，两台机器。") == (
        "一台",
        "機器",
        "，",
        "两台",
        "",
        "机器",
        "。",
    )
    assert parts("一台机器 台机", "一台机器") == ("", "一台机器", "")


def test_a_snippet_is_one_line_around_the_first_hit() -> None:
    assert parts("机器", "茶" * 100 + "\n机器\n" + "书" * 100) == (
        "…" + "茶" * 39 + " ",
        "机器",
        " " + "书" * 77 + "…",
    )


def test_a_long_hit_is_shown_whole() -> None:
    assert parts(f'"{"机器" * 70}"', "机器" * 70) == ("", "机器" * 70, "")
    assert parts(f'"{"机器" * 70}"', "机器" * 71) == ("", "机器" * 70, "…")


def test_a_snippet_without_a_hit_is_the_beginning() -> None:
    assert parts("title:机器", "茶" * 200) == ("茶" * 120 + "…",)
    assert parts("机器", "", "文摘里的机器") == ("文摘里的", "机器", "")
    assert parts("机器", "", "文摘") == ("文摘",)
