"""Books: whole, in order, the same bytes for the same articles, and accepted by epubcheck."""

import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from tests.render.samples import METADATA
from tests.support.exporting import PNG, all_kept, article, file, golden, lost, outcomes, selection
from wxarchive.errors import NotFound
from wxarchive.export import export_stream
from wxarchive.export.options import ExportOptions, summary
from wxarchive.models import Album, Body, Media, Metadata, StoredArticle

EPUB = ExportOptions("epub")
PICTURE = "https://mmbiz.qpic.cn/mmbiz_png/abc/0"
JAR = Path("/usr/share/java/epubcheck.jar")
_NAMES = {
    "x": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
}


def epubcheck(book: Path) -> tuple[int, str]:
    """Check a book. Debian's package is a jar, which runs by itself only where the kernel was told
    to.
    """
    command = (
        ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(JAR)]
        if JAR.exists()
        else ["epubcheck"]
    )
    done = subprocess.run(
        [*command, "--failonwarnings", str(book)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


needs_epubcheck = pytest.mark.skipif(
    not (JAR.exists() and shutil.which("java")) and not shutil.which("epubcheck"),
    reason="no epubcheck on this machine",
)


def inside(book: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(book) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(files: Mapping[str, bytes], name: str) -> etree._Element:
    return etree.fromstring(files[f"EPUB/{name}"])


def texts(root: etree._Element, path: str) -> list[str]:
    found = root.xpath(path, namespaces=_NAMES)
    assert isinstance(found, list)
    return [str(one) for one in found]


def dated(number: int, title: str, year: int, **changes: object) -> StoredArticle:
    about = replace(METADATA, title=title, published_at=datetime(year, 3, 5, tzinfo=UTC))
    # what samples take
    return article(number, **{"metadata": about, **changes})  # type: ignore[arg-type]


def test_a_book_has_its_articles_by_date_with_pictures_and_inner_links(tmp_path: Path) -> None:
    html = '<p><a href="https://mp.weixin.qq.com/s?__biz=MzA5MQ==&amp;mid=2&amp;idx=1&amp;sn=f">上次</a></p>'
    html += f'<p><img src="{PICTURE}"><img src="https://x.cn/1"></p>'
    later = dated(1, "后", 2024, content=Body(html=html), content_hash="sha256:1")
    done = outcomes(
        selection([later, dated(2, "先", 2022)], {1: [file(PICTURE)]}), tmp_path / "茶.epub", EPUB
    )
    files = inside(tmp_path / "茶.epub")
    nav = tree(files, "nav.xhtml")
    assert texts(nav, "//x:nav//x:span/text()") == ["2022", "2024"]
    assert texts(nav, "//x:nav//x:a/text()") == ["03-05 先", "03-05 后"]
    assert texts(nav, "//x:nav//x:a/@href") == ["a2.xhtml", "a1.xhtml"]
    chapter = tree(files, "a1.xhtml")
    [picture] = texts(chapter, "//x:img/@src")
    assert files[f"EPUB/{picture}"] == PNG
    assert texts(chapter, "//x:a/@href")[:2] == ["a2.xhtml", "https://x.cn/1"]
    assert "1 picture not archived; the text has the address" in files["EPUB/a1.xhtml"].decode()
    package = tree(files, "package.opf")
    assert texts(package, "//d:title/text()|//d:creator/text()") == ["山中笔记", "山中笔记"]
    assert texts(package, "//o:spine/o:itemref/@idref") == ["cover", "nav", "c1", "c2"]
    assert [(one.id, one.status, one.file) for one in done] == [
        (2, "written", "茶.epub"),
        (1, "written", "茶.epub"),
        (None, "written", "茶.epub"),
    ]
    assert summary(done).media == {"media": 2, "kept": 1, "missing": 1}


def test_a_title_keeps_each_character_that_is_seen(tmp_path: Path) -> None:
    # a family of three, an emoji that Python may be too old to know, a space that is not ASCII
    title = "👨\u200d👩\u200d👧 \U0001fae9\u3000茶"
    outcomes(selection([dated(1, title, 2024)]), tmp_path / "x.epub", EPUB)
    files = inside(tmp_path / "x.epub")
    seen = "👨\u200d👩\u200d👧 \U0001fae9 茶"
    assert texts(tree(files, "nav.xhtml"), "//x:nav//x:a/text()") == [f"03-05 {seen}"]
    assert texts(tree(files, "a1.xhtml"), "//x:h1/text()") == [seen]


def test_a_type_that_a_server_made_up_breaks_no_book(tmp_path: Path) -> None:
    one = article(1, content=Body(html=f'<p><img src="{PICTURE}"></p>'), content_hash="sha256:1")
    shown = {1: [file(PICTURE, kind='image/x"<')]}
    outcomes(selection([one], shown), tmp_path / "x.epub", EPUB)
    package = tree(inside(tmp_path / "x.epub"), "package.opf")
    assert 'image/x"<' in texts(package, "//o:item/@media-type")


def test_the_type_comes_first_and_uncompressed(tmp_path: Path) -> None:
    outcomes(selection([article(1)]), tmp_path / "x.epub", EPUB)
    assert (tmp_path / "x.epub").read_bytes()[30:58] == b"mimetypeapplication/epub+zip"


@pytest.mark.parametrize("size", [len(PNG), 5 * 2**30])
def test_only_a_file_too_large_for_others_has_a_header_of_zip64(tmp_path: Path, size: int) -> None:
    one = article(1, content=Body(html=f'<p><img src="{PICTURE}"></p>'), content_hash="sha256:1")
    picture = replace(file(PICTURE), size=size)
    outcomes(selection([one], {1: [picture]}), tmp_path / "x.epub", EPUB)
    written = (tmp_path / "x.epub").read_bytes()
    start = written.index(b"EPUB/media/") - 30
    told = int.from_bytes(written[start + 22 : start + 26], "little")
    assert told == (len(PNG) if size == len(PNG) else 2**32 - 1)
    assert inside(tmp_path / "x.epub")[f"EPUB/media/{sha256(PNG).hexdigest()[:32]}.png"] == PNG


def test_the_same_articles_make_the_same_bytes(tmp_path: Path) -> None:
    chosen = selection([article(1), article(2, "秋")])
    outcomes(chosen, tmp_path / "x.epub", EPUB)
    before = (tmp_path / "x.epub").stat()
    assert {one.status for one in outcomes(chosen, tmp_path / "x.epub", EPUB)} == {"unchanged"}
    assert (tmp_path / "x.epub").stat() == before


def test_another_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "x.epub").write_text("不是我们的")
    done = outcomes(selection([article(1)]), tmp_path / "x.epub", EPUB)
    assert [(one.status, one.message) for one in done] == [
        ("failed", None),
        (
            "failed",
            f"{tmp_path / 'x.epub'}: left as it is; it was not written by an export, or edited since; "
            "choose another file",
        ),
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["x.epub"]


def test_a_folder_that_is_called_as_a_book_is_one(tmp_path: Path) -> None:
    (tmp_path / "x.epub").mkdir()
    done = outcomes(selection([article(1)]), tmp_path / "x.epub", EPUB)
    assert {one.status for one in done} == {"written"}
    assert [path.name for path in (tmp_path / "x.epub").glob("*.epub")] == ["山中笔记.epub"]


def test_books_by_account_and_by_album(tmp_path: Path) -> None:
    other = replace(
        METADATA,
        title="三",
        account="另:个",
        biz="MzB9",
        albums=(Album("1", "茶"), Album("2", "酒")),
    )
    nameless = replace(METADATA, title="四", account=None, account_id=None, biz=None, albums=())
    articles = [
        article(1),
        article(2, metadata=other),
        article(3, metadata=nameless),
        article(4, content=None),
    ]
    done = outcomes(selection(articles), tmp_path / "a", replace(EPUB, books="account"))
    assert sorted(path.name for path in (tmp_path / "a").glob("*.epub")) == [
        "公众号文章.epub",
        "另：个.epub",
        "山中笔记.epub",
    ]
    assert summary(done).articles == {
        "articles": 4,
        "written": 3,
        "unchanged": 0,
        "skipped": 1,
        "failed": 0,
    }
    outcomes(selection(articles), tmp_path / "b", replace(EPUB, books="album"))
    found = {
        path.name: texts(tree(inside(path), "nav.xhtml"), "//x:nav//x:a/@href")
        for path in (tmp_path / "b").glob("*.epub")
    }
    assert found == {
        "茶 #1.epub": ["a1.xhtml"], "茶.epub": ["a2.xhtml"], "酒.epub": ["a2.xhtml"], "公众号文章.epub": ["a3.xhtml"],
    }  # fmt: skip
    done = outcomes(
        selection(articles[:1]), tmp_path / "b", replace(EPUB, books="album", prune=True)
    )
    assert [path.name for path in (tmp_path / "b").glob("*.epub")] == ["茶 #1.epub"]
    assert summary(done).files["removed"] == 3


def test_the_newest_cover_is_the_cover_else_one_is_drawn(tmp_path: Path) -> None:
    cover = METADATA.cover_url or ""
    outcomes(
        selection([article(1)], {1: [file(cover, "cover"), lost("https://other", "cover")]}),
        tmp_path / "x.epub",
        EPUB,
    )
    package = tree(inside(tmp_path / "x.epub"), "package.opf")
    [href] = texts(package, "//o:item[@properties='cover-image']/@href")
    assert inside(tmp_path / "x.epub")[f"EPUB/{href}"] == PNG
    outcomes(selection([dated(1, "a<b", 2020), dated(2, "c", 2024)]), tmp_path / "y.epub", EPUB)
    drawn = etree.fromstring(inside(tmp_path / "y.epub")["EPUB/cover.svg"])
    assert [str(text) for text in drawn.itertext()] == ["山中笔记", "山中笔记", "2020–2024"]


def test_a_drawn_cover_breaks_no_word(tmp_path: Path) -> None:
    about = replace(METADATA, account="The Quiet Tea House Review", cover_url=None)
    outcomes(selection([article(1, metadata=about)]), tmp_path / "x.epub", EPUB)
    drawn = etree.fromstring(inside(tmp_path / "x.epub")["EPUB/cover.svg"])
    assert [str(text) for text in drawn.itertext()] == [
        "The Quiet Tea",
        "House Review",
        "The Quiet Tea House Review",
        "2024",
    ]


def test_without_pictures(tmp_path: Path) -> None:
    one = article(1, content=Body(html=f'<p>茶<img src="{PICTURE}"></p>'), content_hash="sha256:1")
    chosen = selection([one], {1: [file(PICTURE), file(METADATA.cover_url or "", "cover")]})
    outcomes(chosen, tmp_path / "x.epub", replace(EPUB, images="none"))
    assert [name for name in inside(tmp_path / "x.epub") if "media" in name] == []


def test_an_article_that_is_no_more_fails_alone(tmp_path: Path) -> None:
    chosen = selection([article(1), article(2, "秋")])

    def whole(number: int) -> StoredArticle:
        if number == 1:
            raise NotFound("no such article in the archive", "1")
        return chosen.whole(number)

    done = outcomes(replace(chosen, whole=whole), tmp_path / "x.epub", EPUB)
    assert [(one.id, one.status, one.message) for one in done] == [
        (1, "failed", "1: no such article in the archive"),
        (2, "written", None),
        (None, "written", None),
    ]


def unreadable(_: int) -> StoredArticle:
    raise NotFound("no such article in the archive", "1")


def test_of_articles_that_cannot_be_read_no_book_is_made(tmp_path: Path) -> None:
    chosen = selection([article(1)])
    outcomes(chosen, tmp_path / "x.epub", EPUB)
    before = (tmp_path / "x.epub").read_bytes()
    damaged = replace(chosen, whole=unreadable)
    done = outcomes(damaged, tmp_path / "x.epub", EPUB)
    assert [(one.id, one.status) for one in done] == [(1, "failed")]
    assert (tmp_path / "x.epub").read_bytes() == before
    stream = BytesIO()
    assert [one.status for one in export_stream(damaged, stream, EPUB)] == ["failed"]
    assert stream.getvalue() == b""


def test_a_link_to_an_article_that_cannot_be_read_leads_to_a_page_that_says_so(
    tmp_path: Path,
) -> None:
    first = article(1)
    assert first.ref
    body = Body(html=f'<p><a href="{escape(first.ref.url)}">上次</a></p>')
    chosen = selection([first, article(2, "秋", content=body, content_hash="sha256:2")])

    def whole(number: int) -> StoredArticle:
        return unreadable(number) if number == 1 else chosen.whole(number)

    outcomes(replace(chosen, whole=whole), tmp_path / "x.epub", EPUB)
    files = inside(tmp_path / "x.epub")
    [link, _] = texts(tree(files, "a2.xhtml"), "//x:a/@href")
    assert texts(tree(files, link), "//x:body//text()") == [
        "春茶",
        "This article could not be read in the archive when the book was made.",
    ]
    assert texts(tree(files, "nav.xhtml"), "//x:nav//x:a/@href") == ["a1.xhtml", "a2.xhtml"]


def test_what_has_only_invisible_names_is_called_untitled(tmp_path: Path) -> None:
    unseen = Metadata("\u200b", " ", albums=(Album("1", "\u200b"),))
    chosen = selection([article(1, metadata=unseen)])
    outcomes(chosen, tmp_path, replace(EPUB, books="album"))
    files = inside(tmp_path / "无标题.epub")
    package = tree(files, "package.opf")
    assert texts(package, "//d:title/text()") == ["无标题"]
    assert package.xpath("count(//d:creator)", namespaces=_NAMES) == 0
    assert texts(tree(files, "nav.xhtml"), "//x:nav//x:a/text()") == ["无标题"]
    assert texts(tree(files, "a1.xhtml"), "//x:h1/text()") == ["无标题"]


def test_a_book_is_called_as_the_newest_article_that_names_the_account(tmp_path: Path) -> None:
    nameless = replace(METADATA, account=None, published_at=datetime(2025, 1, 1, tzinfo=UTC))
    chosen = selection([dated(1, "旧", 2024), article(2, metadata=nameless)])
    outcomes(chosen, tmp_path, replace(EPUB, books="account"))
    assert [path.name for path in tmp_path.glob("*.epub")] == ["山中笔记.epub"]


GIF = bytes.fromhex(
    "47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b"
)
HOSTILE = (
    "<p>a\x0b&#11;\ufffe\ud800b</p><p><a>无</a><a href=''>空</a><a href='java\nscript:x'>坏</a>"
    "<a href='ftp://a.cn/x'>ftp</a><a href='https://a.cn/ 空 格?a=[1]&b=%zz#é'>怪</a>"
    "<a href='//a.cn'>缺</a></p>"
    "<ul><li>一<ul><li>二</li></ul></li></ul><table><caption>表</caption><tr><td colspan='x'>1</td></tr></table>"
    "<ol start='z'><li><p>p</p></li></ol>"
    "<figure><img src='https://x.cn/y' width='12px' height='7'><figcaption>c</figcaption></figure>"
    "<blockquote><p>q</p></blockquote>"
    "<pre><code class='language-c'>\nx &lt; y</code></pre><p id='1'>&nbsp;&copy;<sup>2</sup></p>"
)


@pytest.mark.heavy  # epubcheck
@needs_epubcheck
def test_epubcheck_finds_nothing_in_a_book_of_every_golden_page(tmp_path: Path) -> None:
    media = (Media("audio", "m", "听", "https://a.cn/m"), Media("video", "wxv_1", "看"))
    players = '<p class="card"><a href="https://a.cn/m">♪ 听</a></p><p class="card">▶ 看</p>'
    shown = {
        "image/webp": b"RIFF0000WEBP",
        "image/svg+xml": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        "image/heic": b"heic",
        "image/gif": GIF,
    }  # fmt: skip
    pictures = "".join(f'<p><img src="https://a.cn/{kind}"></p>' for kind in shown)
    hostile = dated(
        900,
        "<怪> & \x0b “事”",
        2019,
        content=Body(html=HOSTILE + players + pictures, media=media),
        content_hash="x",
    )
    uses = all_kept(golden())
    uses[900] = [
        file(f"https://a.cn/{kind}", "picture", kind, data) for kind, data in shown.items()
    ]
    uses[900] += [
        file("https://a.cn/m", "audio", "audio/mpeg", b"ID3"),
        file("wxv_1", "video", "video/mp4", b"mp4"),
    ]
    outcomes(selection([*golden(), hostile, dated(901, "", 2018)], uses), tmp_path / "x.epub", EPUB)
    code, told = epubcheck(tmp_path / "x.epub")
    assert (code, "No errors or warnings detected" in told) == (0, True), told


@pytest.mark.heavy  # epubcheck
@needs_epubcheck
def test_epubcheck_finds_what_is_wrong(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.epub", "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    assert epubcheck(tmp_path / "x.epub")[0] == 1


def test_a_book_of_no_articles_is_none(tmp_path: Path) -> None:
    assert outcomes(selection([]), tmp_path / "x.epub", EPUB) == []
    assert list(tmp_path.iterdir()) == []
