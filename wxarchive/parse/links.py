"""Links to other articles (docs/wechat-pages.md §3.9, §3.10): of the body, and those that the page
itself lists beside it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from wxarchive.address import article_ref
from wxarchive.models import ArticleRef, Link, Section
from wxarchive.parse.body import Block, paragraphs
from wxarchive.parse.page import Page, plain
from wxarchive.parse.reprint import reprint_url
from wxarchive.parse.sections import FoundLink, LinkLine, find_sections, found_in

MOST_LINKS = 2_000
"""Links of one article that are listed; the article known with most has 31."""
TOO_MANY_LINKS = f"all but the first {MOST_LINKS:,} entries of its list of links"
_SIDES: tuple[tuple[str, Section], ...] = (("pre", "album_previous"), ("next", "album_next"))


def links_of(page: Page, own: ArticleRef | None, blocks: list[Block]) -> tuple[Link, ...]:
    """Return every link to another article, in reading order, one per target; then album neighbours
    and origin.
    """
    titles: dict[str, str] = {}
    for item in _listed(page):
        ref = article_ref(str(item.get("url") or ""))
        if ref and (title := plain(item.get("title"))):
            titles.setdefault(ref.key or ref.url, title)
    links = links_in(blocks, own, titles)
    known = {link.key or link.url for link in links}
    if own:
        known.add(own.key or own.url)
    # what the body does not lead to
    origin = article_ref(reprint_url(page) or "")
    reprinted = [Link(origin.url, origin.key, None, None, "reprint")] if origin else []
    for link in (*_missed(page), *_album_neighbours(page), *reprinted):
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
    found = _merged(found_in(lines), own)
    # as in most articles: no line is measured
    if not found:
        return []
    find_sections(found, lines)
    links: dict[str, Link] = {}
    for one in found:
        name = one.ref.key or one.ref.url
        link = Link(one.ref.url, one.ref.key, one.text or None, titles.get(name), one.section)
        links.setdefault(name, link)
    return list(links.values())


def _merged(found: Iterable[FoundLink], own: ArticleRef | None) -> list[FoundLink]:
    """Make one of anchors that stand together: a list item is often two, or a picture and its
    caption (§3.9).
    """
    merged: list[FoundLink] = []
    latest: dict[str, FoundLink] = {}
    own_names = {own.key, own.url, own.short} if own else set()
    for link in found:
        name = link.ref.key or link.ref.url
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


def _listed(page: Page) -> Iterator[dict[str, Any]]:
    """The page's own list of linked articles: ``ainfos``, in other templates ``jumpInfo``
    (§3.10).
    """
    told = page.data.get("ainfos")
    listed: Iterable[Any] = told if isinstance(told, list) else ()
    if not page.data:
        listed = page.variables.literal("jumpInfo") or ()
    yield from (item for item in listed if isinstance(item, dict))


def _missed(page: Page) -> Iterator[Link]:
    """Links the page lists that stand in no line: in elements without text or picture of their
    own.
    """
    # in an article's text each of them stands, too
    if page.data.get("item_show_type") in (None, "0"):
        return
    for item in _listed(page):
        if ref := article_ref(str(item.get("url") or "")):
            yield Link(ref.url, ref.key, None, plain(item.get("title")) or None, "inline")


def _album_neighbours(page: Page) -> Iterator[Link]:
    if page.data:
        album = page.data.get("appmsgalbuminfo")
    else:
        album = page.variables.literal("album_keep_read_info")
    if not isinstance(album, dict):
        return
    for side, section in _SIDES:
        given = album.get(f"{side}_article_link")
        if ref := article_ref(given) if isinstance(given, str) else None:
            title = plain(album.get(f"{side}_article_title")) or None
            yield Link(ref.url, ref.key, None, title, section)
