"""Bare addresses in the texts of web pages and books are links."""

import pytest

from wxarchive.render.html.bare_links import without_punctuation
from wxarchive.render.html.rewrite import Addresses, rewritten

BARE = Addresses(bare=True)


def linked(address: str) -> str:
    return f'<a href="{address}">{address}</a>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>见https://a.cn/x，再看</p>", f"<p>见{linked('https://a.cn/x')}，再看</p>"),
        ("<p>https://a.cn/x。</p>", f"<p>{linked('https://a.cn/x')}。</p>"),
        ("<p>（http://a.cn/x）</p>", f"<p>（{linked('http://a.cn/x')}）</p>"),
        ("<p>(see https://a.cn/x_(y)).</p>", f"<p>(see {linked('https://a.cn/x_(y)')}).</p>"),
        (
            "<p>a<br>https://a.cn https://b.cn!</p>",
            f"<p>a<br/>{linked('https://a.cn')} {linked('https://b.cn')}!</p>",
        ),
        (
            "<p>https://a.cn/?a=1&amp;b=2</p>",
            '<p><a href="https://a.cn/?a=1&amp;b=2">https://a.cn/?a=1&amp;b=2</a></p>',
        ),
        (
            "<p><strong>https://a.cn</strong>后</p>",
            f"<p><strong>{linked('https://a.cn')}</strong>后</p>",
        ),
        ('<p><a href="https://b.cn"><em>https://a.cn</em></a></p>', None),
        ("<p><code>https://a.cn</code></p>", None),
        ("<pre><code>https://a.cn</code></pre>", None),
        ("<p>https:// xhttps://a.cn ftp://a.cn https://）</p>", None),
    ],
)
def test_an_address_in_the_text_is_a_link(html: str, expected: str | None) -> None:
    assert rewritten(html, BARE) == (expected or html)


def test_text_behind_code_and_links_is_linked_too() -> None:
    html = '<p><code>x</code> https://a.cn <a href="https://b.cn">b</a> https://c.cn</p>'
    assert rewritten(html, BARE) == html.replace("https://a.cn", linked("https://a.cn")).replace(
        " https://c.cn", f" {linked('https://c.cn')}"
    )


def test_a_bare_address_of_an_exported_article_leads_to_its_file() -> None:
    here = Addresses(link=lambda _: "a.html", bare=True)
    assert rewritten("<p>https://a.cn</p>", here) == '<p><a href="a.html">https://a.cn</a></p>'


def test_nothing_is_linked_unless_asked_for() -> None:
    assert rewritten("<p>https://a.cn</p>", Addresses()) == "<p>https://a.cn</p>"


def test_many_closing_brackets_are_taken_away_one_after_the_other() -> None:
    assert without_punctuation("https://a.cn/(" + ")" * 100_000) == "https://a.cn/()"
