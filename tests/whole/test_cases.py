"""Small inputs that once went wrong, each of a kind, with their right values: read in place where
they are.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.places import CASES
from wxarchive.clock import BEIJING
from wxarchive.models import Article, Media, RawPage
from wxarchive.parse import parse
from wxarchive.sources.lists import articles_listed

SHORT = "https://mp.weixin.qq.com/s/"


def case(name: str) -> Path:
    if not (CASES / name).is_file():
        pytest.skip(f"the small inputs are not at {CASES}")
    return CASES / name


def day(year: int, month: int, day_: int, hour: int = 0) -> datetime:
    return datetime(year, month, day_, hour, tzinfo=BEIJING)


TWO_AT_NIGHT = day(2025, 6, 24, 2)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("20_port.csv", [("LLLLm2Xw9Rt4Yb6Nc8Vd1A", "甲", None), ("MMMMm2Xw9Rt4Yb6Nc8Vd1A", "乙", None)]),
        (
            "50_feed.json",
            [("FeedAAm2Xw9Rt4Yb6Nc8Vd", "甲", TWO_AT_NIGHT), ("FeedBBm2Xw9Rt4Yb6Nc8Vd", "乙", TWO_AT_NIGHT)],
        ),
        (
            "50_zone.csv",
            [
                ("ZoneAAm2Xw9Rt4Yb6Nc8Vd", "甲", TWO_AT_NIGHT),
                ("ZoneBBm2Xw9Rt4Yb6Nc8Vd", "乙", TWO_AT_NIGHT),
                ("ZoneCCm2Xw9Rt4Yb6Nc8Vd", "丙", TWO_AT_NIGHT),
                ("ZoneDDm2Xw9Rt4Yb6Nc8Vd", "丁", day(2025, 6, 23, 18)),
            ],
        ),
        ("51_preamble.csv", [("PreAAAm2Xw9Rt4Yb6Nc8Vd", "甲", day(2025, 6, 23))]),
        ("56_orig.csv", [("MainAAm2Xw9Rt4Yb6Nc8Vd", "甲", None)]),
        ("80_pocket.csv", [("PockAAm2Xw9Rt4Yb6Nc8Vd", "甲文", None)]),
        ("82_id.csv", [("NumbAAm2Xw9Rt4Yb6Nc8Vd", "丙文", None)]),
        (
            "85_title.csv",
            [
                ("TitlAAm2Xw9Rt4Yb6Nc8Vd", "2024-01-01 新年献词", None),
                ("TitlBBm2Xw9Rt4Yb6Nc8Vd", "1949年10月1日那一天", None),
            ],
        ),
    ],
)  # fmt: skip
def test_a_list_names_its_articles(
    name: str, expected: list[tuple[str, str, datetime | None]]
) -> None:
    listed = articles_listed(case(name).read_bytes(), name)
    assert [
        (one.ref.url.removeprefix(SHORT), one.title, one.published_at) for one in listed
    ] == expected


def test_a_quote_that_comes_late_is_read_as_the_others() -> None:
    listed = articles_listed(case("54_late.csv").read_bytes(), "54_late.csv")
    assert [one.title for one in listed] == [
        *(f"甲,{number}" for number in range(1, 201)),
        '他说"好",走',
    ]


def test_links_of_cells_are_addresses_and_titles_are_the_columns() -> None:
    listed = articles_listed(case("46_links.xlsx").read_bytes(), "46_links.xlsx")
    assert [
        (one.ref.key or one.ref.url.removeprefix(SHORT), one.title, one.published_at)
        for one in listed
    ] == [
        ("HyperAm2Xw9Rt4Yb6Nc8Vd", "甲", day(2025, 1, 2)),
        ("HyperBm2Xw9Rt4Yb6Nc8Vd", "乙", day(2025, 1, 3)),
        ("HyperCm2Xw9Rt4Yb6Nc8Vd", "丙", day(2025, 1, 4)),
        ("MzA5OTg3NjU0MQ==:2247480777:1", "丁", day(2025, 1, 4)),
    ]


def article(name: str) -> Article:
    found = parse(
        RawPage(name, case(name).read_bytes(), datetime(2026, 1, 1, tzinfo=UTC), from_file=True)
    )
    assert isinstance(found, Article)
    return found


def test_the_usual_port_says_nothing() -> None:
    assert [(link.key, link.url) for link in article("20_port.html").body.links] == [
        (
            "MzA5OTg3NjU0MQ==:2247480001:1",
            f"{SHORT[:-1]}?__biz=MzA5OTg3NjU0MQ==&mid=2247480001&idx=1&sn=11111111111111111111111111111111",
        ),
        (None, f"{SHORT}AAAAm2Xw9Rt4Yb6Nc8Vd1A"),
    ]


def test_front_matter_tells_the_zone_of_its_time() -> None:
    assert article("zone_front_matter.md").metadata.published_at == TWO_AT_NIGHT


@pytest.mark.parametrize("name", ["62_gbk_qp.mhtml", "62_gbk_meta.mhtml", "62_gbk_b64.mht"])
def test_an_encoded_part_is_read_in_its_charset(name: str) -> None:
    found = article(name)
    assert (found.metadata.title, found.body.text) == ("河水为什么是绿的", "桥下的水，绿了。")


def test_lines_of_preformatted_text_stay_lines() -> None:
    found = article("06_prewrap.html")
    assert found.body.html.split("\n") == [
        "<p>第一行文字<br>第二行文字</p>",
        "<p>第三行文字</p>",
        "<p>甲<br>乙</p>",
        "<p>丙丁</p>",
        "<p>戊己</p>",
    ]


def test_a_picture_that_moves_is_a_video_too() -> None:
    cover = "https://mmbiz.qpic.cn/sz_mmbiz_jpg/Live/0?wx_fmt=jpeg"
    assert article("33_live.html").body.media == (Media("video", "wxv_123", cover_url=cover),)


def test_pictures_behind_a_proxy_have_their_own_address() -> None:
    at = "https://mmbiz.qpic.cn/mmbiz_png"
    expected = (f"{at}/ProxA/0?wx_fmt=png", f"{at}/ProxB/0?wx_fmt=png", f"{at}/ProxC/0")
    assert article("41_proxy.html").body.images == expected


def test_pictures_without_an_address_are_a_loss() -> None:
    found = article("64_data.html")
    loss = "a picture that has no address, only its bytes in the page (data:), 2 times"
    assert (found.body.images, found.losses) == ((), (loss,))


def test_a_shared_article_that_is_not_in_the_page_is_a_loss() -> None:
    found = article("70_share2018.html")
    original = f"{SHORT[:-1]}?__biz=MzI3MTIzNDU2Nw==&mid=2247480008&idx=1&sn={'8' * 32}"
    assert (found.body.text, found.metadata.is_reprint, found.metadata.reprint_account) == (
        "写得好，转给大家看。",
        True,
        "山里笔记",
    )
    assert [(link.section, link.url) for link in found.body.links] == [("reprint", original)]
    assert found.losses == (
        "the shared article itself: this page has no more of it than a link and maybe an excerpt",
    )


def test_no_field_has_control_characters() -> None:
    found = article("control_characters.html")
    told = found.metadata
    assert (told.title, told.author) == ("控制符 号", "某人")
    assert found.body.text == "文字里有控制符和\nred"
