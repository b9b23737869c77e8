"""The catalogue of books, and the books it leads to."""

import io
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from tests.render.atom import NAMES, check, entries_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def links(browser: "TestClient", address: str, rel: str) -> list[str]:
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/atom+xml;profile=opds-catalog")
    root = etree.fromstring(answer.content)
    check(root)
    found = (entry.find(f"a:link[@rel='{rel}']", NAMES) for entry in entries_of(root))
    return [link.get("href", "") for link in found if link is not None]


def test_the_catalogue_leads_to_books(browser: "TestClient") -> None:
    sections = links(browser, "/opds", "subsection")
    assert [one.rpartition("/")[2] for one in sections] == ["new", "albums", "accounts"]
    for place in sections:
        books = links(browser, place, "http://opds-spec.org/acquisition")
        assert books
        answer = browser.get(books[-1])
        assert answer.headers["content-type"] == "application/epub+zip"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            assert book.read("mimetype") == b"application/epub+zip"


def test_what_is_not_there_is_said(browser: "TestClient") -> None:
    for address in ("/opds/nothing", "/book/article/999", "/book/album/999", "/book/x/1"):
        assert browser.get(address).status_code == 404
