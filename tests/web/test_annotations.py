"""What a reader does to articles by the forms of the pages: tags, stars, read and unread, notes,
highlights.
"""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest

import wxarchive
from tests.smallwechat.site import NIGHT
from tests.support.library import see
from tests.web.conftest import HERE, Asking
from tests.web.reading import addresses, texts, titles, tree
from tests.web.test_article import number_of
from tests.web.test_inert import BODIES, TEXT, bad
from wxarchive import clock
from wxarchive.store.database import Store

if TYPE_CHECKING:
    from starlette.testclient import TestClient

LOST = "/article/10"
EDITED = "/article/7"
MARKS = "//div[@id='body']//mark"


@pytest.fixture
def own(past: Path, tmp_path: Path) -> Path:
    """An archive with a past that a test writes to."""
    return Path(shutil.copy(past, tmp_path / "own.db"))


@pytest.fixture
def mine(asking: Asking, own: Path) -> "TestClient":
    return asking(own)


class Answer(NamedTuple):
    """What a form was answered."""

    status: int
    place: str
    text: str


def post(client: "TestClient", path: str, page: str = LOST, **told: str) -> Answer:
    """Send a form that is on a page."""
    told_by = {"origin": HERE, "referer": HERE + page}
    answer = client.post(path, data=told, headers=told_by)
    return Answer(answer.status_code, answer.headers.get("location", ""), answer.text)


def uuids(client: "TestClient", page: str, what: str) -> list[str]:
    """Return the notes or the highlights of a page by the addresses of their forms."""
    found = tree(client.get(page).text).xpath(f"//form[starts-with(@action, '/{what}/')]/@action")
    return [str(one).rpartition("/")[2] for one in found]


def test_the_articles_of_these_tests_are_where_they_are_looked_for(mine: "TestClient") -> None:
    assert number_of(mine, "夜班图书馆里少了一本书") == LOST
    assert number_of(mine, "图书馆的夜班") == EDITED


def test_a_star_is_given_and_taken_and_chooses(mine: "TestClient") -> None:
    answer = post(mine, f"{LOST}/star", on="1")
    assert (answer.status, answer.place) == (303, f"{LOST}#own")
    page = tree(mine.get("/").text)
    assert texts(page, "//li[@data-starred]//h2/a") == ["夜班图书馆里少了一本书"]
    assert "Starred 1" in texts(page, "//nav[@id='rail']//li")
    chosen = tree(mine.get("/?starred=1").text)
    assert texts(chosen, "//li[@data-row]//h2/a") == ["夜班图书馆里少了一本书"]
    assert texts(chosen, "//nav[@id='rail']//a[@aria-current]") == ["Starred 1"]
    assert texts(chosen, "//a[@class='chip']") == ["starred × remove"]
    button = tree(mine.get(LOST).text).xpath("//button[@data-key='s']")[0]
    assert (button.get("aria-pressed"), button.get("value")) == ("true", "0")
    post(mine, f"{LOST}/star", on="0")
    assert titles(mine.get("/?starred=1").text) == []


def test_an_article_is_read_when_somebody_says_so_and_never_by_looking(
    mine: "TestClient",
) -> None:
    mine.get(LOST)
    assert len(titles(mine.get("/?read=0").text)) == 12
    post(mine, f"{LOST}/read", on="1")
    assert len(titles(mine.get("/?read=0").text)) == 11
    row = "//li[@data-article='10']"
    assert tree(mine.get("/?read=1").text).xpath(f"{row}/@class") == ["row read"]
    post(mine, f"{LOST}/read", on="0")
    assert tree(mine.get("/").text).xpath(f"{row}/@class") == ["row"]


def test_tags_are_added_with_commas_between_them_and_taken_away(mine: "TestClient") -> None:
    assert post(mine, f"{LOST}/tag", tag="推理， 夜 班;推理").place == f"{LOST}#own"
    post(mine, "/article/1/tag", tag="推理")
    tags = "//ul[@class='tags']"
    page = tree(mine.get(LOST).text)
    assert texts(page, f"{tags}//a") == ["夜 班", "推理"]
    assert page.xpath("//datalist/option/@value") == ["推理", "夜 班"]
    chosen = addresses(page, f"{tags}//a")[1]
    assert titles(mine.get(chosen).text) == [
        "夜班图书馆里少了一本书 夜 班推理",
        "水要烧到几分 推理",
    ]
    post(mine, f"{LOST}/tag", remove="推理")
    assert texts(tree(mine.get(LOST).text), f"{tags}//a") == ["夜 班"]


def test_notes_are_written_changed_and_deleted(mine: "TestClient") -> None:
    written = "//div[@class='written']/p[@class='text']"
    answer = post(mine, f"{LOST}/notes", text="书在推车上。\n\n真的。")
    assert answer.place == f"{LOST}#notes"
    [uuid] = uuids(mine, LOST, "note")
    assert texts(tree(mine.get(LOST).text), written) == ["书在推车上。 真的。"]
    post(mine, f"/note/{uuid}", text="不在。")
    assert texts(tree(mine.get(LOST).text), written) == ["不在。"]
    assert titles(mine.get("/?noted=1").text) == ["夜班图书馆里少了一本书"]
    post(mine, f"/note/{uuid}", text="不在。", delete="1")
    assert texts(tree(mine.get(LOST).text), written) == []


def test_a_passage_over_paragraphs_and_links_is_marked_in_each(mine: "TestClient") -> None:
    # as a browser tells it: no line's end between paragraphs
    passage = "一篇讲夜班的文章里。读到第三段"
    answer = post(mine, f"{LOST}/highlights", exact=passage, start="3", note="线索")
    assert answer.place == f"{LOST}#highlights"
    page = tree(mine.get(LOST).text)
    assert "".join(texts(page, MARKS)) == passage
    assert texts(page, f"{MARKS}/parent::a") == ["一篇讲夜班的文章"]
    name = page.xpath(f"{MARKS}[1]/@id")[0]
    assert set(page.xpath(f"{MARKS}/@data-of")) == {name}
    assert page.xpath("//section[@id='highlights']//li/@data-beside") == [name]
    assert addresses(page, "//p[@class='quote']/a") == [f"#{name}"]
    assert texts(page, "//section[@id='highlights']//p[@class='text']") == ["线索"]


def test_highlights_and_hits_do_not_get_in_each_others_way(mine: "TestClient") -> None:
    post(mine, f"{LOST}/highlights", exact="推理就结束了")
    page = tree(mine.get(f"{LOST}?q=第三段，推理").text)
    assert texts(page, f"{MARKS}[@class='own']") == ["推理就结束了"]
    assert "".join(texts(page, f"{MARKS}[not(@class)]")) == "第三段，推理"


def test_what_is_noted_of_a_highlight_is_changed_and_it_is_deleted(mine: "TestClient") -> None:
    post(mine, f"{LOST}/highlights", exact="推理就结束了")
    [uuid] = uuids(mine, LOST, "highlight")
    post(mine, f"/highlight/{uuid}", note="真的？")
    page = tree(mine.get(LOST).text)
    assert texts(page, f"{MARKS}[@class='own noted']") == ["推理就结束了"]
    post(mine, f"/highlight/{uuid}", delete="1")
    assert tree(mine.get(LOST).text).xpath(MARKS) == []


def test_of_what_the_newest_text_has_not_the_version_is_named_that_has_it(
    mine: "TestClient", own: Path
) -> None:
    passage = "读者夹在书里的东西：车票、树叶、半张欠条。"
    post(mine, f"{EDITED}/highlights", EDITED, exact=passage, note="半张")
    assert texts(tree(mine.get(EDITED).text), MARKS) == [passage]
    with Store(own) as store:
        html = NIGHT.body_html.replace(passage, "推车上没有书了。")
        see(store, replace(NIGHT, body_html=html), clock.now())
    now = tree(mine.get(EDITED).text)
    assert now.xpath(MARKS) == []
    assert texts(now, "//ol[@class='orphans']/li/p[@class='quote']") == [passage]
    [then] = addresses(now, "//ol[@class='orphans']//a")
    there = tree(mine.get(then.partition("#")[0]).text)
    assert texts(there, MARKS) == [passage]
    assert there.xpath(f"{MARKS}/@id") == [then.partition("#")[2]]


def test_forms_of_other_sites_change_nothing(mine: "TestClient") -> None:
    forms = (
        *(f"{LOST}/{what}" for what in ("star", "read", "tag", "notes", "highlights")),
        "/note/x", "/highlight/x",
    )  # fmt: skip
    for path in forms:
        answer = mine.post(path, data={"on": "1"}, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403
        assert mine.get(path).status_code == 405


@pytest.mark.parametrize(
    ("came_from", "expected"),
    [
        (f"{HERE}/?q=a%20b&starred=1", "/?q=a%20b&starred=1#own"),
        (f"{HERE}//evil.example/x", "/evil.example/x#own"),
        ("", "/#own"),
    ],
)
def test_one_is_back_on_the_page_one_came_from(
    mine: "TestClient", came_from: str, expected: str
) -> None:
    headers = {"origin": HERE, "referer": came_from}
    answer = mine.post(f"{LOST}/star", data={"on": "1"}, headers=headers)
    assert answer.headers["location"] == expected


def test_what_cannot_be_done_is_said(mine: "TestClient") -> None:
    empty = post(mine, f"{LOST}/notes", text=" ")
    assert (empty.status, "empty" in empty.text) == (400, True)
    assert post(mine, f"{LOST}/tag", tag=" ，").status == 400
    assert post(mine, f"{LOST}/highlights", exact="没有的话").status == 404
    assert post(mine, "/article/99/star", on="1").status == 404
    assert post(mine, "/note/nothing", text="x").status == 404


def test_what_is_noted_in_the_sample_stays_there(mine: "TestClient") -> None:
    mine.post("/sample", headers={"origin": HERE})
    post(mine, "/article/1/tag", tag="试试")
    assert texts(tree(mine.get("/article/1").text), "//ul[@class='tags']//a") == ["试试"]
    mine.post("/sample", data={"end": "1"}, headers={"origin": HERE})
    assert texts(tree(mine.get("/article/1").text), "//ul[@class='tags']//a") == []


def test_what_words_choose_can_be_taken_away_one_by_one(mine: "TestClient") -> None:
    post(mine, f"{LOST}/tag", tag="夜 班")
    query = '推理 tag:"夜 班" -is:starred "is:read"'
    page = tree(mine.get("/", params={"q": query}).text)
    chips = "//a[@class='chip']"
    assert texts(page, chips) == ['tag:"夜 班" × remove', "-is:starred × remove"]
    rest = [dict(parse_qsl(urlsplit(one).query))["q"] for one in addresses(page, chips)]
    assert rest == ['推理 -is:starred "is:read"', '推理 tag:"夜 班" "is:read"']
    either = tree(mine.get("/", params={"q": "is:starred OR is:unread"}).text)
    assert (texts(either, chips), texts(either, "//output")) == ([], ["12"])
    found = tree(mine.get("/", params={"q": 'tag:"夜 班"'}).text)
    assert texts(found, "//li[@data-row]//h2/a") == ["夜班图书馆里少了一本书"]
    wrong = mine.get("/", params={"q": "is:starre"})
    assert (wrong.status_code, "is:starred" in wrong.text) == (400, True)


def test_words_of_a_reader_are_texts_whatever_they_say(mine: "TestClient", own: Path) -> None:
    with wxarchive.open(own, write=True) as archive:
        for html in (*BODIES, TEXT):
            archive.tag(10, html[:90])
            archive.add_note(10, html)
            archive.add_highlight(10, "推理就结束了", note=html)
    mine.get("/?tag=x")
    for address in ("/", LOST, f"{LOST}?q=推理", f"{LOST}/version/1"):
        assert set(bad(mine.get(address).text)) <= {"svg"}  # the line of time
    shown = texts(tree(mine.get(LOST).text), "//div[@class='written']/p[@class='text']")
    assert shown == [" ".join(one.split()) for one in (*BODIES, TEXT)]
    assert bad(mine.get("/", params={"tag": TEXT}).text) == []
