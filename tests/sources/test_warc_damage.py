"""Whatever is damaged or hostile in a WARC or WACZ is told, and costs no other record."""

import gzip
import sys
from pathlib import Path

import pytest

from tests.smallwechat.site import LEAVES, METER, WATER
from tests.support.importing import imported, saved, served
from tests.support.recording import (
    answered,
    digest,
    http,
    members,
    page_record,
    record,
    url_of,
    wacz,
    warc,
)
from wxarchive.errors import SourceError
from wxarchive.models import Outcome
from wxarchive.sources import Unusable, importable
from wxarchive.sources.containers.plain_warc import plain_warc
from wxarchive.sources.containers.unpacking import Limits
from wxarchive.store.database import Store


def failures(outcomes: list[Outcome]) -> list[str]:
    return [one.message or "" for one in outcomes if one.status == "failed"]


def broken_member(at: int = 30) -> bytes:
    packed = bytearray(gzip.compress(page_record(LEAVES)))
    packed[at : at + 40] = b"\xff" * 40
    return bytes(packed)


class TestDamage:
    @pytest.mark.parametrize(
        ("file", "packed", "what"),
        [
            ("a.warc", warc(page_record(WATER), page_record(LEAVES)[:-900], page_record(METER)), "is damaged: its length is not what its head tells"),
            ("a.warc", warc(page_record(WATER), page_record(LEAVES)[900:], page_record(METER)), None),
            ("a.warc", warc(page_record(WATER), b"rubbish\r\n\r\n", page_record(METER)), None),
            ("a.warc", warc(page_record(WATER), page_record(METER), page_record(LEAVES)[:-900]), "is damaged: it is cut off, or shorter than its head tells"),
            ("a.warc", warc(page_record(WATER), record("response", {"Content-Length": "-5"}), page_record(METER)), "is damaged: its head does not tell its length"),
            ("a.warc", warc(page_record(WATER), b"WARC/1.0\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", page_record(METER)), "is damaged: its head is too long"),
            ("a.warc", warc(page_record(WATER), b"WARC/1.0\r\n" + b"x: y\r\n" * 60_000 + b"\r\n", page_record(METER)), "is damaged: its head is too long"),
            ("a.warc.gz", members(page_record(WATER)) + broken_member() + gzip.compress(page_record(METER)), "it cannot be unpacked"),
            ("a.warc.gz", members(page_record(WATER)) + broken_member(0) + gzip.compress(page_record(METER)), "it cannot be unpacked"),
            ("a.warc.gz", members(page_record(WATER), page_record(METER)) + broken_member()[:500], "it cannot be unpacked"),
            ("a.warc.gz", members(page_record(WATER), page_record(LEAVES)[:-900], page_record(METER)), "is damaged: it is cut off, or shorter than its head tells"),
            ("a.warc.gz", gzip.compress(warc(page_record(WATER), page_record(METER), page_record(LEAVES)))[:-900], "is damaged: it is cut off"),
        ],
    )  # fmt: skip
    def test_a_damaged_record_is_told_and_the_others_are_read(
        self, store: Store, tmp_path: Path, file: str, packed: bytes, what: str | None
    ) -> None:
        outcomes = imported(store, saved(tmp_path / file, packed))
        assert [one.title for one in outcomes if one.status == "created"] == [
            WATER.title,
            METER.title,
        ]
        [said] = failures(outcomes)
        assert (what or "is damaged") in said

    def test_other_bytes_than_the_digest_tells_are_archived_and_it_is_said(
        self, store: Store, tmp_path: Path
    ) -> None:
        fields = {"WARC-Target-URI": url_of(WATER), "WARC-Payload-Digest": digest(b"other")}
        path = saved(tmp_path / "a.warc", warc(record("response", fields, http(served(WATER)))))
        for status in ("created", "unchanged"):
            [outcome] = imported(store, path)
            assert (outcome.status, outcome.message) == (
                status,
                "the WARC tells another digest of it: it is damaged, or was changed",
            )

    @pytest.mark.parametrize(
        "told", ["md5:x", "crc:1", "sha1:", "sha256:zz", "", "sha1:" + "0" * 40]
    )
    def test_a_digest_in_any_form_is_no_reason_to_stop(
        self, store: Store, tmp_path: Path, told: str
    ) -> None:
        fields = {"WARC-Target-URI": url_of(WATER), "WARC-Payload-Digest": told}
        path = saved(tmp_path / "a.warc", warc(record("response", fields, http(served(WATER)))))
        assert [one.status for one in imported(store, path)] == ["created"]

    def test_an_answer_that_unpacks_to_too_much_is_no_page(
        self, store: Store, tmp_path: Path
    ) -> None:
        bomb = gzip.compress(bytes(40 * 2**20))
        one = answered(url_of(WATER), bomb, Content_Encoding="gzip")
        path = saved(tmp_path / "a.warc", warc(one, page_record(LEAVES)))
        outcomes = imported(store, path)
        assert [one.status for one in outcomes] == ["failed", "created"]
        assert failures(outcomes) == [
            f"{path}/{url_of(WATER)}: the page cannot be read: it unpacks to more than 16 MB"
        ]

    def test_a_file_that_unpacks_to_too_much_is_not_read(self, tmp_path: Path) -> None:
        bomb = gzip.compress(b"WARC/1.0\r\n" + bytes(300_000))
        with (
            saved(tmp_path / "a.warc.gz", bomb).open("rb") as file,
            pytest.raises(SourceError, match=r"a\.warc\.gz: it unpacks to"),
        ):
            plain_warc(file, "a.warc.gz", Limits(free=100_000, ratio=10))

    def test_names_that_lead_out_of_a_wacz_are_not_read(self, tmp_path: Path) -> None:
        packed = wacz(
            {"a.warc": warc(page_record(WATER)), "../../b.warc": warc(page_record(LEAVES))}
        )
        found = list(importable([str(saved(tmp_path / "a.wacz", packed))]))
        assert [one.given.rpartition("/")[2] for one in found if not isinstance(one, Unusable)] == [
            WATER.token,
            "a.wacz",
        ]

    def test_a_name_alone_makes_no_warc(self, store: Store, tmp_path: Path) -> None:
        for file in ("a.warc", "b.warc.gz"):
            path = saved(tmp_path / file, b"something else")
            assert failures(imported(store, path)) == [
                f"{path}: it is called a web archive (WARC), and is none; check the file"
            ]

    def test_too_much_damage_ends_the_file(self, store: Store, tmp_path: Path) -> None:
        packed = warc(*[b"WARC/1.0\r\nX: y\r\n\r\n"] * 1_100)
        said = failures(imported(store, saved(tmp_path / "a.warc", packed)))
        assert (len(said), "too much damage" in said[1_000]) == (1_001, True)

    def test_too_many_damaged_members_end_the_file(self, store: Store, tmp_path: Path) -> None:
        broken = bytearray(gzip.compress(b"WARC/1.0\r\nX: %s\r\n\r\n" % (b"y" * 99)))
        broken[-6] ^= 255
        packed = members(page_record(WATER)) + bytes(broken) * 1_100
        said = failures(imported(store, saved(tmp_path / "a.warc.gz", packed)))
        assert (len(said), "too much damage" in said[1_000]) == (1_001, True)

    def test_what_looks_like_members_takes_no_time_to_speak_of(
        self, store: Store, tmp_path: Path
    ) -> None:
        packed = members(page_record(WATER)) + b"\x1f\x8b\x08" * 100_000
        [said] = failures(imported(store, saved(tmp_path / "a.warc.gz", packed)))
        assert "it cannot be unpacked" in said

    def test_a_record_that_was_cut_off_by_its_writer_says_so(
        self, store: Store, tmp_path: Path
    ) -> None:
        fields = {"WARC-Target-URI": url_of(WATER), "WARC-Truncated": "length"}
        path = saved(tmp_path / "a.warc", warc(record("response", fields, http(served(WATER)))))
        [outcome] = imported(store, path)
        assert outcome.message == "the WARC tells that it was cut off (length)"


def test_without_the_extra_it_is_said_what_to_install(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "warcio", None)
    for file, packed in (("a.warc", warc()), ("a.wacz", wacz({"a.warc": warc()}))):
        path = saved(tmp_path / file, packed)
        assert failures(imported(store, path)) == [
            "WARC and WACZ files need the extra warc; run: pip install 'wxarchive[warc]'"
        ]


@pytest.mark.parametrize("file", ["a.warc", "a.warc.gz", "a.wacz"])
def test_a_file_with_nothing_but_damage_is_one_failure(
    store: Store, tmp_path: Path, file: str
) -> None:
    body = warc(page_record(WATER))
    if file != "a.warc":
        body = members(page_record(WATER))
    body = body[:-3_000]
    if file == "a.wacz":
        body = wacz({"data.warc.gz": body})
    [failure] = failures(imported(store, saved(tmp_path / file, body)))
    assert "cut off" in failure
