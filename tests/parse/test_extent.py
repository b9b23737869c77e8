"""Where a body ends, and whether a page does (docs/wechat-pages.md §3.1)."""

import pytest

from tests.golden import PAGES
from tests.parse.reading import HEAD, page
from wxarchive.models import Article


def test_comment_that_is_never_closed_does_not_move_the_end_of_the_body() -> None:
    found = page(
        f'<html><body>{HEAD}<div id="js_content"><p>甲</p></div></div><p>外</p><!-- </body></html>'
    )
    assert isinstance(found, Article)
    assert found.body.text == "甲"


@pytest.mark.parametrize("tag", ["section", "SECTION", "article"])
def test_body_in_another_element_ends_at_its_own_end(tag: str) -> None:
    inner = f"<{tag}><{tag}>甲</{tag}></{tag}><p>乙</p>"
    found = page(
        f'<html><body>{HEAD}<{tag} id="js_content">{inner}</{tag}></div><p>外</p></body></html>'
    )
    assert isinstance(found, Article)
    assert found.body.text == "甲\n乙"


SINGLE_FILE = "<!DOCTYPE html> <html lang=zh><!--\n Page saved with SingleFile \n url: about:blank \n--><meta charset=utf-8>"


@pytest.mark.parametrize(
    "rest",
    [
        f"<body>{HEAD}<div id=js_content><p>甲<p>乙",
        "<body class=page_share_text><div id=js_article><div class=share_content_page><h1 id=js_text_title>题目</h1>"
        "<div id=js_content><p id=js_text_desc>甲<p>乙</div></div></div>",
    ],
)
def test_save_of_single_file_needs_no_end_tags(rest: str) -> None:
    found = page(SINGLE_FILE + rest)
    assert isinstance(found, Article)
    assert found.body.text == "甲\n乙"


@pytest.mark.parametrize(
    "end", ["<img src=data:image/png;base64,AAAA", "<script>var a", "<style>p{color:red}"]
)
def test_save_of_single_file_that_ends_inside_markup_is_cut_off(end: str) -> None:
    found = page(f"{SINGLE_FILE}<body>{HEAD}<div id=js_content><p>甲{end}")
    assert (getattr(found, "state", None), found.losses[:1]) == ("broken", ("the page is cut off",))


def test_comment_of_another_tool_does_not_make_a_page_whole() -> None:
    found = page(f"<html><!-- saved --><body>{HEAD}<div id=js_content><p>甲")
    assert getattr(found, "state", None) == "broken"


@pytest.mark.parametrize("name", ["image_current", "text_titled", "video_current", "audio"])
def test_post_that_is_cut_off_in_its_scripts_is_broken(name: str) -> None:
    whole = PAGES[name].body
    found = page(whole[: whole.rfind(b"<script") + 20])
    assert (getattr(found, "state", None), found.losses[:1]) == ("broken", ("the page is cut off",))


def test_article_that_is_cut_off_in_its_scripts_says_so() -> None:
    found = page(f'<html><body>{HEAD}<div id="js_content"><p>甲</p></div></div><script>var a = 1;')
    assert isinstance(found, Article)
    assert "what the page tells behind the article: it is cut off there" in found.losses
