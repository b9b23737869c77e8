"""Getting in: what is pasted goes through the queue, saved pages are archived at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.smallwechat import DEMO_SITE, Faults, SmallWechat
from tests.smallwechat.pages import page as page_of
from tests.smallwechat.site import KETTLE_ALBUM, LEAVES
from tests.smallwechat.states import album_page
from tests.support.prepared import empty
from tests.web.conftest import HERE, TOKEN, Asking
from tests.web.reading import texts, tree
from wxarchive.fetch import FetchSettings, parse_connect_to
from wxarchive.models import Filter
from wxarchive.store.database import Store

if TYPE_CHECKING:
    from starlette.testclient import TestClient

WATER = DEMO_SITE.posts[0]
OURS = {"origin": HERE}
HTML = page_of(WATER).encode()


@contextmanager
def connected(
    asking: Asking, folder: Path, faults: Faults | None = None
) -> "Iterator[tuple[TestClient, SmallWechat]]":
    """Give the pages over an empty archive, that fetch from a small WeChat without pauses."""
    with SmallWechat(DEMO_SITE, faults) as wechat:
        fetch = FetchSettings(delay=0, connect_to=parse_connect_to(wechat.connect_to()))
        empty(folder / "archive.db")
        yield asking(folder / "archive.db", fetch=fetch), wechat


def until(holds: Callable[[], bool]) -> None:
    """Wait for the worker, which has a thread of its own."""
    waiting = threading.Event()
    for _ in range(600):
        if holds():
            return
        waiting.wait(0.05)
    raise AssertionError("it did not come in half a minute")


def is_idle(client: "TestClient") -> bool:
    return not client.app.state.site.worker.progress.is_working  # type: ignore[attr-defined]


def titles(folder: Path) -> list[str | None]:
    with Store(folder / "archive.db", read_only=True) as store:
        return [one.metadata.title for one in store.articles.list(Filter())]


def test_addresses_in_a_pasted_text_are_archived_through_the_queue(
    asking: Asking, tmp_path: Path
) -> None:
    with connected(asking, tmp_path) as (client, _):
        text = f"看这篇 {WATER.short_url}，还有 https://example.org/x"
        answer = client.post("/add", data={"text": text}, headers=OURS)
        assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
        until(lambda: is_idle(client))
        assert titles(tmp_path) == [WATER.title]
        done = tree(client.get("/queue").text)
        assert texts(done, "//section[h2='Done']//li/a") == [WATER.title]
        assert "/media/" in client.get("/article/1").text


def test_what_is_archived_is_not_asked_for_again_unless_it_is_wanted(
    asking: Asking, tmp_path: Path
) -> None:
    with connected(asking, tmp_path) as (client, wechat):
        for told in ({}, {}, {"again": "1"}):
            client.post("/add", data={"text": WATER.short_url} | told, headers=OURS)
            until(lambda: is_idle(client))
        assert sum("/s/" in path for _, _, path in wechat.requests) == 2


def test_a_verification_page_stops_it_and_the_queue_says_what_to_do(
    asking: Asking, tmp_path: Path
) -> None:
    with connected(asking, tmp_path, Faults(challenge_after=1)) as (client, wechat):
        addresses = "\n".join(post.short_url for post in DEMO_SITE.posts[:3])
        client.post("/add", data={"text": addresses}, headers=OURS)
        until(lambda: is_idle(client))
        page = tree(client.get("/queue").text)
        assert "WeChat asked for a verification" in texts(page, "//div[@class='notice']")[0]
        assert texts(page, "//section[starts-with(h2, 'Waiting')]/h2") == ["Waiting 2"]
        wechat.faults = Faults()
        client.post("/queue/go", data={"now": "1"}, headers=OURS)
        until(lambda: is_idle(client))
        assert len(titles(tmp_path)) == 3


def test_what_waits_can_be_taken_out(asking: Asking, tmp_path: Path) -> None:
    with connected(asking, tmp_path, Faults(challenge_after=0)) as (client, _):
        client.post("/add", data={"text": WATER.short_url}, headers=OURS)
        until(lambda: is_idle(client))
        [row] = tree(client.get("/queue").text).xpath("//form[@action='/queue/drop']/input/@value")
        assert client.post("/queue/drop", data={"id": row}, headers=OURS).status_code == 303
        assert "Nothing waits." not in client.get("/queue").text  # the pause is still told
        assert not tree(client.get("/queue").text).xpath("//form[@action='/queue/drop']")


def test_a_text_without_addresses_is_told_so_and_kept_in_the_box(
    asking: Asking, tmp_path: Path
) -> None:
    empty(tmp_path / "archive.db")
    answer = asking(tmp_path / "archive.db").post(
        "/add", data={"text": "/etc/passwd <b>"}, headers=OURS
    )
    assert answer.status_code == 400
    assert texts(tree(answer.text), "//textarea") == ["/etc/passwd <b>"]
    assert "There is no address of a WeChat article" in answer.text


def test_saved_pages_that_are_dropped_are_archived_at_once(asking: Asking, tmp_path: Path) -> None:
    empty(tmp_path / "archive.db")
    client = asking(tmp_path / "archive.db")
    files = [
        ("file", ("water.html", HTML, "text/html")),
        ("file", ("notes.html", b"<html>shopping</html>", "text/html")),
    ]
    answer = client.post("/add", data={"text": ""}, files=files, headers=OURS)
    told = texts(tree(answer.text), "//ul[@class='links outcomes']/li")
    assert told[0].startswith(f"{WATER.title} archived")
    assert told[1].startswith("notes.html failed")
    assert titles(tmp_path) == [WATER.title]


def test_singlefile_hands_over_a_page_with_its_address(asking: Asking, tmp_path: Path) -> None:
    empty(tmp_path / "archive.db")
    client = asking(tmp_path / "archive.db")
    extension = {
        "authorization": f"Bearer {TOKEN}",
        "origin": "chrome-extension://mpiodijhokgodhhofbcjdecpffjipkle",
        "sec-fetch-site": "cross-site",
        "accept": "application/json",
    }

    def post() -> tuple[int, dict[str, object]]:
        answer = client.post(
            "/import/singlefile",
            files={"file": ("page.html", HTML, "text/html")},
            data={"url": WATER.short_url},
            headers=extension,
        )
        return answer.status_code, answer.json()

    url = f"{HERE}/article/1"
    told = {"id": 1, "title": WATER.title, "url": url}
    assert post() == (201, told | {"status": "created"})
    assert post() == (200, told | {"status": "unchanged"})
    with Store(tmp_path / "archive.db", read_only=True) as store:
        assert store.pages.get(1).source == WATER.short_url


@pytest.mark.parametrize(
    ("headers", "files", "status"),
    [
        ({}, {"file": ("x.html", HTML)}, 401),
        (OURS, {"file": ("x.html", HTML)}, 401),
        ({"authorization": f"Bearer {TOKEN}"}, {"other": ("x.html", HTML)}, 400),
        ({"authorization": f"Bearer {TOKEN}"}, {"file": ("x.html", b"<html>x</html>")}, 422),
    ],
)
def test_what_singlefile_cannot_hand_over_is_told(
    asking: Asking,
    tmp_path: Path,
    headers: dict[str, str],
    files: dict[str, tuple[str, bytes]],
    status: int,
) -> None:
    empty(tmp_path / "archive.db")
    answer = asking(tmp_path / "archive.db").post(
        "/import/singlefile", files=files, headers=headers
    )
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "text/plain; charset=utf-8",
    )


def test_a_bookmark_brings_an_address_and_changes_nothing_by_itself(
    asking: Asking, tmp_path: Path
) -> None:
    with connected(asking, tmp_path) as (client, wechat):
        page = client.get("/add", params={"url": WATER.short_url})
        assert texts(tree(page.text), "//textarea") == [WATER.short_url]
        assert wechat.requests == []
        assert "Nothing waits." in client.get("/queue").text


def test_the_settings_show_the_token_and_where_pages_are_posted(browser: "TestClient") -> None:
    codes = texts(tree(browser.get("/settings").text), "//main//code")
    assert codes[:4] == [f"{HERE}/import/singlefile", TOKEN, "file", "url"]


@pytest.mark.parametrize("length", [str(65 * 2**20), "9" * 19])
def test_an_upload_that_is_too_large_is_refused_before_it_is_read(
    browser: "TestClient", length: str
) -> None:
    answer = browser.post("/add", headers=OURS | {"content-length": length})
    assert answer.status_code == 413


def test_the_queue_tells_of_itself_as_it_changes(asking: Asking, tmp_path: Path) -> None:
    import anyio

    from wxarchive.web.pages.queue import events

    empty(tmp_path / "archive.db")
    client = asking(tmp_path / "archive.db")

    async def first() -> str:
        from starlette.requests import Request
        from starlette.responses import StreamingResponse

        async def receive() -> dict[str, object]:
            await anyio.sleep_forever()
            return {}

        scope = {"type": "http", "method": "GET", "path": "/queue/events", "query_string": b""}
        request = Request(scope | {"headers": [], "app": client.app}, receive)
        answer = await events(request)
        assert isinstance(answer, StreamingResponse)
        async for piece in answer.body_iterator:
            return str(piece)
        return ""

    told = anyio.run(first)
    assert told.startswith('data: "')
    assert told.endswith("\n\n")


def test_a_row_that_is_none_is_never_taken_for_all_of_them(asking: Asking, tmp_path: Path) -> None:
    with connected(asking, tmp_path, Faults(challenge_after=0)) as (client, _):
        client.post("/add", data={"text": WATER.short_url}, headers=OURS)
        until(lambda: is_idle(client))
        for row in ("", "1 or 2", "-1"):
            answer = client.post("/queue/drop", data={"id": row}, headers=OURS)
            assert answer.status_code == 404
        assert tree(client.get("/queue").text).xpath("//form[@action='/queue/drop']")
        client.post("/queue/drop", headers=OURS)
        assert not tree(client.get("/queue").text).xpath("//form[@action='/queue/drop']")


def test_the_page_of_an_album_puts_its_articles_into_the_queue(
    asking: Asking, tmp_path: Path
) -> None:
    empty(tmp_path / "archive.db")
    album = album_page(WATER.account, KETTLE_ALBUM, [WATER, LEAVES]).encode()
    answer = asking(tmp_path / "archive.db").post(
        "/import/singlefile",
        files={"file": ("page.html", album, "text/html")},
        headers={"authorization": f"Bearer {TOKEN}"},
    )
    told = {"id": None, "status": "queued", "named": 2, "queued": 2, "url": f"{HERE}/queue"}
    assert (answer.status_code, answer.json()) == (200, told)
