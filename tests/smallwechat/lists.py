"""Albums and home pages as JSON, in the shapes the real site answers in (docs/wechat-pages.md §6.1,
§6.2).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from tests.smallwechat.pages import Account, Album, Post

HOME_PAGE = 5


@dataclass(frozen=True, slots=True)
class Manners:
    """How lists behave. ``flag``: whether the flag that there is more is right, always set or not
    there.

    ``repeats``: past the end the list begins anew. ``html``: albums answer as web pages whatever is
    asked for. ``most``: articles that an answer of an album has.
    """

    newest_first: bool = True
    numbered: bool = True
    flag: Literal["right", "always", "none"] = "right"
    repeats: bool = False
    html: bool = False
    most: int = 20


def in_order(posts: Sequence[Post], manners: Manners) -> list[Post]:
    """Return posts as a list has them."""
    return sorted(posts, key=lambda post: post.published, reverse=manners.newest_first)


def album_json(
    account: Account,
    album: Album,
    posts: Sequence[Post],
    query: Mapping[str, str],
    manners: Manners,
) -> str:
    """Answer one page of an album: what follows the article that the query names."""
    ordered = in_order(posts, manners)
    numbers = {
        post.key: number
        for number, post in enumerate(sorted(posts, key=lambda post: post.published), 1)
    }
    start = _start(ordered, query)
    if start >= len(ordered) and manners.repeats:
        start = 0
    shown = ordered[start : start + min(int(query.get("count", "10")), manners.most)]
    told: dict[str, object] = {"base_info": {"is_first_screen": "0"}}
    if start == 0:
        told["base_info"] = {
            "title": album.title,
            "nickname": account.name,
            "article_count": str(len(posts)),
        }
    items = [_item(post, numbers[post.key] if manners.numbered else None) for post in shown]
    if items:
        told["article_list"] = items[0] if len(items) == 1 else items
    if manners.flag != "none":
        more = manners.flag == "always" or start + len(shown) < len(ordered)
        told["continue_flag"] = "1" if more else "0"
    return json.dumps({"base_resp": {"ret": 0}, "getalbum_resp": told}, ensure_ascii=False)


def home_json(posts: Sequence[Post], query: Mapping[str, str], manners: Manners) -> str:
    """Answer one page of a home page."""
    begin = int(query.get("begin", "0"))
    shown = in_order(posts, manners)[begin : begin + HOME_PAGE]
    entries = [
        {
            "title": post.title,
            "link": _address(post),
            "sendtime": str(int(post.published.timestamp())),
        }
        for post in shown
    ]
    return json.dumps({"base_resp": {"ret": 0}, "appmsg_list": entries}, ensure_ascii=False)


def _start(ordered: Sequence[Post], query: Mapping[str, str]) -> int:
    if "begin_msgid" not in query:
        return 0
    last = (query["begin_msgid"], query["begin_itemidx"])
    places = [
        place for place, post in enumerate(ordered, 1) if (str(post.mid), str(post.idx)) == last
    ]
    return places[0] if places else len(ordered)


def _item(post: Post, number: int | None) -> dict[str, str]:
    item = {
        "title": post.title,
        "url": _address(post),
        "msgid": str(post.mid),
        "itemidx": str(post.idx),
        "create_time": str(int(post.published.timestamp())),
    }
    return item | ({"pos_num": str(number)} if number else {})


def _address(post: Post) -> str:
    return escape(post.long_url.replace("https:", "http:")) + "#rd"
