"""A page made to be slow takes four times the work when it is four times as long, not sixteen
times.

Each shape took so much more once: read again from every start, searched in a list for each element,
or undone layer by layer. Work is counted in calls of functions, of Python's own too, so no machine
is too slow for these tests. What an expression does inside of one call, ``tests.whole.test_expressions``
looks at.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

import pytest

from wxarchive.models import RawPage
from wxarchive.parse import parse

pytestmark = pytest.mark.slow  # large pages, and every call in them counted
HEAD = (
    '<html><head><title>题</title></head><body><div id="js_article"><h1 id="activity-name">题</h1>'
)
BODY = '<div id="js_content"><p>甲</p></div>'
DUMP = "# 题\n\n文章作者: 号\n发布时间: 2024-01-01 08:00\n原文链接: https://mp.weixin.qq.com/s/aaaaaaaa\n\n"
RECORD = '{"state": "ok", "reason": null, "kind": "article", "html": "甲", "text": "乙"}'
MESSAGE = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="0"\n\n'
PART = '--{}\nContent-Type: multipart/related; boundary="{}"\n\n'
LINK = '<a href="https://mp.weixin.qq.com/s?__biz=MzA5OTg3NjU0MQ==&mid={}&idx=1">链</a>{}'
LETTERS = (
    "这些字不是链接也没有任何标点但是一共有四十多个所以前后两个链接不算是在一起的这样就好了吧好了吧"
)


def article(inner: str) -> str:
    return f'{HEAD}<div id="js_content"><p>甲</p>{inner}</div></div></body></html>'


def beside(outside: str) -> str:
    return f"{HEAD}{BODY}{outside}</div></body></html>"


SHAPES: dict[str, tuple[int, Callable[[int], str]]] = {
    "comments never closed": (800, lambda n: beside("<!-- " * n)),
    "metas never closed": (
        4_000,
        lambda n: f"<html><head>{'<meta ' * n}</head><body>{BODY}</body></html>",
    ),
    "bodies never closed": (800, lambda n: f"<html>{'<body ' * n}{BODY}</body></html>"),
    "styles never closed": (800, lambda n: beside("<style x" * n)),
    "templates never closed": (400, lambda n: f"<html><body>{'<script id=content_tpl>' * n}"),
    "ids in one tag": (
        200,
        lambda n: f"{HEAD}<p {'js_content ' * n}></p>{BODY}</div></body></html>",
    ),
    "ids in a script": (
        1_000,
        lambda n: f"<html><body><script>{'<p id=js_article>' * n}</script></body></html>",
    ),
    "names of followed accounts": (800, lambda n: article('class="wx_follow_nickname"' * n)),
    "names without text": (
        100,
        lambda n: f"<html><body>{BODY}{'<i class=profile_nickname>' * n}{'</i>' * n}",
    ),
    "messages": (
        200,
        lambda n: (
            "<p class=weui-msg__title>" + "</p><p class=weui-msg__title>".join(map(str, range(n)))
        ),
    ),
    "assignments in a row": (
        80,
        lambda n: beside("<script>var biz='';" + "window.biz=''||" * n + "</script>"),
    ),
    "videos of XML": (
        800,
        lambda n: f"{HEAD}<script>item_show_type='5';{'vid=xml?' * n}</script></div></body></html>",
    ),
    "pictures of local names": (
        600,
        lambda n: article("".join(f'<img src="{i}.png">' for i in range(n))),
    ),
    "players": (
        200,
        lambda n: article("".join(f'<iframe data-mpvid="wxv_{i}"></iframe>' for i in range(n))),
    ),
    "links in one paragraph": (
        50,
        lambda n: article("<p>" + "".join(LINK.format(i, LETTERS) for i in range(n))),
    ),
    "empty lines of code": (4_000, lambda n: article("<pre>" + "\n" * n + "码</pre>")),
    "drawn formulas": (100, lambda n: article("<p>" + "<svg><g data-mml-node=math></g></svg>" * n)),
    "boldness in a dump": (200, lambda n: f"{DUMP}* 行  \n{'**_' * n}"),
    "escapes of escapes": (
        800,
        lambda n: article(f'<a href="http://mp.weixin.qq.com/s?&{"amp;amp;" * n}">链</a>'),
    ),
    "names of tags": (300, lambda n: article("<a" * n)),
    "backslashes": (
        400,
        lambda n: article(f'<a href="http://mp.weixin.qq.com/s?{chr(92) * n}x26">链</a>'),
    ),
    "slashes in data": (10, lambda n: beside(f"<script>window.cgiDataNew = {{{'/' * n}</script>")),
    "idle parts of data": (
        100,
        lambda n: beside(f"<script>window.cgiDataNew = {{{'user_info: {/, ' * n}</script>"),
    ),
    "data that is none": (
        100,
        lambda n: beside(" " * 500_000 + "<script>window.cgiDataNew = {a b}</script>" * n),
    ),
    "leaked line numbers": (
        7,
        lambda n: article(f"<p>{'counter(line ' * n}!</p><pre><code>x</code></pre>"),
    ),
    "escapes in a note's link": (10, lambda n: DUMP + "[[note|" + r"\x" * n),
    "tables in each other": (100, lambda n: article("<table><tr><td>甲</td><td>" * n)),
    "titles": (200, lambda n: beside("<div><h1>" * n)),
    "pictures in a dump": (200, lambda n: f"{DUMP}{'![' * n}"),
    "HTML of a record": (400, lambda n: RECORD.replace("甲", "<div>" * n)),
    "parts of a saved page": (
        50,
        lambda n: MESSAGE + "".join(map(PART.format, range(n), range(1, n + 1))),
    ),
    "brackets in a dump": (100, lambda n: f"{DUMP}* 行  \n{'[a]](b)' * n}"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_four_times_the_page_takes_four_times_the_work(name: str) -> None:
    size, shape = SHAPES[name]
    _calls(shape(size))  # fills the caches
    assert _calls(shape(4 * size)) <= 5 * _calls(shape(size))


def _calls(text: str) -> int:
    """Count the functions that are called while a page is read."""
    page = RawPage("test", text.encode(), datetime(2026, 1, 1, tzinfo=UTC), from_file=True)
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        parse(page)
    finally:
        sys.setprofile(None)
    return calls
