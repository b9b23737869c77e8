"""Zip and tar archives are read as folders are, and nothing that they say is believed."""

import bz2
import gzip
import lzma
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tests.smallwechat import DEMO_SITE
from tests.support.dumping import JULY, dump
from tests.support.importing import DUMP, imported, saved, served, tarred, told, zipped
from wxarchive.errors import SourceError
from wxarchive.models import Filter
from wxarchive.sources.containers.container import open_archive
from wxarchive.sources.containers.unpacking import Limits
from wxarchive.sources.find import importable
from wxarchive.sources.source import ListFile, SavedPage, Unusable, read_file
from wxarchive.store.database import Store

WATER = served(DEMO_SITE.posts[0])
FILES = {
    "渡口-渡口笔记/1.md": DUMP,
    "deep/er/water.html": WATER,
    "README.md": b"# no dump",
    "style.css": b"p {}",
}
WANTED = [("deep/er/water.html", "created"), ("渡口-渡口笔记/1.md", "created")]


def unusable(path: Path) -> list[str]:
    """What cannot be used of an archive, without its path."""
    found = [source for source in importable([str(path)]) if isinstance(source, Unusable)]
    return [str(source.error).replace(f"{path}", "A") for source in found]


def encrypted(name: str) -> bytes:
    packed = bytearray(zipped({name: DUMP}))
    for magic, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        packed[packed.find(magic) + at] |= 1
    return bytes(packed)


class TestWhatIsRead:
    @pytest.mark.parametrize(
        ("name", "pack"),
        [
            ("a.zip", zipped),
            ("a.tar", tarred),
            ("a.tar.gz", lambda files: gzip.compress(tarred(files))),
            ("a.TGZ", lambda files: gzip.compress(tarred(files))),
            ("a.tar.bz2", lambda files: bz2.compress(tarred(files))),
            ("a.tar.xz", lambda files: lzma.compress(tarred(files))),
            ("a.tar.zst", lambda files: zstandard.compress(tarred(files))),
            (
                "a.tar.xz",
                lambda files: (
                    lzma.compress(tarred(files)[:700]) + lzma.compress(tarred(files)[700:])
                ),
            ),
        ],
    )
    def test_every_kind_gives_what_the_folder_gives(
        self, store: Store, tmp_path: Path, name: str, pack: Callable[[dict[str, bytes]], bytes]
    ) -> None:
        path = saved(tmp_path / name, pack(FILES))
        assert told(imported(store, path), path) == WANTED
        assert [
            one.metadata.albums[0].title for one in store.articles.list(Filter(album="渡口"))
        ] == ["渡口"]
        page = store.pages.get(1)
        assert (page.source, page.body) == (f"{path}/deep/er/water.html", WATER)
        assert store.pages.get(2).received_at == JULY
        assert told(imported(store, path), path) == [(name, "unchanged") for name, _ in WANTED]

    def test_an_archive_in_an_archive_is_read_and_none_in_that(
        self, store: Store, tmp_path: Path
    ) -> None:
        inner = zipped({"b.md": DUMP, "deeper.zip": zipped({"c.md": DUMP})})
        path = saved(
            tmp_path / "a.zip",
            zipped({"inner.zip": inner, "z.tar.gz": gzip.compress(tarred(FILES))}),
        )
        assert told(imported(store, path), path) == [
            ("inner.zip/b.md", "created"),
            ("inner.zip/deeper.zip", "failed"),
            ("z.tar.gz/deep/er/water.html", "created"),
            ("z.tar.gz/渡口-渡口笔记/1.md", "unchanged"),
        ]

    def test_archives_in_folders_are_read(self, store: Store, tmp_path: Path) -> None:
        path = saved(tmp_path / "folder" / "a.zip", zipped(FILES))
        saved(tmp_path / "folder" / "notes.txt.gz", b"not ours")
        assert told(imported(store, tmp_path / "folder"), path) == WANTED

    def test_the_archives_own_name_may_be_the_albums(self, store: Store, tmp_path: Path) -> None:
        imported(
            store, saved(tmp_path / "渡口-渡口笔记.tar.gz", gzip.compress(tarred({"1.md": DUMP})))
        )
        assert store.articles.get(1).metadata.albums[0].title == "渡口"

    def test_names_in_chinese_of_an_old_windows_are_read(self, tmp_path: Path) -> None:
        packed = zipped({"xxxx.md": DUMP}).replace(b"xxxx", "渡口".encode("gbk"))
        [found] = importable([str(saved(tmp_path / "a.zip", packed))])
        assert found.given.endswith("a.zip/渡口.md")

    def test_what_belongs_to_a_page_or_a_system_is_passed_over(self, tmp_path: Path) -> None:
        names = (
            "水.html",
            "水_files/frame.html",
            "b/水_files/own.html",
            "__MACOSX/._水.html",
            ".git/x.html",
            "b/.x.md",
        )
        path = saved(tmp_path / "a.zip", zipped(dict.fromkeys(names, WATER)))
        assert [found.given.removeprefix(f"{path}/") for found in importable([str(path)])] == [
            "b/水_files/own.html",
            "水.html",
        ]

    def test_a_date_that_is_none_is_the_archives(self, tmp_path: Path) -> None:
        packed = bytearray(zipped({"a.md": DUMP}))
        packed[packed.find(b"PK\1\2") + 12 : packed.find(b"PK\1\2") + 16] = b"\xff\xff\xff\xff"
        [found] = importable([str(saved(tmp_path / "a.zip", bytes(packed)))])
        assert isinstance(found, SavedPage)
        assert read_file(found).received_at == JULY

    def test_the_address_may_be_given_for_the_only_page_in_it(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "a.zip", zipped({"a.html": WATER}))
        [found] = importable([str(path)], "https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv")
        assert isinstance(found, SavedPage)
        assert read_file(found).url == "https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv"

    @pytest.mark.parametrize("pack", [zipped, tarred])
    def test_a_name_may_have_steps_that_lead_nowhere(
        self, store: Store, tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
    ) -> None:
        names = ("./a.md", "././b//./c.html")
        path = saved(tmp_path / "a.zip", pack(dict(zip(names, (DUMP, WATER), strict=True))))
        assert told(imported(store, path), path) == [("a.md", "created"), ("b/c.html", "created")]


class TestWhatIsNotBelieved:
    @pytest.mark.parametrize(
        "name", ["../a.md", "/etc/a.md", "b/../../a.html", "C:/a.md", "..\\a.md"]
    )
    def test_a_name_that_leads_outside_is_left_out_and_the_others_are_read(
        self, store: Store, tmp_path: Path, name: str
    ) -> None:
        for path in (
            saved(tmp_path / "a.zip", zipped({name: WATER, "good.md": DUMP})),
            saved(tmp_path / "a.tar", tarred({name: WATER, "good.md": DUMP})),
        ):
            outcomes = {
                outcome.source.removeprefix(f"{path}/"): outcome.status
                for outcome in imported(store, path)
            }
            assert outcomes["good.md"] in {"created", "unchanged"}
            shown = name.replace("\\", "/")
            assert unusable(path) == [
                f"A/{shown}: its name leads outside of the archive; it was left out"
            ]

    def test_links_and_devices_are_left_out(self, tmp_path: Path) -> None:
        members: dict[str, bytes | tarfile.TarInfo] = {"good.md": DUMP}
        for name, kind in (
            ("a.md", tarfile.SYMTYPE),
            ("b.md", tarfile.LNKTYPE),
            ("c.md", tarfile.CHRTYPE),
            ("d", tarfile.FIFOTYPE),
        ):
            members[name] = tarfile.TarInfo(name)
            members[name].type, members[name].linkname = kind, "/etc/passwd"  # type: ignore[union-attr]
        link, device = (
            "it is a link, and those in archives are not followed",
            "it is a device or a pipe, no file",
        )
        assert unusable(saved(tmp_path / "a.tar", tarred(members))) == [
            f"A/{name}: {fault}; it was left out"
            for name, fault in (("a.md", link), ("b.md", link), ("c.md", device), ("d", device))
        ]

    def test_a_link_in_a_zip_is_left_out(self, tmp_path: Path) -> None:
        info = zipfile.ZipInfo("a.md")
        info.external_attr = 0o120777 << 16
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as made:
            made.writestr(info, "/etc/passwd")
        assert unusable(path) == [
            "A/a.md: it is a link, and those in archives are not followed; it was left out"
        ]

    def test_an_encrypted_member_is_left_out(self, tmp_path: Path) -> None:
        assert unusable(saved(tmp_path / "a.zip", encrypted("a.md"))) == [
            "A/a.md: it is encrypted; it was left out"
        ]

    def test_a_way_to_compress_that_is_not_read_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as made:
            made.writestr("a.html", WATER)
        assert unusable(path) == [
            "A/a.html: it is compressed in a way that is not read (method 12); it was left out"
        ]

    def test_a_member_larger_than_any_page_fails_alone(self, store: Store, tmp_path: Path) -> None:
        path = saved(tmp_path / "a.zip", zipped({"big.html": b" " * 17_000_000, "good.md": DUMP}))
        big, good = imported(store, path)
        assert (big.status, big.message) == (
            "failed",
            f"{path}/big.html: the file has 17 MB, more than any page; give the page itself",
        )
        assert good.status == "created"

    def test_a_damaged_member_fails_alone(self, store: Store, tmp_path: Path) -> None:
        packed = bytearray(zipped({"a.html": WATER, "good.md": DUMP}))
        packed[200:260] = bytes(60)
        path = saved(tmp_path / "a.zip", bytes(packed))
        assert told(imported(store, path), path) == [("a.html", "failed"), ("good.md", "created")]

    def test_of_a_tar_that_is_cut_off_the_beginning_is_read(
        self, store: Store, tmp_path: Path
    ) -> None:
        whole = tarred({"good.md": DUMP, "lost.html": WATER})
        path = saved(tmp_path / "a.tar", whole[: len(whole) // 2])
        outcomes = imported(store, path)
        assert ("good.md", "created") in told(outcomes, path)
        assert "failed" in {outcome.status for outcome in outcomes}

    @pytest.mark.parametrize(
        "body",
        [b"", b"PK\3\4" + b"no zip" * 99, b"nothing" * 200, gzip.compress(b"x")[:-4], lzma.compress(b"x" * 999)[:-9],
         b"\x28\xb5\x2f\xfd" + b"no zstd", bz2.compress(b"x" * 99)[:-3], gzip.compress(b"no tar" * 200)],
        ids=["empty", "zip", "nothing", "gzip", "xz", "zstd", "bzip2", "gzip-of-no-tar"],
    )  # fmt: skip
    def test_what_is_no_archive_says_so(self, tmp_path: Path, body: bytes) -> None:
        [told_] = unusable(saved(tmp_path / "a.zip", body))
        assert told_.startswith(
            ("A: it cannot be unpacked: ", "A: there is nothing to import in this archive")
        )

    def test_a_missing_archive_says_so(self, tmp_path: Path) -> None:
        assert unusable(tmp_path / "no.zip") == ["A: there is no such file; check the name"]

    @pytest.mark.parametrize(
        "pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress]
    )
    def test_few_bytes_that_unpack_to_very_many_are_refused(
        self, tmp_path: Path, pack: Callable[[bytes], bytes]
    ) -> None:
        path = saved(tmp_path / "a.tar.gz", pack(bytes(3_000_000)))
        with pytest.raises(
            SourceError, match=r"it unpacks to \d MB or more out of 0.0 MB; it was not opened"
        ):
            open_archive(path, Limits(ratio=20, free=1_000_000))

    def test_members_that_share_their_bytes_are_refused(self, tmp_path: Path) -> None:
        packed = bytearray(zipped({"a.md": DUMP}))
        at = packed.find(b"PK\1\2") + 24
        packed[at : at + 4] = struct.pack("<I", 4_000_000_000)
        [told_] = unusable(saved(tmp_path / "a.zip", bytes(packed)))
        assert "it unpacks to 4,000 MB or more out of 0.0 MB" in told_

    def test_a_table_of_contents_that_fills_the_memory_is_not_read(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "a.zip", zipped({"a.md": DUMP}))
        with path.open("r+b") as file:
            file.truncate(150_000_000)
            file.seek(150_000_000)
            file.write(struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, 149_000_000, 0, 0))
        assert unusable(path) == [
            "A: it cannot be unpacked: its table of contents is too large; check the archive"
        ]

    def test_a_table_of_contents_is_counted_before_it_takes_memory(self, tmp_path: Path) -> None:
        """A table of nothing but members without names packs to a thousandth in another zip."""
        number = 20_000
        table = (b"PK\1\2".ljust(46, b"\0")) * number
        end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, number, number, len(table), 0, 0)
        path = saved(tmp_path / "a.zip", b"PK\5\6" + table + end)
        tracemalloc.start()
        try:
            with pytest.raises(SourceError, match="it has more than 1,000 members"):
                open_archive(path, Limits(members=1_000))
            assert tracemalloc.get_traced_memory()[1] < 3 * len(table)
        finally:
            tracemalloc.stop()

    def test_a_tar_of_too_many_folders_is_refused_and_not_read_in_part(
        self, tmp_path: Path
    ) -> None:
        folders = {f"{number}": tarfile.TarInfo(f"{number}") for number in range(9)}
        for folder in folders.values():
            folder.type = tarfile.DIRTYPE
        path = saved(tmp_path / "a.tar", tarred({**folders, "last.md": DUMP}))
        with pytest.raises(SourceError, match="it has more than 3 members"):
            open_archive(path, Limits(members=3))

    @pytest.mark.parametrize("pack", [zipped, tarred])
    def test_too_many_members_are_refused(
        self, tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
    ) -> None:
        path = saved(tmp_path / "a.zip", pack({f"{number}.md": DUMP for number in range(9)}))
        with pytest.raises(
            SourceError, match="it has more than 3 members; unpack it and import the folder"
        ):
            open_archive(path, Limits(members=3))

    def test_a_tars_header_that_fills_the_memory_is_not_read(self, tmp_path: Path) -> None:
        long = tarfile.TarInfo("././@LongLink")
        long.type, long.size = tarfile.GNUTYPE_LONGNAME, 300_000_000
        [told_] = unusable(
            saved(tmp_path / "a.tar", tarred({"good.md": DUMP})[:1024] + long.tobuf() + bytes(1024))
        )
        assert told_.startswith("A/…: the archive is damaged here, what follows cannot be read")


class TestAnyBytes:
    @given(st.binary(max_size=300), st.integers(0, 1500), st.sampled_from([zipped, tarred]))
    def test_a_damaged_archive_never_ends_the_run(
        self, damage: bytes, at: int, pack: Callable[[dict[str, bytes]], bytes]
    ) -> None:
        packed = bytearray(pack({"a.md": DUMP, "b.html": b"<html></html>"}))
        packed[at : at + len(damage)] = damage
        with TemporaryDirectory() as folder:
            for source in importable([str(saved(Path(folder) / "a.zip", bytes(packed)))]):
                assert isinstance(source, SavedPage | ListFile | Unusable)
                if isinstance(source, SavedPage):
                    with suppress(SourceError):
                        read_file(source)

    def test_a_dump_in_a_zip_keeps_its_date(self, tmp_path: Path) -> None:
        [found] = importable(
            [str(saved(tmp_path / "a.zip", zipped({"a.md": dump("船").encode()})))]
        )
        assert isinstance(found, SavedPage)
        assert read_file(found).received_at == JULY
