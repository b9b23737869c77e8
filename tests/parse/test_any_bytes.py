"""Any bytes give a record or a state, and never an exception."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.golden import PAGES
from tests.golden.building import classic, classic_variables, common_data, current, shared
from tests.smallwechat.literals import Value
from wxarchive.characters import printable
from wxarchive.models import STATES, Article, RawPage, StatePage
from wxarchive.parse import parse

_FULL = PAGES["article_current"].body


def outcome(body: bytes) -> Article | StatePage:
    found = parse(RawPage("test", body, datetime(2026, 1, 1, tzinfo=UTC)))
    assert isinstance(found, Article) or (isinstance(found, StatePage) and found.state in STATES)
    if isinstance(found, Article):
        assert found.content_hash.startswith("sha256:")
        text, seen = printable(found.body.text).strip(), found.body.images or found.body.media
        assert text or seen or found.kind != "article"
    return found


@pytest.mark.parametrize(
    "name", ["article_current", "article_2018", "image_current", "text_untitled", "video_2018"]
)
def test_cut_off_anywhere(name: str) -> None:
    body = PAGES[name].body
    for end in range(0, len(body), 500):
        outcome(body[:end])


@pytest.mark.parametrize(
    "name", ["article_current", "image_current", "saved_mhtml_base64", "saved_as_escaped_string"]
)
def test_bytes_flipped_and_regions_doubled(name: str) -> None:
    chance = random.Random(name)
    for body in _damaged(PAGES[name].body, chance, 15):
        outcome(body)


def _damaged(body: bytes, chance: random.Random, times: int) -> Iterator[bytes]:
    for _ in range(times):
        damaged = bytearray(body)
        for _ in range(chance.randrange(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        start, end = sorted(chance.randrange(len(damaged)) for _ in range(2))
        yield bytes(damaged)
        yield bytes(damaged[:end] + damaged[start:])
        yield bytes(damaged[:start] + damaged[end:])


@given(st.binary(max_size=400))
def test_any_bytes_at_all(body: bytes) -> None:
    outcome(body)


TAGS = st.sampled_from(
    [
        "p",
        "section",
        "span",
        "b",
        "li",
        "ul",
        "table",
        "tr",
        "td",
        "pre",
        "code",
        "img",
        "a",
        "svg",
        "mpvoice",
        "iframe",
        "h2",
        "br",
        "figure",
        "sup",
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' style="display:none"',
        ' style="background:url(https://[x"',
        ' style="font-size:0;;:;a"',
        ' href="https://[x/s?__biz=%%"',
        ' href="https://mp.weixin.qq.com/s?__biz=[&mid=]"',
        ' data-src="//[mmbiz.qpic.cn/a/b/640"',
        ' data-src="https://℀/a"',
        ' data-w="nan" data-ratio="inf"',
        ' data-formula="x^2" class="katex math"',
        ' vid="wxv_1" play_length="1e9" name="%zz"',
        ' colspan="99999" data-lang="<"',
    ]
)


@example([("p", "", "\x80", True)])
@given(st.lists(st.tuples(TAGS, ATTRIBUTES, st.text(max_size=5), st.booleans()), max_size=25))
def test_any_tags_at_all(parts: list[tuple[str, str, str, bool]]) -> None:
    body = "".join(
        f"<{tag}{attribute}>{text}" + f"</{tag}>" * closed for tag, attribute, text, closed in parts
    )
    outcome(current(common_data(content_noencode=body), body).encode("utf-8", "replace"))
    outcome(classic(classic_variables(), body).encode("utf-8", "replace"))


_STRUCTURES = """
    ip_wording text_page_info picture_page_info_list video_page_infos voice_in_appmsg finder_music_card_list
    appmsgalbuminfo public_tag_info modify_time
"""
_MEMBERS = """
    cdn_url url title list tags video_id voice_id album_id tag_name copyright_stat reprint_type guide_words
    content_noencode short_msg_pic_url picture_info mp_video_trans_info is_user_title country_name
"""
KEYS = sorted({*common_data(), *_STRUCTURES.split()})
MEMBERS = st.sampled_from(_MEMBERS.split())
LEAVES = st.one_of(
    st.text(max_size=8), st.booleans(), st.integers(0, 20), st.just("https://mmbiz.qpic.cn/a/b/0")
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(MEMBERS, inner),
    max_leaves=6,
)


@given(
    st.dictionaries(st.sampled_from(KEYS), VALUES),
    st.sampled_from([0, 5, 6, 7, 8, 10, 11, 16, 17, 42]),
)
def test_data_of_any_other_shape(data: dict[str, Value], show_type: int) -> None:
    told = common_data() | data | {"item_show_type": show_type}
    outcome(shared(told).encode("utf-8", "replace"))


@pytest.mark.slow  # tens of thousands of elements
@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 3000 + "字" + "</div>" * 3000,
        "<b>" * 3000 + "字",
        "<ul><li>" * 1000 + "字",
        "<table><tr><td>" * 200 + "字",
        '<a href="https://mp.weixin.qq.com/s?__biz=MzA5OTg3NjU0MQ==&mid=7&idx=1">链</a>' * 5_000,
        "".join(
            f'<a href="https://mp.weixin.qq.com/s?__biz=MzA5OTg3NjU0MQ==&mid={n}&idx=1">链</a>'
            for n in range(2000)
        ),
        f'<p style="{"a:b;" * 100_000}" title="{"x" * 1_000_000}">字</p>',
        "字 " * 300_000,
        "\n" * 300_000 + "字",
        "<p>" + " \n" * 100_000 + "字</p>",
        "<br>" * 30_000 + "字",
        "<pre>" + "\n" * 30_000 + "字</pre>",
        "<!--" * 10_000 + "字",
        "'" * 100_000 + "\\x" * 100_000,
    ],
    ids=[
        "divs",
        "bolds",
        "lists",
        "tables",
        "one link",
        "links",
        "attribute",
        "spaces",
        "lines",
        "white lines",
        "breaks",
        "code",
        "comments",
        "quotes",
    ],
)
def test_monstrous_bodies_are_read_to_their_end(body: str) -> None:
    outcome(current(common_data(content_noencode=body), body).encode())
    outcome(classic(classic_variables(), body).encode())


@pytest.mark.parametrize(
    "mark",
    ["<script>", "window.cgiDataNew = {", "PAGE_MID = ", '<p id="js_content', "<meta ", "<div"],
)
def test_monstrous_pages_are_no_articles(mark: str) -> None:
    assert isinstance(outcome(b"<html><body>" + mark.encode() * 20_000), StatePage)


@pytest.mark.parametrize("start", ["", "<div id=js_article>"])
def test_page_of_nothing_but_nesting_is_broken(start: str) -> None:
    assert getattr(outcome(start.encode() + b"<div>" * 100_000), "state", None) == "broken"


def test_head_of_a_page_counts_though_endless_nesting_follows() -> None:
    head = '<html><body><div class="weui-msg"><h2 class="weui-msg__title">该内容已被发布者删除</h2></div>'
    assert getattr(outcome(head.encode() + b"<div>" * 100_000), "state", None) == "deleted"
