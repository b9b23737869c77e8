"""What a column or a field holds is told by its name, in Chinese and English, however it is
spelled.
"""

import tracemalloc

import pytest

from wxarchive.formats.columns import Role, role_of


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("address", "链接|文章链接|网址|URL|Url|link|短链接|short_url|Article URL|contentUrl|"
         "公众号文章链接|链接1|wechat_url|备用链接|リンク|【链接】"),
        ("origin", "原文链接|原文|来源|来源链接|source|original_url|Original link|canonical_url"),
        ("other", "阅读原文链接|阅读原文|转载来源|上一篇|下一篇链接|相关文章|推荐阅读|封面|"
         "source_url|Source URL|reprint_url|previous|译文链接|目录链接|"
                  "next_article_link|read_more|Read more URL|related|cover|thumbnail|公众号主页"),
        ("body", "文章内容|正文|全文|articleContent|html|Full Text"),
        ("text", "内容|摘要|备注|description|Abstract Note|notes|Highlight"),
        ("title", "标题|文章标题|Title|标题（原）|headline|name|題目|タイトル|제목|Titel|msg_title|【标题】"),
        ("time", "发布时间|发布日期|发布时间（北京时间）|"
         "Publish Time|published_at|publishedAt|date_published|pubDate|Date|日期|群发时间|公開日|投稿日時|게시일|推文日期|【发布时间】|publish_at|发布时间戳"),
        (None, "time_added|Date Added|Saved date|创建时间|收藏时间|抓取时间|"
         "Timestamp|modified|id|编号|序号|阅读量|tags|Folder|一|"),
    ],
)  # fmt: skip
def test_a_name_says_what_is_under_it(role: Role | None, names: str) -> None:
    assert {name: role_of(name) for name in names.split("|")} == dict.fromkeys(
        names.split("|"), role
    )


def test_a_text_is_no_name() -> None:
    assert role_of("链接" * 100) is None


def test_texts_of_a_table_are_not_kept_in_memory() -> None:
    tracemalloc.start()
    try:
        assert {role_of(f"{number}{'水' * 100_000}") for number in range(100)} == {None}
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    finally:
        tracemalloc.stop()
