"""Bodies that a page keeps in its scripts (docs/wechat-pages.md §3.1)."""

import html
import re

from wxarchive.parse.page import Page

_MARKUP = re.compile(r"<[a-zA-Z/!]")
# the inert element that older templates keep a shared body in (§3.1)
_TEMPLATE = re.compile(
    rb"""<(script|template|textarea)\b(?>[^<>]*?\b(?i:id)\s*=\s*["']?content_tpl\b)[^<>]*+>(.*?)(?:</\1|\Z)""",
    re.S,
)


def template_body(page: Page) -> str | None:
    """Return the body that the inert element of an older template holds."""
    match = _TEMPLATE.search(page.bytes)
    return match[2].decode("utf-8", "replace") if match else None


def script_body(page: Page) -> str | None:
    """Return the body that the page's scripts assign to a variable."""
    told = page.variables.get("content_noencode", "ContentNoEncode")
    return as_html(told) if told and not _MARKUP.search(told) else told


def script_text(literal: str) -> str:
    """Return what a script's literal means, entities decoded."""
    return html.unescape(
        literal.replace("\\n", "\n").replace("\\/", "/").replace("\\'", "'").replace('\\"', '"')
    )


def as_html(text: str) -> str:
    """Plain text as paragraphs; only the anchors the platform writes into posts are markup (§4.1,
    §4.3).
    """
    parts = re.split(r"(<a\s[^<>]*>|</a>)", text)  # every second part is an anchor's tag
    return with_breaks(
        "".join(p if i % 2 else html.escape(p, quote=False) for i, p in enumerate(parts))
    )


def with_breaks(text: str) -> str:
    """Return the lines of a text as paragraphs; a text of one line as it is."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    return "".join(f"<p>{line}</p>" for line in lines if line) if "\n" in text else text


def plain_lines(text: str) -> list[str]:
    """Return the lines of a short text with entities decoded, empty ones left out."""
    return [line.strip() for line in html.unescape(text).split("\n") if line.strip()]
