"""Files, whole and in parts."""

import io
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.store.making import article, day, ref
from tests.store.test_articles import save
from tests.support.database import change
from tests.support.prepared import empty
from tests.web.conftest import Asking
from wxarchive.store import MediaFile
from wxarchive.store.database import Store

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PICTURE = "https://mmbiz.qpic.cn/mmbiz_jpg/abc/0"
BYTES = bytes(range(256)) * 4000
NAME = sha256(BYTES).hexdigest()


@pytest.fixture
def holding(asking: Asking, tmp_path: Path) -> "TestClient":
    return over(asking, tmp_path, "video/mp4")


def over(asking: Asking, folder: Path, kind: str) -> "TestClient":
    with Store(empty(folder / "archive.db")) as store:
        save(store, article(ref(1)), 1)
        store.media.keep(
            PICTURE, MediaFile(io.BytesIO(BYTES), NAME, len(BYTES), kind, PICTURE), day(1)
        )
    return asking(folder / "archive.db")


def test_a_file_is_sent_whole_and_need_not_be_asked_for_again(holding: "TestClient") -> None:
    answer = holding.get(f"/media/{NAME}")
    assert (answer.status_code, answer.content) == (200, BYTES)
    assert answer.headers["content-type"] == "video/mp4"
    assert "content-encoding" not in answer.headers
    again = holding.get(f"/media/{NAME}", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=0-", 0, len(BYTES)),
        ("Bytes=0-0", 0, 1),
        ("bytes=1000000-", 1_000_000, len(BYTES)),
        ("bytes=-5", len(BYTES) - 5, len(BYTES)),
        ("bytes=1023990-9999999", 1_023_990, len(BYTES)),
        ("bytes=300000-900000", 300_000, 900_001),
    ],
)
def test_a_part_is_sent_as_players_ask_for_it(
    holding: "TestClient", asked: str, start: int, end: int
) -> None:
    answer = holding.get(f"/media/{NAME}", headers={"range": asked})
    assert (answer.status_code, answer.content) == (206, BYTES[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(BYTES)}"


@pytest.mark.parametrize("asked", ["bytes=1024000-", "bytes=9-3", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(holding: "TestClient", asked: str) -> None:
    answer = holding.get(f"/media/{NAME}", headers={"range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(BYTES)}")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("known", ["*", f'W/"{NAME}"', f'"another", "{NAME}"'])
def test_who_has_a_file_is_not_sent_it_again(holding: "TestClient", known: str) -> None:
    answer = holding.get(f"/media/{NAME}", headers={"if-none-match": known, "range": "bytes=5-9"})
    assert (answer.status_code, answer.content) == (304, b"")


def test_who_has_another_file_is_sent_this_one(holding: "TestClient") -> None:
    answer = holding.get(f"/media/{NAME}", headers={"if-none-match": '"another"'})
    assert (answer.status_code, answer.content) == (200, BYTES)


def test_who_has_a_part_of_the_same_file_is_sent_the_rest(holding: "TestClient") -> None:
    asked = {"range": "bytes=5-9", "if-range": f'"{NAME}"'}
    answer = holding.get(f"/media/{NAME}", headers=asked)
    assert (answer.status_code, answer.content) == (206, BYTES[5:10])


@pytest.mark.parametrize(
    "other",
    ['"another"', f'W/"{NAME}"', "Mon, 02 Mar 2026 08:00:00 GMT"],
    ids=["tag", "weak", "day"],
)
def test_who_has_a_part_of_something_else_is_sent_the_whole(
    holding: "TestClient", other: str
) -> None:
    asked = {"range": "bytes=5-9", "if-range": other}
    answer = holding.get(f"/media/{NAME}", headers=asked)
    assert (answer.status_code, answer.content) == (200, BYTES)


def test_head_tells_what_a_file_is_and_sends_nothing_of_it(holding: "TestClient") -> None:
    answer = holding.head(f"/media/{NAME}", headers={"range": "bytes=5-9"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(BYTES))
    assert answer.headers["content-type"] == "video/mp4"


@pytest.mark.parametrize("asked", ["pages=1-2", "bytes=0-1,5-6", "bytes=-", "bytes=a-b"])
def test_what_is_no_range_is_answered_with_the_whole(holding: "TestClient", asked: str) -> None:
    assert holding.get(f"/media/{NAME}", headers={"range": asked}).content == BYTES


@pytest.mark.parametrize("kind", ["text/html", "application/pdf", "image/png\r\nx: y"])
def test_a_file_of_another_type_is_never_shown(asking: Asking, tmp_path: Path, kind: str) -> None:
    answer = over(asking, tmp_path, kind).get(f"/media/{NAME}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"


def test_a_file_that_is_shorter_than_it_was_comes_to_an_end(
    holding: "TestClient", tmp_path: Path
) -> None:
    change(tmp_path / "archive.db", "UPDATE media SET size = size + 5")
    assert holding.get(f"/media/{NAME}").content == BYTES
