"""The catalogue of books, and the books it leads to."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from tests.render.atom import NAMES, check, entries_of
from tests.store.making import article
from tests.store.test_articles import save
from tests.support.prepared import empty
from tests.web.conftest import Asking
from wxarchive.store import Store

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


def test_an_account_of_any_name_has_its_book(asking: Asking, tmp_path: Path) -> None:
    found = article(None)
    about = replace(found.metadata, account="问？答? #1 50%", biz=None, account_id=None)
    with Store(empty(tmp_path / "archive.db")) as store:
        save(store, replace(found, metadata=replace(about, account_alias=None)), 1)
    browser = asking(tmp_path / "archive.db")
    [book] = links(browser, "/opds/accounts", "http://opds-spec.org/acquisition")
    assert browser.get(book).status_code == 200
