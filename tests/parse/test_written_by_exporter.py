"""Pages that wechat-article-exporter writes itself, of the data of WeChat's (docs/wechat-pages.md
§11).
"""

from datetime import datetime
from html import escape

import pytest

from tests.golden.building import BIZ, LONG_URL, MID
from tests.parse.reading import page, picture
from wxarchive.clock import BEIJING
from wxarchive.models import Article

_PICTURES = "".join(
    f'<div class="picture_item" id="图{number}"><img class="picture_item_img" src="https://mmbiz.qpic.cn/mmbiz_png/{name}/0" '
    f'alt="图{number}" /><p class="picture_item_label">图{number}</p></div>'
    for number, name in ((1, "One"), (2, "Two"))
)


def written(
    body: str, title: str = "渡口的船", author: str = "柳条", place: str = "浙江"
) -> Article:
    head = f"""<h1 class="title">{title}</h1>
<div class="__meta__">
    <span class="copyright">原创</span>
    <span class="author">{author}</span>
    <span class="nick_name">河边笔记</span>
    <span class="create_time">2025-11-10 12:00</span>
    <span class="ip">{place}</span>
</div>
<blockquote class="source">原文地址: <a href="{escape(LONG_URL)}">{escape(LONG_URL)}</a></blockquote>"""
    bar = (
        '<div class="__bottom-bar__"><span>河边笔记</span><button><span>阅读</span></button></div>'
    )
    found = page(
        f'<!DOCTYPE html><html lang="zh_CN"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<div class="__page_content__">{head}{body}<div>很好</div>{bar}</div></body></html>'
    )
    assert isinstance(found, Article)
    return found


def test_an_article_is_its_body_and_its_head() -> None:
    text = f"<p>渡口在下游。</p><p>作者：别人</p><p>{picture()}</p>"
    found = written(f'<section class="item_show_type_0">{text}</section>')
    about = found.metadata
    assert (found.kind, found.body.text) == ("article", "渡口在下游。\n作者：别人")
    assert found.body.images == ("https://mmbiz.qpic.cn/mmbiz_png/Pic/0?wx_fmt=png",)
    assert (about.title, about.account, about.author) == ("渡口的船", "河边笔记", "柳条")
    assert about.published_at == datetime(2025, 11, 10, 12, tzinfo=BEIJING)
    assert (about.location, about.is_original) == ("浙江", None)
    assert found.ref
    assert found.ref.key == f"{BIZ}:{MID}:1"


def test_what_the_tool_did_not_know_is_not_known() -> None:
    text = '<section class="item_show_type_0"><p>作者：别人</p></section>'
    about = written(text, author="", place="undefined").metadata
    assert (about.author, about.location) == (None, None)


@pytest.mark.parametrize(
    ("kind", "number", "more", "images"),
    [
        (
            "image",
            8,
            f'<div class="picture_content">{_PICTURES}</div>',
            (
                "https://mmbiz.qpic.cn/mmbiz_png/One/0",
                "https://mmbiz.qpic.cn/mmbiz_png/Two/0",
            ),
        ),
        ("text", 10, "", ()),
    ],
)
def test_a_post_is_its_words_and_pictures(
    kind: str, number: int, more: str, images: tuple[str, ...]
) -> None:
    words = '<p class="text_content">水涨了。<br />明天再去。</p>'
    found = written(f'<section class="item_show_type_{number}">{words}{more}</section>')
    assert (found.kind, found.body.text, found.body.images) == (
        kind,
        "水涨了。\n明天再去。",
        images,
    )


def test_an_untitled_text_is_titled_by_its_first_line() -> None:
    words = '<p class="text_content">水涨了。<br />明天再去。</p>'
    text = f'<section class="item_show_type_10">{words}</section>'
    assert written(text, title="(无标题)").metadata.title == "水涨了。"
