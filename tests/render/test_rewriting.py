"""Clean HTML with other addresses in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from wxarchive.render.html.rewrite import Addresses, Player, relative, rewritten

NONE = Addresses(picture=lambda _: None)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("茶 &lt; 酒 &amp; 水", "茶 &lt; 酒 &amp; 水"),
        ("<p>一<br>二</p><hr><p></p>", "<p>一<br/>二</p><hr/><p></p>"),
        ('<p><a href="https://a.cn/茶 x">看</a></p>', '<p><a href="https://a.cn/茶 x">看</a></p>'),
        ('<p class="card" style="x" id="y">卡</p>', '<p class="card">卡</p>'),
        (
            '<pre><code class="language-c">a\n  b</code></pre>',
            '<pre><code class="language-c">a\n  b</code></pre>',
        ),
        (
            '<meta http-equiv="refresh" content="0"><p onclick="x">a<script>b</script>c<font>d</font></p>',
            "<p>acd</p>",
        ),
        ('<p><a href="java\nscript:x">a</a><a>b</a></p>', "<p><a>a</a><a>b</a></p>"),
        ("<p>a&#1;\x0bb&#xfffe;</p>", "<p>ab</p>"),
    ],
)
def test_the_vocabulary_and_nothing_else_is_written(html: str, expected: str) -> None:
    assert rewritten(html, Addresses()) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p>前<img src="x">后</p>', "<p>前后</p>"),
        ('<p>前<em>中</em><img src="x">后</p>', "<p>前<em>中</em>后</p>"),
        ('<p><img src="x"></p><p>茶</p>', "<p>茶</p>"),
        ('<p><a href="y"><img src="x"></a></p>', ""),
        (
            '<figure><img src="x"><figcaption>图</figcaption></figure>',
            "<figure><figcaption>图</figcaption></figure>",
        ),
        ("<p><img></p>", ""),
    ],
)
def test_a_picture_left_out_leaves_no_empty_box(html: str, expected: str) -> None:
    assert rewritten(html, NONE) == expected


def test_a_forbidden_character_is_in_nothing_that_is_put_elsewhere() -> None:
    html = '<p>https://a.cn/x&#11;后<img src="y&#1;"><br>尾&#11;</p>'
    missing = Addresses(picture=lambda _: None, note="N: ", bare=True)
    link = '<a href="https://a.cn/x">https://a.cn/x</a>'
    lost = '<span class="missing">N: <a href="y">y</a></span>'
    assert rewritten(html, missing) == f"<p>{link}后{lost}<br/>尾</p>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p> <img src="x"/> </p>', '<p class="picture"> <img src="x"/> </p>'),
        ('<p>笑<img src="x"/></p>', '<p>笑<img src="x"/></p>'),
        ('<p><img src="x"/>笑</p>', '<p><img src="x"/>笑</p>'),
        ('<p><img src="x"/><br/></p>', '<p><img src="x"/><br/></p>'),
    ],
)
def test_a_picture_alone_is_told_from_one_among_words(html: str, expected: str) -> None:
    assert rewritten(html, Addresses()) == expected


def test_a_player_takes_the_place_of_its_line() -> None:
    addresses = Addresses(
        player=lambda words, href: Player("a", f"{words[2:]}.mp3") if href else None
    )
    html = '<p class="card"><a href="u">♪ 听</a></p><p class="card">♪ 无</p><p>♪ 文</p><p class="card">[投票]</p>'
    assert rewritten(html, addresses) == (
        '<p class="card"><a href="听.mp3">♪ 听</a></p><p class="card">♪ 无</p><p>♪ 文</p><p class="card">[投票]</p>'
    )


TAGS = (
    "p",
    "a",
    "img",
    "figure",
    "table",
    "tr",
    "td",
    "ul",
    "li",
    "pre",
    "code",
    "script",
    "b",
    "br",
    "svg",
    "h2",
)
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(['<img src="x">', '<a href="//y">', '<p class="card">♪ ', "&#0;", "&bogus;", "<!--", "]]>"]),
    st.just('<td colspan="a">'),
    st.text(max_size=5),
)  # fmt: skip


@given(st.lists(PIECES, max_size=20))
def test_whatever_comes_in_well_formed_xml_comes_out(pieces: list[str]) -> None:
    for addresses in (Addresses(), NONE, Addresses(picture=lambda _: None, note="无：")):
        for xml in (False, True):
            etree.fromstring(f"<div>{rewritten(''.join(pieces), addresses, xml=xml)}</div>")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_text_is_kept(text: str) -> None:
    kept = "".join(char for char in text if char.isprintable())
    escaped = kept.replace("&", "&amp;").replace("<", "&lt;")
    read = etree.fromstring(f"<div>{rewritten(f'<p>{escaped}</p>', Addresses())}</div>")
    assert read.xpath("string()") == kept


def test_relative_addresses_mean_themselves() -> None:
    assert relative("a b/茶#1?%[x](y).md") == "a%20b/茶%231%3F%25%5Bx%5D%28y%29.md"
