"""What the archive exports as records comes back whole."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.golden import PAGES
from tests.support.dumping import JULY
from tests.support.importing import (
    ARTICLES,
    DAY,
    archive,
    imported,
    lines,
    records,
    saved,
    told,
    zipped,
)
from tests.support.library import POSTS, fill, see
from tests.support.library import _at as at
from wxarchive.archive.decide import Received
from wxarchive.archive.ingest import OLDER, ingest
from wxarchive.archive.reparse import reparse
from wxarchive.models import Article, RawPage, StatePage
from wxarchive.parse import parse
from wxarchive.store.database import Store

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("type", "url", "section", "id")), inner)
    ),
    max_leaves=5,
)


def round_trip(text: bytes, folder: Path) -> tuple[list[str], bytes]:
    """Import records into a new archive; return the outcomes' statuses and its own export."""
    with archive() as other:
        outcomes = imported(other, saved(folder / "all.jsonl", text))
        assert {outcome.status for outcome in reparse(None, store=other, parse=parse)} <= {
            "unchanged",
            "gone",
            "failed",
        }
        return [outcome.status for outcome in outcomes], lines(other)


class TestRecords:
    @pytest.mark.parametrize("name", sorted(ARTICLES))
    def test_every_golden_article_comes_back_equal(
        self, store: Store, tmp_path: Path, name: str
    ) -> None:
        ingest(Received(name, ARTICLES[name], None, DAY), store, parse)
        exported = lines(store)
        statuses, again = round_trip(exported, tmp_path)
        assert records(again) == records(exported)
        assert statuses in (["created"], ["partial"])

    def test_an_archive_with_a_past_comes_back_equal(self, store: Store, tmp_path: Path) -> None:
        fill(store)
        exported = lines(store)
        statuses, again = round_trip(exported, tmp_path)
        assert records(again) == records(exported)
        assert sorted(set(statuses)) == ["created", "gone"]

    def test_an_article_that_was_gone_before_it_was_kept_comes_back_equal(
        self, store: Store, tmp_path: Path
    ) -> None:
        for name in ("deleted", "account_gone", "private"):
            if name in PAGES:
                url = f"https://mp.weixin.qq.com/s/{name:_<22}"
                ingest(
                    Received(name, replace(PAGES[name], url=url), parse_ref(url), DAY), store, parse
                )
        exported = lines(store)
        statuses, again = round_trip(exported, tmp_path)
        assert statuses
        assert set(statuses) == {"gone"}
        assert records(again) == records(exported)

    def test_a_second_import_changes_nothing(self, store: Store, tmp_path: Path) -> None:
        fill(store)
        path = saved(tmp_path / "all.jsonl", lines(store))
        before = records(lines(store))
        first = imported(store, path)
        assert {outcome.status for outcome in first} == {"unchanged"}
        assert {outcome.message for outcome in first} >= {
            "the archive has what this record was made from; only the record's bytes were kept"
        }
        assert {outcome.status for outcome in imported(store, path)} == {"unchanged"}
        assert records(lines(store)) == before

    def test_a_record_of_later_is_a_version_below_what_was_received(
        self, store: Store, tmp_path: Path
    ) -> None:
        see(store, POSTS[0], at(2025, 10, 1))
        [record] = records(lines(store))
        record |= {
            "text": "改过了。",
            "html": "<p>改过了。</p>",
            "fetched_at": "2025-12-01T08:00:00+08:00",
        }
        path = saved(tmp_path / "a.jsonl", json.dumps({"state": record.pop("state"), **record}))
        before = store.articles.get(1)
        [outcome] = imported(store, path)
        assert (outcome.status, outcome.message) == ("updated", OLDER)
        assert store.articles.get(1).content == before.content
        assert store.versions.of(1)[0].body.text == "改过了。"

    def test_each_line_is_a_source_and_a_bad_one_fails_alone(
        self, store: Store, tmp_path: Path
    ) -> None:
        see(store, POSTS[0], at(2025, 10, 1))
        line = lines(store)
        path = saved(
            tmp_path / "a.jsonl",
            line[:-40] + b"}\n\n" + line + b'{"state": "ok", "reason": null}\n',
        )
        with archive() as other:
            assert told(imported(other, path), tmp_path) == [
                ("a.jsonl:1", "failed"), ("a.jsonl:2", "created"), ("a.jsonl:3", "failed")
            ]  # fmt: skip

    def test_blank_lines_before_the_first_make_no_single_record_of_all(
        self, store: Store, tmp_path: Path
    ) -> None:
        see(store, POSTS[0], at(2025, 10, 1))
        path = saved(tmp_path / "a.jsonl", b"\n \r\n" + 2 * lines(store))
        with archive() as other:
            assert told(imported(other, path), tmp_path) == [
                ("a.jsonl:1", "created"),
                ("a.jsonl:2", "unchanged"),
            ]

    def test_one_record_over_many_lines_is_one(self, store: Store, tmp_path: Path) -> None:
        see(store, POSTS[0], at(2025, 10, 1))
        path = saved(tmp_path / "a.json", json.dumps(json.loads(lines(store)), indent=1))
        with archive() as other:
            assert told(imported(other, path), tmp_path) == [("a.json", "created")]

    def test_records_in_archives_and_folders_are_read(self, store: Store, tmp_path: Path) -> None:
        see(store, POSTS[0], at(2025, 10, 1))
        saved(tmp_path / "x" / "a.jsonl", lines(store))
        saved(tmp_path / "x" / "b.zip", zipped({"c.jsonl": lines(store)}))
        with archive() as other:
            assert told(imported(other, tmp_path / "x"), tmp_path / "x") == [
                ("a.jsonl:1", "created"), ("b.zip/c.jsonl:1", "unchanged")
            ]  # fmt: skip

    def test_records_that_cannot_be_unpacked_say_so_once(
        self, store: Store, tmp_path: Path
    ) -> None:
        packed = bytearray(zipped({"r.jsonl": b'{"state": "ok", "reason": null}\n' * 1_000}))
        packed[packed.index(b"PK\x01\x02") + 16] ^= 1  # the checksum in the table of contents
        path = saved(tmp_path / "a.zip", bytes(packed))
        (outcome,) = imported(store, path)
        assert (outcome.status, outcome.message) == (
            "failed",
            f"{path}/r.jsonl: it cannot be unpacked: Bad CRC-32 for file 'r.jsonl'; check the archive",
        )

    def test_a_line_longer_than_any_record_fails(self, tmp_path: Path, store: Store) -> None:
        long = b'{"state": "ok", "reason": "' + b"x" * 17_000_000 + b'"}\n'
        path = saved(
            tmp_path / "a.jsonl", b'{"state": "ok", "reason": null}\n' + long + b'{"state": "ok"}'
        )
        assert [outcome.status for outcome in imported(store, path)] == ["failed"] * 3

    def test_html_of_a_record_is_cleaned_and_other_values_are_checked(self) -> None:
        record: dict[str, Any] = {
            "state": "ok", "reason": None, "kind": "article", "url": "javascript:alert(1)", "key": "../../etc:1:1",
            "title": "茶\x00山\x1b",
            "html": "<p onclick=x>茶<script>alert(1)</script></p>", "text": 7, "images": ["file:///etc/passwd", 3],
            "media": [{"type": "exe"}, "x", {"type": "audio", "duration": True}], "albums": [{"id": 3}], "links": {},
            "published_at": "yesterday", "modified_at": "2024-01-01T00:00:00", "is_paid": "yes", "losses": "none",
        }  # fmt: skip
        found = parse(RawPage("a", json.dumps(record).encode(), JULY, from_file=True))
        assert isinstance(found, Article)
        assert found.metadata.title == "茶山"
        assert (found.ref, found.body.html, found.body.text, found.body.images) == (
            None,
            "<p>茶</p>",
            "茶",
            (),
        )
        assert [media.duration for media in found.body.media] == [None]
        assert (
            found.metadata.published_at,
            found.metadata.modified_at,
            found.metadata.is_paid,
        ) == (None, None, None)

    @pytest.mark.parametrize("html", ["", "<p></p>", "<p>\x80&#173;</p>"])
    def test_a_record_of_nothing_that_anyone_sees_is_broken(self, html: str) -> None:
        record = {"state": "ok", "reason": None, "kind": "article", "html": html, "text": ""}
        found = parse(RawPage("a", json.dumps(record).encode(), JULY, from_file=True))
        assert isinstance(found, StatePage)
        assert (found.state, found.losses) == ("broken", ("the record has no text",))

    @given(
        st.dictionaries(
            st.sampled_from(("kind", "html", "url", "media", "links", "images", "fetched_at")),
            ANYTHING,
        )
    )
    def test_any_record_gives_a_value(self, fields: dict[str, Any]) -> None:
        body = json.dumps({"state": "ok", "reason": None} | fields).encode()
        assert isinstance(parse(RawPage("a", body, JULY, from_file=True)), Article | StatePage)

    def test_what_a_server_sends_is_never_a_record(self) -> None:
        page = RawPage(
            "a", b'{"state": "ok", "reason": null, "kind": "article", "html": "x"}', JULY
        )
        assert isinstance(parse(page), StatePage)


def parse_ref(url: str) -> Any:
    from wxarchive.address import article_ref

    return article_ref(url)
