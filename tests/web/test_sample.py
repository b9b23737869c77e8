"""The sample: opened at a click, told apart everywhere, and the user's archive is not touched."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import HERE, Asking
from tests.web.reading import texts, titles, tree
from tools.sample import SAMPLE, packed
from wxarchive.store.database import Store

if TYPE_CHECKING:
    from starlette.testclient import TestClient

OURS = {"origin": HERE}


@pytest.fixture
def empty(asking: Asking, tmp_path: Path, empty_archive: Path) -> "TestClient":
    (tmp_path / "archive.db").write_bytes(empty_archive.read_bytes())
    return asking(tmp_path / "archive.db")


def test_it_is_what_the_tool_makes(update_golden: bool) -> None:
    if update_golden:
        SAMPLE.write_bytes(packed())
    assert SAMPLE.read_bytes() == packed(), "python -m tools.sample"
    assert SAMPLE.stat().st_size < 100_000


def test_it_opens_at_a_click_and_shows_what_an_archive_can_tell(empty: "TestClient") -> None:
    assert "Open a sample" in empty.get("/").text
    opened = empty.post("/sample", headers=OURS)
    assert (opened.status_code, opened.headers["location"]) == (303, "/")
    assert len(titles(empty.get("/").text)) == 13
    assert texts(tree(empty.get("/gone").text), "//main/h1") == ["Vanished 2"]
    assert "version 2" in empty.get("/article/6/history").text
    picture = tree(empty.get("/article/1").text).xpath("//div[@class='body']//img")[0]
    assert (picture.get("width"), picture.get("height")) == ("1080", "720")
    assert empty.get(picture.get("src")).headers["content-type"] == "image/svg+xml"
    assert empty.get("/article/1").text.count("This is a sample") == 1


def test_nothing_of_it_is_asked_of_wechat(empty: "TestClient") -> None:
    empty.post("/sample", headers=OURS)
    page = tree(empty.get("/missing").text)
    assert len(page.xpath("//li[@data-row]")) == 2
    assert not page.xpath("//form[@action='/add']")


@pytest.mark.parametrize("way_out", ["/add", "/queue", "/settings", "button"])
def test_one_is_back_in_the_own_archive_which_is_as_it_was(
    empty: "TestClient", tmp_path: Path, way_out: str
) -> None:
    empty.post("/sample", headers=OURS)
    if way_out == "button":
        empty.post("/sample", data={"end": "1"}, headers=OURS)
    else:
        assert "This is a sample" not in empty.get(way_out).text
    assert titles(empty.get("/").text) == []
    with Store(tmp_path / "archive.db", read_only=True) as store:
        assert store.statistics().articles == 0


def test_it_is_gone_when_the_server_ends(asking: Asking, past: Path) -> None:
    client = asking(past)
    client.post("/sample", headers=OURS)
    client.get("/")
    site = client.app.state.site  # type: ignore[attr-defined]
    folder = Path(site.sample.readers.path).parent
    assert folder.exists()
    client.__exit__(None, None, None)
    assert not folder.exists()
