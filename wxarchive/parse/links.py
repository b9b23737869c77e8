"""Links to other articles (docs/wechat-pages.md §3.9, §3.10): of the body, and those that the page
itself lists beside it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from wxarchive.address import article_ref
from wxarchive.models import ArticleRef, Link, Section
from wxarchive.parse.body import Block, paragraphs
from wxarchive.parse.page import Page, plain
from wxarchive.parse.reprint import reprint_url
from wxarchive.parse.sections import BodyLink, LinkLine, find_sections, links_in_lines
from wxarchive.parse.values import fields_of, objects_in, text_value

MOST_LINKS = 2_000
"""Links of one article that are listed; the article known with most has 31."""
TOO_MANY_LINKS = f"all but the first {MOST_LINKS:,} entries of its list of links"
_SIDES: tuple[tuple[str, Section], ...] = (("pre", "album_previous"), ("next", "album_next"))


def links_of(page: Page, own: ArticleRef | None, blocks: list[Block]) -> tuple[Link, ...]:
    """Return every link to another article, in reading order, one per target; then album neighbours
    and origin.
    """
    listed = list(_listed(page))
    titles: dict[str, str] = {}
    for link in listed:
        if link.title:
            titles.setdefault(link.key or link.url, link.title)
    links = links_in(blocks, own, titles)
    # then what the body does not lead to
    further: list[Link] = []
    # in an article's text each of those listed stands, too; elsewhere in elements without words
    if page.data.get("item_show_type") not in (None, "0"):
        further += listed
    further += _album_neighbours(page)
    if origin := article_ref(reprint_url(page) or ""):
        further.append(Link(origin.url, origin.key, None, None, "reprint"))
    known = {link.key or link.url for link in links}
    if own:
        known.add(own.key or own.url)
    for link in further:
        name = link.key or link.url
        if name not in known:
            known.add(name)
            links.append(replace(link, title=link.title or titles.get(name)))
    return tuple(links)


def links_in(blocks: list[Block], own: ArticleRef | None, titles: Mapping[str, str]) -> list[Link]:
    """Return the links in a body; ``titles``: the targets' true titles, by key or address, where
    they are known.
    """
    lines = [LinkLine(paragraph) for paragraph in paragraphs(blocks)]
    anchors = _merged(links_in_lines(lines), own)
    # as in most articles: no line is measured
    if not anchors:
        return []
    own_biz = own.key.partition(":")[0] if own and own.key else None
    find_sections(anchors, lines, own_biz)
    links: dict[str, Link] = {}
    for anchor in anchors:
        url, key = anchor.ref.url, anchor.ref.key
        name = key or url
        link = Link(url, key, anchor.text or None, titles.get(name), anchor.section)
        links.setdefault(name, link)
    return list(links.values())


def _merged(anchors: Iterable[BodyLink], own: ArticleRef | None) -> list[BodyLink]:
    """Make one of anchors that stand together: a list item is often two, or a picture and its
    caption (§3.9).
    """
    merged: list[BodyLink] = []
    latest: dict[str, BodyLink] = {}
    own_names = {own.key, own.url, own.short} if own else set()
    for link in anchors:
        name = link.ref.key or link.ref.url
        # an article's links to itself lead nowhere
        if name in own_names:
            continue
        first = latest.get(name)
        if first is None or link.place - first.places[-1] > 1:
            latest[name] = link
            merged.append(link)
            continue
        # a picture's link may repeat the words of the one beside it
        if not (first.text and link.text and link.text in first.text):
            first.text = (first.text + link.text).strip()
        if link.place == first.place:
            first.own_share = min(1.0, first.own_share + link.own_share)
        first.picture = first.picture or link.picture
        first.places.append(link.place)
    return merged


def _listed(page: Page) -> Iterator[Link]:
    """Yield the page's own list of linked articles: ``ainfos``, in other templates ``jumpInfo``
    (§3.10).
    """
    if page.data:
        infos = objects_in(page.data.get("ainfos"))
    else:
        infos = objects_in(page.variables.literal("jumpInfo"))
    for info in infos:
        if ref := article_ref(str(info.get("url") or "")):
            title = plain(info.get("title")) or None
            yield Link(ref.url, ref.key, None, title, "inline")


def _album_neighbours(page: Page) -> Iterator[Link]:
    """Yield the articles before and after this one in its album."""
    if page.data:
        album = fields_of(page.data.get("appmsgalbuminfo"))
    else:
        album = fields_of(page.variables.literal("album_keep_read_info"))
    for side, section in _SIDES:
        address = text_value(album.get(f"{side}_article_link"))
        if ref := article_ref(address or ""):
            title = plain(album.get(f"{side}_article_title")) or None
            yield Link(ref.url, ref.key, None, title, section)
