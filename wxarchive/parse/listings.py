"""Read one page of a list of articles: JSON or HTML of an album, a home page, an account's history
or an account's editor.

Source: docs/wechat-pages.md §6.1, §6.2, §6.3, §6.4.
"""

import json
from collections.abc import Iterator
from typing import Any

from wxarchive.address import article_ref
from wxarchive.formats import listed_in, listed_in_text, merged, moment, title_of_link
from wxarchive.guarded import number
from wxarchive.models import ListItem, ListPage, RawPage, StatePage
from wxarchive.parse.classify import is_other_page
from wxarchive.parse.harmless import harmless
from wxarchive.parse.page import Page, attribute
from wxarchive.parse.published import NO_SUCH_ACCOUNT, published
from wxarchive.parse.read import parse
from wxarchive.parse.values import fields_of, plain_words
from wxarchive.parse.work import bounded

_ITEM = "li[data-link]"
_ALBUM_TITLE = (".album__label-title", ".album__head-title")
_ACCOUNT = (".album__author-name",)
# a field of ``cgiData`` and variables in the scripts of saved pages that hold lists
_LIST_OF_DATA = "articleList"
_LISTS = ("msgList", "general_msg_list", "appmsg_list")
_LINK = "a[href], [hrefs]"
_HEADING = "h1, h2, h3, h4, h5, h6, [class*=title]"


def read_listing(raw: RawPage) -> ListPage | StatePage:
    """Read a list's page; a page that is none (a verification, a notice) is its state.

    No session parameter of an address is in it.
    """
    return harmless(bounded(_listing, raw))


def _listing(raw: RawPage) -> ListPage | StatePage:
    try:
        answer = json.loads(raw.body)
    except (ValueError, RecursionError):
        return _of_html(raw)
    if not isinstance(answer, dict):
        return StatePage("unknown", "the answer is no list of articles")
    return _of_json(answer, raw)


def _of_json(answer: dict[str, Any], raw: RawPage) -> ListPage | StatePage:
    """An album's items may be a list, one bare object, or missing at the end; the flag counts after
    the items.
    """
    status = fields_of(answer.get("base_resp"))
    if str(status.get("ret", "0")) != "0":
        message = status.get("err_msg") or status.get("errmsg") or f"ret {status.get('ret')}"
        if "fakeid=" in (raw.url or "") and str(status.get("ret")) == NO_SUCH_ACCOUNT:
            return StatePage("account_gone", f"WeChat lists no such account: {message}")
        return StatePage("unavailable", str(message))
    if "publish_page" in answer:
        return published(answer, raw)
    album = fields_of(answer.get("getalbum_resp"))
    if not album and "appmsg_list" not in answer:
        return StatePage("unknown", "the answer holds no list of articles")
    # a home page says no more than its articles, and ends where there are none
    if not album:
        articles = tuple(listed_in(answer["appmsg_list"]))
        return ListPage(articles, bool(articles))
    about = fields_of(album.get("base_info"))
    return ListPage(
        tuple(listed_in(album.get("article_list"))),
        str(album.get("continue_flag")) == "1",
        _text(about.get("title")),
        _text(about.get("nickname")),
        number(about.get("article_count"), digits=9),
    )


def _of_html(raw: RawPage) -> ListPage | StatePage:
    page = Page(raw)
    # an album's page has an element for each of its articles
    articles = merged(_items(page))
    if not articles and _may_list(page):
        variables = page.variables
        # lists in scripts stand there as literals, or as JSON in a string
        lists = [fields_of(variables.literal("cgiData")).get(_LIST_OF_DATA)]
        lists += [variables.literal(name) or variables.get(name) for name in _LISTS]
        articles = merged(listed_in(list(filter(None, lists)))) or merged(_linked(page))
    # what has none says what it is instead
    if not articles:
        result = parse(raw)
        if isinstance(result, StatePage):
            return result
        return StatePage("unknown", "this is an article and no list")
    return ListPage(
        tuple(articles),
        goes_on=True,
        title=page.text_of(*_ALBUM_TITLE),
        account=page.text_of(*_ACCOUNT),
    )


def _may_list(page: Page) -> bool:
    """Tell whether links of a page make a list: of one that is no article, or of anyone's own page
    in a file.
    """
    if is_other_page(page):
        return True
    if not page.raw.from_file:
        return False
    result = parse(page.raw)
    return isinstance(result, StatePage) and result.state == "unknown"


def _items(page: Page) -> Iterator[ListItem]:
    """Yield the articles of an album's page."""
    for item in page.select(_ITEM):
        ref = article_ref(attribute(item, "data-link"))
        if ref is None:
            continue
        times = item.select(".js_article_create_time", limit=1)
        yield ListItem(
            ref,
            _text(attribute(item, "data-title")),
            next((moment(time.get_text()) for time in times), None),
            number(attribute(item, "data-pos_num"), digits=9),
        )


def _linked(page: Page) -> Iterator[ListItem]:
    """Yield the articles that the elements of a home page or a history lead to."""
    for link in page.select(_LINK):
        if ref := article_ref(attribute(link, "hrefs", "href")):
            heading = link.select_one(_HEADING) or link
            yield ListItem(ref, title_of_link(heading.get_text(" ")))
    yield from listed_in_text(page.frame.get_text(" "))


def _text(value: object) -> str | None:
    """Return a text in one line; ``None`` for an empty one and for what is no text."""
    if not isinstance(value, str):
        return None
    return plain_words(value) or None
