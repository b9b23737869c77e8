"""Feeds of articles and events, held against what RFC 4287 asks of one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree

from tests.render.atom import NAMES, check, entries_of
from tests.render.samples import METADATA, NOON, REF, stored
from wxarchive.differences import Change
from wxarchive.models import ArticleRef, Event, EventKind, Metadata
from wxarchive.render import (
    Feed,
    FeedEntry,
    FeedLink,
    article_entry,
    atom,
    entry_id,
    event_entry,
    updated,
)

FEED = Feed(
    "tag:wxarchive,2026:test",
    "<山中笔记>",
    NOON,
    [FeedLink("self", "http://127.0.0.1:8321/feed.atom?q=茶 叶", "application/atom+xml")],
)
LATER = NOON + timedelta(days=9)


def written(*entries: FeedEntry) -> etree._Element:
    root = etree.fromstring(b"".join(atom(FEED, entries)))
    check(root)
    return root


def test_an_article_is_an_entry_with_its_whole_text() -> None:
    root = written(article_entry(stored(), "<p>采<b>茶</b> & 喝</p>"))
    [entry] = entries_of(root)
    assert {name: entry.findtext(f"a:{name}", namespaces=NAMES) for name in ("title", "id")} == {
        "title": METADATA.title,
        "id": "tag:mp.weixin.qq.com,2012:MzA=:7:1",
    }
    assert entry.findtext("a:published", namespaces=NAMES) == "2024-03-05T12:05:06+08:00"
    assert entry.findtext("a:author/a:name", namespaces=NAMES) == "阿青"
    content = entry.find("a:content", NAMES)
    assert content is not None
    assert (content.get("type"), content.text) == ("html", "<p>采<b>茶</b> & 喝</p>")
    assert [one.get("term") for one in entry.iterfind("a:category", NAMES)] == [
        "山中笔记",
        "茶 #1",
        "article",
    ]
    [link] = entry.iterfind("a:link", NAMES)
    assert (link.get("rel"), link.get("href")) == ("alternate", REF.url)


def test_a_feed_says_where_it_is_in_addresses_that_readers_take() -> None:
    root = written()
    [link] = root.iterfind("a:link", NAMES)
    assert link.get("href") == "http://127.0.0.1:8321/feed.atom?q=%E8%8C%B6%20%E5%8F%B6"
    assert root.findtext("a:title", namespaces=NAMES) == "<山中笔记>"


def test_enclosures_have_type_and_length() -> None:
    sound = FeedLink("enclosure", "http://127.0.0.1/media/1", "audio/mpeg", 1200, "听茶")
    [entry] = entries_of(written(article_entry(stored(), "", links=[sound])))
    [link] = entry.iterfind("a:link", NAMES)
    told = [link.get(name) for name in ("rel", "href", "type", "length", "title")]
    assert told == ["enclosure", "http://127.0.0.1/media/1", "audio/mpeg", "1200", "听茶"]


def test_what_xml_cannot_hold_is_left_out() -> None:
    odd = stored(metadata=replace(METADATA, title="茶\x00\x1b[31m\ufffe叶", account=None))
    [entry] = entries_of(written(article_entry(odd, "<p>\x08\ud800采</p>")))
    assert entry.findtext("a:title", namespaces=NAMES) == "茶[31m叶"
    assert entry.findtext("a:content", namespaces=NAMES) == "<p>采</p>"


def test_an_article_that_nothing_is_known_of_is_an_entry_too() -> None:
    bare = stored(ref=None, metadata=Metadata(), fetched_at=None, kind=None, content=None)
    [entry] = entries_of(written(article_entry(bare, "")))
    assert entry.findtext("a:id", namespaces=NAMES) == "tag:wxarchive,2026:1"


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        (ArticleRef("https://mp.weixin.qq.com/s/x", "Mz+A==:7:1"), "Mz+A==:7:1"),
        (ArticleRef("https://mp.weixin.qq.com/s/abc_-1"), "s/abc_-1"),
    ],
)
def test_an_id_is_of_the_key_or_else_of_the_address(ref: ArticleRef, expected: str) -> None:
    assert entry_id(stored(ref=ref)) == f"tag:mp.weixin.qq.com,2012:{expected}"


def test_an_edit_keeps_the_id_and_is_an_update() -> None:
    first = stored(first_seen_alive=NOON, version_since=NOON)
    edited = replace(first, version_since=LATER, metadata=replace(METADATA, title="夏茶"))
    assert (entry_id(first), updated(first)) == (entry_id(edited), NOON)
    assert updated(edited) == LATER


def test_capturing_an_old_article_is_no_update_of_it() -> None:
    late = stored(first_seen_alive=LATER, version_since=LATER, fetched_at=LATER)
    assert updated(late) == NOON
    assert updated(replace(late, metadata=Metadata())) == LATER


def test_a_gone_article_says_so_above_its_text() -> None:
    gone = stored(state="deleted", gone_at=LATER, reason="该内容已被发布者删除")
    entry = article_entry(gone, "<p>采</p>")
    assert entry.updated == LATER
    assert entry.html == (
        "<p>This article is gone (deleted by its author): first seen gone 2024-03-14 12:05 (Beijing"
        " time). WeChat says: 该内容已被发布者删除</p><p>采</p>"
    )


@pytest.mark.parametrize(
    ("kind", "title", "sentence"),
    [
        ("new", "New: ", "Archived for the first time: 2024-03-14 12:05 (Beijing time)."),
        ("edited", "Edited: ", "Edited: version 2, first seen 2024-03-14 12:05 (Beijing time)."),
        ("gone", "Gone: ", "This article is gone (removed by the platform): first seen gone "),
        ("back", "Back: ", "On WeChat again: seen 2024-03-14 12:05 (Beijing time)."),
    ],
)
def test_an_event_says_what_happened_and_when(kind: EventKind, title: str, sentence: str) -> None:
    event = Event(kind, LATER, stored(content=None), 2, "violation", None, NOON)
    entry = event_entry(event, "<p>采</p>")
    written(entry)
    assert entry.title == f"{title}{METADATA.title}"
    assert entry.html.startswith(f"<p>{sentence}")
    assert entry.html.endswith("<p>采</p>")
    assert entry.updated == LATER
    assert entry.id == f"tag:mp.weixin.qq.com,2012:MzA=:7:1/{kind}/20240314T040506000000"


def test_an_edit_shows_what_it_changed() -> None:
    event = Event("edited", LATER, stored(), 2)
    change = Change("text", "水" * 200 + "凉<b>", "水" * 200 + "热<b>")
    assert event_entry(event, "", changed=[change]).html.split("</p>", 1)[1] == (
        f"<p><b>text</b></p><p>{'水' * 40} … {'水' * 40}<del>凉</del><ins>热</ins>&lt;b&gt;</p>"
    )


def test_events_of_one_article_have_ids_of_their_own() -> None:
    kinds: tuple[EventKind, ...] = ("gone", "back", "gone")
    events = [Event(kind, NOON + timedelta(days=at), stored()) for at, kind in enumerate(kinds)]
    assert len({event_entry(one, "").id for one in events}) == 3
