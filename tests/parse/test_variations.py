"""The same page written another way gives the same article: tools and old browsers write tags as
they like.
"""

import dataclasses
import re
from collections.abc import Callable
from html import escape

import pytest

from tests.golden import PAGES
from wxarchive.parse import parse


def _as_source(page: str) -> str:
    rows = "".join(
        f'<tr><td class="line-number" value="{number}"></td><td class="line-content">'
        f'<span class="html-tag">{escape(line)}</span></td></tr>'
        for number, line in enumerate(page.split("\n"), 1)
    )
    return f"<html><head></head><body><table><tbody>{rows}</tbody></table></body></html>"


_TAGS = rb"</?(?:html|head|body|div|script|meta|h[12]|p|em|a|span|img|title|section|ul|li|pre|code|table|t[rdh])(?=[ >])"
_WAYS: dict[str, Callable[[bytes], bytes]] = {
    "single quotes": lambda page: re.sub(rb'id="([\w-]+)"', rb"id='\1'", page),
    "no quotes": lambda page: re.sub(rb'id="([\w-]+)"', rb"id=\1", page),
    "spaces in attributes": lambda page: re.sub(rb' id="([\w-]+)"', rb' id = "\1"', page),
    "upper-case tags": lambda page: re.sub(_TAGS, lambda tag: tag[0].upper(), page),
    "upper-case attributes": lambda page: re.sub(
        rb" (?:id|class|name|content)=(?=\")", lambda name: name[0].upper(), page
    ),
    "more classes": lambda page: re.sub(rb'class="([\w-]+)', rb'class="js_new \1 is-new', page),
    "encoding of old editors": lambda page: page.decode().encode("gb18030"),
    "without end tags of the document": lambda page: re.sub(rb"</(?:body|html)>\s*", b"", page),
    "nothing but ASCII": lambda page: page.decode().encode("ascii", "xmlcharrefreplace"),
    "body hidden by its style": lambda page: re.sub(
        rb'id="js_content"(?: style="[^"]*")?', b'id="js_content" style="display: none"', page
    ),
    "line ends of Windows": lambda page: page.replace(b"\n", b"\r\n"),
    "no doctype": lambda page: page.replace(b"<!DOCTYPE html>", b""),
    "line breaks in tags": lambda page: page.replace(b"<div ", b"<div\n\t").replace(
        b"<h2 ", b"<h2\n"
    ),
    "comments": lambda page: page.replace(b"<p>", b"<!-- x --><p>"),
    "byte order mark": lambda page: b"\xef\xbb\xbf" + page,
    "blank lines first": lambda page: b"\n\n  \n" + page,
    "elements in a comment first": lambda page: page.replace(
        b"<html", b'<!-- <h1 id="activity-name">x</h1><div id="js_content"></div> --><html', 1
    ),
    "a body without words first": lambda page: re.sub(
        rb"(<body[^>]*>)", rb'\1<div id="js_content"></div>', page, count=1
    ),
    "encoding of old editors behind scripts": lambda page: (
        page.decode().replace("<head>", f"<head><script>'{'x' * 20_000}'</script>", 1)
    ).encode("gb18030"),
    "two bytes a character, without a mark": lambda page: page.decode().encode("utf-16-le"),
    "two bytes a character, behind a line end": lambda page: (
        (b"\n" + page).decode().encode("utf-16-be")
    ),
    "printed by Python": lambda page: repr(b"\r\n" + page).encode(),
    "source as a browser shows it": lambda page: _as_source(page.decode()).encode(),
    "variables without spaces": lambda page: re.sub(rb"var (\w+) = ", rb"var \1=", page),
    "variables over lines": lambda page: re.sub(rb"var (\w+) = ", rb"var  \1  =\n   ", page),
    "variables of window": lambda page: re.sub(rb"var (\w+) = ", rb"window.\1 = ", page),
    "data after a line end": lambda page: page.replace(
        b"window.cgiDataNew = {", b"window.cgiDataNew =\n{"
    ),
    "data by its name alone": lambda page: page.replace(
        b"window.cgiDataNew = {", b'window["cgiDataNew"] = {'
    ),
}
_SHAPES = [
    "article_current", "article_2018", "article_2017", "article_2013", "article_body_only_in_elements", "reprint_share_style",
    "reprint_old_template", "image_current", "image_without_cgi_data", "image_2018", "text_titled",
    "text_old_content_only_in_variable", "video_2018", "audio",
]  # fmt: skip


@pytest.mark.parametrize("way", _WAYS)
@pytest.mark.parametrize("name", _SHAPES)
def test_page_reads_the_same_however_it_is_written(name: str, way: str) -> None:
    page = PAGES[name]
    assert parse(dataclasses.replace(page, body=_WAYS[way](page.body))) == parse(page)
