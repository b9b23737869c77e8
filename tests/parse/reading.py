"""A page around a body, for tests that look at one thing."""

from datetime import UTC, datetime

from tests.golden.building import BIZ
from wxarchive.models import Article, RawPage, StatePage
from wxarchive.parse import parse

HEAD = '<div id="js_article"><h1 id="activity-name">题目</h1>'


def page(text: str | bytes, url: str | None = None) -> Article | StatePage:
    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return parse(RawPage("test", body, datetime(2026, 1, 1, tzinfo=UTC), url))


def article(body: str, url: str | None = None) -> Article:
    found = page(f'<html><body>{HEAD}<div id="js_content">{body}</div></div></body></html>', url)
    assert isinstance(found, Article)
    return found


def html(body: str) -> str:
    return article(body).body.html


def link(number: int, text: str, sn: str = "ab") -> str:
    href = f"https://mp.weixin.qq.com/s?__biz={BIZ}&amp;mid={number}&amp;idx=1&amp;sn={sn}&amp;scene=21#wechat_redirect"
    return f'<a href="{href}">{text}</a>'


def picture(name: str = "Pic") -> str:
    return f'<img data-src="https://mmbiz.qpic.cn/mmbiz_png/{name}/640?wx_fmt=png">'


def sections(body: str) -> list[tuple[str, str | None, str]]:
    """Return the links of a body as (mid, text, section)."""
    links = article(body).body.links
    return [
        (item.key.split(":")[1] if item.key else item.url[-4:], item.text, item.section)
        for item in links
    ]
