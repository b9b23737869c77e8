"""Elements are selected by the forms of CSS that the tables of selectors use."""

import pytest

from wxarchive.markup import tree
from wxarchive.parse.page import select

PAGE = """
<div id="a" class="x  y"><p id="b">1<span id="c" class="y z">2</span></p><i id="d" title="wide music">3</i></div>
<p id="e" class="z">4</p><b id="f" data-url="u">5</b>
"""


@pytest.mark.parametrize(
    ("css", "found"),
    [
        ("p", "be"),
        ("#c", "c"),
        (".y", "ac"),
        ("span.y.z", "c"),
        ("[data-url]", "f"),
        ('[data-url="u"]', "f"),
        ("[title*=music]", "d"),
        ('[title*="none"]', ""),
        ("div span", "c"),
        ("div > span", ""),
        ("div > p > span", "c"),
        ("p + i", "d"),
        ("div + p + b, #a i", "df"),
        (".z:not(span)", "e"),
        (".x *:not([title]):not(.z)", "b"),
    ],
)
def test_elements_in_their_order(css: str, found: str) -> None:
    body = tree(PAGE)
    assert body is not None
    assert "".join(element.get("id") or "" for element in select(body, css)) == found


def test_no_more_than_are_wanted() -> None:
    body = tree(PAGE)
    assert body is not None
    assert [element.get("id") for element in select(body, "*", 2)] == ["a", "b"]


def test_what_is_no_selector_of_ours_is_an_error() -> None:
    body = tree(PAGE)
    assert body is not None
    with pytest.raises(ValueError, match="no selector that can be read: p ~ b"):
        select(body, "p ~ b")
