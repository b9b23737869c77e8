"""A Markdown dump gives the article back: its header, its text made whole again, its pictures and
links.
"""

from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.render.test_markdown_roundtrip import NASTY
from tests.support.dumping import ACCOUNT, BIZ, COVER, address, broken, canonical, dump, header, raw
from wxarchive.clock import BEIJING
from wxarchive.formats.dump import is_dump, read_dump
from wxarchive.models import Album, Article, ArticleRef, Body, Link, Metadata, RawPage, StatePage
from wxarchive.parse import parse
from wxarchive.parse.body.writing import to_html, to_text
from wxarchive.parse.dump.article import content_of_markdown
from wxarchive.render.dump import document

REF = ArticleRef(canonical(1), f"{BIZ}:1:1")
PICTURE = "https://mmbiz.qpic.cn/mmbiz_png/Ferry1/640?wx_fmt=png"
LONG = (
    "清晨的渡口没有人，船夫把缆绳解开又系上，他说今天的水比昨天高了两寸，风从 Ferry Point 那边来，带着 GPT-4 "
    "也说不清的味道，于是我们决定等一等。"
)


def article(text: str | bytes, source: str = "渡口-渡口笔记/1.md") -> Article:
    found = parse(raw(text, source))
    assert isinstance(found, Article)
    return found


def html(body: str) -> str:
    return article(dump(body)).body.html


class TestWhole:
    def test_a_dump_is_its_article(self) -> None:
        text = dump(
            f"**（关注{ACCOUNT}）**\n\n{broken(LONG)}\n\n![]({PICTURE})\n\n  \n\n## 往期回顾\n\n"
            f"[1、开船以前]({address(2)})\n\n[2、对岸的灯]({address(3)})\n"
        )
        assert article(text) == Article(
            "article",
            REF,
            Metadata(
                title="渡口的早晨",
                account=ACCOUNT,
                biz=BIZ,
                published_at=datetime(2024, 5, 1, 8, 30, tzinfo=BEIJING),
                location="浙江",
                cover_url=COVER,
                albums=(Album("渡口-渡口笔记", "渡口"),),
                header_url=address(1),
            ),
            Body(
                html="\n".join(
                    [
                        f"<p><strong>（关注{ACCOUNT}）</strong></p>",
                        f"<p>{LONG}</p>",
                        '<p><img src="https://mmbiz.qpic.cn/mmbiz_png/Ferry1/0?wx_fmt=png" alt=""></p>',
                        "<h2>往期回顾</h2>",
                        f'<p><a href="{canonical(2).replace("&", "&amp;")}">1、开船以前</a></p>',
                        f'<p><a href="{canonical(3).replace("&", "&amp;")}">2、对岸的灯</a></p>',
                    ]
                ),
                text=f"（关注{ACCOUNT}）\n{LONG}\n往期回顾\n1、开船以前\n2、对岸的灯",
                images=("https://mmbiz.qpic.cn/mmbiz_png/Ferry1/0?wx_fmt=png",),
                links=(
                    Link(canonical(2), f"{BIZ}:2:1", "1、开船以前", None, "previous"),
                    Link(canonical(3), f"{BIZ}:3:1", "2、对岸的灯", None, "previous"),
                ),
            ),
            origin="dump",
        )

    def test_a_link_to_another_file_is_a_loss_unless_its_title_tells_the_article(self) -> None:
        found = article(
            dump(
                f'[一](a%20b.md) [二](c.md "{address(2)}") [[d|三\\[\\]]] `[[e|f]]` [四](https://a.cn "x")'
            )
        )
        assert [link.url for link in found.body.links] == [canonical(2)]
        assert found.body.text == "一 二 三[] [[e|f]] 四"
        assert found.losses == tuple(
            f"a link to another file, whose URL is unknown ({file})" for file in ("d", "a b.md")
        )

    def test_a_link_in_a_sentence_is_inline(self) -> None:
        body = f"那年冬天我写过[一座没有栏杆的桥]({address(2)})，写完以后再也没有回去看过它，只在梦里走过，走不到头。"
        assert [link.section for link in article(dump(body)).body.links] == ["inline"]

    def test_export_gives_the_header_back_line_for_line(self) -> None:
        text = dump("水。", title="A *b* #c", place="未知地区")
        assert document(article(text)).split("\n")[:8] == text.split("\n")[:8]

    def test_of_a_whole_export_nothing_changes_any_more(self) -> None:
        once = document(
            article(
                dump(f"{broken(LONG)}  \n再来\n\n  * 甲\n    * 乙\n\n> 引\n\n    x = 1\n\n    y")
            )
        )
        assert document(article(once)) == once


class TestHeader:
    @pytest.mark.parametrize(
        ("line", "without", "loss"),
        [
            (
                "发布时间: 2024-05-01 08:30",
                "发布时间:",
                "the time of publication is not in the dump",
            ),
            (
                "发布时间: 2024-05-01 08:30",
                "发布时间: 2024-13-01 08:30",
                "the time of publication is not in the dump",
            ),
            (f"原文链接: {address(1)}", "原文链接:", "the dump does not identify the article"),
            ("# 渡口的早晨", "#", "the title is not in the dump"),
        ],
    )
    def test_what_is_missing_is_a_loss(self, line: str, without: str, loss: str) -> None:
        assert article(dump("水。").replace(line, without)).losses == (loss,)

    def test_no_place_is_unknown(self) -> None:
        assert article(dump("水。", place="未知地区")).metadata.location is None
        assert article(dump("水。").replace("发布地: 浙江\n", "")).metadata.location is None

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
    def test_other_encodings_and_line_ends(self, encoding: str) -> None:
        text = dump(f"{broken(LONG)}\n")
        assert article(text.replace("\n", "\r\n").encode(encoding)) == article(text)

    def test_credentials_in_the_address_are_not_kept(self) -> None:
        found = article(dump("水。").replace("&chksm", "&pass_ticket=SECRET&chksm"))
        assert (found.metadata.header_url, found.ref) == (None, REF)

    def test_the_canonical_address_needs_no_second_copy(self) -> None:
        assert article(dump("水。").replace(address(1), canonical(1))).metadata.header_url is None

    def test_an_empty_body_is_broken(self) -> None:
        found = parse(raw(header()))
        assert isinstance(found, StatePage)
        assert (found.state, found.ref, found.losses) == (
            "broken",
            REF,
            ("the dump has a header and no text",),
        )

    @pytest.mark.parametrize(
        ("source", "albums"),
        [
            ("渡口-渡口笔记/1.md", (Album("渡口-渡口笔记", "渡口"),)),
            (r"C:\dumps\渡口-渡口笔记\1.md", (Album("渡口-渡口笔记", "渡口"),)),
            (r"C:\dumps\a.zip/渡口-渡口笔记/1.md", (Album("渡口-渡口笔记", "渡口"),)),
            ("/data/山水/1.md", ()),
            ("渡口笔记/1.md", ()),
            ("1.md", ()),
        ],
    )
    def test_the_album_is_a_folder_named_after_album_and_account(
        self, source: str, albums: tuple[Album, ...]
    ) -> None:
        assert article(dump("水。"), source).metadata.albums == albums

    @pytest.mark.parametrize(
        "text", ["", "# 题\n\n正文", "文章作者: a\n", f"前言\n{dump('水')}", "<html># x</html>"]
    )
    def test_other_files_are_no_dumps(self, text: str) -> None:
        assert not is_dump(raw(text))
        assert read_dump(text.encode()) is None

    def test_what_a_server_sends_is_no_dump(self) -> None:
        page = raw(dump("水。"))
        assert is_dump(page)
        assert not is_dump(RawPage("https://e.cn", page.body, page.received_at))


class TestHtml2text:
    def test_the_space_comes_back_where_a_line_was_broken(self) -> None:
        assert broken(LONG).count("\n") == 1
        assert html(f"{broken(LONG)}\n\n  * 甲") == f"<p>{LONG}</p>\n<ul><li>甲</li></ul>"

    @pytest.mark.parametrize(
        "start", ["+ 2 = 4", "- 也就是说", "* 8", "2. 这本书", "> 我", "# 号", "--但是", "=="]
    )
    def test_a_piece_that_looks_like_something_else_is_text(self, start: str) -> None:
        before = "水" * 70 + " word"
        shown = f"{before} {start}".replace(">", "&gt;")
        assert html(f"{before}\n{start} 之后的话要够长才会被折到下一行来\n\n  * 甲").startswith(
            f"<p>{shown} 之后"
        )

    def test_a_line_broken_behind_a_hyphen_gets_no_space(self) -> None:
        text = "水" * 66 + "（fine-tuning）与 GPT- 四号"
        assert broken(text).split("\n")[0].endswith("fine-")
        assert html(f"{broken(text)}\n\n  * 甲").startswith(f"<p>{text}</p>")

    def test_a_broken_heading_is_one(self) -> None:
        assert html(f"## [和 Reid\nHoffman 一起]({address(2)})\n\n  * 甲").startswith(
            '<h2><a href="https://mp.w'
        )

    @pytest.mark.parametrize(
        ("markdown", "expected"),
        [
            ("说**“好”** ，第**6** 篇", "说<strong>“好”</strong> ，第<strong>6</strong> 篇"),
            ("**甲****乙**丙", "<strong>甲乙</strong>丙"),
            ("空的****没有", "空的没有"),
            ("****│** 谷歌** 与", "<strong>│ 谷歌</strong> 与"),
            ("**没有关上", "<strong>没有关上</strong>"),
            ("关上** 了", "关上 了"),
            ("2**10 次", "2**10 次"),
            ("x*y*z 与 *注*", "x*y*z 与 *注*"),
            ("_斜_ 与 snake_case_name", "<em>斜</em> 与 snake_case_name"),
            ("<b>粗</b> &lt; A&B", "&lt;b&gt;粗&lt;/b&gt; &amp;lt; A&amp;B"),
            ("`a**b` 与 `<i>`", "<code>a**b</code> 与 <code>&lt;i&gt;</code>"),
            (r"1\. 与 \- 与 \+", "1. 与 - 与 +"),
            ("见 <https://e.cn/a>", '见 <a href="https://e.cn/a">https://e.cn/a</a>'),
            ("[甲]](https://e.cn/a)", '<a href="https://e.cn/a">甲]</a>'),
            ("[1、[乙](https://e.cn/a)", '[1、<a href="https://e.cn/a">乙</a>'),
            ("[1、[](https://e.cn/b)丙](https://e.cn/a)", '<a href="https://e.cn/a">1、丙</a>'),
            ("甲  \n# 乙", "甲<br># 乙"),
            ("~~~来源", "~~~来源"),
            ("**  \n**", ""),
        ],
    )
    def test_running_text(self, markdown: str, expected: str) -> None:
        line = f"<p>{expected}</p>\n" if expected else ""
        assert html(f"{markdown}\n\n  * 甲") == f"{line}<ul><li>甲</li></ul>"

    @pytest.mark.parametrize(
        ("markdown", "expected"),
        [
            (
                "  * 甲\n    * 乙\n  * 丙\n  1. 丁",
                "<ul><li>甲<ul><li>乙</li></ul></li><li>丙</li></ul>\n<ol><li>丁</li></ol>",
            ),
            ("  3. 甲\n\n  4. 乙  \n后", '<ol start="3"><li>甲</li><li>乙<br>后</li></ol>'),
            ("  1. 甲\n    * 乙  \n丙", "<ol><li>甲<ul><li>乙<br>丙</li></ul></li></ol>"),
            (
                "    * 码\n\n    x <b>\n\n  * 甲",
                "<pre><code>* 码\n\nx &lt;b&gt;</code></pre>\n<ul><li>甲</li></ul>",
            ),
            ("  * 甲\n\n    x = 1", "<ul><li>甲</li></ul>\n<pre><code>x = 1</code></pre>"),
            (
                "> 引  \n文\n>\n>> 深\n>\n> 浅",
                "<blockquote><p>引<br>文</p></blockquote>\n<blockquote><blockquote><p>深</p>",
            ),
            ("* * *\n\n  * 甲", "<hr>\n<ul><li>甲</li></ul>"),
            (
                "甲|乙  \n---|---  \n1|2  \n3|4",
                "<table><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr>",
            ),
            ("|\n内容\n\n  * 甲", "<p>| 内容</p>\n<ul><li>甲</li></ul>"),
        ],
    )
    def test_blocks(self, markdown: str, expected: str) -> None:
        assert html(markdown).startswith(expected)

    def test_html_in_a_dump_is_cleaned(self) -> None:
        found = html(
            '<p onclick="x()">好<script>alert(1)</script><a href="javascript:x()">坏</a></p>'
        )
        assert found == "<p>好坏</p>"

    def test_code_in_fences_does_not_tell_who_wrote_it(self) -> None:
        assert (
            html("```\na  \n  * b\n```\n\n*斜*")
            == "<pre><code>a\n  * b</code></pre>\n<p><em>斜</em></p>"
        )


WORDS = [*NASTY.split(), "渡口", "水声", "Ferry", "2024", "。", "，"]
lines = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
blocks = st.one_of(
    lines.map(lambda line: ("p", line)),
    lines.map(lambda line: ("h2", line)),
    lines.map(lambda line: ("blockquote", line)),
    lines.map(lambda line: ("strong", line)),
    st.integers(1, 9).map(
        lambda number: ("img", f"https://mmbiz.qpic.cn/mmbiz_png/Pic{number}/0?wx_fmt=png")
    ),
    st.integers(2, 9).map(lambda number: ("a", canonical(number))),
)
headings = st.lists(st.sampled_from([*WORDS, "标题"]), min_size=1, max_size=4).map(" ".join)


def as_html(block: tuple[str, str]) -> str:
    tag, text = block
    if tag == "img":
        return f'<p><img src="{text}" alt=""></p>'
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    if tag == "a":
        return f'<p><a href="{escaped}">见此</a></p>'
    return f"<p><strong>{escaped}</strong></p>" if tag == "strong" else f"<{tag}>{escaped}</{tag}>"


def bare(text: str) -> str:
    return "".join(text.split())


@given(headings, st.lists(blocks, min_size=1, max_size=6))
def test_an_article_comes_back_from_its_export(title: str, made: list[tuple[str, str]]) -> None:
    content = content_of_markdown("\n\n".join(map(as_html, made)))
    body = Body(to_html(content.blocks), to_text(content.blocks), content.images)
    about = Metadata(
        title,
        ACCOUNT,
        biz=BIZ,
        published_at=datetime(2024, 5, 1, 8, 30, tzinfo=BEIJING),
        cover_url=COVER,
    )
    back = article(document(Article("article", REF, about, body)), "1.md")
    assert (back.ref, back.metadata) == (REF, about)
    assert bare(back.body.text) == bare(body.text)
    assert back.body.images == body.images
    assert [link.url for link in back.body.links] == list(
        dict.fromkeys(text for tag, text in made if tag == "a")
    )


@given(st.binary(max_size=300))
def test_any_bytes_behind_a_header_are_read(body: bytes) -> None:
    assert isinstance(parse(raw(header().encode() + b"\n\n" + body)), Article | StatePage)


PIECES = [
    *WORDS,
    "\n",
    "\n",
    "\n\n",
    "  \n",
    "  * ",
    "    * ",
    "    ",
    "  12. ",
    "> ",
    ">> ",
    "|",
    "---|---",
    "](",
    "[",
    "****",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@example("](<b2)中")
def test_no_letter_is_lost_however_the_markdown_is_put_together(markdown: str) -> None:
    content = content_of_markdown(f"{markdown}\n\n渡  \n口")
    read = to_text(content.blocks) + " ".join(
        run for run in to_html(content.blocks).split('"')[1::2]
    )
    letters = [letter for letter in markdown if "\u4e00" <= letter <= "\u9fff"]
    assert sorted([*letters, "渡", "口"]) == sorted(
        one for one in read if "\u4e00" <= one <= "\u9fff"
    )
