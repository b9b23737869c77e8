"""The body of an article, from where it really is: the script, ``#js_content``, a template.

Sections (§) are those of docs/wechat-pages.md, above all §3.1.
"""

import html

from wxarchive.parse import selectors
from wxarchive.parse.body.content import Content, read
from wxarchive.parse.body.script_text import plain_lines, script_body, template_body, written_texts
from wxarchive.parse.metadata import is_share
from wxarchive.parse.page import Page
from wxarchive.parse.reprint import copyright_info

_NOT_HERE = (
    "the shared article itself: this page has no more of it than a link and maybe an excerpt"
)


def article_content(page: Page) -> Content:
    """Read the first of the bodies of a page that has something in it."""
    content = Content([], [], [])
    # what the server itself gives before what scripts or other tools made of it
    for place in (_data_body, _element_body, template_body, _written_body, script_body):
        if text := place(page):
            content = read(page, text)
            if not content.is_empty:
                break
    if content.is_empty and is_share(page):
        content.losses.append(_NOT_HERE)
    content.put_above(read(page, _words_of_sharer(page)).blocks)
    return content


def _data_body(page: Page) -> str | None:
    told = page.data.get("content_noencode")
    return told if isinstance(told, str) and told.strip() else None


def _element_body(page: Page) -> str | None:
    # a script writes no more than an excerpt of a shared article there (§11)
    opened = (page.content or "").partition(">")[0]
    return None if selectors.EXCERPT_CLASS in opened else page.content


def _written_body(page: Page) -> str:
    return "".join(written_texts(page))


def _words_of_sharer(page: Page) -> str:
    """The sharer's own words above a shared article (§3.1)."""
    told = copyright_info(page)
    words = told.get("guide_words")
    if told.get("reprint_type") == "2" and isinstance(words, str) and words.strip():
        return "".join(f"<p>{html.escape(line)}</p>" for line in plain_lines(words))
    # a browser drew them, if they are not in the body itself
    is_drawn = not page.data and is_share(page) and "js_share_notice" not in (page.content or "")
    drawn = page.element("js_share_notice") if is_drawn else None
    return drawn or ""
