"""Bodies that a page keeps in its scripts (docs/wechat-pages.md §3.1)."""

import html
import re
from collections.abc import Iterator

from wxarchive.parse.page import Page

_MARKUP = re.compile(r"<[a-zA-Z/!]")
_ANCHOR = re.compile(r"(<a\s[^<>]*>|</a>)")
_DOCUMENT_WRITE = re.compile(
    r"""document\.write\(\s*+(?:'([^'\\]*+(?:\\.[^'\\]*+)*+)'|"([^"\\]*+(?:\\.[^"\\]*+)*+)")"""
)
# the inert element that older templates keep a shared body in (§3.1)
_TEMPLATE = re.compile(
    rb"""<(script|template|textarea)\b(?>[^<>]*?\b(?i:id)\s*=\s*["']?content_tpl\b)[^<>]*+>(.*?)(?:</\1|\Z)""",
    re.S,
)


def template_body(page: Page) -> str | None:
    """Return the body that the inert element of an older template holds."""
    match = _TEMPLATE.search(page.bytes)
    if match is None:
        return None
    return match[2].decode("utf-8", "replace")


def script_body(page: Page) -> str | None:
    """Return the body that the page's scripts assign to a variable."""
    text = page.variables.get("content_noencode", "ContentNoEncode")
    if text and not _MARKUP.search(text):
        return as_html(text)
    return text


def written_texts(page: Page) -> Iterator[str]:
    """Yield what scripts inside the body's element write with ``document.write`` (§3.1)."""
    for written in _DOCUMENT_WRITE.finditer(page.content or ""):
        text = (written[1] or written[2] or "").replace("\\n", "\n")
        for escaped in ("\\/", "\\'", '\\"'):
            text = text.replace(escaped, escaped[1])
        yield html.unescape(text)


def as_html(text: str) -> str:
    """Plain text as paragraphs; only the anchors the platform writes into posts are markup (§4.1,
    §4.3).
    """
    parts = _ANCHOR.split(text)
    # every second part is an anchor's tag
    parts[::2] = [html.escape(part, quote=False) for part in parts[::2]]
    return with_breaks("".join(parts))


def with_breaks(text: str) -> str:
    """Return the lines of a text as paragraphs; a text of one line as it is."""
    if "\n" not in text:
        return text
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    return "".join(f"<p>{line}</p>" for line in lines if line)


def plain_lines(text: str) -> list[str]:
    """Return the lines of a short text with entities decoded, empty ones left out."""
    return [line.strip() for line in html.unescape(text).split("\n") if line.strip()]
