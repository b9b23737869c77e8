"""Pictures and videos that a page lists beside its text, in script data or variables.

Sections (§) are those of docs/wechat-pages.md.
"""

from collections.abc import Iterator
from typing import Any

from wxarchive.address import picture_url, unescape
from wxarchive.guarded import number as whole_number
from wxarchive.models import Media
from wxarchive.parse.body.blocks import Paragraph, Run
from wxarchive.parse.page import Page, object_literal, plain
from wxarchive.parse.values import fields_of, objects_in

Facts = dict[str, Any]
"""What a list says of one of its items."""


def listed(page: Page, name: str, *variables: str) -> list[Facts]:
    """Return the data's list ``name``; if it has none, the first that is not empty of the
    variables.
    """
    if name in page.data:
        return objects_in(page.data[name])
    lists = map(page.variables.literal, (name, *variables))
    return objects_in(next(filter(None, lists), None))


def listed_pictures(page: Page) -> list[Facts]:
    """Return what is listed of the pictures of a post (§4.1)."""
    pictures = listed(page, "picture_page_info_list")
    # older templates have the list as a text
    if not pictures and "picture_page_info_list" not in page.data:
        text = page.variables.get("picturePageInfoList") or "[]"
        written, _ = object_literal(f"{{pictures: {text}}}".encode(), page.work)
        pictures = objects_in(fields_of(written).get("pictures"))
    return [item for item in pictures if item.get("cdn_url")]


def listed_videos(page: Page) -> list[Facts]:
    """Return the page's videos by each of their names (§3.7), and the one of a video post
    (§4.2).
    """
    videos = listed(page, "video_page_infos", "videoPageInfos", "__videoPageInfos")
    if page.data:
        single = page.data.get("video_page_info")
    else:
        single = page.variables.literal("video_page_info")
    return videos + objects_in([single])


def picture(address: str, facts: Facts) -> Paragraph:
    """Return a paragraph of one picture that is listed."""
    width = whole_number(facts.get("width"), digits=9)
    height = whole_number(facts.get("height"), digits=9)
    size = (width, height) if width and height else None
    return Paragraph([Run("picture", src=picture_url(unescape(address)), size=size)])


def live_photos(pictures: list[Facts]) -> Iterator[Media]:
    """Yield the videos of pictures that move (§4.1): each has the picture as its cover."""
    for item in pictures:
        live = fields_of(item.get("live_photo"))
        # a number is enough to find it; addresses expire
        number = plain(live.get("vid")) or None
        url = None
        if not number:
            addresses = (version.get("url") for version in objects_in(live.get("format_info")))
            texts = (address for address in addresses if isinstance(address, str))
            url = unescape(next(filter(None, texts), "")) or None
        if number or url:
            cover = picture_url(unescape(str(item["cdn_url"])))
            yield Media("video", number, url=url, cover_url=cover)
