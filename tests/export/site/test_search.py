"""What the search of a site finds is what `wxarchive search` finds."""

import random
from base64 import b64decode
from pathlib import Path

import pytest

from tests.export.site.asking import answers, written
from tests.store.scanning import scan
from tests.store.test_search_scan import ALPHABET, FIELDS, add
from wxarchive.errors import UsageError
from wxarchive.export.site import search_files
from wxarchive.export.site.postings import Postings
from wxarchive.models import Filter
from wxarchive.store import Store, search_rules, search_tokens
from wxarchive.store.search.folding import fold

MARKS = ("", "", "", "title:", "account:", "author:", "-", "OR ", "AND ", '"', "NEAR(")
ENDS = (" ", " ", " ", "* ", '" ', " OR ")
ALPHABETS = (ALPHABET, "推理机器的", "ab的 ，")
BRIDGE = {
    "title": "河上的第七座桥",
    "account": "桥与书",
    "author": "林间",
    "digest": "数桥的人总会数错一座。",
    "body": "从渡口数起，第七座桥在地图上没有名字。\nOpenAI 和 機器學習，Café。" + "茶" * 200,
}


def texts(chance: random.Random) -> dict[str, str]:
    return {
        name: "".join(chance.choices(chance.choice(ALPHABETS), k=chance.randint(0, 14)))
        for name in FIELDS
    }


def query(chance: random.Random, articles: list[dict[str, str]]) -> str:
    """Make a query of pieces of the articles, some of them marked, and of invented ones."""
    made = ""
    for _ in range(chance.randint(1, 3)):
        text = chance.choice([*chance.choice(articles).values(), *texts(chance).values()])
        start = chance.randint(0, len(text))
        made += chance.choice(MARKS) + text[start : start + chance.randint(1, 5)]
        made += chance.choice(ENDS)
    return made


@pytest.mark.slow  # every question of a scan
def test_it_finds_what_a_scan_by_the_rules_of_the_archive_finds(tmp_path: Path) -> None:
    chance = random.Random(20261130)
    articles = [texts(chance) for _ in range(60)]
    queries = [query(chance, articles) for _ in range(1_500)]
    written(tmp_path, articles)
    told = answers(tmp_path, [{"query": one} for one in queries])
    differing = []
    for asked, answer in zip(queries, told, strict=True):
        try:
            expected: object = sorted(scan(asked, dict(enumerate(articles))))
        except UsageError:
            expected = None
        if answer.get("found") != expected:
            differing.append((asked, expected, answer))
    assert differing == []


@pytest.mark.parametrize("asked", ["桥", "桥 桥 桥 茶", "桥 account:山中"])
def test_its_order_is_that_of_the_archive(tmp_path: Path, store: Store, asked: str) -> None:
    chance = random.Random(7)
    some = [
        {
            **texts(chance),
            "account": "山中",
            "body": "桥" * chance.randint(1, 9) + "茶" * chance.randint(1, 900),
        }
        for _ in range(90)
    ]
    for number in (3, 70):
        some[number]["title"] = "石桥"
    for number, fields in enumerate(some, 1):
        add(store, number, fields)
    written(tmp_path, some)
    [told] = answers(tmp_path, [{"query": asked}])
    assert [one + 1 for one in told["ranked"]] == list(store.search.ids(asked, Filter()))


def test_what_is_shown_is_around_the_first_hit(tmp_path: Path) -> None:
    written(tmp_path, [BRIDGE])
    asked = [{"query": one} for one in ("机器学习", "cafe", "桥", "title:桥", "数错 ")]
    told = [answer["snippet"] for answer in answers(tmp_path, asked)]
    assert told[0] == [
        "从渡口数起，第七座桥在地图上没有名字。 OpenAI 和 ",
        "機器學習",
        "，Café。" + "茶" * 81 + "…",
    ]
    assert told[1][1] == "Café"
    assert told[2][1] == "桥"
    # what is looked for in titles alone is marked in no text
    assert [len(part) for part in told[3]] == [121]
    assert told[4] == ["数桥的人总会", "数错", "一座。"]


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("", "nothing"),
        ("，。", "nothing"),
        ("-桥", "only-excluded"),
        ("“桥", "unclosed"),
        ("桥 OR -茶", "excluded-choice"),
        ("桥" * 10_001, "long"),
        (" ".join(f"桥{number}" for number in range(65)), "many"),
        ("tag:研究", "archive-only"),
        ("桥 -is:read", "archive-only"),
    ],
)
def test_what_cannot_be_asked_is_named(tmp_path: Path, query: str, problem: str) -> None:
    written(tmp_path, [BRIDGE])
    assert answers(tmp_path, [{"query": query}]) == [{"problem": problem}]


def test_a_word_that_is_asked_for_again_and_again_is_one(tmp_path: Path) -> None:
    written(tmp_path, [BRIDGE])
    [told] = answers(tmp_path, [{"query": "桥 " * 65}])
    assert told["found"] == [0]


def test_what_is_shown_halves_no_character(tmp_path: Path) -> None:
    # in a browser an emoji is two: both ends of what is shown would be between them
    body = "😀" * 30 + "x虫声" + "😀" * 60
    written(tmp_path, [{**BRIDGE, "body": body}])
    [told] = answers(tmp_path, [{"query": "虫声"}])
    assert told["snippet"] == ["…" + "😀" * 20 + "x", "虫声", "😀" * 38 + "…"]


def test_where_no_text_has_a_word_nothing_is_found(tmp_path: Path) -> None:
    written(tmp_path, [dict.fromkeys(FIELDS, "")])
    [told] = answers(tmp_path, [{"query": "桥"}])
    assert told["found"] == []


def test_a_part_that_is_not_whole_ends_the_search(tmp_path: Path) -> None:
    written(tmp_path, [BRIDGE])
    (tmp_path / "search" / "t0.js").write_bytes(b"")
    assert answers(tmp_path, [{"query": "第七座"}]) == [{"problem": "t0 is not whole"}]


def test_the_lines_that_are_shown_count_for_the_size_of_a_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search_files, "_TEXTS", 400)
    # of a short post there is hardly a text
    short = search_files.SearchedArticle(**dict.fromkeys(FIELDS, ""), row="x" * 300)
    with search_files.SearchFiles() as search:
        names = [name for _ in range(4) for name, _ in search.add(short)]
    assert names == ["search/t0.js", "search/t1.js"]


def test_a_query_loads_only_the_parts_that_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_files, "_TEXTS", 400)
    monkeypatch.setattr(search_files, "_BLOCK", 200)
    articles = [
        {**BRIDGE, "title": f"第{number}篇", "body": f"正文{number}"} for number in range(40)
    ]
    articles[7]["body"] = "只有这里说到虫声唧唧"
    written(tmp_path, articles)
    [told] = answers(tmp_path, [{"query": "虫声唧唧"}])
    assert told["found"] == [7]
    parts = [name for name in told["loaded"] if name[0] == "t" and name != "titles"]
    assert len(parts) == 1
    assert 0 < len([name for name in told["loaded"] if name[0] == "p"]) <= 3


def test_of_many_the_newest_or_the_oldest_are_looked_through_first(tmp_path: Path) -> None:
    written(tmp_path, [{**BRIDGE, "body": "虫声唧唧"} for _ in range(10)])
    long, short = {"query": "虫声唧", "most": 3}, {"query": "虫声", "most": 3}
    told = answers(tmp_path, [long, {**long, "isFromOldest": True}, short])
    assert [(one["found"], one["unseen"]) for one in told] == [
        ([7, 8, 9], 7),
        ([0, 1, 2], 7),
        (list(range(10)), 0),
    ]


def test_texts_end_neither_a_string_nor_a_script(tmp_path: Path) -> None:
    odd = "</script><script>alert(1)</script>\u2028\u2029\\\"'`${1}<!--\ud800"
    names = written(tmp_path, [dict.fromkeys(FIELDS, f"虫声唧{odd}")])
    for name in names:
        content = (tmp_path / name).read_text("utf-8")
        assert not {"<", "\u2028", "\u2029"} & set(content), name
        assert content.count("\n") == 1
    [told] = answers(tmp_path, [{"query": "虫声唧"}])
    assert told["snippet"][2] == odd.replace("\u2028\u2029", " ").replace("\ud800", "?")


def test_tokens_are_numbered_alike_however_often_they_are_written_away() -> None:
    articles = [
        search_tokens([f"第{number}篇 桥{number % 7} 茶{'水' * (number % 3)}"])
        for number in range(300)
    ]

    def entries(at_once: int) -> list[tuple[str, str]]:
        with Postings(at_once) as postings:
            for number, tokens in enumerate(articles):
                postings.add(number, tokens)
            return list(postings.entries())

    whole = entries(10**6)
    assert entries(50) == whole
    # the first article has it, the seventh after it, and so on
    assert b64decode(dict(whole)["0"]) == bytes([0, *[6] * 42])


def test_the_rules_of_folding_are_those_of_the_archive() -> None:
    rules = search_rules()
    assert {one: fold(one) for one in "ＡＩé機「İ\u200b"} == {
        one: rules.folding.get(one, one) for one in "ＡＩé機「İ\u200b"
    }
    assert search_tokens(["用AI的 人工智能"]) == {
        *("用", "的", "人", "工", "智", "能"),
        *("ai", "人工", "工智", "智能"),
    }
