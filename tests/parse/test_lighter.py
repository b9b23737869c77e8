"""Taking idle styles and bare spans out of a body changes nothing that is read from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxarchive.parse.body.blocks import Block
from wxarchive.parse.body.lighter import lighter
from wxarchive.parse.body.reading import BodyReader
from wxarchive.parse.body.writing import to_html

# stands for the space before a style; another white space there makes it too heavy to be noticed
GAP = "\v"
STYLES = (
    "line-height: 1.6;", "font-weight: 700", "font-weight:normal", "color: #fff", "color: rgb(63, 63, 63)",
    "font-size: 0", "font-size: 10px", "font-size: 16px", "display: none", "background: #f00",
    "background-image: url(&quot;https://mmbiz.qpic.cn/a/b/0&quot;)", "font-family: &quot;PingFang SC&quot;",
)  # fmt: skip
TEXTS = st.sampled_from(
    ["字", " ", "word", '&lt;p style="color: #fff"&gt;', '="', "\n", "&nbsp;", "\u200b"]
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' leaf=""',
        ' class="x" style="font-size: 0"',
        " style='color: #fff'",
        ' STYLE="display:none"',
    ]
    + [f'{GAP}style="{style}"' for style in STYLES]
)


def wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(["p", "span", "section", "strong", "code", "a", "o:p"])
    element = st.builds(
        lambda tag, told, text: f"<{tag}{told}>{text}</{tag}>", tags, ATTRIBUTES, inner
    )
    return st.lists(element | TEXTS, max_size=4).map("".join)


BODIES = st.recursive(TEXTS, wrapped, max_leaves=12)


def as_read(html: str) -> tuple[list[Block], str]:
    """Read a body without making it lighter first: behind a comment each style is another tag's."""
    blocks = BodyReader().read(html).blocks
    return blocks, to_html(blocks)


@given(BODIES)
def test_a_lighter_body_reads_the_same(template: str) -> None:
    body = template.replace(GAP, " ")
    # what lighter leaves alone
    heavy = template.replace(GAP, "\t").replace("<span", "<span id='x'")
    assert lighter(heavy) == heavy
    assert as_read(body) == as_read(heavy)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<p style="line-height: 2;"><span leaf="">字</span></p>', "<p>字</p>"),
        ('<p style="color: #333">一</p><p style="color: #333">二</p>', "<p>一</p><p>二</p>"),
        ('<p style="font-weight: 700">粗</p>', '<p style="font-weight: 700">粗</p>'),
        ('<pre>&lt;p style="color: red"&gt;</pre>', '<pre>&lt;p style="color: red"&gt;</pre>'),
        (
            '<p style="color:#fff"><b style="color:#000">字</b></p>',
            '<p style="color:#fff"><b style="color:#000">字</b></p>',
        ),
        ('<p style="line-height: 2', '<p style="line-height: 2'),
    ],
)
def test_only_what_says_nothing_is_taken_out(body: str, expected: str) -> None:
    assert lighter(body) == expected
