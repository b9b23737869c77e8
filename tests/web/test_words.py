"""Words over time: charts that are tables too, under the choices of the list one came from."""

from typing import TYPE_CHECKING

from tests.web.conftest import Asking
from tests.web.reading import addresses, texts, tree

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.html import HtmlElement
    from starlette.testclient import TestClient

TABLE = "//table[@class='figures']"


def lines(page: "HtmlElement") -> list[str]:
    """Return the lines of the tables, their cells between bars."""
    rows = page.xpath(f"{TABLE}/tbody/tr")
    return [" | ".join(texts(row, "./th | ./td")) for row in rows]


def test_words_are_drawn_by_month_and_told_as_a_table(browser: "TestClient") -> None:
    page = tree(browser.get("/words?q=推理&year=2024").text)
    assert texts(page, "//figure//figcaption") == [
        "Times in 10,000 characters of text at most 227.27",
        "Articles that have it, of all at most 100.0 %",
    ]
    assert texts(page, "(//figure)[1]//rect") == ["2024-02: 227.27", "2024-07: 108.7"]
    assert lines(page) == [
        "2024-02 | 1 | 1 | 100.0 % | 1 | 227.27",
        "2024-03 | 0 | 1 | 0.0 % | 0 | 0.00",
        "2024-04 | 0 | 1 | 0.0 % | 0 | 0.00",
        "2024-05 | 0 | 1 | 0.0 % | 0 | 0.00",
        "2024-06 | 0 | 0 |  | 0 | ",
        "2024-07 | 1 | 1 | 100.0 % | 1 | 108.70",
    ]


def test_a_number_leads_to_the_articles_it_counts(browser: "TestClient") -> None:
    page = tree(browser.get("/words?q=推理&account=灯下推理社&by=year").text)
    [first, _] = addresses(page, f"{TABLE}//th/a")
    assert texts(tree(browser.get(first).text), "//output") == ["2"]


def test_accounts_are_told_side_by_side(browser: "TestClient") -> None:
    page = tree(browser.get("/words?q=推理&by=account").text)
    assert texts(page, "//figure") == []
    assert lines(page)[0] == "灯下推理社 | 3 | 3 | 100.0 % | 3 | 163.04"


def test_a_query_of_titles_has_shares_only(browser: "TestClient") -> None:
    page = tree(browser.get("/words?q=title:桥&by=year").text)
    assert texts(page, "//figure//figcaption") == ["Articles that have it, of all at most 50.0 %"]


def test_choices_go_with_the_list_and_can_be_taken_away(browser: "TestClient") -> None:
    page = tree(browser.get("/?q=推理&year=2024").text)
    [over_time] = addresses(page, "//a[@class='over-time']")
    page = tree(browser.get(over_time).text)
    assert texts(page, "//a[@class='chip']/span[1]") == ["2024"]
    assert addresses(page, "//a[@class='chip']") == ["/words?q=%E6%8E%A8%E7%90%86&by=month"]


def test_words_that_cannot_be_looked_for_are_explained(browser: "TestClient") -> None:
    answer = browser.get("/words?q=%22推理")
    assert answer.status_code == 400
    assert "the quotation mark is not closed" in answer.text
    assert "Search for words first" in browser.get("/words").text
    assert "Search for words first" in browser.get("/words?part=1").text


def test_in_a_large_archive_the_counts_come_after_the_page(asking: Asking, past: "Path") -> None:
    browser = asking(past, counted_at_once=1)
    page = tree(browser.get("/words?q=推理&by=year").text)
    assert texts(page, "//figure") == []
    [part] = [str(one) for one in page.xpath("//@data-fill")]
    assert len(texts(tree(browser.get(part).text), "//figure")) == 2


def test_statistics_tell_what_is_gone_of_what_was_seen_again(browser: "TestClient") -> None:
    page = tree(browser.get("/stats").text)
    assert addresses(page, f"{TABLE}//th/a") == [
        "/gone?account=%E7%81%AF%E4%B8%8B%E6%8E%A8%E7%90%86%E7%A4%BE"
    ]
    assert lines(page)[-1] == (
        "灯下推理社 | 2 | 3 | 66.7 % | 568 | deleted by its author 1, removed by WeChat 1"
    )
    assert texts(page, "(//figure)[last()]//rect") == ["2024-02: 100.0 %", "2024-07: 100.0 %"]
