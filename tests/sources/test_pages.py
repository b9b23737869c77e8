"""Saved pages bring their pictures and their own time, wherever a browser or another tool put
them.
"""

import base64
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.golden.saved import SAVED
from tests.smallwechat import DEMO_SITE, states
from tests.smallwechat.pictures import jpeg, png
from tests.support.dumping import JULY
from tests.support.importing import imported, saved, served, told, zipped
from wxarchive.archive.reparse import reparse
from wxarchive.clock import BEIJING
from wxarchive.models import Filter, StoredArticle
from wxarchive.parse import parse
from wxarchive.store.database import Store

WATER = served(DEMO_SITE.posts[0]).decode()
PAGE = SAVED["saved_by_browser"].body.decode()
"""A page as a browser saves it whole: one picture, at this address, under this name."""
ADDRESS = "https://mmbiz.qpic.cn/mmbiz_jpg/SavedOne/0?wx_fmt=jpeg"
NAME = "渡口_files/640.jpg"
PICTURE = jpeg(1080, 720)


def only(store: Store) -> StoredArticle:
    [article] = store.articles.list(Filter())
    return store.articles.get(article.id)


def kept(store: Store) -> dict[str, tuple[bytes, str | None]]:
    """The pictures of the only article that are kept: address → bytes and where they were."""
    uses = store.media.of_article(only(store).id)
    return {
        use.address: (store.media.read(use.sha256), use.fetched_from) for use in uses if use.sha256
    }


def mhtml(
    html: str, *parts: tuple[str, bytes], date: str = "Sat, 22 Nov 2025 03:04:05 -0000"
) -> bytes:
    """Return a page and its pictures as a browser writes them into one file."""
    text = "".join(
        f"------b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Location: {place}\r\n\r\n"
        f"{base64.encodebytes(body).decode()}\r\n"
        for kind, place, body in [("text/html", "https://mp.weixin.qq.com/s/a", html.encode())]
        + [("image/jpeg", place, body) for place, body in parts]
    )
    top = f"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nDate: {date}\r\n"
    return (
        f'{top}Content-Type: multipart/related; boundary="----b"\r\n\r\n{text}------b--\r\n'
    ).encode()


class TestPicturesBesideAPage:
    def test_are_taken_from_the_folder_a_browser_made(self, store: Store, tmp_path: Path) -> None:
        folder = tmp_path / "saved"
        saved(folder / "渡口.html", PAGE)
        saved(folder / NAME, PICTURE)
        saved(folder / "渡口_files" / "advert.html", "<html>frame</html>")
        assert told(imported(store, folder), folder) == [("渡口.html", "created")]
        assert kept(store) == {ADDRESS: (PICTURE, NAME)}
        [use] = [use for use in store.media.of_article(1) if use.address == ADDRESS]
        assert (use.state, use.attempts, use.type, use.width, use.height) == (
            "kept",
            0,
            "image/jpeg",
            1080,
            720,
        )

    def test_are_taken_for_a_page_that_is_given_alone(self, store: Store, tmp_path: Path) -> None:
        saved(tmp_path / NAME, PICTURE)
        imported(store, saved(tmp_path / "渡口.html", PAGE))
        assert kept(store) == {ADDRESS: (PICTURE, NAME)}

    @pytest.mark.parametrize(
        "name", ["img/a%20b.jpg", ".\\img\\a b.jpg", "./img/a b.jpg#imgIndex=1", "../img/a b.jpg"]
    )
    def test_are_found_however_other_tools_write_their_names(
        self, store: Store, tmp_path: Path, name: str
    ) -> None:
        page = saved(tmp_path / "x" / "文章" / "index.html", PAGE.replace(NAME, name))
        saved(tmp_path / "x" / ("" if ".." in name else "文章") / "img" / "a b.jpg", PICTURE)
        imported(store, tmp_path / "x")
        assert page.exists()
        assert [body for body, _ in kept(store).values()] == [PICTURE]

    def test_are_found_in_an_archive(self, store: Store, tmp_path: Path) -> None:
        files = {
            "a/渡口.html": PAGE.replace(NAME, "../p/1.jpg").encode(),
            "p/1.jpg": PICTURE,
            "q.html": b"",
        }
        imported(store, saved(tmp_path / "a.zip", zipped(files)))
        assert kept(store) == {ADDRESS: (PICTURE, "../p/1.jpg")}

    @pytest.mark.parametrize(
        "name", ["../../secret.jpg", "/etc/hostname", "p/../../secret.jpg", "nul\0.jpg"]
    )
    def test_nothing_is_read_outside_of_what_was_given(
        self, store: Store, tmp_path: Path, name: str
    ) -> None:
        saved(tmp_path / "secret.jpg", PICTURE)
        saved(tmp_path / "x" / "y" / "渡口.html", PAGE.replace(NAME, name))
        imported(store, tmp_path / "x")
        imported(
            store,
            saved(
                tmp_path / "a.zip",
                zipped({"y/渡口.html": PAGE.replace(NAME, name).encode() + b" "}),
            ),
        )
        assert kept(store) == {}

    @pytest.mark.skipif(
        sys.platform == "win32", reason="symbolic links need a privilege on Windows"
    )
    def test_a_link_that_leads_out_of_the_folder_is_not_followed(
        self, store: Store, tmp_path: Path
    ) -> None:
        saved(tmp_path / "secret.jpg", PICTURE)
        page = saved(tmp_path / "x" / "渡口.html", PAGE)
        (page.parent / "渡口_files").mkdir()
        (page.parent / NAME).symlink_to(tmp_path / "secret.jpg")
        imported(store, page)
        assert kept(store) == {}

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"<html>gone</html>",
            PICTURE[:-30],
            png(1, 1, (0, 0, 0)),
            b"\0" * (20 * 1024 * 1024 + 1),
        ],
    )
    def test_what_is_no_whole_picture_is_still_wanted(
        self, store: Store, tmp_path: Path, body: bytes
    ) -> None:
        saved(tmp_path / NAME, body)
        [outcome] = imported(store, saved(tmp_path / "渡口.html", PAGE))
        assert (outcome.status, kept(store)) == ("created", {})

    def test_that_came_later_are_taken_the_second_time(self, store: Store, tmp_path: Path) -> None:
        page = saved(tmp_path / "渡口.html", PAGE)
        imported(store, page)
        assert kept(store) == {}
        saved(tmp_path / NAME, PICTURE)
        assert told(imported(store, page), tmp_path) == [("渡口.html", "unchanged")]
        assert kept(store) == {ADDRESS: (PICTURE, NAME)}

    def test_a_served_page_brings_none(self, store: Store, tmp_path: Path) -> None:
        imported(store, saved(tmp_path / "a.html", WATER))
        assert kept(store) == {}


class TestPicturesInsideOfAPage:
    def test_are_taken_out_of_a_page_of_singlefile(self, store: Store, tmp_path: Path) -> None:
        inside = f"data:image/jpeg;base64,{base64.b64encode(jpeg(1080, 720, bytes(400))).decode()}"
        imported(store, saved(tmp_path / "a.html", PAGE.replace(NAME, inside)))
        assert kept(store) == {ADDRESS: (jpeg(1080, 720, bytes(400)), "saved with the page")}

    def test_an_address_that_singlefile_noted_is_one(self, store: Store, tmp_path: Path) -> None:
        inside = f"data:image/jpeg;base64,{base64.b64encode(jpeg(1080, 720, bytes(400))).decode()}"
        page = PAGE.replace(NAME, inside).replace("data-src=", "data-sf-original-src=")
        imported(store, saved(tmp_path / "a.html", page))
        assert only(store).content
        assert list(kept(store)) == [ADDRESS]

    @pytest.mark.parametrize(
        "inside", ["data:image/jpeg;base64,!" + "A" * 900, "data:what" + "A" * 900]
    )
    def test_what_is_damaged_is_still_wanted(
        self, store: Store, tmp_path: Path, inside: str
    ) -> None:
        imported(store, saved(tmp_path / "a.html", PAGE.replace(NAME, inside)))
        assert kept(store) == {}

    def test_a_drawing_needs_no_base64(self, store: Store, tmp_path: Path) -> None:
        drawing = (
            f"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{'<g/>' * 200}</svg>"
        )
        inside = "data:image/svg+xml," + drawing.replace("<", "%3C").replace(">", "%3E")
        imported(store, saved(tmp_path / "a.html", PAGE.replace(NAME, inside)))
        assert [body.decode() for body, _ in kept(store).values()] == [drawing]

    def test_are_taken_out_of_an_mhtml_file(self, store: Store, tmp_path: Path) -> None:
        shown = ADDRESS.replace("/0?wx_fmt=jpeg", "/640?wx_fmt=jpeg&tp=webp")
        body = mhtml(
            PAGE.replace(NAME, shown), (shown, PICTURE), ("cid:other@mhtml.blink", PICTURE)
        )
        assert told(imported(store, saved(tmp_path / "a.mhtml", body)), tmp_path) == [
            ("a.mhtml", "created")
        ]
        assert kept(store) == {ADDRESS: (PICTURE, "saved with the page")}


class TestTheTimeOfAPage:
    def dated(self, store: Store) -> tuple[datetime, str]:
        page = store.pages.get(store.pages.find(only(store).page_sha256 or "") or 0)
        assert page.received_at == only(store).fetched_at
        assert page.dated_by == only(store).dated_by
        return page.received_at, page.dated_by

    def test_is_the_servers_where_the_page_tells_it(self, store: Store, tmp_path: Path) -> None:
        imported(store, saved(tmp_path / "a.html", WATER))
        assert only(store).metadata.served_at
        assert self.dated(store) == (only(store).metadata.served_at, "page")

    def test_is_the_files_where_nothing_tells_it_and_says_so(
        self, store: Store, tmp_path: Path
    ) -> None:
        imported(store, saved(tmp_path / "a.html", PAGE))
        assert self.dated(store) == (JULY, "file")

    def test_is_the_browsers_in_an_mhtml_file(self, store: Store, tmp_path: Path) -> None:
        imported(store, saved(tmp_path / "a.mhtml", mhtml(PAGE)))
        assert self.dated(store) == (datetime(2025, 11, 22, 11, 4, 5, tzinfo=BEIJING), "page")

    def test_is_the_files_where_the_browsers_is_none(self, store: Store, tmp_path: Path) -> None:
        imported(store, saved(tmp_path / "a.mhtml", mhtml(PAGE, date="the day before")))
        assert self.dated(store) == (JULY, "file")

    def test_is_singlefiles(self, store: Store, tmp_path: Path) -> None:
        note = (
            "<!--\n Page saved with SingleFile \n url: https://mp.weixin.qq.com/s/a \n"
            " saved date: Sat Nov 22 2025 10:11:12 GMT+0900 (Japan Standard Time)\n-->"
        )
        imported(store, saved(tmp_path / "a.html", PAGE.replace("<head>", f"{note}<head>", 1)))
        assert self.dated(store) == (datetime(2025, 11, 22, 9, 11, 12, tzinfo=BEIJING), "page")


class TestNoticesAndOthers:
    def test_the_same_notice_of_two_articles_is_kept_for_both(
        self, store: Store, tmp_path: Path
    ) -> None:
        for number in (1, 2):
            saved(tmp_path / f"{number}.html", states.deleted())
        assert [
            outcome.status for outcome in imported(store, tmp_path / "1.html", tmp_path / "2.html")
        ] == ["gone"] * 2

    def test_reparse_reads_every_saved_page_alike(self, store: Store, tmp_path: Path) -> None:
        saved(tmp_path / "p" / NAME, PICTURE)
        saved(tmp_path / "p" / "渡口.html", PAGE)
        saved(tmp_path / "p" / "a.mhtml", mhtml(WATER))
        imported(store, tmp_path / "p")
        assert {outcome.status for outcome in reparse(None, store=store, parse=parse)} == {
            "unchanged"
        }

    def test_a_page_seen_again_later_is_seen_again(self, store: Store, tmp_path: Path) -> None:
        later = mhtml(PAGE, date=(JULY + timedelta(days=9)).strftime("%a, %d %b %Y %H:%M:%S +0800"))
        imported(store, saved(tmp_path / "a.html", PAGE))
        assert [
            outcome.status for outcome in imported(store, saved(tmp_path / "b.mhtml", later))
        ] == ["unchanged"]
        assert only(store).last_seen_alive == JULY + timedelta(days=9)
