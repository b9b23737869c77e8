"""A small WeChat whose posts are all in one album and on one home page, and the program over it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.cli.running import Program
from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.crowd import ACCOUNT, crowd
from tests.smallwechat.lists import Manners
from tests.smallwechat.pages import Album, Post
from tests.smallwechat.site import Site
from tests.support.crawling import ask
from tests.support.prepared import empty

STREET = Album("3100000000000000777", "一条街")
ALBUM_URL = f"https://mp.weixin.qq.com/mp/appmsgalbum?__biz={ACCOUNT.biz}&action=getalbum&album_id={STREET.id}"
HOME_URL = f"https://mp.weixin.qq.com/mp/homepage?__biz={ACCOUNT.biz}&hid=7"


def street(count: int, manners: Manners | None = None) -> Site:
    """Return a site of ``count`` posts, the newest last; the pages do not say that they are in the
    album.
    """
    posts = tuple(replace(post, album=STREET, links=()) for post in crowd(count).posts)
    return Site(
        posts,
        albums={STREET.id: (ACCOUNT, STREET)},
        accounts=(ACCOUNT,),
        homes={"7": ACCOUNT},
        manners=manners or Manners(),
        boilerplate_kb=1,
    )


@contextmanager
def shelf(
    folder: Path, site: Site, faults: Faults | None = None
) -> "Iterator[tuple[Program, SmallWechat]]":
    """Give the program over an empty archive and the small WeChat it is connected to."""
    with SmallWechat(site, faults) as wechat:
        yield Program(empty(folder / "archive.db"), wechat), wechat


def published(wechat: SmallWechat, more: int) -> None:
    """Publish so many more posts."""
    wechat.site = street(len(wechat.site.posts) + more, wechat.site.manners)


def taken_back(wechat: SmallWechat, post: Post) -> None:
    """Take a post off the site."""
    wechat.site = replace(wechat.site, posts=tuple(one for one in wechat.site.posts if one != post))


def moved_up(wechat: SmallWechat, post: Post) -> None:
    """Let a post be the newest of all."""
    others = [one for one in wechat.site.posts if one != post]
    newest = replace(post, published=others[-1].published + timedelta(days=1))
    wechat.site = replace(wechat.site, posts=(*others, newest))


def list_requests(wechat: SmallWechat) -> list[str]:
    """Return which pages of lists were asked for."""
    return [
        path
        for _, _, path in wechat.requests
        if path.startswith(("/mp/appmsgalbum", "/mp/homepage"))
    ]


def article_requests(wechat: SmallWechat) -> list[str]:
    """Return which articles were asked for."""
    return [path for _, _, path in wechat.requests if path.startswith("/s")]


def titles(program: Program) -> list[object]:
    """Return the titles of what is archived, by number of the post."""
    return [title for (title,) in ask(program.db, "SELECT title FROM articles ORDER BY key")]


def of_site(number: int) -> list[object]:
    return [post.title for post in street(number).posts]


def listed(program: Program) -> list[object]:
    rows = ask(program.db, "SELECT title FROM list_item_list ORDER BY list_id, position")
    return [title for (title,) in rows]
