import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest

from tests.support.dumping import dump
from wxarchive.clock import BEIJING
from wxarchive.errors import HostNotAllowed, SourceError
from wxarchive.models import ArticleRef, RawPage
from wxarchive.sources.files import PAGE_LIMIT, pages_in
from wxarchive.sources.find import importable, sources
from wxarchive.sources.newcomers import Newcomers
from wxarchive.sources.source import Address, SavedPage, Unusable, read_file, read_list

SHORT = "https://mp.weixin.qq.com/s/StoneBridgesStoneBrid_"
LONG = "https://mp.weixin.qq.com/s?__biz=MzMwMDExMjIzMw==&mid=2247483649&idx=1&sn=0123456789abcdef"
JULY = datetime(2024, 7, 1, 12, 0, tzinfo=BEIJING)


def saved(path: Path, body: bytes = b"<html></html>") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    os.utime(path, (JULY.timestamp(), JULY.timestamp()))
    return path


def refusal(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_file(SavedPage(str(path), path))
    return str(caught.value)


@pytest.fixture
def locked() -> Iterator[Path]:
    """A folder with a page, neither of which may be read; root may read all, so it becomes nobody
    for a while.
    """
    if sys.platform == "win32":
        pytest.skip("Windows knows no such permissions")
    user = os.geteuid()
    with TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = Path(place, "locked")
        saved(folder / "page.html")
        folder.chmod(0)
        if user == 0:
            os.seteuid(65534)
        yield folder
        os.seteuid(user)
        folder.chmod(0o700)


class TestReadFile:
    def test_gives_the_bytes_and_the_date_of_the_file(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "页.html", b"\xff\x00<html>")
        assert read_file(SavedPage(str(path), path)) == RawPage(
            str(path), b"\xff\x00<html>", JULY, from_file=True, dated_by="file"
        )

    def test_keeps_the_address_the_user_knows_in_its_canonical_form(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "page.html")
        assert read_file(SavedPage(str(path), path, f"{LONG}&key=SECRET#rd")).url == LONG

    def test_cleans_an_address_that_is_no_articles(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "page.html")
        assert (
            read_file(SavedPage(str(path), path, "http://example.org/?token=SECRET")).url
            == "https://example.org/"
        )

    def test_reads_an_empty_file(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "page.html", b"")
        assert read_file(SavedPage(str(path), path)).body == b""

    def test_reads_a_page_of_just_the_limit(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "page.html")
        os.truncate(path, PAGE_LIMIT)
        assert len(read_file(SavedPage(str(path), path)).body) == PAGE_LIMIT

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every file tells its size")
    def test_reads_a_file_that_tells_no_size(self) -> None:
        path = Path("/proc/self/environ")
        assert path.stat().st_size == 0
        assert read_file(SavedPage(str(path), path)).body == path.read_bytes()

    def test_refuses_a_page_of_100_megabytes(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "page.html")
        os.truncate(path, 100_000_000)
        assert (
            refusal(path)
            == f"{path}: the file has 100 MB, more than any page; give the page itself"
        )

    def test_refuses_a_missing_file(self, tmp_path: Path) -> None:
        path = tmp_path / "page.html"
        assert refusal(path) == f"{path}: there is no such file; check the name"

    def test_refuses_a_folder(self, tmp_path: Path) -> None:
        assert refusal(tmp_path) == f"{tmp_path}: this is a folder; give the pages in it"

    @pytest.mark.skipif(
        sys.platform == "win32", reason="Windows has no named pipes among its files"
    )
    def test_does_not_wait_for_a_pipe(self, tmp_path: Path) -> None:
        path = tmp_path / "page.html"
        os.mkfifo(path)
        assert refusal(path) == f"{path}: this is no ordinary file; save the page to a file first"

    @pytest.mark.skipif(
        sys.platform == "win32", reason="symbolic links need a privilege on Windows"
    )
    def test_refuses_a_link_that_leads_to_itself(self, tmp_path: Path) -> None:
        path = tmp_path / "page.html"
        path.symlink_to(path)
        assert "it cannot be read: " in refusal(path)

    def test_refuses_a_name_that_no_file_can_have(self) -> None:
        assert "it cannot be read: " in refusal(Path("page\0.html"))
        assert "it cannot be read: " in refusal(Path("页" * 2000))

    def test_refuses_what_may_not_be_read(self, locked: Path) -> None:
        assert (
            refusal(locked / "page.html")
            == f"{locked / 'page.html'}: it may not be read; check its permissions"
        )


class TestPagesIn:
    def test_finds_pages_at_any_depth_in_order(self, tmp_path: Path) -> None:
        names = ["b.HTML", "a.htm", "sub/c.xhtml", "sub/deep/d.mhtml", "sub/deep/e.mht"]
        pages = [saved(tmp_path / name) for name in names]
        saved(tmp_path / "style.css")
        saved(tmp_path / "html")
        assert pages_in(tmp_path) == sorted(pages)

    @pytest.mark.skipif(
        sys.platform == "win32", reason="symbolic links need a privilege on Windows"
    )
    def test_visits_each_folder_once_in_spite_of_links(self, tmp_path: Path) -> None:
        page = saved(tmp_path / "all" / "sub" / "page.html")
        saved(tmp_path / "elsewhere" / "other.html")
        inner = saved(tmp_path / "all" / "within" / "inner.html")
        (tmp_path / "all" / "loop").symlink_to(tmp_path / "all")
        (tmp_path / "all" / "more").symlink_to(tmp_path / "elsewhere")
        (tmp_path / "all" / "same").symlink_to(tmp_path / "all" / "within")
        assert pages_in(tmp_path / "all") == [
            tmp_path / "all" / "more",
            tmp_path / "all" / "same" / inner.name,
            page,
        ]

    @pytest.mark.skipif(
        sys.platform == "win32", reason="symbolic links need a privilege on Windows"
    )
    def test_links_that_lead_out_of_the_folder_are_named_and_not_followed(
        self, tmp_path: Path
    ) -> None:
        folder = tmp_path / "all"
        page = saved(folder / "b" / "page.html")
        secret = saved(tmp_path / "secret.html")
        (folder / "a.html").symlink_to(secret)
        (folder / "c.html").symlink_to(page)
        (folder / "d.html").symlink_to(folder / "d.html")
        (folder / "up").symlink_to("..")
        way = tmp_path / "way"
        way.symlink_to(folder)  # the folder that is given may itself be a link
        found = list(sources([str(way)]))
        why = "it is a link out of the folder that was given, and those are not followed; give what it leads to"
        told = [(one.given, str(one.error)) for one in found if isinstance(one, Unusable)]
        assert told == [(f"{way}/{name}", f"{way}/{name}: {why}") for name in ("a.html", "up")]
        pages = [one.given for one in found if isinstance(one, SavedPage)]
        assert pages == [f"{way}/b/page.html", f"{way}/c.html", f"{way}/d.html"]

    def test_refuses_a_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="there is no such file"):
            pages_in(tmp_path / "none")

    def test_names_a_subfolder_that_cannot_be_opened(self, locked: Path) -> None:
        assert pages_in(locked.parent) == [locked]
        assert refusal(locked) == f"{locked}: it may not be read; check its permissions"


class TestReadList:
    def test_leaves_out_blank_lines_and_comments(self) -> None:
        body = f"\ufeff# mine\n\n  {SHORT}\r\nmy page.html\ranother.html".encode()
        assert list(read_list(body)) == [SHORT, "my page.html", "another.html"]

    def test_takes_every_address_out_of_a_line_of_chat(self) -> None:
        line = f"[7月1日] 某某：看看这个 {SHORT} 还有mp.weixin.qq.com/s/AnotherShortAddress__ ！"
        assert list(read_list(line.encode())) == [SHORT, "mp.weixin.qq.com/s/AnotherShortAddress__"]

    @pytest.mark.parametrize("between", [",", ";", "|", "、", "，乙：", ")(", ""])
    def test_takes_addresses_that_stand_together_each_once(self, between: str) -> None:
        line = between.join([SHORT, LONG, SHORT, quote(LONG.replace("idx=1", "idx=2"), safe="")])
        assert list(read_list(line.encode())) == [SHORT, LONG, LONG.replace("idx=1", "idx=2")]


class TestSources:
    def test_recognises_addresses(self) -> None:
        ref = ArticleRef(SHORT, None, SHORT)
        assert list(sources([SHORT, "http:" + SHORT.removeprefix("https:")])) == [
            Address(SHORT, ref),
            Address("http:" + SHORT.removeprefix("https:"), ref),
        ]

    @pytest.mark.parametrize(
        "given",
        [
            f"{LONG}&key=SECRET&pass_ticket=SECRET#rd",
            LONG.replace("//", "//me:SECRET@"),
            "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=SECRET&target_url="
            + quote(LONG, safe=""),
            "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?target_url="
            + quote(f"{LONG}&key=SECRET", safe=""),
        ],
    )
    def test_never_repeats_a_credential(self, given: str) -> None:
        [found] = sources([given])
        assert isinstance(found, Address | Unusable)
        assert "SECRET" not in str(found)

    def test_repeats_all_else_as_it_was_given(self) -> None:
        given = f"{LONG}&scene=21#rd"
        assert list(sources([given])) == [
            Address(given, ArticleRef(LONG, "MzMwMDExMjIzMw==:2247483649:1"))
        ]

    def test_recognises_an_address_in_a_sentence(self) -> None:
        assert list(sources([f"看看 {SHORT}"])) == [Address(SHORT, ArticleRef(SHORT, None, SHORT))]

    def test_prefers_a_file_whose_path_looks_like_an_address(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        name = "mirror/mp.weixin.qq.com/s/StoneBridgesStoneBrid_"
        saved(tmp_path / name)
        monkeypatch.chdir(tmp_path)
        assert list(sources([name], SHORT)) == [SavedPage(name, Path(name), SHORT)]

    def test_takes_all_else_for_files(self) -> None:
        [found] = sources(["no such.html"])
        assert isinstance(found, Unusable)
        assert str(found.error) == "no such.html: there is no such file; check the name"

    def test_unfolds_folders(self, tmp_path: Path) -> None:
        page = saved(tmp_path / "sub" / "page.html")
        assert list(sources([str(tmp_path)])) == [SavedPage(str(page), page, root=tmp_path)]

    @pytest.mark.parametrize(
        ("text", "kind", "message"),
        [
            (
                "https://mp.weixin.qq.com/mp/profile_ext?action=getmsg&__biz=MzMwMDExMjIzMw==&key=SECRET",
                SourceError,
                "this is no article's address; open the article and copy its address",
            ),
            (
                "https://example.org/s/StoneBridgesStoneBrid_",
                HostNotAllowed,
                "this is no address of a WeChat article; articles are at https://mp.weixin.qq.com/s/…",
            ),
            (
                "file:///etc/passwd",
                HostNotAllowed,
                "this is no address of a WeChat article; articles are at https://mp.weixin.qq.com/s/…",
            ),
            (
                "https://[what?key=SECRET",
                HostNotAllowed,
                "this is no address of a WeChat article; articles are at https://mp.weixin.qq.com/s/…",
            ),
        ],
    )
    def test_says_what_is_wrong_with_an_address(
        self, text: str, kind: type[SourceError], message: str
    ) -> None:
        [found] = sources([text])
        assert isinstance(found, Unusable)
        assert "SECRET" not in found.given
        assert (type(found.error), str(found.error)) == (kind, message)

    def test_says_that_a_folder_has_no_pages(self, tmp_path: Path) -> None:
        [found] = sources([str(tmp_path)])
        assert isinstance(found, Unusable)
        assert str(found.error) == (
            f"{tmp_path}: there is nothing to import in this folder; "
            "dumps and pages end in .htm, .html, .markdown, .md, .mht, .mhtml, .webarchive, .xhtml; records in .jsonl, "
            "lists in .csv, .txt or .xlsx"
        )

    def test_says_that_a_folder_cannot_be_opened(self, locked: Path) -> None:
        [found] = sources([str(locked)])
        assert isinstance(found, Unusable)
        assert str(found.error) == f"{locked}: it may not be read; check its permissions"


class TestDumpsAndPages:
    def test_finds_importable_below_a_folder(self, tmp_path: Path) -> None:
        names = ("a.md", "b/c.MARKDOWN", "b/d.html")
        paths = [saved(tmp_path / name, dump("船").encode()) for name in names]
        for other in ("README.md", "b/e.txt", "f.csv"):
            saved(tmp_path / other, b"words")
        for other in (
            ".hidden.html",
            "~$list.xlsx",
            "b/d_files/frame.html",
            "b/d_files/deep/x.html",
        ):
            saved(tmp_path / other)
        assert list(importable([str(tmp_path)])) == [
            SavedPage(str(path), path, is_markdown=True, root=tmp_path) for path in paths
        ]

    def test_a_file_that_is_named_is_a_source_whatever_it_is(self, tmp_path: Path) -> None:
        paths = [saved(tmp_path / name) for name in ("README.md", "page", ".hidden.html", "x.csv")]
        assert list(importable(map(str, paths))) == [SavedPage(str(path), path) for path in paths]

    def test_of_a_page_for_printing_beside_another_one_only_the_other_is_taken(
        self, tmp_path: Path
    ) -> None:
        page = saved(tmp_path / "2024-05-01-茶" / "index.html")
        saved(tmp_path / "2024-05-01-茶" / "pdf.html")
        alone = saved(tmp_path / "b" / "pdf.html")
        assert [found.given for found in importable([str(tmp_path)])] == [str(page), str(alone)]

    def test_a_manifest_that_is_none_of_ours_costs_no_file_beside_it(self, tmp_path: Path) -> None:
        saved(tmp_path / "page.html")
        for body in (b"[" * 100_000, b'{"files": {"x-index": 5}}', b"{}"):
            saved(tmp_path / ".wxarchive-export.json", body)
            assert [source.given for source in importable([str(tmp_path)])] == [
                str(tmp_path / "page.html")
            ]

    @pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
    def test_a_link_to_nothing_beside_a_page_does_not_keep_it_from_being_whole(
        self, tmp_path: Path
    ) -> None:
        page = saved(tmp_path / "page.html")
        saved(tmp_path / "page_files" / "1.png")
        (tmp_path / "page_files" / "2.png").symlink_to(tmp_path / "gone")
        newcomers = Newcomers(tmp_path)
        assert [newcomers.look(), newcomers.look(), newcomers.look()] == [[], [page], []]

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
    def test_a_pipe_in_the_place_of_a_manifest_is_not_waited_for(self, tmp_path: Path) -> None:
        saved(tmp_path / "page.html")
        os.mkfifo(tmp_path / ".wxarchive-export.json")
        assert len(list(importable([str(tmp_path)]))) == 1

    def test_a_folder_that_may_not_be_read_says_so(self, locked: Path) -> None:
        [found] = importable([str(locked)])
        assert isinstance(found, Unusable)
        assert str(found.error) == f"{locked}: it may not be read; check its permissions"
