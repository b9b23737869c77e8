"""Folders of Markdown: pictures beside the files, links between them, lists and names."""

import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from tests.render.samples import METADATA
from tests.support.exporting import (
    ASSET,
    OTHER,
    PICTURE,
    PNG,
    SAID,
    addresses,
    all_kept,
    article,
    file,
    golden,
    lost,
    outcomes,
    selection,
    showing,
)
from wxarchive.export.options import ExportOptions, summary
from wxarchive.models import Album, ArticleRef, Body, Media, StoredArticle

THIRD = "https://mmbiz.qpic.cn/mmbiz_jpg/third"


SHORT = "https://mp.weixin.qq.com/s/abcDEF1234"


def linking(number: int, *addresses: str, title: str = "春茶") -> StoredArticle:
    html = "".join(f'<p><a href="{address}">看</a></p>' for address in addresses)
    return article(number, title, content=Body(html=html), content_hash="sha256:1")


def body(path: Path) -> str:
    """Return a file without the seven lines of its header."""
    return path.read_text("utf-8").split("\n", 8)[8].strip("\n")


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
