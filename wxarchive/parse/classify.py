"""Which state a page is in, and which kind of article it is.

Elements are tested, not substrings: articles quote the phrases of error pages, and the scripts of
verification pages mention the elements of articles (docs/wechat-pages.md §5.1).
"""

import re
import unicodedata
from itertools import islice

from wxarchive.models import Kind, State
from wxarchive.parse import phrases, selectors
from wxarchive.parse.page import Page, plain

# elements and strings that may hold a message: a message page has two or three, and some dozen
# strings
_MOST, _MOST_IN_SCRIPTS = 50, 2_000
_LONGEST_SCRIPT = 50_000  # bytes of one that may hold a message
_SMALL = 200  # characters of a page that shows nothing but a message
_BODY_CLASS = re.compile(rb"""<body\b[^<>]*\bclass\s*=\s*(?:["']([^"']*)|([^"'\s<>]+))""")
_MESSAGE = re.compile(
    r"""\b(?:title|desc|msg|wording|tips|errmsg|err_msg|del_reason)\s*[:=]\s*(["'])(.{2,120}?)\1"""
)


def is_challenge(page: Page) -> bool:
    """Tell whether the page asks for a verification (§5.1, step 1)."""
    addresses = (page.raw.final_url or "", page.raw.url or "")
    if any(selectors.CHALLENGE_PATH in address for address in addresses):
        return True
    if selectors.CHALLENGE_MARK in (page.page_mid or ""):
        return True
    return (
        not is_article(page)
        and page.bytes.find(selectors.CHALLENGE_MARK.encode(), 0, selectors.HEAD_LIMIT) >= 0
    )


def is_article(page: Page) -> bool:
    """Tell whether the page is an article's: script data with a show type, or an article's
    elements.
    """
    if page.data.get("item_show_type") is not None or page.data.get("content_noencode"):
        return True
    other = page.page_mid or ""
    if any(mark in other for mark in selectors.NOT_ARTICLE_MIDS) or _is_agreement(page):
        return False
    return any(page.has_element(identifier) for identifier in selectors.ARTICLE_ELEMENTS)


def state_of_message(page: Page) -> tuple[State, str | None]:
    """Return the state that a message page's text tells, and that text (§5.2)."""
    message = message_text(page)
    return _state_told_by(message or "") or "unknown", message


def _state_told_by(text: str) -> State | None:
    # letters only, of one width, simplified: as the phrases are written
    letters = filter(str.isalnum, unicodedata.normalize("NFKC", text))
    folded = "".join(letters).translate(phrases.SIMPLIFIED).lower()
    return next((state for phrase, state in phrases.STATE_OF_PHRASE if phrase in folded), None)


def message_text(page: Page) -> str | None:
    """Return the heading and description of a message page, joined by a space; text held in a
    script counts.
    """
    parts: list[str] = []
    for element in page.select(", ".join(selectors.MESSAGE_SELECTORS), _MOST):
        text = " ".join(element.get_text().split())
        if text and not any(text in part for part in parts):
            parts.append(text)
    if parts:
        return " ".join(parts)
    return _message_in_script(page) or _message_of_small_page(page)


def _message_in_script(page: Page) -> str | None:
    scripts = (script for script in page.scripts() if len(script) < _LONGEST_SCRIPT)
    text = "\n".join(script.decode("utf-8", "replace") for script in scripts)
    # the same words may stand in many places
    texts = islice(dict.fromkeys(m[2] for m in _MESSAGE.finditer(text)), _MOST_IN_SCRIPTS)
    return " ".join(dict.fromkeys(filter(_state_told_by, map(plain, texts)))) or None


def _message_of_small_page(page: Page) -> str | None:
    """A bare page whose whole visible text is one of the known phrases (§5.2, privacy and busy
    shells).
    """
    text = " ".join(page.frame.get_text(" ").split())
    if len(text) < _SMALL and _state_told_by(text):
        return text
    return None


def is_other_page(page: Page) -> bool:
    """Tell whether this is a WeChat page of another sort: an account, an album (§2.1)."""
    if any(mark in (page.page_mid or "") for mark in selectors.NOT_ARTICLE_MIDS):
        return True
    if any(page.variables.get(name) is not None for name in selectors.NOT_ARTICLE_VARIABLES):
        return True
    if _is_agreement(page):
        return True
    return bool(page.select(", ".join(selectors.NOT_ARTICLE_MARKS), 1))


def _is_agreement(page: Page) -> bool:
    """Tell the platform's own agreements, which have an article's elements, from articles (§11).

    They are templates with an address of their own; saved without it, they name no account and end
    their title so.
    """
    addresses = (page.raw.url, page.raw.final_url, page.saved_from, page.metas.get("og:url"))
    if any(selectors.TEMPLATE_PATH in address for address in addresses if address):
        return True
    title = (page.text_of("title") or "").strip()
    if not title.endswith(phrases.AGREEMENTS) or page.has_element("activity-name"):
        return False
    return not page.variables.get("msg_title", "biz", "ct", "nickname")


def kind_of(page: Page) -> Kind | None:
    """Return the kind of an article's page; ``None`` if nothing tells (§2.4)."""
    number = page.data.get("item_show_type") or page.data.get("real_item_show_type")
    if number is None:
        number = page.variables.get("item_show_type", "real_item_show_type")
    if number not in (None, ""):
        return selectors.KIND_OF_SHOW_TYPE.get(str(number), "unknown")
    # without a number, the class of the body, then the elements that scripts fill
    body = _BODY_CLASS.search(page.bytes)
    names = (body[1] or body[2] or b"") if body else b""
    for name in names.decode("utf-8", "replace").split():
        if kind := selectors.KIND_OF_BODY_CLASS.get(name):
            return kind
    for identifier, kind in selectors.KIND_OF_ELEMENT.items():
        if page.has_element(identifier):
            return kind
    if page.has_element("js_common_share_desc"):
        return "music" if page.select('[class*="music"]', 1) else "video"
    if page.has_element("js_content") or page.has_element("activity-name"):
        return "article"
    return None


def looks_like_html(page: Page) -> bool:
    """Tell whether the bytes are HTML at all."""
    return bool(
        re.search(
            rb"<(?:!doctype|html|head|body|div|section|p|meta|article)\b",
            page.bytes[:200_000],
            re.I,
        )
    )
