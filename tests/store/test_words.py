"""How often words are used, month by month, and where: the same places that a scan of the texts
finds.
"""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.making import BIZ, OTHER_BIZ, article, day, raw, ref
from tests.store.scanning import plain
from tests.store.test_search_scan import ARTICLES, add, queries
from tests.support.prepared import empty
from wxarchive.clock import BEIJING
from wxarchive.errors import UsageError
from wxarchive.models import ConcordanceSort, Filter, WordUse
from wxarchive.store.database import Store
from wxarchive.store.search.matching import count
from wxarchive.store.search.query import parse

EVERYTHING = Filter()


def put(
    store: Store, number: int, text: str, published_at: datetime | None, account: str = "甲"
) -> None:
    biz = {"甲": BIZ, "乙": OTHER_BIZ}[account]
    told = {"account": account, "biz": biz, "account_id": f"gh_{account}", "title": "题"}
    made = article(ref(number, biz), text, published_at=published_at, **told)
    with store.atomic():
        store.articles.save(made, store.pages.save(raw(number), "ok", None), day(number))


def at(year: int, month: int) -> datetime:
    return datetime(year, month, 15, tzinfo=BEIJING)


@pytest.fixture
def bridges(store: Store) -> Store:
    put(store, 1, "桥，桥，桥。", at(2023, 11))
    put(store, 2, "茶和桥", at(2024, 2))
    put(store, 3, "茶茶茶茶茶", at(2024, 2), account="乙")
    put(store, 4, "没有日期的桥", None, account="乙")
    return store


def test_words_are_counted_month_by_month_without_gaps(bridges: Store) -> None:
    assert bridges.search.words("桥", EVERYTHING, "month") == [
        WordUse("2023-11", articles=1, articles_in_all=1, occurrences=3, characters=6),
        WordUse("2023-12", articles=0, articles_in_all=0, occurrences=0, characters=0),
        WordUse("2024-01", articles=0, articles_in_all=0, occurrences=0, characters=0),
        WordUse("2024-02", articles=1, articles_in_all=2, occurrences=1, characters=8),
        WordUse(None, articles=1, articles_in_all=1, occurrences=1, characters=6),
    ]


def test_words_are_counted_year_by_year(bridges: Store) -> None:
    told = [
        (one.name, one.articles, one.articles_in_all, one.occurrences)
        for one in bridges.search.words("桥", EVERYTHING, "year")
    ]
    assert told == [("2023", 1, 1, 3), ("2024", 1, 2, 1), (None, 1, 1, 1)]


def test_words_are_counted_by_account_those_with_most_articles_of_it_first(
    bridges: Store,
) -> None:
    assert bridges.search.words("桥", EVERYTHING, "account") == [
        WordUse("甲", articles=2, articles_in_all=2, occurrences=4, characters=9),
        WordUse("乙", articles=1, articles_in_all=2, occurrences=1, characters=11),
    ]
    assert [one.name for one in bridges.search.words("茶茶", EVERYTHING, "account")] == ["乙", "甲"]


def test_shares_and_rates_are_those_of_the_same_filter(bridges: Store) -> None:
    [one] = bridges.search.words("茶", Filter(account="乙", since=at(2024, 1)), "year")
    assert (one.articles, one.articles_in_all, one.occurrences, one.characters) == (1, 1, 5, 5)
    assert (one.share, one.rate) == (1.0, 10_000.0)


def test_nothing_has_no_share_and_no_rate() -> None:
    assert WordUse("2024-01", 0, 0, 0, 0).share is None
    assert WordUse("2024-01", 0, 0, 0, 0).rate is None


def test_words_of_titles_alone_have_no_number_of_occurrences(bridges: Store) -> None:
    [one] = bridges.search.words("title:题", Filter(since=at(2024, 1)), "year")
    assert (one.articles, one.occurrences, one.rate) == (2, None, None)


def test_what_people_noted_chooses_articles_as_a_filter_does(bridges: Store) -> None:
    with bridges.atomic():
        bridges.marks.tag((2, 3), "茶", day(9))
    [one] = bridges.search.words("桥 tag:茶", EVERYTHING, "year")
    assert (one.articles, one.articles_in_all, one.occurrences) == (1, 2, 1)
    assert [line.article.id for line in bridges.search.concordance("桥 tag:茶", EVERYTHING)] == [2]


def test_an_archive_without_articles_has_no_series(store: Store) -> None:
    assert store.search.words("桥", EVERYTHING, "month") == []


def test_rare_forms_count_beside_usual_ones() -> None:
    assert count(parse("cafe"), "cafe Café ＣＡＦＥ c\u200bafe cafes") == 4
    assert count(parse("中国"), "中国 中\u200b國") == 2


@given(
    st.text("推理機机器的一學学ａＡbé \u200b，", max_size=30),
    st.text("推理机器学", min_size=1, max_size=3),
)
def test_occurrences_are_those_of_the_folded_text(text: str, word: str) -> None:
    [term] = parse(word).wanted
    assert count(parse(word), text) == plain(text).count(term.text)


@pytest.mark.parametrize(
    ("query", "times"), [("ag*", 6), ("agent*", 3), ("agents*", 1), ("ag* OR agents", 6)]
)
def test_a_word_that_goes_on_is_counted_in_each_that_begins_so(
    store: Store, query: str, times: int
) -> None:
    put(store, 1, "用Agent的人, agents; agentic Ag agonist 再ag", at(2024, 2))
    [one] = store.search.words(query, EVERYTHING, "month")
    assert (one.articles, one.occurrences) == (1, times)
    assert len(list(store.search.concordance(query, EVERYTHING))) == times


@settings(max_examples=50)
@given(ARTICLES, st.data())
def test_counts_are_those_of_the_search(
    articles: list[dict[str, str]], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder, Store(empty(Path(folder) / "a.db")) as store:
        for number, fields in enumerate(articles, 1):
            add(store, number, fields)
        for query in data.draw(st.lists(queries(articles), min_size=5, max_size=10)):
            try:
                found = list(store.search.find(query, EVERYTHING))
            except UsageError:
                continue
            uses = store.search.words(query, EVERYTHING, "month")
            assert sum(one.articles for one in uses) == len(found)
            assert sum(one.articles_in_all for one in uses) == len(articles)
            if parse(query).anywhere:
                lines = list(store.search.concordance(query, EVERYTHING))
                assert sum(one.occurrences or 0 for one in uses) == len(lines)
                assert {line.article.id for line in lines} <= {hit.article.id for hit in found}


def lines(store: Store, query: str, sort: ConcordanceSort = "newest", width: int = 30) -> list[str]:
    found = store.search.concordance(query, EVERYTHING, sort=sort, width=width)
    return [f"{line.left}[{line.hit}]{line.right}" for line in found]


def test_a_concordance_has_every_place_in_its_context(bridges: Store) -> None:
    assert lines(bridges, "桥", width=2) == [
        "茶和[桥]",
        "[桥]，桥",
        "桥，[桥]，桥",
        "桥，[桥]。",
        "期的[桥]",
    ]
    assert lines(bridges, "桥", "oldest", width=1)[0] == "[桥]，"


def test_a_concordance_tells_where_in_which_article(bridges: Store) -> None:
    first, *_ = bridges.search.concordance("桥", EVERYTHING)
    assert (first.article.id, first.start, first.article.content) == (2, 2, None)


def test_white_space_in_a_context_is_one_space(store: Store) -> None:
    put(store, 1, "上一段。\n\n桥\u3000\u3000在这里", at(2024, 1))
    assert lines(store, "桥") == ["上一段。 [桥] 在这里"]


def test_lines_are_sorted_by_what_stands_on_the_right_or_on_the_left(store: Store) -> None:
    put(store, 1, "新桥乙。旧桥甲。", at(2024, 1))
    put(store, 2, "老桥丙。", at(2024, 2))
    assert lines(store, "桥", "right", width=1) == ["老[桥]丙", "新[桥]乙", "旧[桥]甲"]
    assert lines(store, "桥", "left", width=1) == ["新[桥]乙", "旧[桥]甲", "老[桥]丙"]


def test_a_concordance_needs_a_word_of_the_texts(store: Store) -> None:
    with pytest.raises(UsageError, match="nothing in the texts"):
        store.search.concordance("title:桥", EVERYTHING)
