"""What the small WeChat publishes: eight posts of two invented accounts that link each other, and
state pages.

Every word of it is ours.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tests.smallwechat import states
from tests.smallwechat.lists import Manners, album_json, home_json
from tests.smallwechat.pages import BEIJING, Account, Album, Picture, Post, Reference, Serving, page
from tests.smallwechat.writing import (
    bold,
    bullets,
    code,
    heading,
    link,
    paragraph,
    picture,
    previous,
    quote,
    table,
)

TEA = Account("南坡茶话", 3300112233, "gh_5ma11wecha71", "nanpo_tea", "一个人，一座山，几款茶。")
BRIDGES = Account("桥与书", 3300445566, "gh_5ma11wecha72", "", "看桥，也看书。")
KETTLE_ALBUM = Album("3100000000000000417", "水与火")

GONE = "DeletedDeletedDeleted_"
STATES: Mapping[str, Callable[[], str]] = {
    GONE: states.deleted,
    "DeletedEnglishEnglish_": states.deleted_english,
    "ViolationViolationVio_": lambda: states.violation(BRIDGES),
    "InfringementInfringe__": states.infringement,
    "AccountGoneAccountGon_": states.account_gone,
    "MigratedMigratedMigra_": lambda: states.migrated(
        "https://mp.weixin.qq.com/s/StoneBridgesStoneBrid_"
    ),
    "PrivatePrivatePrivate_": states.private,
    "ExpiredExpiredExpired_": states.expired,
    "UnavailableUnavailabl_": states.unavailable,
    "SystemErrorSystemErro_": states.system_error,
}
"""Short address → the state page it answers with."""


@dataclass(frozen=True, slots=True)
class Site:
    """Posts and state pages. ``restless``: every answer differs, as the real site's do, with the
    same content.
    """

    posts: tuple[Post, ...]
    states: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    albums: Mapping[str, tuple[Account, Album]] = field(default_factory=dict)
    accounts: tuple[Account, ...] = ()
    homes: Mapping[str, Account] = field(default_factory=dict)
    """Number of a home page (hid) → whose it is: it lists all of the account's posts."""
    manners: Manners = field(default_factory=Manners)
    boilerplate_kb: int = 40
    restless: bool = False

    def short(self, token: str, serial: int) -> str:
        """Answer a short address; an unknown one is "wrong parameters", with status 200
        (docs/wechat-pages.md §5.1).
        """
        if token in self.states:
            return self.states[token]()
        return self._page((post for post in self.posts if post.token == token), serial)

    def long(self, query: Mapping[str, str], serial: int) -> str:
        """Answer a long address."""
        key = f"{query.get('__biz')}:{query.get('mid')}:{query.get('idx', '1')}"
        return self._page((post for post in self.posts if post.key == key), serial)

    def album(self, query: Mapping[str, str]) -> str:
        """Answer an album's address."""
        if query.get("album_id") not in self.albums:
            return states.invalid()
        account, album = self.albums[query["album_id"]]
        posts = [post for post in self.posts if post.album == album]
        if query.get("f") == "json" and not self.manners.html:
            return album_json(account, album, posts, query, self.manners)
        return states.album_page(account, album, posts)

    def home(self, query: Mapping[str, str]) -> str:
        """Answer what a home page lists."""
        account = self.homes.get(query.get("hid", ""))
        posts = [post for post in self.posts if post.account == account]
        return home_json(posts, query, self.manners) if account else states.invalid()

    def account(self, biz: str) -> str:
        """Answer the address of an account's information."""
        found = [account for account in self.accounts if account.biz == biz]
        return states.account_info(found[0]) if found else states.invalid()

    def _page(self, found: Iterable[Post], serial: int) -> str:
        post = next(iter(found), None)
        if post is None:
            return states.invalid()
        nonce = 100000001 + (serial if self.restless else 0)
        return page(post, Serving(nonce=nonce, boilerplate_kb=self.boilerplate_kb))


def _at(year: int, month: int, day: int, hour: int = 8) -> datetime:
    return datetime(year, month, day, hour, 30, tzinfo=BEIJING)


def _photo(name: str, width: int = 1080, height: int = 720) -> Picture:
    return Picture(
        f"https://mmbiz.qpic.cn/mmbiz_jpg/SmallWechat{name}/0?wx_fmt=jpeg", width, height
    )


WATER = Post(
    TEA,
    "水要烧到几分",
    2247480011,
    "WaterWaterWaterWater__",
    _at(2024, 3, 9),
    author="阿坡",
    digest="听壶的声音，比看温度计有意思。",
    province="浙江",
    original=True,
    album=KETTLE_ALBUM,
    pictures=(_photo("Kettle"), _photo("Steam", 800, 1000)),
    body_html="".join(
        [
            paragraph("山里的水轻，壶一上炉就开始说话。"),
            picture(_photo("Kettle")),
            paragraph(f"先是细细的{bold('虫声。')}再往后像远处有车，最后安静下来，那时水就好了。"),
            quote("不要催一壶水。"),
            picture(_photo("Steam", 800, 1000)),
            paragraph("绿茶等它凉一会儿，老茶不必等。"),
        ]
    ),
)

MISSING = Reference(
    f"https://mp.weixin.qq.com/s?__biz={TEA.biz}&mid=2247480002&idx=1&sn=00c1e5a7d9b4c3e8a2b6d4f1c0e9a7b0",
    "开张的那一天",
    TEA.name,
)

LEAVES = Post(
    TEA,
    "五种叶子，五种脾气",
    2247480027,
    "LeavesLeavesLeavesLea_",
    _at(2024, 4, 13),
    author="阿坡",
    digest="挑茶的时候我在看什么。",
    province="浙江",
    links=(WATER.reference, MISSING),
    body_html="".join(
        [
            paragraph(f"上回写了{link(WATER.reference, '烧水的事')}，这回说叶子。"),
            bullets(
                ["芽：急性子", "一芽一叶：好说话", "一芽两叶：耐泡", "老叶：慢热", "茶梗：甜"], "ol"
            ),
            paragraph("脾气没有好坏，只有合不合你今天的心情。"),
            previous([WATER.reference, MISSING]),
        ]
    ),
)

METER = Post(
    TEA,
    "写三行程序记水温 & 时间",
    2247480033,
    "MeterMeterMeterMeter__",
    _at(2025, 1, 18, 21),
    author="阿坡",
    digest="一支旧温度计，\n一段小程序。",
    province="浙江",
    modified=_at(2025, 1, 19),
    source_url="https://example.org/kettle?from=tea&lang=zh",
    album=KETTLE_ALBUM,
    album_previous=WATER.reference,
    links=(WATER.reference, LEAVES.reference),
    body_html="".join(
        [
            paragraph("温度计接上电脑，每分钟问它一次。"),
            code(
                'for minute in range(10):\n    value = sensor.read()\n\n    print(minute, "<", value)',
                "python",
            ),
            heading("结果"),
            table(["分钟", "温度"], [["1", "41℃"], ["5", "78℃"], ["9", "97℃"]]),
            paragraph("第九分钟以后就不用看了，听声音就行。"),
            previous([WATER.reference, LEAVES.reference], "往期推荐"),
        ]
    ),
)

SPRING = Post(
    TEA,
    "春天的茶园",
    2247480041,
    "SpringSpringSpringSpr_",
    _at(2025, 4, 2),
    show_type=8,
    text="早上六点的茶园。\n雾还没有散。",
    digest="早上六点的茶园。\n雾还没有散。",
    province="浙江",
    pictures=(_photo("Garden1"), _photo("Garden2"), _photo("Garden3", 900, 1200)),
)

NOTE = Post(
    TEA,
    "今天不营业。\n山上下雪，路不好走，大家在家自己泡一壶，晚上我们再聊，记得把壶先温一温。",
    2247480052,
    "SnowSnowSnowSnowSnow__",
    _at(2025, 12, 20),
    show_type=10,
    text="今天不营业。\n山上下雪，路不好走，大家在家自己泡一壶，晚上我们再聊，记得把壶先温一温。",
    user_title=False,
    cover="",
    province="浙江",
)

STONES = Post(
    BRIDGES,
    "石桥为什么是拱的",
    2247480011,  # the number of one of the tea account's posts: unique only inside one account
    "StoneBridgesStoneBrid_",
    _at(2024, 5, 5),
    author="林间",
    digest="石头怕拉不怕压。",
    province="福建",
    links=(METER.reference,),
    pictures=(_photo("Arch"),),
    body_html="".join(
        [
            paragraph("石头怕拉，不怕压。把它们摆成弧线，重量就变成了互相靠紧的力气。"),
            picture(_photo("Arch")),
            table(
                ["桥", "孔数", "年纪"], [["东门桥", "1", "三百多岁"], ["长堤桥", "17", "比我大"]]
            ),
            paragraph(
                f"南坡茶话有一篇{link(METER.reference, '记水温的文章')}，我学着给桥量了量体温。"
            ),
        ]
    ),
)

NIGHT = Post(
    BRIDGES,
    "图书馆的夜班",
    2650000019,
    "NightShiftNightShift__",
    _at(2019, 10, 3, 22),
    era="classic",
    author="林间",
    digest="关门以后，书架是有声音的。",
    body_html="".join(
        [
            "<p>九点关门，我留下来还书。推车过木地板，咯吱咯吱，像船。</p>",
            f"<p><br></p>{picture(_photo('Shelf'))}",
            "<p>读者夹在书里的东西：车票、树叶、半张欠条。</p>",
        ]
    ),
)

SEVENTH = Post(
    BRIDGES,
    "河上的第七座桥",
    2247480102,
    "SeventhBridgeSeventh__",
    _at(2025, 9, 14),
    author="林间",
    digest="数桥的人总会数错一座。",
    province="福建",
    links=(STONES.reference, NIGHT.reference),
    body_html="".join(
        [
            paragraph("从渡口数起，第七座桥在地图上没有名字。"),
            quote("“过了桥就是外婆家。”卖菜的人这样指路。"),
            paragraph("我在桥头坐了一下午，有人说“该内容已被发布者删除”，说的是桥上的旧石碑。"),
            previous([STONES.reference, NIGHT.reference]),
        ]
    ),
)

DEMO_SITE = Site(
    posts=(WATER, LEAVES, METER, SPRING, NOTE, STONES, NIGHT, SEVENTH),
    states=STATES,
    albums={KETTLE_ALBUM.id: (TEA, KETTLE_ALBUM)},
    accounts=(TEA, BRIDGES),
)
