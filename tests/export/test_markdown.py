"""Folders of Markdown: pictures beside the files, links between them, lists, names and what is
removed again.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.render.samples import METADATA
from tests.support.exporting import (
    MANIFEST,
    PNG,
    all_kept,
    article,
    exported,
    file,
    files,
    golden,
    lost,
    outcomes,
    selection,
)
from wxarchive.errors import ExportError, UsageError
from wxarchive.export.options import ExportOptions, ExportOutcome, summary
from wxarchive.formats.dump import NOTES_MARK
from wxarchive.models import Album, ArticleRef, Body, Media, StoredArticle

ASSET = f"assets/{sha256(PNG).hexdigest()[:32]}.png"
PICTURE = "https://mmbiz.qpic.cn/mmbiz_png/abc/0?wx_fmt=png"
OTHER = "https://mmbiz.qpic.cn/mmbiz_jpg/def/0"
THIRD = "https://mmbiz.qpic.cn/mmbiz_jpg/third"
SHORT = "https://mp.weixin.qq.com/s/abcDEF1234"
SAID = f"\n{NOTES_MARK}\n\n> Not kept:\n>\n"


def showing(number: int, *addresses: str, title: str = "春茶") -> StoredArticle:
    html = "".join(f'<p><img src="{address}"></p>' for address in addresses)
    return article(
        number, title, content=Body(html=html, images=addresses), content_hash="sha256:1"
    )


def linking(number: int, *addresses: str, title: str = "春茶") -> StoredArticle:
    html = "".join(f'<p><a href="{address}">看</a></p>' for address in addresses)
    return article(number, title, content=Body(html=html), content_hash="sha256:1")


def body(path: Path) -> str:
    """Return a file without the seven lines of its header."""
    return path.read_text("utf-8").split("\n", 8)[8].strip("\n")


def tokens(text: str) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        yield from (token, *(token.children or ()))


def addresses(text: str) -> list[str]:
    return [
        str(at) for token in tokens(text) for name in ("href", "src") if (at := token.attrGet(name))
    ]


def test_pictures_lie_beside_the_files_once_for_each_content(tmp_path: Path) -> None:
    articles = [showing(1, PICTURE, OTHER), showing(2, OTHER, title="秋桥")]
    uses = {1: [file(PICTURE), file(OTHER)], 2: [file(OTHER)]}
    done = outcomes(selection(articles, uses), tmp_path)
    assert [path.name for path in (tmp_path / "assets").iterdir()] == [Path(ASSET).name]
    assert (tmp_path / ASSET).read_bytes() == PNG
    assert body(tmp_path / "2024-03-06 春茶.md") == f"![]({ASSET})\n\n![]({ASSET})"
    assert summary(done).media == {"media": 3, "kept": 3, "missing": 0}


def test_a_picture_known_under_another_host_and_size_is_the_same(tmp_path: Path) -> None:
    use = file("http://mmbiz.qlogo.cn/mmbiz_png/abc/640?wxfrom=5")
    outcomes(selection([showing(1, PICTURE)], {1: [use]}), tmp_path)
    assert body(tmp_path / "2024-03-06 春茶.md") == f"![]({ASSET})"


def test_what_is_missing_is_said_under_the_article_and_in_the_summary(tmp_path: Path) -> None:
    one = replace(showing(1, PICTURE, OTHER, THIRD, f"{THIRD}x/0"), losses=("a vote",))
    uses = [file(PICTURE), lost(OTHER, reason="HTTP 404"), lost(THIRD, reason="HTTP 404")]
    done = outcomes(selection([one], {1: uses}), tmp_path)
    said = "> - 2 pictures not archived (HTTP 404); the original address stays\n"
    said += "> - 1 picture not archived; the original address stays\n> - a vote\n"
    assert (tmp_path / "2024-03-06 春茶.md").read_text("utf-8").endswith(SAID + said)
    assert body(tmp_path / "2024-03-06 春茶.md").startswith(f"![]({ASSET})\n\n![]({OTHER})\n")
    assert summary(done).media == {"media": 4, "kept": 1, "missing": 3}


@pytest.mark.parametrize(
    ("images", "expected"),
    [
        ("remote", f"![]({PICTURE})"),
        ("none", ""),
        ("embed", "![](data:image/png;base64,iVBORw0KGgo"),
    ],
)
def test_pictures_elsewhere(tmp_path: Path, images: str, expected: str) -> None:
    chosen = selection([showing(1, PICTURE)], {1: [file(PICTURE)]})
    # a parameter of the test
    done = outcomes(chosen, tmp_path, ExportOptions(images=images))  # type: ignore[arg-type]
    written = body(tmp_path / "2024-03-06 春茶.md")
    assert written.startswith(expected)
    assert bool(written) == bool(expected)
    assert not (tmp_path / "assets").exists()
    assert summary(done).media["missing"] == 0


def test_sound_and_film_are_linked(tmp_path: Path) -> None:
    html = (
        '<p class="card"><a href="https://res.wx.qq.com/voice/getvoice?mediaid=m">♪ 听茶</a></p>'
        '<p class="card">▶ 看茶</p><p class="card">▶ 视频号 远方</p>'
        '<p class="card">♪ 不明</p><p class="card">[投票]</p>'
    )
    media = (
        Media("audio", "m", "听茶", "https://res.wx.qq.com/voice/getvoice?mediaid=m"),
        Media("video", "wxv_1", "看茶"),
        Media("channel_video", "v", "远方"),
    )
    one = article(1, content=Body(html=html, media=media), content_hash="sha256:1")
    sound = file("https://res.wx.qq.com/voice/getvoice?mediaid=m", "audio", "audio/mpeg", b"ID3")
    done = outcomes(selection([one], {1: [sound, lost("wxv_1", "video", None)]}), tmp_path)
    assert body(tmp_path / "2024-03-06 春茶.md") == (
        f"[♪ 听茶](assets/{sha256(b'ID3').hexdigest()[:32]}.mp3)\n\n▶ 看茶\n\n▶ 视频号 远方\n\n♪ 不明\n\n[投票]\n"
        f"{SAID}> - 1 video not archived; the original address stays"
    )
    assert summary(done).media == {"media": 2, "kept": 1, "missing": 1}


@pytest.mark.parametrize(
    "address",
    [
        "https://mp.weixin.qq.com/s?__biz=MzA5MQ==&amp;mid=2&amp;idx=1",
        "http://mp.weixin.qq.com/s?__biz=MzA5MQ%3D%3D&amp;mid=2&amp;idx=1&amp;sn=ff&amp;chksm=1&amp;scene=27#wechat_redirect",
        "https://mp.weixin.qq.com/mp/appmsg/show?__biz=MzA5MQ==&amp;appmsgid=2&amp;itemidx=1",
        SHORT,
        f"{SHORT}?from=timeline#rd",
        "https://mp.weixin.qq.com/s/anotherAlias",
    ],
)
def test_every_form_of_an_address_leads_to_the_file(tmp_path: Path, address: str) -> None:
    other = article(2, "秋 桥#(1)")
    other = replace(other, ref=replace(other.ref or ArticleRef(""), short=SHORT))
    chosen = selection(
        [linking(1, address), other], aliases={"https://mp.weixin.qq.com/s/anotherAlias": 2}
    )
    outcomes(chosen, tmp_path)
    led = address.replace("&amp;", "&")
    assert (
        body(tmp_path / "2024-03-06 春茶.md") == f'[看](2024-03-06%20秋%20桥%23%281%29.md "{led}")'
    )
    assert (tmp_path / "2024-03-06 秋 桥#(1).md").exists()


def test_links_that_lead_elsewhere_stay(tmp_path: Path) -> None:
    away = [
        "https://mp.weixin.qq.com/s/notArchived",
        "https://example.com/?u=https://mp.weixin.qq.com/s/abcDEF1234",
    ]
    gone = replace(article(2, content=None), ref=ArticleRef(SHORT, None, SHORT))
    outcomes(selection([linking(1, *away, SHORT), gone]), tmp_path)
    assert addresses(body(tmp_path / "2024-03-06 春茶.md")) == [*away, SHORT]


def test_links_and_pictures_are_found_from_folders_too(tmp_path: Path) -> None:
    other = article(
        2, "秋桥", metadata=replace(METADATA, title="秋桥", account="另一个", biz="MzB=")
    )
    html = f'<p><a href="{other.ref.url if other.ref else ""}">看</a><img src="{PICTURE}"></p>'
    one = article(1, content=Body(html=html), content_hash="sha256:1")
    wanted = ExportOptions(names="{account}/{year}/{title}")
    outcomes(selection([one, other], {1: [file(PICTURE)]}), tmp_path, wanted)
    path = tmp_path / "山中笔记/2024/春茶.md"
    led = other.ref.url if other.ref else ""
    assert body(path) == f'[看](../../另一个/2024/秋桥.md "{led}")![](../../{ASSET})'


def test_wikilinks(tmp_path: Path) -> None:
    html = (
        '<p><a href="https://mp.weixin.qq.com/s?__biz=MzA5MQ==&amp;mid=2&amp;idx=1">看[它]</a></p>'
        '<p><a href="https://mp.weixin.qq.com/s?__biz=MzA5MQ==&amp;mid=2&amp;idx=1"><img src="data:image/png,"></a></p>'
        '<p><a href="https://mp.weixin.qq.com/s?__biz=MzA5MQ==&amp;mid=3&amp;idx=1">再</a><a href="https://a.cn">外</a></p>'
    )
    one = article(1, content=Body(html=html), content_hash="sha256:1")
    outcomes(
        selection([one, article(2, "秋桥"), article(3, "桥 #3")]),
        tmp_path,
        ExportOptions(wikilinks=True),
    )
    assert body(tmp_path / "2024-03-06 春茶.md") == (
        "[[2024-03-06 秋桥|看\\[它\\]]]\n\n"
        '[![](data:image/png,)](2024-03-06%20秋桥.md "https://mp.weixin.qq.com/s?__biz=MzA5MQ==&mid=2&idx=1")\n\n'
        '[再](2024-03-06%20桥%20%233.md "https://mp.weixin.qq.com/s?__biz=MzA5MQ==&mid=3&idx=1")[外](https://a.cn)'
    )


def test_each_account_and_album_has_a_list_in_the_order_of_time(tmp_path: Path) -> None:
    earlier = replace(
        METADATA,
        title="秋*桥*",
        published_at=METADATA.published_at and METADATA.published_at.replace(2023),
    )
    undated = replace(METADATA, title=None, published_at=None, albums=())
    outcomes(
        selection([article(1), article(2, metadata=earlier), article(3, metadata=undated)]),
        tmp_path,
    )
    assert (tmp_path / "目录/账号 山中笔记.md").read_text("utf-8") == (
        "# 账号：山中笔记\n\n共 3 篇\n\n## 2023\n\n- 2023-03-05 [秋\\*桥\\*](../2023-03-05%20秋＊桥＊.md)\n\n"
        "## 2024\n\n- 2024-03-06 [春茶](../2024-03-06%20春茶.md)\n\n## 日期不明\n\n- [无标题](../undated%20无标题.md)\n"
    )
    assert (
        (tmp_path / "目录/合集 茶 #1.md")
        .read_text("utf-8")
        .startswith("# 合集：茶 #1\n\n共 2 篇\n")
    )


def test_front_matter_is_what_obsidian_hugo_and_zola_read(tmp_path: Path) -> None:
    albums = (Album("1", "茶 #1: 早春"), Album("2", "2024"), Album("3", "!"))
    one = article(
        1,
        metadata=replace(
            METADATA,
            title='a: "b"/#',
            digest="- x",
            modified_at=METADATA.published_at,
            albums=albums,
        ),
    )
    outcomes(selection([one]), tmp_path, ExportOptions(front_matter=True))
    [path] = tmp_path.glob("*.md")
    fields = yaml.safe_load(path.read_text("utf-8").split("---")[1])
    assert fields == {
        "title": 'a: "b"/#',
        "date": "2024-03-05T12:05:06+08:00",
        "updated": "2024-03-05T12:05:06+08:00",
        "lastmod": "2024-03-05T12:05:06+08:00",
        "description": "- x",
        "tags": ["茶-1-早春", "_2024"],
        "taxonomies": {"tags": ["茶-1-早春", "_2024"]},
        "aliases": ["a： ＂b＂／＃"],
        "source": "https://mp.weixin.qq.com/s?__biz=MzA5MQ==&mid=1&idx=1",
        "account": "山中笔记",
        "author": "阿青",
        "location": "浙江",
        "albums": ["茶 #1: 早春", "2024", "!"],
        "post_kind": "article",
        "key": "MzA5MQ==:1:1",
        "cover_url": "https://mmbiz.qpic.cn/a/b/0",
    }


def test_prune_removes_what_left_the_selection_and_nothing_else(tmp_path: Path) -> None:
    articles = [showing(1, PICTURE), showing(2, OTHER, title="秋桥"), article(3, "冬")]
    uses = {1: [file(PICTURE)], 2: [file(OTHER, content=b"GIF89a", kind="image/gif")]}
    names = ExportOptions(names="{year}/{title}/{date}")
    outcomes(selection(articles, uses), tmp_path, names)
    outcomes(selection(articles[:1], uses), tmp_path, names)
    (tmp_path / "我的.md").write_text("笔记")
    assert (tmp_path / "2024/秋桥/2024-03-06.md").exists()
    done = outcomes(selection(articles[:1], uses), tmp_path, replace(names, prune=True))
    assert sorted(one.file or "" for one in done if one.status == "removed") == sorted(
        [
            "2024/冬/2024-03-06.md",
            "2024/秋桥/2024-03-06.md",
            f"assets/{sha256(b'GIF89a').hexdigest()[:32]}.gif",
        ]
    )
    assert sorted(
        str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()
    ) == sorted(
        [
            MANIFEST,
            "2024/春茶/2024-03-06.md",
            ASSET,
            "我的.md",
            "目录/合集 茶 #1.md",
            "目录/账号 山中笔记.md",
        ]
    )
    assert not (tmp_path / "2024/秋桥").exists()
    assert summary(done).files == {
        "files": 5, "written": 0, "unchanged": 2, "skipped": 0, "failed": 0, "removed": 3,
    }  # fmt: skip


def test_prune_leaves_a_file_edited_since_and_the_pictures_it_may_show(tmp_path: Path) -> None:
    chosen = selection([showing(1, PICTURE)], {1: [file(PICTURE)]})
    outcomes(chosen, tmp_path)
    path = tmp_path / "2024-03-06 春茶.md"
    path.write_text("我的", "utf-8")
    done = outcomes(selection([]), tmp_path, ExportOptions(prune=True))
    assert [one.message for one in done if one.status == "skipped"] == [
        f"{path}: left the selection, but was edited since: not removed"
    ]
    assert (path.read_text("utf-8"), (tmp_path / ASSET).exists()) == ("我的", True)


def test_prune_of_one_form_leaves_the_others(tmp_path: Path) -> None:
    outcomes(selection([article(1)]), tmp_path)
    outcomes(selection([]), tmp_path, ExportOptions("html", prune=True))
    assert set(files(tmp_path)) == {"2024-03-06 春茶.md", "index.html"}


def test_a_picture_in_whose_place_something_else_is_has_failed(tmp_path: Path) -> None:
    (tmp_path / ASSET).parent.mkdir()
    (tmp_path / ASSET).write_text("something else")
    done = outcomes(selection([showing(1, PICTURE)], {1: [file(PICTURE)]}), tmp_path)
    why = f"{tmp_path / ASSET}: left as it is; it was not written by an export"
    assert done[0] == ExportOutcome("failed", ASSET, message=why)
    assert summary(done).media == {"media": 1, "kept": 0, "missing": 1}
    assert (tmp_path / ASSET).read_text() == "something else"


NOT_WRITTEN = (
    f"{SAID}> - 1 picture archived, but could not be written here; the original address stays"
)


def test_a_picture_that_cannot_be_written_is_named_once_and_said_under_each_article(
    tmp_path: Path,
) -> None:
    (tmp_path / "assets").write_text("a file")
    chosen = selection(
        [showing(1, PICTURE), showing(2, PICTURE)], {1: [file(PICTURE)], 2: [file(PICTURE)]}
    )
    done = outcomes(chosen, tmp_path)
    why = f"{tmp_path / ASSET}: the folder it belongs in is a link or a file"
    assert [one for one in done if one.message] == [ExportOutcome("failed", ASSET, message=why)]
    assert [one.status for one in done if one.id] == ["written", "written"]
    assert summary(done).failed == 1
    texts = [text for name, text in files(tmp_path).items() if name.endswith(".md")]
    assert [text.rstrip().endswith(NOT_WRITTEN) for text in texts] == [True, True]
    assert [str(tmp_path) in text for text in texts] == [False, False]
    again = outcomes(chosen, tmp_path)
    assert [one.status for one in again if one.id] == ["unchanged", "unchanged"]
    assert summary(again).failed == 1


def test_an_article_stays_as_it_is_while_its_pictures_cannot_be_written(tmp_path: Path) -> None:
    chosen = selection([showing(1, PICTURE)], {1: [file(PICTURE)]})
    outcomes(chosen, tmp_path)
    [(name, before)] = files(tmp_path).items()
    (tmp_path / "assets").rename(tmp_path / "elsewhere")
    (tmp_path / "assets").write_text("a file")
    why = f"{tmp_path / name}: left as it is; not all of what it shows could be written"
    done = outcomes(chosen, tmp_path)
    assert [(one.status, one.file, one.message) for one in done if one.id] == [
        ("failed", name, why)
    ]
    assert (tmp_path / name).read_text("utf-8") == before
    (tmp_path / "assets").unlink()
    (tmp_path / "elsewhere").rename(tmp_path / "assets")
    assert [one.status for one in outcomes(chosen, tmp_path) if one.id] == ["unchanged"]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege on Windows")
@pytest.mark.parametrize("name", ["assets", "目录", "山中笔记"])
def test_a_link_in_the_place_of_a_folder_is_not_followed(tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / name).symlink_to(outside)
    chosen = selection([showing(1, PICTURE)], {1: [file(PICTURE)]})
    done = outcomes(chosen, folder, ExportOptions(names="{account}/{title}"))
    assert list(outside.iterdir()) == []
    assert summary(done).failed or summary(done).media["missing"]


def test_another_template_needs_another_folder(tmp_path: Path) -> None:
    exported([article(1)], tmp_path)
    with pytest.raises(ExportError) as error:
        exported([article(1)], tmp_path, ExportOptions(names="{title}"))
    assert str(error.value) == (
        f"{tmp_path}: a file keeps its name for good; "
        "the files here are named {date} {title}; export with that, or to another folder"
    )


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"names": "{tilte}"}, "{tilte}: no such field: {tilte}; "),
        (
            {"names": "{title"},
            "{title: no template for names (expected '}' before end of string); ",
        ),
        ({"names": "{title!r}"}, "{title!r}: fields take no format; "),
        ({"names": "{date:%Y}"}, "{date:%Y}: fields take no format; "),
        ({"names": "same"}, "same: no template for the name of a file inside the folder; "),
        (
            {"names": "../{title}"},
            "../{title}: no template for the name of a file inside the folder; ",
        ),
        ({"names": "/{title}"}, "/{title}: no template for the name of a file inside the folder; "),
        (
            {"form": "html", "images": "remote"},
            "--images remote does not go with --html; there is embed, none",
        ),
        (
            {"form": "csv", "images": "none"},
            "--images none does not go with --csv; there is no choice",
        ),
        (
            {"form": "csv", "names": "{id}", "prune": True},
            "--name-template, --prune does not go with --csv",
        ),
        ({"form": "md", "books": "album"}, "--books does not go with --md"),
        ({"form": "html", "front_matter": True}, "--front-matter does not go with --html"),
    ],
)
def test_what_does_not_go_together_is_refused(wanted: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError) as error:
        ExportOptions(**wanted)  # type: ignore[arg-type]  # as a command line gives it
    assert str(error.value).startswith(message)


def test_every_relative_link_of_every_golden_page_resolves(tmp_path: Path) -> None:
    articles = golden()
    chosen = selection(articles, all_kept(articles))
    done = outcomes(chosen, tmp_path, ExportOptions(names="{account}/{title}"))
    assert summary(done).articles["written"] == len(articles)
    written = list(tmp_path.rglob("*.md"))
    found = [(path, at) for path in written for at in addresses(path.read_text("utf-8"))]
    relative = [(path, unquote(at)) for path, at in found if not re.match(r"[a-z]+:", at)]
    assert [(path, at) for path, at in relative if not (path.parent / at).is_file()] == []
    assert len(relative) > len(articles)
