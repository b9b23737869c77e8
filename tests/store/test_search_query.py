import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxarchive.errors import UsageError
from wxarchive.models import Filter
from wxarchive.store.search.query import LONGEST, MOST, Query, Term, parse


def one(text: str, **told: object) -> Query:
    return Query(((Term(text, **told),),))  # type: ignore[arg-type]  # told: any of Term's fields


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推理", one("推理")),
        (" 推理　模型 ", Query(((Term("推理"),), (Term("模型"),)))),
        ("推理 推理", one("推理")),
        ("機器", one("机器")),
        ("ＡＩ Café", Query(((Term("ai"),), (Term("cafe"),)))),
        ("用 AI 的", Query(((Term("用"),), (Term("ai"),), (Term("的"),)))),
        ('"用 AI 的"', one("用ai的")),
        ("“长 文”", one("长 文")),
        ("＂长文＂", one("长文")),
        ("title:推理", one("推理", field="title")),
        ("TITLE：推理", one("推理", field="title")),
        ('author: "阿 坡"', one("阿 坡", field="author")),
        ("subtitle:推理", one("subtitle:推理")),
        ("agent*", one("agent", prefix=True)),
        ("推理*", one("推理")),
        ("用AI*", one("用ai", prefix=True)),
        ("C++*", one("c++*")),
        ("推理 -广告", Query(((Term("推理"),),), (Term("广告"),))),
        ("推理 -account:茶话", Query(((Term("推理"),),), (Term("茶话", "account"),))),
        ("推理 －广告", Query(((Term("推理"),),), (Term("广告"),))),
        ("a-b", one("a-b")),
        ("模型 OR 算法 OR 推理", Query(((Term("模型"), Term("算法"), Term("推理")),))),
        ("模型 or 算法", Query(((Term("模型"),), (Term("or"),), (Term("算法"),)))),
        ("OR 算法", Query(((Term("or"),), (Term("算法"),)))),
        ("算法 OR", Query(((Term("算法"),), (Term("or"),)))),
        ("茶 OR ，", one("茶")),
        ("茶 ， 桥", Query(((Term("茶"),), (Term("桥"),)))),
        ("tag:研究", Query((), where=Filter(also=(Filter(tag="研究"),)))),
        ("TAG：“大 桥”", Query((), where=Filter(also=(Filter(tag="大 桥"),)))),
        ("-is:read", Query((), where=Filter(exclude=(Filter(is_read=True),)))),
        (
            "茶 is:unread -note:桥 -水",
            Query(
                ((Term("茶"),),),
                (Term("水"),),
                Filter(also=(Filter(is_read=False),), exclude=(Filter(note="桥"),)),
            ),
        ),
        (
            "tag:a OR has:note",
            Query(
                (),
                where=Filter(
                    also=(
                        Filter(exclude=(Filter(exclude=(Filter(tag="a"), Filter(has_note=True))),)),
                    )
                ),
            ),
        ),
        ('"is:unread"', one("is:unread")),
        ("AND NOT NEAR(", Query(((Term("and"),), (Term("not"),), (Term("near("),)))),
    ],
)
def test_a_query_is_read(text: str, expected: Query) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the query has no word or character to look for; write at least one"),
        (
            "，。 … !?",
            "，。 … !?: the query has no word or character to look for; write at least one",
        ),
        ("*", "*: the query has no word or character to look for; write at least one"),
        ('""', '"": the query has no word or character to look for; write at least one'),
        ("-广告", "-广告: the query only says what to leave out; add a word to find"),
        (
            "is:odd",
            "is:odd: is: does not know this word; there is is:unread, is:read, is:starred, "
            "is:gone, is:alive, is:edited, is:original",
        ),
        ('tag:""', "tag: has nothing behind it; write a word behind tag:"),
        (
            "茶 OR tag:桥",
            "OR stands between a word and tag:, note:, is: or has:; ask for the one, "
            "then for the other",
        ),
        ('茶 "没有关', '"没有关: the quotation mark is not closed; write a phrase as "…"'),
        (
            "茶 OR -桥",
            "-桥: OR stands before an excluded word; write the words that OR joins side by side",
        ),
        (
            "茶" * (LONGEST + 1),
            "the query has 10001 characters, 10000 are the most; search for one sentence of it",
        ),
    ],
)
def test_what_cannot_be_searched_for_is_said(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        parse(text)


def test_too_many_words_are_said() -> None:
    words = [f"w{number}" for number in range(MOST + 1)]
    assert len(parse(" ".join(words[:-1])).clauses) == MOST
    with pytest.raises(
        UsageError, match=r"^w0 OR w1 .*…: the query has more than 64 words; search for fewer, or"
    ):
        parse(" OR ".join(words))


@given(st.text() | st.text('茶a"“-:*() ORtitle:', max_size=20))
def test_any_text_is_a_query_or_a_clear_answer(text: str) -> None:
    with suppress(UsageError):
        assert parse(text).wanted
