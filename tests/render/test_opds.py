"""Catalogues of books, held against OPDS 1.2 as far as it asks more than Atom does."""

from lxml import etree

from tests.render.atom import NAMES, check, entries_of
from tests.render.samples import METADATA, NOON, stored
from wxarchive.models import AccountEntry, AlbumEntry
from wxarchive.render import (
    ACQUISITION,
    COVER,
    EPUB,
    NAVIGATION,
    Feed,
    FeedEntry,
    FeedLink,
    account_book,
    album_book,
    article_book,
    atom,
    section,
)

SERVER = "http://127.0.0.1:8321/opds"


def written(kind: str, *entries: FeedEntry) -> list[etree._Element]:
    links = [FeedLink("self", SERVER, kind), FeedLink("start", SERVER, NAVIGATION)]
    root = etree.fromstring(
        b"".join(atom(Feed("tag:wxarchive,2026:opds", "书架", NOON, links), entries))
    )
    check(root)
    return entries_of(root)


def links(entry: etree._Element) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (one.get("rel"), one.get("type"), one.get("href"))
        for one in entry.iterfind("a:link", NAMES)
    ]


def test_a_section_leads_to_another_feed() -> None:
    [entry] = written(
        NAVIGATION, section(f"{SERVER}/albums", "合集 a", "2 <albums>", NOON, kind=ACQUISITION)
    )
    assert links(entry) == [("subsection", ACQUISITION, f"{SERVER}/albums")]
    assert entry.findtext("a:content", "", NAMES) == "2 &lt;albums&gt;"


def test_an_article_is_a_book_with_its_cover() -> None:
    cover = FeedLink(COVER, f"{SERVER}/1.jpg", "image/jpeg")
    [entry] = written(ACQUISITION, article_book(stored(), f"{SERVER}/1.epub", [cover]))
    assert links(entry) == [
        ("http://opds-spec.org/acquisition", EPUB, f"{SERVER}/1.epub"),
        ("http://opds-spec.org/image", "image/jpeg", f"{SERVER}/1.jpg"),
    ]
    assert entry.findtext("a:title", "", NAMES) == METADATA.title


def test_albums_and_accounts_are_books() -> None:
    album = AlbumEntry("123", "水与火", "南坡茶话", 2, 0, None, NOON, NOON)
    account = AccountEntry(1, "南坡茶话", None, None, "MzA=", (), 1, 0, None, None)
    entries = written(
        ACQUISITION,
        album_book(album, f"{SERVER}/album.epub"),
        account_book(account, f"{SERVER}/account.epub"),
    )
    told = [
        [entry.findtext(f"a:{name}", "", NAMES) for name in ("id", "title", "content", "updated")]
        for entry in entries
    ]
    assert told == [
        [
            "tag:mp.weixin.qq.com,2012:album/123",
            "水与火",
            "2 articles",
            "2024-03-05T12:05:06+08:00",
        ],
        [
            "tag:mp.weixin.qq.com,2012:account/MzA=",
            "南坡茶话",
            "1 article",
            "1970-01-01T08:00:00+08:00",
        ],
    ]
    assert {links(entry)[0][1] for entry in entries} == {EPUB}
