"""Marks over a tree: where they begin and end, and that they break nothing."""

import pytest
from lxml import etree

from wxarchive.markup import tree
from wxarchive.templates import MarkedSpan
from wxarchive.templates.marking import mark

BODY = "<p>一二<em>三四</em>五</p><p>六七</p>"  # as a text: \n一二三四五\n\n六七\n


def marked(html: str, *wanted: tuple[str, int]) -> str:
    """Mark a passage of a text by its first place from a number on; return the HTML."""
    box = tree(f"<div>{html}</div>")
    assert box is not None

    def spans(text: str) -> list[MarkedSpan]:
        found = []
        for number, (passage, length) in enumerate(wanted):
            at = text.index(passage)
            found.append(MarkedSpan(at, at + length, f"p{number}", "own"))
        return found

    assert mark(box, spans) == len(wanted)
    return etree.tostring(box, encoding="unicode", method="html")


def plain(html: str) -> str:
    """Write the marks shorter."""
    for name in ("p0", "p1"):
        html = html.replace(f'<mark id="{name}" class="own" data-of="{name}">', f"[{name}#")
        html = html.replace(f'<mark class="own" data-of="{name}">', f"[{name} ")
    return html.replace("</mark>", "]").removeprefix("<body><div>").removesuffix("</div></body>")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([("二三", 2)], "<p>一[p0#二]<em>[p0 三]四</em>五</p><p>六七</p>"),
        ([("五", 5)], "<p>一二<em>三四</em>[p0#五]</p><p>[p0 六七]</p>"),
        ([("一二", 4), ("二三", 3)],
         "<p>[p0#一[p1#二]]<em>[p0 [p1 三四]]</em>五</p><p>六七</p>"),
        ([("三四", 2), ("一", 1)], "<p>[p1#一]二<em>[p0#三四]</em>五</p><p>六七</p>"),
        ([], BODY),
    ],
)  # fmt: skip
def test_passages_are_marked_in_each_element_they_touch(
    wanted: list[tuple[str, int]], expected: str
) -> None:
    assert plain(marked(BODY, *wanted)) == expected


def test_marks_change_no_text() -> None:
    html = marked(BODY, ("一二三", 9), ("三四", 3))
    box, before = tree(html), tree(BODY)
    assert box is not None
    assert before is not None
    assert "".join(map(str, box.itertext())) == "".join(map(str, before.itertext()))
