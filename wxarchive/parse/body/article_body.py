"""The body of an article, from where it really is: the script, ``#js_content``, a template.

Sections (§) are those of docs/wechat-pages.md, above all §3.1.
"""

import html
from collections.abc import Iterator

from wxarchive.parse import selectors
from wxarchive.parse.body.content import Content, read
from wxarchive.parse.body.script_text import plain_lines, script_body, template_body, written_texts
from wxarchive.parse.metadata import is_share
from wxarchive.parse.page import Page
from wxarchive.parse.reprint import copyright_info
from wxarchive.parse.values import text_value

_NOT_HERE = (
    "the shared article itself: this page has no more of it than a link and maybe an excerpt"
)


def article_content(page: Page) -> Content:
    """Read the first of the bodies of a page that has something in it."""
    content = Content([], [], [])
    for text in filter(None, _bodies(page)):
        content = read(page, text)
        if not content.is_empty:
            break
    if content.is_empty and is_share(page):
        content.losses.append(_NOT_HERE)
    content.put_above(read(page, _words_of_sharer(page)).blocks)
    return content


def _bodies(page: Page) -> Iterator[str | None]:
    """Yield what may be the body: what the server itself gives before what scripts or other tools
    made of it.
    """
    if text_value(text := page.data.get("content_noencode")):
        yield text
    # a script writes no more than an excerpt of a shared article there (§11)
    opened = (page.content or "").partition(">")[0]
    if selectors.EXCERPT_CLASS not in opened:
        yield page.content
    yield template_body(page)
    yield "".join(written_texts(page))
    yield script_body(page)
    yield from map(str, page.select(selectors.OTHER_BODIES, 1))


def _words_of_sharer(page: Page) -> str:
    """The sharer's own words above a shared article (§3.1)."""
    info = copyright_info(page)
    words = text_value(info.get("guide_words"))
    if info.get("reprint_type") == "2" and words:
        return "".join(f"<p>{html.escape(line)}</p>" for line in plain_lines(words))
    # a browser drew them, if they are not in the body itself
    if page.data or not is_share(page) or "js_share_notice" in (page.content or ""):
        return ""
    return page.element("js_share_notice") or ""
