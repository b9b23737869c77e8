"""Articles made for the tests of what is written of them."""

from datetime import UTC, datetime

from wxarchive.models import Album, Article, ArticleRef, Body, Link, Media, Metadata, StoredArticle

REF = ArticleRef(
    "https://mp.weixin.qq.com/s?__biz=MzA=&mid=7&idx=1&sn=ab",
    "MzA=:7:1",
    "https://mp.weixin.qq.com/s/abcDEF1234",
)
NOON = datetime(2024, 3, 5, 4, 5, 6, tzinfo=UTC)
METADATA = Metadata(
    title="春茶\n 记*",
    account="山中笔记",
    account_id="gh_0",
    biz="MzA=",
    author="阿青",
    published_at=NOON,
    location="浙江",
    cover_url="https://mmbiz.qpic.cn/a/b/0",
    is_original=True,
    albums=(Album("12345678901234567890", "茶 #1"),),
    served_at=datetime(2024, 3, 6, tzinfo=UTC),
)
BODY = Body(
    html='<p>采<strong>茶</strong></p><p><img src="https://mmbiz.qpic.cn/c/d/0"></p>',
    text="采茶",
    images=("https://mmbiz.qpic.cn/c/d/0",),
    media=(Media("audio", "m1", "听茶", None, None, 61.5),),
    links=(Link("https://mp.weixin.qq.com/s/x", None, "上一篇", None, "previous"),),
)
ARTICLE = Article("article", REF, METADATA, BODY, ("一处不明",))


def stored(number: int = 1, **changes: object) -> StoredArticle:
    """Return a stored article, whole unless changed."""
    fields: dict[str, object] = {
        "id": number,
        "state": "ok",
        "reason": None,
        "kind": "article",
        "ref": REF,
        "metadata": METADATA,
        "fetched_at": NOON,
        "page_sha256": "00ff",
        "content_hash": "sha256:11",
        "content": BODY,
    }
    # the fields are checked at run time
    return StoredArticle(**{**fields, **changes})  # type: ignore[arg-type]
