"""Trees of HTML from anywhere have limits, and what is beyond them keeps its text."""

import pytest
from lxml import etree

from wxarchive.markup import (
    DEEPEST,
    MOST_ATTRIBUTES,
    MOST_TAGS,
    TOO_DEEP,
    TOO_MANY_ATTRIBUTES,
    TOO_MANY_TAGS,
    tree,
)


def read(html: str) -> tuple[str, list[str]]:
    losses: list[str] = []
    body = tree(html, losses.append)
    assert body is not None
    return "".join(map(str, body.itertext())), losses


def depth(html: str) -> int:
    body = tree(html)
    assert body is not None
    return max(len(list(node.iterancestors())) - 1 for node in body.iter())


@pytest.mark.parametrize("levels", [DEEPEST + 1, 300, 2_100])
@pytest.mark.parametrize("tag", ["b", "div", "section"])
def test_text_nested_too_deep_and_all_behind_it_is_kept_in_order(tag: str, levels: int) -> None:
    html = f"<p>一</p>{f'<{tag}>' * levels}二<i>三</i>四{f'</{tag}>' * levels}五<p>六</p>"
    assert read(html) == ("一二三四五六", [TOO_DEEP])
    assert depth(html) <= DEEPEST


def test_pictures_nested_too_deep_are_kept() -> None:
    body = tree("<div>" * 500 + '<img src="a"><a href="b">c</a>')
    assert body is not None
    assert [body.xpath("count(//img[@src='a'])"), body.xpath("string(//a[@href='b'])")] == [1, "c"]


def test_nesting_up_to_the_limit_stays_as_it_is() -> None:
    html = "<div>" * DEEPEST + "x" + "</div>" * DEEPEST
    body = tree(html)
    assert body is not None
    assert etree.tostring(body, encoding="unicode", method="html") == f"<body>{html}</body>"


def test_end_tags_of_nothing_end_nothing_in_a_deep_page() -> None:
    assert depth("<div>" * 300 + "</b></p>" * 300 + "<div>" * 300) <= DEEPEST


def test_of_tags_that_are_too_many_the_text_is_kept() -> None:
    text, losses = read("<br>" * MOST_TAGS + "<b>之</b><i>后</i>")
    assert (text.split(), losses) == (["之", "后"], [TOO_MANY_TAGS])


def test_attributes_that_are_too_many_are_left_out() -> None:
    names = [f"a{number}" for number in range(MOST_ATTRIBUTES + 100)]
    attributes = "".join(f' {name}="1>2"' for name in names)
    html = f"<p{attributes}>x</p>"
    body = tree(html)
    assert body is not None
    assert body[0].keys() == names[:MOST_ATTRIBUTES]
    assert read(html) == ("x", [TOO_MANY_ATTRIBUTES])


def test_a_long_text_is_read_whole() -> None:
    assert len(read("<p>" + "x" * 10_500_000 + "</p>")[0]) == 10_500_000
