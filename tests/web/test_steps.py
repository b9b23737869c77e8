"""Long lists in pages: each page is an address that goes on and back from where it is, whatever came
or went meanwhile; what takes long to count keeps no page waiting.
"""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.store.making import article, linked, ref
from tests.store.test_articles import save, save_state
from tests.support.prepared import empty
from tests.web.conftest import Asking
from tests.web.reading import addresses, texts, tree
from wxarchive.api import Archive
from wxarchive.store.database import Store
from wxarchive.web.readers import Readers

if TYPE_CHECKING:
    from starlette.testclient import TestClient

LENGTH = 120
LINES = "//li[@data-row]//h2/a"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an archive in which many vanished and many are missing."""
    path = tmp_path_factory.mktemp("long") / "archive.db"
    with Store(path) as store, store.atomic():
        for number in range(1, LENGTH + 1):
            save(store, linked(ref(number), ref(1000 + number)), 1)
            save_state(store, "deleted", ref(number), 2 + number // 3)
    return path


@pytest.fixture
def long(asking: Asking, tmp_path: Path, archive: Path) -> "TestClient":
    shutil.copy(archive, tmp_path / "archive.db")
    return asking(tmp_path / "archive.db")


@pytest.mark.parametrize("path", ["/gone", "/missing"])
def test_pages_go_on_to_the_end_and_back(long: "TestClient", path: str) -> None:
    pages = [tree(long.get(path).text)]
    while address := addresses(pages[-1], "//a[@rel='next']"):
        pages.append(tree(long.get(address[0]).text))
    lines = [addresses(page, LINES) for page in pages]
    assert [len(one) for one in lines] == [50, 50, 20]
    assert len({line for one in lines for line in one}) == LENGTH
    [back] = addresses(pages[2], "//a[@rel='prev']")
    second = tree(long.get(back).text)
    assert addresses(second, LINES) == lines[1]
    [back] = addresses(second, "//a[@rel='prev']")
    first = tree(long.get(back).text)
    assert addresses(first, LINES) == lines[0]
    assert not addresses(first, "//a[@rel='prev']")


@pytest.mark.parametrize("path", ["/gone", "/missing"])
def test_a_place_that_is_none_counts_as_not_given(long: "TestClient", path: str) -> None:
    first = addresses(tree(long.get(path).text), LINES)
    for place in ("x", "_", "3", "3_", "x_y", "2026_", "2026-01-01T00:00:00_1"):
        asked = long.get(path, params={"before": place, "after": place})
        assert addresses(tree(asked.text), LINES) == first


def test_a_missing_article_that_was_archived_meanwhile_breaks_no_page(
    long: "TestClient", tmp_path: Path
) -> None:
    [address] = addresses(tree(long.get("/missing").text), "//a[@rel='next']")
    behind = addresses(tree(long.get(address).text), LINES)
    with Store(tmp_path / "archive.db") as store:
        for number in range(1001, 1001 + LENGTH, 2):
            save(store, article(ref(number)), 1)
    now = addresses(tree(long.get(address).text), LINES)
    assert now
    assert now[0] in behind


def test_a_large_archive_shows_pages_before_what_takes_long_is_counted(
    asking: Asking, past: Path
) -> None:
    client = asking(past, counted_at_once=5)
    page = tree(client.get("/stats").text)
    assert texts(page, "//main//dd") == ["12", "2"]
    [address] = page.xpath("//div[@data-fill]/@data-fill")
    assert "Published by month" in client.get(address).text
    assert "Published by month" in client.get("/stats").text  # now it is known
    assert "Published by month" in asking(past, counted_at_once=5).get("/stats?all=1").text


def test_what_took_long_is_shown_as_it_was_until_it_is_counted_anew(tmp_path: Path) -> None:
    with Store(empty(tmp_path / "archive.db")) as store:
        readers = Readers(tmp_path / "archive.db", slow=0.0)  # everything takes long
        with readers.reader() as reader:
            assert reader.soon("articles", lambda store: store.statistics().articles) is None
        readers.settle()
        save(store, article(ref(1)), 1)
        with readers.reader() as reader:
            assert reader.remembered("articles", lambda store: store.statistics().articles) == 0
            readers.settle()
            assert reader.remembered("articles", lambda store: store.statistics().articles) == 1
        readers.close()


def test_two_who_want_the_same_have_it_counted_once(tmp_path: Path) -> None:
    begun, go_on, counted = threading.Event(), threading.Event(), []
    empty(tmp_path / "archive.db")
    readers = Readers(tmp_path / "archive.db")

    def count(archive: Archive) -> int:
        begun.set()
        go_on.wait(30)
        counted.append(archive.statistics().articles)
        return counted[0]

    def ask() -> int:
        with readers.reader() as reader:
            return reader.remembered("articles", count)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask)
        begun.wait(30)
        second = pool.submit(ask)
        go_on.set()
        assert (first.result(), second.result(), counted) == (0, 0, [0])
    readers.close()
