"""Web pages with everything inside, as text and as a browser sees them."""

import base64
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.render.samples import METADATA
from tests.support.exporting import PNG, article, file, lost, outcomes, selection
from wxarchive.export.options import ExportOptions
from wxarchive.models import Album, Body, Media, MediaUse
from wxarchive.render.html.page import webpage
from wxarchive.render.html.style import STYLE_HASH

PICTURE = "https://mmbiz.qpic.cn/mmbiz_png/abc/0"
DATA = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
HTML = ExportOptions("html")


def page_of(html: str, *uses: MediaUse, wanted: ExportOptions = HTML, folder: Path) -> str:
    one = article(1, content=Body(html=html), content_hash="sha256:1")
    outcomes(selection([one], {1: list(uses)}), folder, wanted)
    return (folder / "2024-03-06 春茶.html").read_text("utf-8")


def main_of(text: str) -> str:
    return text.partition("<main>\n")[2].partition("\n</main>")[0]


def test_pictures_are_inside(tmp_path: Path) -> None:
    text = page_of(f'<p><img src="{PICTURE}" alt="河"></p>', file(PICTURE), folder=tmp_path)
    assert main_of(text) == f'<p class="picture"><img src="{DATA}" alt="河"/></p>'


def test_a_missing_picture_leaves_its_address(tmp_path: Path) -> None:
    text = page_of(
        f'<p><img src="{PICTURE}"></p>', lost(PICTURE, reason="HTTP 404"), folder=tmp_path
    )
    assert (
        main_of(text)
        == f'<p><span class="missing">Picture not archived: <a href="{PICTURE}">{PICTURE}</a></span></p>'
    )
    assert "<li>1 picture not archived (HTTP 404); the text has the address</li>" in text


def test_a_missing_picture_inside_a_link_is_named_without_a_second_link(tmp_path: Path) -> None:
    text = page_of(f'<p><a href="https://a.cn"><img src="{PICTURE}"></a></p>', folder=tmp_path)
    assert (
        main_of(text)
        == f'<p><a href="https://a.cn"><span class="missing">Picture not archived: {PICTURE}</span></a></p>'
    )


def test_without_pictures_the_text_stays(tmp_path: Path) -> None:
    html = f'<p>前<img src="{PICTURE}">后</p><figure><img src="{PICTURE}"></figure>'
    html += f'<p>尾<strong>x</strong><img src="{PICTURE}">.</p>'
    text = page_of(
        html, file(PICTURE), wanted=ExportOptions("html", images="none"), folder=tmp_path
    )
    assert main_of(text) == "<p>前后</p><p>尾<strong>x</strong>.</p>"


def test_sound_and_film_play_in_the_page_unless_they_are_too_large(tmp_path: Path) -> None:
    html = (
        '<p class="card"><a href="https://res.wx.qq.com/v?m">♪ 听</a></p><p class="card">▶ 看</p>'
    )
    media = (Media("audio", "m", "听", "https://res.wx.qq.com/v?m"), Media("video", "wxv_1", "看"))
    one = article(1, content=Body(html=html, media=media), content_hash="sha256:1")
    film = replace(file("wxv_1", "video", "video/mp4", b"mp4"), size=40 * 2**20)
    uses = [file("https://res.wx.qq.com/v?m", "audio", "audio/mpeg", b"ID3"), film]
    outcomes(selection([one], {1: uses}), tmp_path, HTML)
    text = (tmp_path / "2024-03-06 春茶.html").read_text("utf-8")
    assert main_of(text) == (
        '<p class="card"><audio controls="controls" src="data:audio/mpeg;base64,SUQz"></audio>听</p>'
        '<p class="card">▶ 看</p>'
    )
    assert "1 video not archived (40 MB: too large to be inside); the text has the address" in text


def test_videos_of_one_line_are_shown_one_after_the_other(tmp_path: Path) -> None:
    # hardly any video has a title
    html = '<p class="card">▶</p><p class="card">▶ 视频号</p><p class="card">▶</p>'
    media = (Media("channel_video", "v"), Media("video", "wxv_1"), Media("video", "wxv_2"))
    one = article(1, content=Body(html=html, media=media), content_hash="sha256:1")
    uses = [file(f"wxv_{number}", "video", "video/mp4", b"%d" % number) for number in (1, 2)]
    outcomes(selection([one], {1: uses}), tmp_path, HTML)
    film = '<p class="card"><video controls="controls" src="data:video/mp4;base64,{}"></video></p>'
    assert main_of((tmp_path / "2024-03-06 春茶.html").read_text("utf-8")) == (
        f'{film.format("MQ==")}<p class="card">▶ 视频号</p>{film.format("Mg==")}'
    )


def test_a_sound_of_which_only_the_name_is_known_stays_a_line(tmp_path: Path) -> None:
    html = '<p class="card">♪ 夜</p>'
    body = Body(html=html, media=(Media("audio", None, "夜"),))
    [done, *_] = outcomes(selection([article(1, content=body)]), tmp_path, HTML)
    text = (tmp_path / "2024-03-06 春茶.html").read_text("utf-8")
    assert (done.status, main_of(text)) == ("written", html)
    assert "1 audio file not archived; the text has the address" in text


def test_the_policy_of_a_page_allows_nothing_but_what_is_inside(tmp_path: Path) -> None:
    text = page_of("<p>茶</p>", folder=tmp_path)
    assert re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text) == [
        f"default-src 'none'; img-src data:; media-src data:; style-src '{STYLE_HASH}'; "
        "base-uri 'none'; form-action 'none'"
    ]


def test_the_footer_tells_source_times_account_and_hash(tmp_path: Path) -> None:
    about = replace(
        METADATA, title="春<茶>", account_alias="shanzhong", modified_at=METADATA.published_at, source_url="https://a.cn/?x&y",
        albums=(Album("1", "茶 & 酒"),),
    )  # fmt: skip
    one = replace(
        article(1), metadata=about, state="deleted", reason="已被发布者删除", losses=("a vote",)
    )
    text = webpage(one)
    footer = re.sub(
        r"<dt>(.*?)</dt><dd>(.*?)</dd>", r"\1 \2\n", text.partition("<dl>")[2].partition("</dl>")[0]
    )
    assert re.sub("<[^>]+>", "", footer).splitlines() == [
        "Original https://mp.weixin.qq.com/s?__biz=MzA5MQ==&amp;mid=1&amp;idx=1",
        "Account 山中笔记 shanzhong",
        "Published 2024-03-05 12:05:06",
        "Edited 2024-03-05 12:05:06",
        "Albums 茶 &amp; 酒",
        "Source https://a.cn/?x&amp;y",
        "Archived 2024-03-05 12:05:06",
        "State deleted 已被发布者删除",
        "Content sha256:11",
        "Page sha256:00ff",
    ]
    assert "<title>春&lt;茶&gt;</title>" in text


def test_a_page_leads_to_its_neighbours_and_lists(tmp_path: Path) -> None:
    days = [METADATA.published_at and METADATA.published_at.replace(day=day) for day in (1, 2, 3)]
    articles = [
        article(number, metadata=replace(METADATA, title=f"第{number}", published_at=day))
        for number, day in enumerate(days, 1)
    ]
    outcomes(selection(articles), tmp_path, HTML)
    text = (tmp_path / "2024-03-02 第2.html").read_text("utf-8")
    links = re.findall(
        r'<a href="([^"]*)">([^<]*)</a>', text.partition("<nav>")[2].partition("</nav>")[0]
    )
    assert links == [
        ("2024-03-01%20第1.html", "上一篇：第1"),
        ("2024-03-03%20第3.html", "下一篇：第3"),
        ("目录/账号%20山中笔记.html", "账号：山中笔记"),
        ("目录/合集%20茶%20%231.html", "合集：茶 #1"),
    ]


def test_a_folder_begins_with_a_page_that_lists_the_lists(tmp_path: Path) -> None:
    outcomes(
        selection(
            [article(1), article(2, "index", metadata=replace(METADATA, title="秋", albums=()))]
        ),
        tmp_path,
        HTML,
    )
    links = re.findall(r'<a href="([^"]*)">', (tmp_path / "index.html").read_text("utf-8"))
    assert links == [
        "目录/账号%20山中笔记.html", "目录/合集%20茶%20%231.html", "2024-03-06%20春茶.html", "2024-03-05%20秋.html",
    ]  # fmt: skip


def test_an_article_called_index_does_not_take_the_place_of_the_first_page(tmp_path: Path) -> None:
    outcomes(selection([article(1, "index")]), tmp_path, ExportOptions("html", names="{title}"))
    assert "<h1>目录</h1>" in (tmp_path / "index.html").read_text("utf-8")
    assert len(list(tmp_path.glob("index (*).html"))) == 1


def test_the_newest_are_first_and_those_without_a_date_last(tmp_path: Path) -> None:
    times = (datetime(2023, 1, 2, tzinfo=UTC), None, datetime(2024, 1, 2, tzinfo=UTC))
    articles = [
        article(number, str(number), metadata=replace(METADATA, title=str(number), published_at=at))
        for number, at in enumerate(times, 1)
    ]
    outcomes(selection(articles), tmp_path, HTML)
    newest = (tmp_path / "index.html").read_text("utf-8").partition("最新")[2]
    assert re.findall(r'">(\d)</a>', newest) == ["3", "1", "2"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder of a process")
def test_an_export_needs_no_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    done = outcomes(selection([article(1)]), tmp_path / "out", HTML)
    assert {one.status for one in done} == {"written"}
