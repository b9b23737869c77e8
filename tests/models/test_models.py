"""Values: what makes two fetches the same article, and what pickles between processes."""

import hashlib
import pickle
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from wxarchive import models
from wxarchive.clock import BEIJING
from wxarchive.models import (
    Article,
    ArticleRef,
    Body,
    Link,
    Media,
    Metadata,
    RawPage,
    picture_identity,
)

PICTURE = "https://mmbiz.qpic.cn/mmbiz_png/Ab1/0?wx_fmt=png"
ARTICLE = Article(
    "article",
    ArticleRef("https://mp.weixin.qq.com/s/Kz7Qm2Xw9Rt4Yb6Nc8Vd1A"),
    Metadata(title="河水", author="柳条"),
    Body("<p>绿的。</p>", "绿的。", (PICTURE,), (Media("video", "wxv_1"),)),
)


def with_body(**changes: Any) -> Article:
    return replace(ARTICLE, body=replace(ARTICLE.body, **changes))


@pytest.mark.parametrize(
    "same",
    [
        with_body(html="<p><strong>绿的。</strong></p>"),
        with_body(text=" 绿\n的。\u3000"),
        with_body(images=("https://mmbiz.qlogo.cn/mmbiz_png/Ab1/640?wx_fmt=png&tp=webp",)),
        with_body(links=(Link("https://mp.weixin.qq.com/s/x", None, None, None, "inline"),)),
        with_body(media=(Media("video", "wxv_1", "另一个名字", None, None, 3.0),)),
        replace(
            ARTICLE,
            metadata=Metadata(
                title="河 水", digest="别的", modified_at=datetime(2026, 1, 1, tzinfo=UTC)
            ),
        ),
        replace(ARTICLE, kind="text", ref=None, losses=("a loss",)),
    ],
)
def test_the_same_content_has_the_same_hash(same: Article) -> None:
    assert same.content_hash == ARTICLE.content_hash


@pytest.mark.parametrize(
    "other",
    [
        with_body(text="蓝的。"),
        with_body(images=()),
        with_body(images=(PICTURE, PICTURE.replace("Ab1", "Ab2"))),
        with_body(images=("https://img.example.com/mmbiz_png/Ab1/0",)),
        with_body(media=()),
        with_body(media=(Media("video", "wxv_2"),)),
        with_body(media=(Media("channel_video", None, "名字"),)),
        replace(ARTICLE, metadata=Metadata(title="河")),
        replace(ARTICLE, metadata=Metadata()),
    ],
)
def test_other_content_has_another_hash(other: Article) -> None:
    assert other.content_hash != ARTICLE.content_hash
    assert other.content_hash.startswith("sha256:")


def test_hash_takes_composed_and_decomposed_letters_as_one() -> None:
    assert with_body(text="é").content_hash == with_body(text="e\u0301").content_hash


@pytest.mark.parametrize(
    ("address", "identity"),
    [
        (PICTURE, "mmbiz_png/Ab1"),
        ("http://mmbiz.qlogo.cn/mmbiz_png/Ab1/640", "mmbiz_png/Ab1"),
        ("https://img.example.com/a/b/c.png?x=1", "img.example.com/a/b/c.png"),
        ("https://mmbiz.qpic.cn/one", "mmbiz.qpic.cn/one"),
    ],
)
def test_picture_is_known_by_bucket_and_hash(address: str, identity: str) -> None:
    assert picture_identity(address) == identity


def test_values_pickle_and_do_not_change() -> None:
    page = RawPage("x", b"abc", datetime(2026, 1, 1, tzinfo=BEIJING))
    assert pickle.loads(pickle.dumps((page, ARTICLE))) == (page, ARTICLE)
    assert page.sha256 == hashlib.sha256(b"abc").hexdigest()
    with pytest.raises(FrozenInstanceError):
        ARTICLE.kind = "text"  # type: ignore[misc] # that it cannot be set is the point


def test_lists_of_names_say_what_their_types_say() -> None:
    assert get_args(models.Kind) == models.KINDS
    assert get_args(models.State) == models.STATES
    assert get_args(models.Status) == models.STATUSES
    assert models.ADDRESS_ONLY < models.PERMANENT < set(models.STATES)
    assert BEIJING.utcoffset(None) == timedelta(hours=8)
