"""The library: lists by time and by a search, narrowed down, page by page; every view is an
address.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.store.making import article, day, ref
from tests.store.test_articles import save
from tests.support.prepared import empty
from tests.web.conftest import Asking
from tests.web.reading import addresses, texts, titles, tree
from wxarchive.store.database import Store
from wxarchive.web.pages import LINES

if TYPE_CHECKING:
    from starlette.testclient import TestClient

RAIL = "//nav[@id='rail']"


def test_the_newest_articles_come_first_with_what_became_of_them(browser: "TestClient") -> None:
    page = tree(browser.get("/").text)
    assert texts(page, "//li[@data-row]//h2")[:3] == [
        "今天不营业。",
        "绳桥怎么过",
        "河上的第七座桥",
    ]
    marks = dict(
        zip(texts(page, "//li[@data-row]//h2"), texts(page, "//div[@class='who']"), strict=True)
    )
    assert marks["夜班图书馆里少了一本书"] == "灯下推理社 deleted by its author 2025-11"
    assert marks["图书馆的夜班"] == "桥与书 edited ② 2 versions"
    assert texts(page, "//output") == ["12"]


def test_a_search_marks_its_hits_and_counts_at_once(browser: "TestClient") -> None:
    page = tree(browser.get("/?q=推理").text)
    assert texts(page, "//output") == ["3"]
    assert set(texts(page, "//li[@data-row]//mark")) == {"推理"}
    assert addresses(page, "//li[@data-row]//h2/a")[0].endswith("?q=%E6%8E%A8%E7%90%86")


def test_a_title_is_marked_where_it_has_what_is_looked_for(browser: "TestClient") -> None:
    for query in ("图书馆", "title:图书馆"):
        page = tree(browser.get(f"/?q={query}").text)
        assert texts(page, "//li[@data-row]//h2//mark") == ["图书馆", "图书馆"], query
        assert "夜班图书馆里少了一本书" in texts(page, "//li[@data-row]//h2")
    assert texts(tree(browser.get("/?q=account:桥与书").text), "//li[@data-row]//mark") == []


def test_facets_count_what_a_choice_would_leave(browser: "TestClient") -> None:
    page = tree(browser.get("/?q=推理").text)
    assert texts(page, f"{RAIL}//section[h2='Years']//li") == ["2024 2", "2025 1"][::-1]
    chosen = addresses(page, f"{RAIL}//section[h2='Years']//li/a")[1]
    assert chosen == "/?q=%E6%8E%A8%E7%90%86&year=2024"
    assert texts(tree(browser.get(chosen).text), "//output") == ["2"]


def test_several_of_one_kind_are_chosen_and_each_can_be_taken_away(browser: "TestClient") -> None:
    page = tree(browser.get("/?account=灯下推理社&account=南坡茶话&kind=article&year=2024").text)
    chips = texts(page, "//a[@class='chip']/span[1]")
    assert chips == ["灯下推理社", "南坡茶话", "2024", "articles"]
    alone = {
        chip: texts(tree(browser.get(address).text), "//a[@class='chip']/span[1]")
        for chip, address in zip(chips, addresses(page, "//a[@class='chip']"), strict=True)
    }
    assert alone == {chip: [one for one in chips if one != chip] for chip in chips}
    found = {name: titles(browser.get(f"/?account={name}").text) for name in chips[:2]}
    both = titles(browser.get("/?account=灯下推理社&account=南坡茶话&account=没有").text)
    assert sorted(both) == sorted(found[chips[0]] + found[chips[1]])
    kept = page.xpath("//form[@role='search']/input[@type='hidden']/@value")
    assert kept == [*chips[:3], "article"]


def test_what_vanished_of_several_accounts_goes_on_with_all_of_them(browser: "TestClient") -> None:
    page = tree(browser.get("/gone?account=灯下推理社&account=桥与书").text)
    assert texts(page, "//a[@class='chip']/span[1]") == ["灯下推理社, 桥与书"]
    [feed] = addresses(page, "//p[@class='feed']/a")
    assert feed.count("account=") == 2


def test_a_large_archive_is_listed_before_its_choices_are_counted(
    asking: Asking, past: Path
) -> None:
    browser = asking(past, counted_at_once=5)
    page = tree(browser.get("/?q=推理").text)
    [address] = page.xpath("//div[@data-fill]/@data-fill")
    assert texts(tree(browser.get(address).text), "//section[h2='Years']//li") == [
        "2025 1",
        "2024 2",
    ]
    without_script = tree(browser.get(addresses(page, "//div[@data-fill]//a")[0]).text)
    assert texts(without_script, "//main//section[h2='Years']//li") == ["2025 1", "2024 2"]
    again = tree(browser.get("/?q=推理").text)  # now they are known
    assert texts(again, f"{RAIL}//section[h2='Years']//li") == ["2025 1", "2024 2"]


def test_a_choice_is_a_chip_that_can_be_taken_away(browser: "TestClient") -> None:
    page = tree(browser.get("/?q=茶&account=南坡茶话&kind=image").text)
    assert texts(page, "//a[@class='chip']") == ["南坡茶话 × remove", "picture posts × remove"]
    assert (
        addresses(page, "//a[@class='chip']")[1]
        == "/?q=%E8%8C%B6&account=%E5%8D%97%E5%9D%A1%E8%8C%B6%E8%AF%9D"
    )


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ('"never closed', "the quotation mark is not closed"),
        ("-only", "the query only says what to leave out"),
    ],
)
def test_words_that_cannot_be_looked_for_are_told_in_their_place(
    browser: "TestClient", query: str, problem: str
) -> None:
    answer = browser.get("/", params={"q": query})
    assert answer.status_code == 400
    assert problem in texts(tree(answer.text), "//div[@class='empty']")[0]
    assert f'value="{query}"'.replace('"never', "&#34;never") in answer.text


def test_what_an_address_cannot_ask_for_counts_as_not_asked(browser: "TestClient") -> None:
    odd = "/?kind=poem&state=x&year=20240&original=yes&sort=best&after=..._x&from=-3"
    assert titles(browser.get(odd).text) == titles(browser.get("/").text)


def test_pages_go_on_and_back_from_any_place(asking: Asking, tmp_path: Path) -> None:
    with Store(empty(tmp_path / "archive.db")) as store:
        for number in range(2 * LINES + 5):
            published = day(number // 2) if number >= 5 else None  # two at a time, and some without
            save(store, article(ref(number + 1), title=f"{number}", published_at=published), 1)
    client = asking(tmp_path / "archive.db")
    first = tree(client.get("/").text)
    shown, address = texts(first, "//li[@data-row]//h2"), addresses(first, "//a[@rel='next']")
    while address:
        page = tree(client.get(address[0]).text)
        shown += texts(page, "//li[@data-row]//h2")
        back, address = addresses(page, "//a[@rel='prev']"), addresses(page, "//a[@rel='next']")
    assert shown == [str(number) for number in range(2 * LINES + 4, -1, -1)]
    before = tree(client.get(back[0]).text)
    assert texts(before, "//li[@data-row]//h2") == shown[LINES : 2 * LINES]
    assert titles(client.get("/?sort=oldest").text)[:3] == ["5", "6", "7"]


def test_an_album_has_its_own_order(browser: "TestClient") -> None:
    assert titles(browser.get("/?album=3100000000000000417").text) == [
        "水要烧到几分",
        "写三行程序记水温 & 时间",
    ]


def test_an_empty_archive_says_what_to_do(asking: Asking, tmp_path: Path) -> None:
    empty(tmp_path / "archive.db")
    page = asking(tmp_path / "archive.db").get("/")
    assert "This archive is still empty." in page.text


def test_pages_speak_the_language_of_the_browser_or_the_one_chosen(browser: "TestClient") -> None:
    def says(address: str, accepted: str) -> bool:
        return "全部文章" in browser.get(address, headers={"accept-language": accepted}).text

    assert says("/", "zh-TW,zh;q=0.9,en;q=0.8")
    assert not says("/", "en-GB,en;q=0.9,zh;q=0.5")
    assert says("/", "fr")
    assert says("/?lang=zh", "en")
    assert says("/", "en")  # as chosen
    assert not says("/?lang=en", "zh")


def test_an_archive_that_was_put_in_the_place_of_another_is_the_one_that_is_read(
    asking: Asking, past: Path, tmp_path: Path
) -> None:
    path = tmp_path / "archive.db"
    Store(path).close()
    client = asking(path)
    assert titles(client.get("/").text) == []
    path.unlink()
    path.write_bytes(past.read_bytes())
    assert len(titles(client.get("/").text)) == 12


def test_reading_goes_on_while_somebody_writes_and_sees_what_was_written(
    asking: Asking, tmp_path: Path
) -> None:
    with Store(empty(tmp_path / "archive.db")) as store:
        client = asking(tmp_path / "archive.db")
        with store.atomic():
            save(store, article(ref(1), title="山"), 1)
            assert titles(client.get("/").text) == []
        assert titles(client.get("/").text) == ["山"]
        assert texts(tree(client.get("/").text), "//output") == ["1"]


def test_requests_at_the_same_time_have_a_connection_each(browser: "TestClient") -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: browser.get(f"/?q=推理&from={number}"), range(24)))
    assert {answer.status_code for answer in answers} == {200}
