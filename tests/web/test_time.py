"""Time: versions, differences, what vanished, what is missing, and the archive in numbers."""

from typing import TYPE_CHECKING

import pytest

from tests.web.reading import addresses, texts, tree
from tests.web.test_article import number_of
from wxarchive.differences import DiffPiece, compared
from wxarchive.templates.charts import HEIGHT, WIDTH, by_time
from wxarchive.templates.comparison import Passage, side_by_side

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def test_the_history_tells_versions_and_states_in_order(browser: "TestClient") -> None:
    address = number_of(browser, "夜班图书馆里少了一本书")
    events = texts(tree(browser.get(f"{address}/history").text), "//ol[@class='events']/li/div")
    assert [event.split(" —")[0] for event in events] == ["version 1", "seen on WeChat", "gone"]
    back = tree(browser.get(number_of(browser, "第七座桥上的脚印") + "/history").text)
    assert [one.split(" ")[0] for one in texts(back, "//ol[@class='events']//b")] == [
        "version",
        "gone",
        "back",
    ]


def test_each_version_can_be_read_and_leads_to_the_others(browser: "TestClient") -> None:
    address = number_of(browser, "图书馆的夜班")
    added = "后来又添了一句：灯一直亮着。"
    first, second = (browser.get(f"{address}/version/{number}").text for number in (1, 2))
    assert [added in text for text in (first, second)] in ([False, True], [True, False])
    assert addresses(tree(first), "//a[@data-key='ArrowRight']") == [f"{address}/version/2"]
    assert addresses(tree(second), "//a[@data-key='ArrowLeft']") == [f"{address}/version/1"]
    assert browser.get(f"{address}/version/3").status_code == 404


@pytest.mark.parametrize("view", ["", "side"])
def test_a_difference_marks_what_came_and_what_went(browser: "TestClient", view: str) -> None:
    address = number_of(browser, "图书馆的夜班")
    page = tree(browser.get(f"{address}/difference?view={view}").text)
    changed = texts(page, "//ins") + texts(page, "//del")
    assert changed == ["后来又添了一句：灯一直亮着。"]


def test_what_has_one_version_has_no_difference(browser: "TestClient") -> None:
    answer = browser.get(number_of(browser, "水要烧到几分") + "/difference")
    assert (answer.status_code, "only one version" in answer.text) == (404, True)


def test_side_by_side_paragraphs_that_stayed_begin_at_the_same_height() -> None:
    passages = list(side_by_side(compared("一\n二\n三\n", "一\n二二\n三\n")))
    assert passages[0] == Passage((DiffPiece("same", "一\n"),), (DiffPiece("same", "一\n"),))
    assert passages[-1].old == passages[-1].new == (DiffPiece("same", "三\n"),)
    assert "".join(piece.text for one in passages for piece in one.new) == "一\n二二\n三\n"
    assert "".join(piece.text for one in passages for piece in one.old) == "一\n二\n三\n"


def test_what_vanished_is_told_with_when_why_and_how_long_it_lived(browser: "TestClient") -> None:
    page = tree(browser.get("/gone").text)
    assert texts(page, "//main/h1") == ["Vanished 2"]
    assert texts(page, "//li[@data-row]//h2") == ["茶壶为什么是凉的", "夜班图书馆里少了一本书"]
    assert texts(page, "//p[@class='says']")[1] == (
        "deleted by its author · published 2024-07-09 · last seen 2025-10-01 · lived 484 days"
    )
    assert texts(page, "//main/p")[0] == "Still readable here: 2 of 2."
    # one goes on from there among what vanished
    assert all(one.endswith("?gone=1") for one in addresses(page, "//li[@data-row]//h2/a"))


def test_what_vanished_of_one_account_alone(browser: "TestClient") -> None:
    assert texts(tree(browser.get("/gone?account=南坡茶话").text), "//main/h1") == ["Vanished 0"]


def test_what_is_missing_is_told_most_linked_first(browser: "TestClient") -> None:
    page = tree(browser.get("/missing").text)
    assert texts(page, "//span[@class='when']")[0] == "3 links"
    assert texts(page, "//li[@data-row]//h2")[0] == "入社须知"


def test_accounts_and_albums_lead_to_their_articles(browser: "TestClient") -> None:
    page = tree(browser.get("/accounts").text)
    assert [row.split(" ")[0] for row in texts(page, "//tbody/tr/th")] == [
        "南坡茶话",
        "桥与书",
        "灯下推理社",
    ]
    for address in addresses(page, "//tbody//a"):
        assert browser.get(address).status_code == 200
    albums = tree(browser.get("/albums").text)
    assert addresses(albums, "//tbody//a") == ["/?album=3100000000000000417"]


def test_the_statistics_draw_charts_that_a_table_tells_too(browser: "TestClient") -> None:
    page = tree(browser.get("/stats").text)
    assert texts(page, "//figure/figcaption") == [
        "Published by month 12 at most 1",
        "Captured by month 12 at most 7",
        "Edits by month 1 at most 1",
        "Vanished by month 2 at most 1",
        "Gone, by month of publication at most 100.0 %",
    ]
    assert texts(page, "//details/table[@class='figures']/tbody/tr/th") == [
        "2026",
        "2025",
        "2024",
        "2019",
    ]


def test_the_neighbourhood_has_what_is_linked_and_what_links(browser: "TestClient") -> None:
    page = tree(browser.get(number_of(browser, "夜班图书馆里少了一本书") + "/graph").text)
    told = dict(
        one.rsplit(" ", 2)[::2] for one in texts(page, "//ul[@class='links']/li")
    ) and texts(page, "//ul[@class='links']/li")
    assert "入社须知 is linked · missing" in told
    assert "第七座桥上的脚印 links here" in told
    assert len(page.xpath("//svg//g")) == len(told) + 1


def test_a_chart_has_a_bar_for_each_month_and_years_where_they_are_too_many() -> None:
    short = by_time([("2024-11", 2), ("2025-02", 4)])
    assert short
    assert [(bar.name, bar.number) for bar in short.bars[-4:]] == [
        ("2024-11", 2),
        ("2024-12", 0),
        ("2025-01", 0),
        ("2025-02", 4),
    ]
    assert (short.bars[0].name, len(short.bars)) == ("2023-03", 24)
    assert (short.bars[-4].y, short.bars[-1].y) == (HEIGHT / 2, 0)
    assert short.bars[-1].x < WIDTH
    long = by_time([("2012-01", 1), ("2025-02", 4)])
    assert long
    assert [bar.name for bar in long.bars] == [str(year) for year in range(2012, 2026)]
    assert by_time([]) is None
