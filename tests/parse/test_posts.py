"""Posts whose content stands in other places than the data script (wechat-pages.md §4, §10)."""

import pytest

from tests.golden.building import BIZ, MID, PUBLISHED, raw, shared
from wxarchive.models import Article
from wxarchive.parse import parse

NEVER = "window.a_value_which_never_exists"
LONG = r"河水涨了，渡口今天不开，船都拴在对岸的柳树下面，等到明天早上再说。\x0a第二行\x20\x3c b \'c\'"
LINES = "河水涨了，渡口今天不开，船都拴在对岸的柳树下面，等到明天早上再说。\n第二行 < b 'c'"


def post(text: str) -> Article:
    found = parse(raw(text))
    assert isinstance(found, Article), found
    return found


def variables(show_type: int, more: str = "") -> str:
    """A post of before December 2025, whose page has no data script."""
    return shared(
        {},
        f"window.item_show_type = '{show_type}'; window.biz = '{BIZ}'; window.mid = '{MID}'; window.idx = '1';"
        f"window.ct = '{PUBLISHED}';{more}",
    )


def library(code: str) -> str:
    """A script that looks like a library's from its beginning."""
    return f'<script>"use strict";var __INLINE_SCRIPT__ = 1;\n{code}\n</script></body>'


def text_post(assignments: str, more: str = "") -> Article:
    return post(variables(10, more).replace("</body>", library(assignments)))


def test_text_is_found_in_the_script_of_a_library() -> None:
    found = text_post(
        f"var videoContentNoEncode = {NEVER} || ''; var TextContentNoEncode = {NEVER} || '{LONG}';"
        f"var ContentNoEncode = {NEVER} || 'nein';"
    )
    assert (found.kind, found.body.text, found.losses) == ("text", LINES, ())


def test_text_is_the_first_that_is_not_empty() -> None:
    found = text_post(f"var TextContentNoEncode = {NEVER} || '';\nvar ContentNoEncode = {NEVER} || \"晚上退水\";")
    assert found.body.text == "晚上退水"


@pytest.mark.parametrize(
    "told",
    [
        "window.is_user_title = '0' * 1 || 0;",
        "window.__QMTPL_SSR_DATA__={a:'',text_page_info:{is_user_title:'0'},title:'x'};",
        "",
    ],
)
def test_text_is_no_title(told: str) -> None:
    more = f"{told}window.msg_title = window.title = '{LONG}' || '';"
    found = text_post(f"var TextContentNoEncode = {NEVER} || '{LONG}';", more)
    assert found.metadata.title == LINES[:30] + "…"


@pytest.mark.parametrize("told", ["window.is_user_title = '1' * 1 || 0;", ""])
def test_title_of_a_text_post_stays(told: str) -> None:
    found = text_post(f"var TextContentNoEncode = {NEVER} || '{LONG}';", f"{told}window.msg_title = '涨水' || '';")
    assert found.metadata.title == "涨水"


def test_long_title_that_its_writer_gave_stays() -> None:
    told = f"window.is_user_title = '1' * 1 || 0;window.msg_title = '{LONG}' || '';"
    assert text_post(f"var TextContentNoEncode = {NEVER} || '{LONG}';", told).metadata.title == LINES.replace("\n", " ")
