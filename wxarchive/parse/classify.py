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
_BODY_CLASS = re.compile(rb"""<body\b[^<>]*\bclass\s*=\s*(?:["']([^"']*)|([^"'\s<>]+))""", re.I)
_BEGINNING = 200_000  # bytes in which HTML has one of its tags
_TAG = re.compile(rb"<(?:!doctype|html|head|body|div|section|p|meta|article)\b", re.I)
_MESSAGE = re.compile(
    r"""\b(?:title|desc|msg|wording|tips|errmsg|err_msg|del_reason)\s*[:=]\s*(["'])(.{2,120}?)\1"""
)


def is_challenge(page: Page) -> bool:
    """Tell whether the page asks for a verification (§5.1, step 1)."""
    addresses = filter(None, (page.raw.final_url, page.raw.url))
    if any(selectors.CHALLENGE_PATH in address for address in addresses):
        return True
    # what has an article's data is none
    if _has_data_of_article(page):
        return False
    if selectors.CHALLENGE_MARK in (page.page_mid or ""):
        return True
    # articles may quote the mark
    if is_article(page):
        return False
    mark = selectors.CHALLENGE_MARK.encode()
    return page.bytes.find(mark, 0, selectors.HEAD_LIMIT) >= 0


def is_article(page: Page) -> bool:
    """Tell whether the page is an article's: script data with a show type, or an article's
    elements.
    """
    if _has_data_of_article(page):
        return True
    mid = page.page_mid or ""
    if any(mark in mid for mark in selectors.NOT_ARTICLE_MIDS):
        return False
    if _is_agreement(page):
        return False
    return any(map(page.has_element, selectors.ARTICLE_ELEMENTS)) or bool(_kind_written(page))


def _has_data_of_article(page: Page) -> bool:
    return page.data.get("item_show_type") is not None or bool(page.data.get("content_noencode"))


def state_of_message(page: Page) -> tuple[State, str | None]:
    """Return the state that a message page's text tells, and that text (§5.2)."""
    message = message_text(page)
    return _state_of(message or "") or "unknown", message


def _state_of(text: str) -> State | None:
    # letters only, of one width, simplified: as the phrases are written
    letters = filter(str.isalnum, unicodedata.normalize("NFKC", text))
    folded = "".join(letters).translate(phrases.SIMPLIFIED).lower()
    for phrase, state in phrases.STATE_OF_PHRASE:
        if phrase in folded:
            return state
    return None


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
    # where an article's title is, scripts repeat it, and it may have any words
    if page.metas.get("og:title"):
        return _bare_message(page)
    scripts = (script for script in page.scripts() if len(script) < _LONGEST_SCRIPT)
    source = "\n".join(script.decode("utf-8", "replace") for script in scripts)
    # the same words may stand in many places
    strings = dict.fromkeys(match[2] for match in _MESSAGE.finditer(source))
    texts = map(plain, islice(strings, _MOST_IN_SCRIPTS))
    if messages := dict.fromkeys(filter(_state_of, texts)):
        return " ".join(messages)
    return _bare_message(page)


def _bare_message(page: Page) -> str | None:
    """Return the text of a page that may show nothing but a known phrase (§5.2, privacy and busy
    shells).
    """
    text = " ".join(page.frame.get_text(" ").split())
    if len(text) < _SMALL and _state_of(text):
        return text
    return None


def is_other_page(page: Page) -> bool:
    """Tell whether this is a WeChat page of another sort: an account, an album (§2.1)."""
    mid = page.page_mid or ""
    if any(mark in mid for mark in selectors.NOT_ARTICLE_MIDS):
        return True
    values = map(page.variables.get, selectors.NOT_ARTICLE_VARIABLES)
    if any(value is not None for value in values):
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
    if body := _BODY_CLASS.search(page.bytes):
        names = (body[1] or body[2] or b"").decode("utf-8", "replace")
        for name in names.split():
            if kind := selectors.KIND_OF_BODY_CLASS.get(name):
                return kind
    for identifier, kind in selectors.KIND_OF_ELEMENT.items():
        if page.has_element(identifier):
            return kind
    # music and videos share a template
    if page.has_element("js_common_share_desc"):
        return "music" if page.select('[class*="music"]', 1) else "video"
    if page.has_element("js_content") or page.has_element("activity-name"):
        return "article"
    return _kind_written(page)


def _kind_written(page: Page) -> Kind | None:
    """Return the kind of a page that a tool wrote itself, by the class of its body (§11)."""
    for name, kind in selectors.KIND_OF_WRITTEN_BODY.items():
        if page.select(f".{name}", 1):
            return kind
    return None


def looks_like_html(page: Page) -> bool:
    """Tell whether the bytes are HTML at all."""
    return _TAG.search(page.bytes, 0, _BEGINNING) is not None
