"""A keeper of media before the small WeChat, and articles that use some."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.smallwechat import Faults, SmallWechat
from tests.store.making import article as some_article
from tests.store.making import ref
from wxarchive.archive.media.keeper import MediaCounts, MediaKeeper, MediaPlan
from wxarchive.clock import BEIJING
from wxarchive.fetch.fetcher import Fetcher
from wxarchive.fetch.media import MediaFetcher
from wxarchive.fetch.settings import FetchSettings, parse_connect_to
from wxarchive.models import Article, Media, MediaUse, RawPage
from wxarchive.store.database import Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=BEIJING)
VOICE = "https://res.wx.qq.com/voice/getvoice?mediaid=MzMwMDExMjIzM18yMjQ3NDg0"
VIDEO = "wxv_1234567890123456789"
API = "/mp/videoplayer"


def path(name: str, size: str = "0") -> str:
    return f"/mmbiz_jpg/SmallWechat{name:_<12}/{size}"


def address(name: str, size: str = "0") -> str:
    return f"https://mmbiz.qpic.cn{path(name, size)}?wx_fmt=jpeg"


def article(number: int = 1, *names: str, media: Iterable[Media] = (), **told: object) -> Article:
    """An article with these pictures, each said to be 1080 pixels wide and 720 high."""
    found = some_article(ref(number), f"第{number}篇。", **told)
    html = "".join(
        f'<p><img src="{address(name)}" width="1080" height="720"></p>' for name in names
    )
    return replace(
        found,
        body=replace(found.body, html=html, images=tuple(map(address, names)), media=tuple(media)),
    )


@dataclass
class World:
    """An archive, the way to a small WeChat, and the time."""

    store: Store
    wechat: SmallWechat
    plan: MediaPlan = field(default_factory=MediaPlan)
    time: datetime = NOON

    def add(self, what: Article, page: bytes = b"") -> int:
        """Archive an article with the page it is said to be on."""
        body = page or json.dumps(list(what.body.images)).encode()
        number = self.store.pages.save(
            RawPage("a", body + str(what.ref).encode(), NOON), "ok", None
        )
        saved = self.store.articles.save(what, number, NOON)
        assert saved.id
        return saved.id

    def keep(self, *articles: int) -> MediaCounts:
        """Fetch the media of articles in one run."""
        settings = FetchSettings(
            connect_to=parse_connect_to(self.wechat.connect_to()), delay=0, retry_pause=0
        )
        with MediaFetcher(settings) as door, Fetcher(settings) as pages:
            keeper = MediaKeeper(
                self.store, door.get_all, pages.get_page, self.plan, now=lambda: self.time
            )
            for number in articles:
                keeper.keep(number)
        return keeper.counts

    def uses(self, number: int) -> dict[str, MediaUse]:
        return {use.address: use for use in self.store.media.of_article(number)}

    def use(self, name: str, number: int = 1) -> MediaUse:
        return self.uses(number)[address(name)]


def after(
    store: Store, faults: Faults, *names: str, plan: MediaPlan | None = None
) -> tuple[World, MediaCounts]:
    """The archive after one article with these pictures was fetched from a site with these
    faults.
    """
    with SmallWechat(faults=faults) as wechat:
        world = World(store, wechat, plan or MediaPlan())
        return world, world.keep(world.add(article(1, *names)))
