"""An archive with a past: articles of three invented accounts, kept, edited, deleted, back, and
renamed over months.

The demo's posts and four more; every time in it is fixed, so that answers can be compared whole.
"""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tests.smallwechat import DEMO_SITE, states
from tests.smallwechat.pages import BEIJING, Account, Post, Reference, page
from tests.smallwechat.site import BRIDGES, NIGHT, STONES
from tests.smallwechat.writing import link, paragraph, previous
from tests.support.prepared import prepared
from wxarchive.address import article_ref
from wxarchive.archive.decide import Received
from wxarchive.archive.ingest import ingest
from wxarchive.models import Outcome, RawPage
from wxarchive.parse import parse
from wxarchive.store.database import Store

DETECTIVES = Account(
    "灯下推理社", 3300778899, "gh_5ma11wecha73", "lamp_club", "每周一个没有凶手的案子。"
)
RULES = Reference(
    f"https://mp.weixin.qq.com/s?__biz={DETECTIVES.biz}&mid=2650000001&idx=1&sn=00c1e5a7d9b4c3e8a2b6d4f1c0e9a7b0",
    "入社须知",
    DETECTIVES.name,
)


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 30, tzinfo=BEIJING)


TEAPOT = Post(
    DETECTIVES,
    "茶壶为什么是凉的",
    2650000011,
    "ColdTeapotColdTeapot__",
    _at(2024, 2, 18),
    author="老灯",
    digest="一桩只用推理就能说清的小事。",
    province="浙江",
    body_html=paragraph("客人说刚泡好，壶却是凉的。推理不需要指纹，只需要一支温度计。")
    + previous([RULES]),
    links=(RULES,),
)
LIBRARY = Post(
    DETECTIVES,
    "夜班图书馆里少了一本书",
    2650000024,
    "LostBookLostBookLost__",
    _at(2024, 7, 9),
    author="老灯",
    digest="书没有丢，丢的是时间。",
    province="浙江",
    body_html=paragraph(f"线索在{link(NIGHT.reference, '一篇讲夜班的文章')}里。")
    + paragraph(
        "读到第三段，推理就结束了。还书的日期写的是明天，推车上的灰是昨天的，柜台的灯从来没有关过，所以谁也没有拿走它。"
    )
    + previous([TEAPOT.reference, RULES]),
    links=(NIGHT.reference, TEAPOT.reference, RULES),
)
BRIDGE_CASE = Post(
    DETECTIVES,
    "第七座桥上的脚印",
    2650000037,
    "FootprintFootprintFo__",
    _at(2025, 3, 1),
    author="小火柴",
    digest="脚印只有去，没有回。",
    province="福建",
    body_html=paragraph("推理的第一步，是数清楚桥。")
    + previous([LIBRARY.reference, TEAPOT.reference, RULES]),
    links=(LIBRARY.reference, TEAPOT.reference, RULES),
)
RENAMED = replace(BRIDGES, name="桥书")
ROPES = Post(
    RENAMED,
    "绳桥怎么过",
    2247480155,
    "RopeBridgeRopeBridge__",
    _at(2025, 11, 20),
    author="林间",
    digest="手比脚更重要。",
    province="福建",
    body_html=paragraph("绳桥会动，人也要跟着动。") + previous([STONES.reference]),
    links=(STONES.reference,),
)
EDITED = replace(NIGHT, body_html=NIGHT.body_html + paragraph("后来又添了一句：灯一直亮着。"))
POSTS = (*DEMO_SITE.posts, TEAPOT, LIBRARY, BRIDGE_CASE)


def fill(store: Store) -> None:
    """Keep all there is, in the order of time."""
    for post in POSTS:
        see(store, post, _at(2025, 10, 1))
    see(store, EDITED, _at(2025, 11, 5))
    see_state(store, LIBRARY, states.deleted(), _at(2025, 11, 5))
    see_state(store, BRIDGE_CASE, states.deleted(), _at(2025, 11, 5))
    see(store, ROPES, _at(2025, 12, 2))
    see_state(store, TEAPOT, states.violation(DETECTIVES), _at(2025, 12, 2))
    see(store, BRIDGE_CASE, _at(2026, 1, 8))


def see(store: Store, post: Post, when: datetime) -> Outcome:
    """Keep a post's page as if it had been fetched then."""
    return _keep(store, post, page(post), when)


def see_state(store: Store, post: Post, text: str, when: datetime) -> Outcome:
    """Keep what its address answered instead."""
    return _keep(store, post, text, when)


def make(path: Path) -> Path:
    """Make the whole archive; return its path."""
    return prepared(path, _make)


def _make(path: Path) -> None:
    with Store(path) as store:
        fill(store)


def _keep(store: Store, post: Post, text: str, when: datetime) -> Outcome:
    url = post.short_url
    raw = RawPage(url, text.encode(), when, url=url, final_url=url, status=200)
    return ingest(Received(url, raw, article_ref(url), when), store, parse)
