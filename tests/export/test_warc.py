"""An archive → WARC or WACZ → a new archive: the same articles, versions, times and files; and what
other programs find in such a file.
"""

import gzip
import hashlib
import io
import json
import re
import sys
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from tests.cli.running import Program
from tests.golden.saved import SAVED
from tests.smallwechat import DEMO_SITE
from tests.smallwechat.media import film, sound
from tests.smallwechat.pictures import picture_at
from tests.smallwechat.site import LEAVES, METER, STATES, WATER
from tests.support.database import change
from tests.support.dumping import address, dump
from tests.support.importing import DAY, imported, saved, served
from tests.support.prepared import empty
from wxarchive.address import article_ref
from wxarchive.archive.decide import Received
from wxarchive.archive.ingest import ingest
from wxarchive.errors import UsageError
from wxarchive.export import ExportOptions, ExportSelection, export, export_stream
from wxarchive.export.warc import write_web_archive
from wxarchive.formats.warc import Payload, Record, WarcFile, WarcWriter
from wxarchive.models import Filter, RawPage
from wxarchive.parse import parse
from wxarchive.sniff import look
from wxarchive.store.database import Store
from wxarchive.store.media import MediaFile

START = DAY - timedelta(days=9)


def kept(store: Store, url: str, body: bytes, hours: float = 0, **fields: object) -> None:
    """Archive a page as received at this time."""
    at = START + timedelta(hours=hours)
    page = RawPage(url, body, at, url=url, status=200, headers=(("content-encoding", "gzip"),))
    ingest(Received(url, page, None, at), store, parse)


def fill_media(store: Store) -> None:
    """Keep a file for everything that articles use."""
    for article in store.articles.list(Filter()):
        for use in store.media.of_article(article.id):
            body = {"audio": sound(use.address), "video": film(use.address)}.get(
                use.role, picture_at(use.address)
            )
            info = look(body)
            digest = hashlib.sha256(body).hexdigest()
            size = (info.width, info.height)
            file = MediaFile(
                io.BytesIO(body), digest, len(body), str(info.type), use.address, *size
            )
            store.media.keep(use.address, file, DAY)


def whole(store: Store) -> list[object]:
    """What an archive says of its articles, but for numbers of rows."""
    said: list[object] = []
    for article in store.articles.list(Filter(), "oldest"):
        versions = [
            (one.content_hash, one.first_seen, one.last_seen)
            for one in store.versions.of(article.id)
        ]
        captures = [(one.at, one.state, one.sha256) for one in store.versions.captures(article.id)]
        media = sorted(
            (use.address, use.role, use.sha256 or "", use.first_seen)
            for use in store.media.of_article(article.id)
            if use.state == "kept"
        )
        about = (article.key, article.ref, article.state, article.content_hash, article.metadata)
        said.append((*about, article.gone_at, versions, captures, media))
    return said


def written(store: Store, form: str) -> bytes:
    file = io.BytesIO()
    done = write_web_archive(ExportSelection.of_store(store, Filter()), file, ExportOptions(form))  # type: ignore[arg-type] # one of the two
    assert [one for one in done if one.status == "failed"] == []
    return file.getvalue()


@pytest.fixture
def other(tmp_path: Path) -> Store:
    return Store(empty(tmp_path / "other.db"))


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_everything_comes_back(store: Store, other: Store, tmp_path: Path, form: str) -> None:
    for number, post in enumerate(DEMO_SITE.posts):
        kept(store, f"https://mp.weixin.qq.com/s/{post.token}", served(post), number)
    # an edit, the same page once more, a deletion, and an article that was gone from the beginning
    edited = served(WATER).replace("山里的水轻".encode(), "山里的水很轻".encode())
    kept(store, f"https://mp.weixin.qq.com/s/{WATER.token}", edited, 50)
    kept(store, f"https://mp.weixin.qq.com/s/{LEAVES.token}", served(LEAVES), 60.000_001)
    gone = RawPage("x", next(iter(STATES.values()))().encode(), START + timedelta(hours=70))
    asked = store.articles.get(3).ref
    ingest(Received("x", gone, asked, gone.received_at), store, parse)
    kept(store, "https://mp.weixin.qq.com/s/DeletedDeletedDeleted_", gone.body + b" ", 71)
    fill_media(store)
    path = saved(tmp_path / f"a.{form}", written(store, form))
    assert {one.status for one in imported(other, path)} <= {
        "created",
        "partial",
        "updated",
        "unchanged",
        "gone",
    }
    assert whole(other) == whole(store)


def test_saved_pages_dumps_and_records_come_back(
    store: Store, other: Store, tmp_path: Path
) -> None:
    for number, page in enumerate(SAVED.values()):
        saved(tmp_path / "in" / f"{number}.html", page.body)
    saved(tmp_path / "in" / "a.md", dump("从前渡口有两条船。"))
    imported(store, tmp_path / "in")
    path = saved(tmp_path / "a.wacz", written(store, "wacz"))
    imported(other, path)
    assert whole(other) == whole(store)


LIFE = st.lists(
    st.tuples(st.sampled_from(["a", "b", "gone", "a saved", "dump"]), st.integers(1, 200)),
    min_size=1,
    max_size=7,
)


@settings(max_examples=25)
@given(LIFE)
@example([("a", 2), ("b", 2), ("b", 1)])
def test_any_life_of_an_article_comes_back(life: list[tuple[str, int]]) -> None:
    """Receipts in any order of time, edits that are undone, ends, files that claim any time."""
    body, own_dump = served(WATER), dump("从前渡口有两条船。").encode()
    own_dump = own_dump.replace(address(1).encode(), WATER.long_url.encode())
    pages = {
        "a": body,
        "b": body.replace("山里的水轻".encode(), "山里的水很轻".encode()),
        "gone": next(iter(STATES.values()))().encode(),
        "a saved": body + b"<!-- saved -->",
        "dump": own_dump,
    }
    url = f"https://mp.weixin.qq.com/s/{WATER.token}"
    with TemporaryDirectory() as folder:
        store, other = Store(empty(Path(folder, "a.db"))), Store(empty(Path(folder, "b.db")))
        with store, other:
            for what, hours in life:
                at = START + timedelta(hours=hours)
                page = RawPage(url, pages[what], at, url=url)
                # a file tells no address, and its date is all it has
                if what in {"a saved", "dump"}:
                    page = replace(page, url=None, from_file=True, dated_by="file")
                ingest(Received(url, page, article_ref(page.url or ""), DAY), store, parse)
            path = saved(Path(folder, "a.wacz"), written(store, "wacz"))
            imported(other, path)
            assert whole(other) == whole(store)


class TestRecords:
    @pytest.fixture
    def wacz(self, store: Store) -> bytes:
        for number, post in enumerate([WATER, LEAVES, METER]):
            kept(store, f"https://mp.weixin.qq.com/s/{post.token}", served(post), number)
        kept(store, f"https://mp.weixin.qq.com/s/{WATER.token}", served(WATER), 9)
        fill_media(store)
        return written(store, "wacz")

    def records(self, wacz: bytes) -> dict[str, list[Record]]:
        """The records of the WARC in a WACZ, by their kinds."""
        plain = io.BytesIO(gzip.decompress(member(wacz, "archive/data.warc.gz")))
        by_kind: dict[str, list[Record]] = {}
        for one in WarcFile(plain).records():
            assert isinstance(one, Record)
            by_kind.setdefault(one.kind, []).append(one)
        return by_kind

    def test_a_page_is_written_as_it_came_and_with_a_head_that_is_true(
        self, store: Store, wacz: bytes
    ) -> None:
        first = next(one for one in self.records(wacz)["response"] if WATER.token in one.url)
        file = WarcFile(io.BytesIO(gzip.decompress(member(wacz, "archive/data.warc.gz"))))
        assert file.payload(first, 10**7) == served(WATER)
        assert (first.status, first.at) == (200, START)
        assert first.headers == {
            "content-type": "text/html; charset=utf-8",
            "content-length": str(len(served(WATER))),
        }

    def test_beside_it_is_a_copy_that_names_it(self, wacz: bytes) -> None:
        records = self.records(wacz)
        pages = {one.id for one in records["response"]}
        copies = [one for one in records["resource"] if "/read/" in one.url]
        assert {one.about for one in copies} == pages
        listed = [json.loads(line) for line in member(wacz, "pages/pages.jsonl").splitlines()]
        assert listed[0]["format"] == "json-pages-1.0"
        assert {one["url"] for one in listed[1:]} == {one.url for one in copies}

    def test_pictures_are_there_under_all_addresses_that_are_asked_for(self, wacz: bytes) -> None:
        records = self.records(wacz)
        there = {one.url for kind in ("resource", "revisit") for one in records[kind]}
        asked = re.findall(r'data-src="(https://mmbiz[^"]+)"', served(WATER).decode())
        assert asked
        assert there >= {url.replace("&amp;", "&") for url in asked}

    def test_bytes_that_came_again_are_written_once(self, wacz: bytes) -> None:
        records = self.records(wacz)
        digests = [one.digest for one in [*records["response"], *records["resource"]]]
        assert len(set(digests)) == len(digests)
        again = [one for one in records["revisit"] if WATER.token in one.url]
        [first] = [one for one in records["response"] if WATER.token in one.url]
        assert [(one.refers_to, one.digest) for one in again] == [
            ((first.url, first.at), first.digest)
        ]

    def test_the_index_leads_to_each_record(self, wacz: bytes) -> None:
        warc = member(wacz, "archive/data.warc.gz")
        lines = gzip.decompress(member(wacz, "indexes/index.cdx.gz")).decode().splitlines()
        assert lines == sorted(lines)
        for line in lines:
            told = json.loads(line[line.index("{") :])
            start = int(told["offset"])
            record = gzip.decompress(warc[start : start + int(told["length"])]).decode(
                "utf-8", "replace"
            )
            assert f"WARC-Target-URI: {told['url']}\r\n" in record
        assert len(lines) == sum(map(len, self.records(wacz).values())) - 1  # all but warcinfo

    def test_what_describes_it_is_true(self, wacz: bytes) -> None:
        package = member(wacz, "datapackage.json")
        for one in json.loads(package)["resources"]:
            content = member(wacz, one["path"])
            assert one["bytes"] == len(content)
            assert one["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        digest = json.loads(member(wacz, "datapackage-digest.json"))
        assert digest["hash"] == "sha256:" + hashlib.sha256(package).hexdigest()

    def test_nothing_in_it_is_compressed_twice_and_the_same_makes_the_same(
        self, store: Store, wacz: bytes
    ) -> None:
        with zipfile.ZipFile(io.BytesIO(wacz)) as packed:
            assert {one.compress_type for one in packed.infolist()} == {zipfile.ZIP_STORED}
        assert written(store, "wacz") == wacz

    def test_warcio_finds_every_digest_right(self, wacz: bytes) -> None:
        iterator = ArchiveIterator(
            io.BytesIO(member(wacz, "archive/data.warc.gz")), check_digests=True
        )
        passed = []
        for record in iterator:
            record.raw_stream.read()
            passed.append(record.digest_checker.passed)
        assert set(passed[1:]) <= {True, None}
        assert True in passed

    def test_a_damaged_picture_costs_only_itself(self, store: Store, wacz: bytes) -> None:
        sha256 = next(use.sha256 for use in store.media.of_article(1))
        change(store.path, "UPDATE media SET bytes = zeroblob(size) WHERE sha256 = ?", str(sha256))
        assert len(self.records(written(store, "wacz"))["response"]) == 3


def member(wacz: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(wacz)) as packed:
        return packed.read(name)


def test_an_export_again_leaves_the_file_and_a_stream_is_the_same(
    store: Store, tmp_path: Path
) -> None:
    kept(store, f"https://mp.weixin.qq.com/s/{WATER.token}", served(WATER))
    selection = ExportSelection.of_store(store, Filter())
    for status in ("written", "unchanged"):
        done = list(export(selection, tmp_path, ExportOptions("warc")))
        assert [(one.status, one.file) for one in done] == [(status, "articles.warc.gz")] * 2
    stream = io.BytesIO()
    assert len(list(export_stream(selection, stream, ExportOptions("warc")))) == 1
    assert stream.getvalue() == (tmp_path / "articles.warc.gz").read_bytes()


def test_without_the_extra_it_is_said_what_to_install(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "warcio", None)
    with pytest.raises(UsageError, match=r"pip install 'wxarchive\[warc\]'"):
        list(export(ExportSelection.of_store(store, Filter()), tmp_path, ExportOptions("warc")))


@pytest.mark.parametrize("form", ["warc", "wacz", "site"])
def test_nothing_is_written_where_nothing_is_chosen(tmp_path: Path, form: str) -> None:
    pytest.importorskip("jinja2")
    program = Program(tmp_path / "archive.db")
    program.run("import", saved(tmp_path / "a.html", served(WATER)))
    done = program.run("export", f"--{form}", "-o", tmp_path / "out", "--since", "2030")
    assert (done.exit_code, (tmp_path / "out").exists()) == (0, False)
    assert done.stderr == "wxarchive: no article here passes the filter\narticles 0\n"
    streamed = program.in_files("export", f"--{form}", "--since", "2030")
    assert streamed.stdout == b""


def test_each_record_has_a_name_of_its_own_and_no_field_but_ours() -> None:
    file = io.BytesIO()
    writer = WarcWriter(file)
    # saved twice within a second; and what an archive of anybody's says
    for body, kind in ((b"1", "text/html"), (b"2", "text/html\r\nWARC-Refers-To: x")):
        first = writer.write(Payload("https://x.cn/\r\nA: b", START, io.BytesIO(body), kind))
        writer.write_again(first, "https://x.cn/\r\nA: b", START)
    records = list(WarcFile(io.BytesIO(gzip.decompress(file.getvalue()))).records())
    found = [one for one in records if isinstance(one, Record)]
    assert len({one.id for one in found}) == len(records) == 4
    assert {(one.url, one.about) for one in found} == {("https://x.cn/ A: b", "")}
