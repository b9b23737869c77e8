"""What other programs received comes in out of WARC and WACZ: pages at their own times, pictures,
revisits.
"""

import gzip
import re
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from tests.smallwechat.pictures import picture_at
from tests.smallwechat.site import LEAVES, METER, WATER
from tests.support.importing import imported, saved, served, told
from tests.support.recording import (
    FIRST,
    SECOND,
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
from wxarchive.store.database import Store

KETTLE = "https://mmbiz.qpic.cn/mmbiz_jpg/SmallWechatKettle"
OTHER = answered("https://example.com/", b"<html>elsewhere</html>")


def seen(store: Store, article_id: int = 1) -> list[str]:
    """When the article was seen first and last, how often, and in which state."""
    return [
        f"{one.first_seen:%Y-%m-%d}/{one.last_seen:%Y-%m-%d} {one.times} {one.state}"
        for one in store.versions.sights(article_id)
    ]


class TestPages:
    @pytest.mark.parametrize(
        ("file", "pack"),
        [
            ("a.warc", warc),
            ("a.warc.gz", members),
            ("a.warc.gz", lambda *records: gzip.compress(warc(*records))),
            ("odd name", members),
            ("a.wacz", lambda *records: wacz({"data.warc.gz": members(*records)})),
            (
                "a.wacz",
                lambda *records: wacz(
                    {"1.warc": warc(*records[:1]), "2.warc.gz": members(*records[1:])}
                ),
            ),
        ],
    )
    def test_each_is_archived_as_received_then_and_once(
        self, store: Store, tmp_path: Path, file: str, pack: Callable[..., bytes]
    ) -> None:
        path = saved(tmp_path / file, pack(page_record(WATER), OTHER, page_record(LEAVES, SECOND)))
        outcomes = imported(store, path)
        assert [(one.status, one.title) for one in outcomes] == [
            ("created", WATER.title),
            ("created", LEAVES.title),
        ]
        page = store.pages.get(1)
        assert (page.body, page.url) == (served(WATER), url_of(WATER))
        assert (page.status, page.headers) == (200, (("content-type", "text/html; charset=UTF-8"),))
        assert (page.dated_by, page.from_file) == ("receipt", False)
        assert page.received_at.isoformat() == "2025-01-01T08:00:00+08:00"
        assert [one.status for one in imported(store, path)] == ["unchanged", "unchanged"]
        assert store.pages.get(2).received_at.isoformat() == "2025-02-01T08:00:00+08:00"

    def test_the_same_bytes_at_another_time_are_an_observation(
        self, store: Store, tmp_path: Path
    ) -> None:
        path = saved(tmp_path / "a.warc", warc(page_record(WATER), page_record(WATER, SECOND)))
        assert [one.status for one in imported(store, path)] == ["created", "unchanged"]
        assert seen(store) == ["2025-01-01/2025-02-01 2 ok"]
        imported(store, path)
        assert seen(store) == ["2025-01-01/2025-02-01 2 ok"]

    def test_a_time_that_is_yet_to_come_is_that_of_the_import(
        self, store: Store, tmp_path: Path
    ) -> None:
        imported(
            store, saved(tmp_path / "a.warc", warc(page_record(WATER, "2099-01-01T00:00:00Z")))
        )
        assert seen(store) == ["2026-03-01/2026-03-01 1 ok"]

    @pytest.mark.parametrize(
        ("headers", "encode"),
        [
            ({"Content_Encoding": "gzip"}, gzip.compress),
            (
                {"Content_Encoding": "gzip"},
                lambda body: gzip.compress(body[:500]) + gzip.compress(body[500:]) + b"\0",
            ),
            ({"Content_Encoding": "deflate"}, zlib.compress),
            ({"Content_Encoding": "deflate"}, lambda body: zlib.compress(body)[2:-4]),
            ({"Content_Encoding": "gzip"}, bytes),
            ({"Content_Encoding": "br"}, bytes),
            ({"Content_Encoding": "zstd"}, zstandard.compress),
            ({"Content_Encoding": "zstd"}, bytes),
            (
                {"Transfer_Encoding": "chunked"},
                lambda body: b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body),
            ),
            ({"Transfer_Encoding": "chunked"}, bytes),
            (
                {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"},
                lambda body: (
                    b"%x;a=b\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(body)), gzip.compress(body))
                ),
            ),
        ],
    )
    def test_encodings_are_undone_where_there_are_any(
        self,
        store: Store,
        tmp_path: Path,
        headers: dict[str, str],
        encode: Callable[[bytes], bytes],
    ) -> None:
        body = encode(served(WATER))
        path = saved(tmp_path / "a.warc", warc(answered(url_of(WATER), body, **headers)))
        assert [(one.status, one.message) for one in imported(store, path)] == [("created", None)]
        assert store.pages.get(1).body == served(WATER)

    def test_brotli_is_undone_where_there_is_any(self, store: Store, tmp_path: Path) -> None:
        brotli = pytest.importorskip("brotli")
        bodies = [brotli.compress(served(WATER)), brotli.compress(b" " * 20_000_000)]
        pages = [
            answered(url_of(post), body, Content_Encoding="br")
            for post, body in zip((WATER, LEAVES), bodies, strict=True)
        ]
        path = saved(tmp_path / "a.warc", warc(*pages))
        first, second = imported(store, path)
        assert (first.status, store.pages.get(1).body) == ("created", served(WATER))
        assert "unpacks to more than" in str(second.message)

    def test_without_the_library_for_brotli_it_is_named(
        self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # as an import system says that there is no such module
        monkeypatch.setitem(sys.modules, "brotli", None)
        packed = bytes(range(256))
        page = answered(url_of(WATER), packed, Content_Encoding="br")
        [one, *_] = imported(store, saved(tmp_path / "a.warc", warc(page)))
        assert "for which a library is not installed (brotli): pip install" in str(one.message)

    def test_a_page_in_gbk_that_a_program_unpacked_is_no_brotli(
        self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "brotli", None)
        body = served(WATER).decode().encode("gb18030")
        page = answered(url_of(WATER), body, Content_Encoding="br")
        imported(store, saved(tmp_path / "a.warc", warc(page)))
        assert store.pages.get(1).body == body

    def test_credentials_are_replaced_that_the_record_and_its_request_name(
        self, store: Store, tmp_path: Path
    ) -> None:
        body = served(WATER).replace(
            b"</body>", b"<p>4f9c2ab07e11d3 8c1f0e55aa7bd2 77aa31c09be4</p></body>"
        )
        url = f"{url_of(WATER)}?pass_ticket=77aa31c09be4"
        request = record(
            "request",
            {"WARC-Target-URI": url},
            b"GET /s HTTP/1.1\r\nCookie: slave=8c1f0e55aa7bd2\r\n\r\n",
        )
        answer = answered(url, body, Set_Cookie="session=4f9c2ab07e11d3; Path=/")
        for number, records in enumerate([(request, answer), (answer, request)]):
            path = saved(tmp_path / f"{number}.warc", warc(*records))
            assert "77aa31" not in imported(store, path)[0].source
        page = store.pages.get(1)
        assert [secret in page.body for secret in (b"4f9c", b"8c1f", b"77aa")] == [False] * 3
        assert (page.scrubbed, page.url) == (3, url_of(WATER))

    def test_each_of_several_cookies_is_replaced_and_the_page_is_left_as_it_is(
        self, store: Store, tmp_path: Path
    ) -> None:
        body = served(WATER).replace(b"</body>", b"4f9c2ab07e11d3 8c1f0e55aa7bd2</body>")
        lines = (
            "first=4f9c2ab07e11d3; Path=/; Domain=mp.weixin.qq.com",
            "second=8c1f0e55aa7bd2; SameSite=Strict",
            "lang=zh_CN; Path=/",
        )
        answer = answered(url_of(WATER), body, Set_Cookie="\r\nSet-Cookie: ".join(lines))
        imported(store, saved(tmp_path / "a.warc", warc(answer)))
        kept = body.replace(b"4f9c2ab07e11d3", b"scrubbed")
        assert store.pages.get(1).body == kept.replace(b"8c1f0e55aa7bd2", b"scrubbed")

    @pytest.mark.parametrize(
        "one",
        [
            answered(
                "https://example.com/?u=https://mp.weixin.qq.com/s/WaterWaterWaterWater__",
                served(WATER),
            ),
            answered(
                "https://mp.weixin.qq.com/mp/jsmonitor?x=1",
                b"{}",
                content_type="application/json",
            ),
            record(
                "response", {"WARC-Target-URI": url_of(WATER)}, http(b"", "302 Found", Location="/")
            ),
            record("request", {"WARC-Target-URI": url_of(WATER)}, b"GET / HTTP/1.1\r\n\r\n"),
            record("metadata", {"WARC-Target-URI": url_of(WATER)}, b"a: b"),
            record("conversion", {"WARC-Target-URI": url_of(WATER)}, served(WATER)),
        ],
    )
    def test_what_is_no_answer_with_an_article_is_none(
        self, store: Store, tmp_path: Path, one: bytes
    ) -> None:
        path = saved(tmp_path / "a.warc", warc(one))
        [outcome] = imported(store, path)
        assert (outcome.status, outcome.source) == ("failed", str(path))
        assert "nothing in it is an article of WeChat" in str(outcome.message)

    def test_a_page_saved_under_its_address_is_dated_by_itself(
        self, store: Store, tmp_path: Path
    ) -> None:
        fields = {"WARC-Target-URI": url_of(WATER), "Content-Type": "text/html"}
        imported(store, saved(tmp_path / "a.warc", warc(record("resource", fields, served(WATER)))))
        page = store.pages.get(1)
        assert (page.from_file, page.url) == (True, url_of(WATER))

    def test_the_pages_that_a_wacz_lists_are_not_asked_for(
        self, store: Store, tmp_path: Path
    ) -> None:
        packed = wacz({"a.warc": warc(page_record(WATER))}, [{"url": url_of(LEAVES)}])
        assert len(imported(store, saved(tmp_path / "a.wacz", packed))) == 1
        assert store.queue.counts()["waiting"] == 0

    def test_folders_are_looked_through(self, store: Store, tmp_path: Path) -> None:
        for file, post in {"b/a.warc.gz": WATER, "c.warc": LEAVES}.items():
            pack = members if file.endswith("gz") else warc
            saved(tmp_path / file, pack(page_record(post)))
        saved(tmp_path / "d.wacz", wacz({"a.warc": warc(page_record(METER))}))
        assert [one.title for one in imported(store, tmp_path)] == [
            WATER.title,
            LEAVES.title,
            METER.title,
        ]


class TestRevisits:
    def revisit(self, at: str = SECOND, **fields: str) -> bytes:
        named = {name.replace("_", "-"): value for name, value in fields.items()}
        head = {"WARC-Target-URI": url_of(WATER), "WARC-Date": at, **named}
        return record("revisit", head, http(b"", Content_Type="text/html"))

    @pytest.mark.parametrize(
        "fields",
        [
            {"WARC_Payload_Digest": digest(served(WATER))},
            {"WARC_Refers_To_Target_URI": url_of(WATER), "WARC_Refers_To_Date": FIRST},
        ],
    )
    def test_one_is_an_observation_of_the_bytes_it_refers_to(
        self, store: Store, tmp_path: Path, fields: dict[str, str]
    ) -> None:
        path = saved(tmp_path / "a.warc", warc(self.revisit(**fields), page_record(WATER)))
        assert {one.status for one in imported(store, path)} == {"created", "unchanged"}
        assert seen(store) == ["2025-01-01/2025-02-01 2 ok"]

    def test_the_record_may_be_in_another_file_of_a_wacz(
        self, store: Store, tmp_path: Path
    ) -> None:
        revisit = self.revisit(WARC_Payload_Digest=digest(served(WATER)))
        packed = wacz({"1.warc": warc(revisit), "2.warc": warc(page_record(WATER))})
        imported(store, saved(tmp_path / "a.wacz", packed))
        assert seen(store) == ["2025-01-01/2025-02-01 2 ok"]

    def test_one_of_what_is_not_there_is_told(self, store: Store, tmp_path: Path) -> None:
        revisit = self.revisit(WARC_Payload_Digest=digest(b"other"))
        path = saved(tmp_path / "a.warc", warc(revisit, page_record(WATER)))
        assert told(imported(store, path), path) == [
            (url_of(WATER), "failed"),
            (url_of(WATER), "created"),
        ]


class TestPictures:
    def photo(self, suffix: str, at: str = FIRST) -> bytes:
        body = picture_at(f"/mmbiz_jpg/SmallWechatKettle{suffix}")
        return answered(f"{KETTLE}{suffix}", body, at, content_type="image/jpeg")

    @pytest.mark.parametrize("is_first", [True, False])
    def test_those_that_articles_show_are_kept_wherever_they_stand(
        self, store: Store, tmp_path: Path, is_first: bool
    ) -> None:
        records = [page_record(WATER), self.photo("/0?wx_fmt=jpeg"), OTHER]
        if is_first:
            records.reverse()
        said: list[str] = []
        imported(store, saved(tmp_path / "a.warc", warc(*records)), tell=said.append)
        [kept] = [use for use in store.media.of_article(1) if use.state == "kept"]
        assert (kept.fetched_from, kept.role) == (f"{KETTLE}/0?wx_fmt=jpeg", "picture")
        assert [re.sub(".*a.warc", "A", one) for one in said] == [
            "A: 1 file kept that articles lacked; 1 answer of other sites passed over"
        ]

    def test_the_original_is_taken_where_several_sizes_came(
        self, store: Store, tmp_path: Path
    ) -> None:
        records = [self.photo("/640?wx_fmt=jpeg&tp=webp"), self.photo("/0?wx_fmt=jpeg", SECOND)]
        imported(store, saved(tmp_path / "a.warc", warc(page_record(WATER), *records)))
        assert store.media.of_article(1)[0].fetched_from == f"{KETTLE}/0?wx_fmt=jpeg"

    def test_another_size_serves_where_the_original_is_not_there(
        self, store: Store, tmp_path: Path
    ) -> None:
        imported(
            store, saved(tmp_path / "a.warc", warc(page_record(WATER), self.photo("/640?tp=webp")))
        )
        assert store.media.of_article(1)[0].fetched_from == f"{KETTLE}/640?tp=webp"

    def test_a_file_of_pictures_alone_fills_what_is_lacking(
        self, store: Store, tmp_path: Path
    ) -> None:
        imported(store, saved(tmp_path / "a.warc", warc(page_record(WATER))))
        assert imported(store, saved(tmp_path / "b.warc", warc(self.photo("/0?wx_fmt=jpeg")))) == []
        assert store.media.of_article(1)[0].state == "kept"
