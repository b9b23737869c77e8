"""Synthetic pages and articles for the tests of the store."""

import base64
import random
from dataclasses import replace
from datetime import datetime, timedelta

from wxarchive.address import long_ref
from wxarchive.clock import BEIJING
from wxarchive.models import Album, Article, ArticleRef, Body, Link, Media, Metadata, RawPage

BIZ = "MzA5MDAwMDAwMQ=="
OTHER_BIZ = "MzA5MDAwMDAwMg=="
START = datetime(2026, 3, 1, 8, 0, tzinfo=BEIJING)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def boilerplate(release: int, size: int) -> bytes:
    """Make script-like bytes that hardly shrink on their own; the same for each page of a
    release.
    """
    return base64.b64encode(random.Random(release).randbytes(size * 3 // 4))


def raw(number: int, *, release: int = 0, size: int = 0) -> RawPage:
    body = b"<html>" + boilerplate(release, size) + f"<p>page {number}</p></html>".encode()
    return RawPage(f"page-{number}.html", body, day(number), from_file=True)


def ref(mid: int, biz: str = BIZ, sn: str | None = "abc") -> ArticleRef:
    found = long_ref(biz, str(mid), "1", sn)
    assert found
    return found


def short(token: str) -> ArticleRef:
    url = f"https://mp.weixin.qq.com/s/{token:_<22}"
    return ArticleRef(url, None, url)


def link(target: ArticleRef, text: str = "往期") -> Link:
    return Link(target.url, target.key, text, None, "previous")


def article(where: ArticleRef | None, text: str = "茶要慢慢喝。", **told: object) -> Article:
    metadata = Metadata(
        title="茶",
        account="山间茶话",
        account_id="gh_000000000001",
        account_alias="teatalk",
        biz=BIZ,
        author="小林",
        published_at=day(-10),
        is_original=True,
        albums=(Album("3000000000000000001", "四季"),),
    )
    body = Body(
        html=f"<p>{text}</p>",
        text=text,
        images=("https://mmbiz.qpic.cn/mmbiz_jpg/abc/0",),
        media=(Media("audio", "a-1", "雨声", duration=12.5),),
    )
    # told: any of Metadata's fields
    return Article("article", where, replace(metadata, **told), body, ("一处缺失",))  # type: ignore[arg-type]


def linked(where: ArticleRef, *targets: ArticleRef, text: str = "茶要慢慢喝。") -> Article:
    made = article(where, text)
    return replace(made, body=replace(made.body, links=tuple(link(target) for target in targets)))
