"""The small WeChat has the real site's structure; where a parser exists, it must be able to read
it.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser

import pytest
import requests

from tests.smallwechat import DEMO_SITE, Faults, SmallWechat, crowd, states
from tests.smallwechat.literals import Constant, Value, literal, quoted
from tests.smallwechat.pages import Serving, page
from tests.smallwechat.pictures import picture_at, placeholder, png
from tests.smallwechat.site import (
    BRIDGES,
    GONE,
    KETTLE_ALBUM,
    METER,
    NIGHT,
    NOTE,
    SPRING,
    STATES,
    TEA,
    WATER,
)
from tests.support.places import ROOT
from wxarchive.address import article_ref
from wxarchive.models import Article, RawPage, StatePage
from wxarchive.parse import parse

REPOSITORY = ROOT


@pytest.fixture(scope="module")
def wechat() -> Iterator[SmallWechat]:
    with SmallWechat() as running:
        yield running


def get(
    wechat: SmallWechat, path: str, host: str = "mp.weixin.qq.com", **headers: str
) -> requests.Response:
    return requests.get(
        wechat.url + path, headers={"Host": host, **headers}, timeout=5, allow_redirects=False
    )


def parsed(text: str, url: str | None = None) -> Article | StatePage:
    # never looked at
    return parse(RawPage("test", text.encode(), datetime(2026, 1, 1), url=url))  # noqa: DTZ001


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids |= {f"{tag}#{value}" for name, value in attrs if name == "id" and value}


def ids(text: str) -> set[str]:
    reader = _Ids()
    reader.feed(text)
    return reader.ids


def test_current_article_has_the_elements_and_markers_of_the_current_template() -> None:
    text = page(WATER)
    assert {
        "h1#activity-name",
        "div#js_article",
        "div#img-content",
        "div#js_content",
        "a#js_name",
    } <= ids(text)
    assert 'window.PAGE_MID="mmbizwap:appmsg/newindex.html"' in text
    assert "<title></title>" in text
    assert "window.cgiDataNew = {" in text
    assert f'var biz = "{TEA.biz}" || "";' in text


def test_classic_article_has_no_data_script() -> None:
    text = page(NIGHT)
    assert {"h2#activity-name", "div#meta_content", "em#publish_time"} <= ids(text)
    assert "cgiDataNew" not in text
    assert 'var ct = "1570113000";' in text


def test_image_post_has_no_body_and_text_post_an_empty_one() -> None:
    assert "div#js_content" not in ids(page(SPRING))
    assert {"div#js_content", "h1#js_text_title"} <= ids(page(NOTE))
    assert "mmbizwap:pages/common_share.html" in page(SPRING)


def test_literals_are_written_in_the_grammar_of_the_site() -> None:
    value: Value = {"a": "x'<\n", "b": 3, "c": True, "d": [], "e": Constant("LINK")}
    assert re.sub(r"\s+", " ", literal(value, 0)) == (
        r"{ a: JsDecode('x\x27\x3c\x0a'), b: '3' * 1, c: true, d: [ ], e: 'LINK' * 1, }"
    )
    assert quoted('a & "b"') == r"'a \x26amp; \x26quot;b\x26quot;'"


def test_boilerplate_makes_pages_as_large_as_the_real_ones_and_the_same_in_each() -> None:
    large, other = (page(post, Serving(boilerplate_kb=2500)) for post in (WATER, METER))
    assert 2_500_000 < len(large) < 2_600_000
    assert large[20_000:2_000_000][50_000:60_000] in other
    assert "var biz = null;" in large


def test_the_same_post_served_twice_differs_in_bytes_only_where_the_site_is_restless() -> None:
    assert page(WATER) == page(WATER)
    assert page(WATER, Serving(nonce=7)) != page(WATER)


@pytest.mark.parametrize("post", DEMO_SITE.posts, ids=lambda post: post.token)
def test_parser_reads_every_post(post: object) -> None:
    chosen = next(known for known in DEMO_SITE.posts if known is post)
    article = parsed(page(chosen))
    assert isinstance(article, Article)
    assert article.ref is not None
    assert article.ref.key == chosen.key
    assert article.metadata.account == chosen.account.name
    assert article.metadata.biz == chosen.account.biz
    assert article.metadata.author == (chosen.author or None)
    assert article.metadata.published_at == chosen.published
    assert article.metadata.location == (chosen.province or None)
    assert article.kind == {0: "article", 8: "image", 10: "text"}[chosen.show_type]
    keys = [link.key for link in article.body.links if not link.section.startswith("album")]
    assert keys == [ref.key for known in chosen.links if (ref := article_ref(known.url))]
    assert article.losses == ()


def test_parser_reads_sections_code_and_albums() -> None:
    article = parsed(page(METER))
    assert isinstance(article, Article)
    assert [album.id for album in article.metadata.albums] == [KETTLE_ALBUM.id]
    assert {link.section for link in article.body.links} == {"previous"}
    assert article.metadata.source_url == METER.source_url
    assert article.metadata.title == METER.title
    assert 'print(minute, "&lt;", value)' in article.body.html


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (states.deleted(), "deleted"),
        (states.deleted_english(), "deleted"),
        (states.violation(BRIDGES), "violation"),
        (states.infringement(), "infringement"),
        (states.account_gone(), "account_gone"),
        (states.migrated(WATER.short_url), "migrated"),
        (states.private(), "private"),
        (states.expired(), "expired"),
        (states.invalid(), "invalid"),
        (states.unavailable(), "unavailable"),
        (states.system_error(), "unavailable"),
        (states.challenge(WATER.short_url), "challenge"),
        (states.account_info(TEA), "not_article"),
        (states.album_page(TEA, KETTLE_ALBUM, DEMO_SITE.posts), "not_article"),
    ],
)
def test_parser_reads_every_state(text: str, state: str) -> None:
    found = parsed(text)
    assert isinstance(found, StatePage)
    assert found.state == state


def test_server_answers_short_and_long_addresses_alike(wechat: SmallWechat) -> None:
    long = WATER.long_url.removeprefix("https://mp.weixin.qq.com")
    assert get(wechat, f"/s/{WATER.token}").text == get(wechat, long).text == page(WATER)


def test_server_answers_a_wrong_token_with_wrong_parameters_and_status_200(
    wechat: SmallWechat,
) -> None:
    answer = get(wechat, "/s/NobodyNobodyNobodyNob")
    assert (answer.status_code, answer.text) == (200, states.invalid())


@pytest.mark.parametrize("token", STATES)
def test_server_answers_the_addresses_of_states(wechat: SmallWechat, token: str) -> None:
    assert get(wechat, f"/s/{token}").text == STATES[token]()


def test_server_answers_albums_and_accounts(wechat: SmallWechat) -> None:
    album = get(
        wechat, f"/mp/appmsgalbum?__biz={TEA.biz}&action=getalbum&album_id={KETTLE_ALBUM.id}"
    ).text
    assert re.findall('data-title="(.*?)"', album) == [
        "水要烧到几分",
        "写三行程序记水温 &amp; 时间",
    ]
    assert get(wechat, "/mp/appmsgalbum?album_id=1").text == states.invalid()
    assert get(wechat, f"/mp/getverifyinfo?__biz={TEA.biz}").text == states.account_info(TEA)
    assert (
        get(wechat, "/mp/getverifyinfo?__biz=Mz").text
        == get(wechat, "/elsewhere").text
        == states.invalid()
    )


def test_server_packs_only_for_those_who_ask(wechat: SmallWechat) -> None:
    assert get(wechat, f"/s/{GONE}").headers["Content-Encoding"] == "gzip"
    plain = get(wechat, f"/s/{GONE}", **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers


def test_server_gives_a_placeholder_to_a_foreign_referer(wechat: SmallWechat) -> None:
    path = "/mmbiz_jpg/SmallWechatKettle/0?wx_fmt=jpeg"
    host = "mmbiz.qpic.cn"
    own = get(wechat, path, host, Referer="https://mp.weixin.qq.com/")
    assert (
        own.content
        == get(wechat, path, host).content
        == picture_at("/mmbiz_jpg/SmallWechatKettle/0")
    )
    assert get(wechat, path, host, Referer="https://example.org/").content == placeholder()


def test_pictures_are_png_files() -> None:
    assert png(2, 1, (1, 2, 3)).startswith(
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x01\x08\x02"
    )


def test_challenge_comes_after_the_given_number_of_pages() -> None:
    with SmallWechat(faults=Faults(challenge_after=1)) as wechat:
        assert get(wechat, f"/s/{WATER.token}").text == page(WATER)
        assert get(wechat, f"/s/{METER.token}").text == states.challenge(METER.short_url)


def test_tokens_are_as_long_as_real_ones_and_recognised() -> None:
    tokens = [*(post.token for post in DEMO_SITE.posts), *STATES]
    assert {len(token) for token in tokens} == {22}
    assert len(set(tokens)) == len(tokens)


def test_a_crowd_is_as_large_as_asked_and_linked() -> None:
    site = crowd(200, boilerplate_kb=0)
    assert len({post.key for post in site.posts} | {post.token for post in site.posts}) == 400
    article = parsed(site.short(site.posts[-1].token, 0))
    assert isinstance(article, Article)
    assert [(link.url, link.section) for link in article.body.links] == [
        (post.long_url, "previous") for post in site.posts[-3:-1]
    ]


def test_it_runs_as_a_program_and_prints_its_address() -> None:
    command = [sys.executable, "-m", "tests.smallwechat", "--port", "0", "--boilerplate-kb", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            headers = {"Host": "mp.weixin.qq.com"}
            answer = requests.get(f"{address}/s/{WATER.token}", headers=headers, timeout=5)
            assert answer.status_code == 200
            assert len(answer.content) == len(page(WATER, Serving(boilerplate_kb=0)).encode())
        finally:
            process.terminate()
