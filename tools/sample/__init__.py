"""The sample that ``wxarchive serve`` can open: invented articles of three accounts, as they were
received over months, and their pictures.

``python -m tools.sample`` writes it into the package. Its articles are those of the tests and a
long one; its pictures are the drawings beside this file.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tests.smallwechat import states
from tests.smallwechat.pages import BEIJING, Picture, Post, Serving, page
from tests.smallwechat.site import BRIDGES, NIGHT, NOTE, SEVENTH, STONES
from tests.smallwechat.writing import bold, bullets, heading, link, paragraph, picture, quote, table
from tests.support.library import BRIDGE_CASE, DETECTIVES, EDITED, LIBRARY, POSTS, ROPES, TEAPOT

SAMPLE = Path(__file__).parents[2] / "wxarchive" / "web" / "sample.zip"
_DRAWINGS = Path(__file__).parent
_COVERS = {"南坡茶话": "cup", "桥与书": "arch", "桥书": "arch", "灯下推理社": "lamp"}
_COVERS_OF = {NIGHT.token: "shelf", SEVENTH.token: "river"}
_DRAWN = {"Garden1": "garden1", "Garden2": "garden2", "Garden3": "garden3", "Kettle": "kettle"}
_DRAWN |= {"Steam": "steam", "Arch": "arch", "Shelf": "shelf"}
_TIME = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Moment:
    """A page that an address answered with, and when."""

    post: Post
    text: str
    time: datetime


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 30, tzinfo=BEIJING)


def _address(drawing: str) -> str:
    return f"https://mmbiz.qpic.cn/mmbiz_png/SampleDrawing{drawing}/0?wx_fmt=png"


WALK = Post(
    BRIDGES,
    "看一座桥，先看它怎么站着：写给第一次认真看桥的人",
    2247480077,
    "WalkAlongWalkAlongWa__",
    datetime(2025, 2, 8, 7, 30, tzinfo=BEIJING),
    author="林间",
    digest="从桥墩看到栏杆，顺序不要反。",
    province="福建",
    original=True,
    links=(STONES.reference, NIGHT.reference),
    pictures=(Picture(_address("river")),),
    body_html="".join(
        [
            paragraph(
                "很多人看桥，先看栏杆上的石狮子，数一数有几只，拍一张照片就走了。我也这样看了十几年。"
                "后来有个修桥的师傅对我说，桥是站着的，先看它怎么站着，别的都不急。"
            ),
            heading("先到桥下去"),
            paragraph(
                "能下到水边就下到水边。站在那里抬头，石头之间的缝是斜着往上走的，一块托着一块。"
                f"{bold('重量就沿着这些缝走回岸上。')}为什么要摆成这样，我在"
                f"{link(STONES.reference, '讲石拱的那一篇')}里写过。"
            ),
            picture(Picture(_address("river"))),
            paragraph(
                "枯水的时候最好，平常在水里的半截露出来，苔藓的颜色分成两层，上面浅，下面深。"
            ),
            heading("再看两头"),
            quote("桥不是从这一头开始，是从路上开始的。"),
            paragraph("桥头的坡、转弯、一棵老树、一间小店，都是人走出来的。桥只是把它们连上了。"),
            bullets(["坡缓：从前走车", "台阶多：从前走人和挑担", "有凉亭：下雨天有人等人"]),
            heading("最后才看栏杆"),
            table(
                ["看什么", "说明什么"],
                [
                    ["手摸得到的地方发亮", "有人天天靠在这里"],
                    ["新旧石头颜色不同", "补过，有时候补在有名字的那一块"],
                    ["刻字被磨平", "不是风，是手"],
                ],
            ),
            paragraph("看完再走一遍，走慢一点。这一次你会听见自己的脚步换了声音，那就是桥。"),
        ]
    ),
)


def moments() -> Iterator[Moment]:
    """Yield what was received, in the order of time."""
    for post in (*POSTS, WALK):
        if post != NOTE:
            yield _seen(post, _at(2025, 10, 1))
    yield _seen(EDITED, _at(2025, 11, 5))
    for post in (LIBRARY, BRIDGE_CASE):
        yield Moment(post, states.deleted(), _at(2025, 11, 5))
    yield _seen(ROPES, _at(2025, 12, 2))
    yield Moment(TEAPOT, states.violation(DETECTIVES), _at(2025, 12, 2))
    yield _seen(NOTE, _at(2025, 12, 21))
    yield _seen(BRIDGE_CASE, _at(2026, 1, 8))


def _seen(post: Post, time: datetime) -> Moment:
    drawing = _COVERS_OF.get(post.token, _COVERS[post.account.name])
    cover = post.pictures[0].url if post.show_type and post.pictures else _address(drawing)
    shown = replace(post, cover=cover) if post.cover else post
    return Moment(post, page(shown, Serving(served=time, boilerplate_kb=0)), time)


def packed() -> bytes:
    """Return the sample: pages, drawings, and a list of what is what."""
    files: dict[str, str] = {}
    seen: list[dict[str, str]] = []
    for number, one in enumerate(moments(), 1):
        files[f"{number:02}.html"] = one.text
        told = {"page": f"{number:02}.html", "url": one.post.short_url}
        seen.append(told | {"at": one.time.isoformat()})
    drawn = {_address(path.stem): path.name for path in sorted(_DRAWINGS.glob("*.svg"))}
    for name, drawing in _DRAWN.items():
        drawn[f"https://mmbiz.qpic.cn/mmbiz_jpg/SmallWechat{name}/0?wx_fmt=jpeg"] = f"{drawing}.svg"
    for path in _DRAWINGS.glob("*.svg"):
        files[path.name] = path.read_text("utf-8")
    files["sample.json"] = json.dumps({"seen": seen, "pictures": drawn}, indent=1)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _TIME), files[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()
