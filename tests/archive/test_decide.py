"""What is to become of a page: a table of what it says, what is known, and the decision."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from wxarchive.archive.decide import (
    PAGE_SAYS_MORE,
    RECORD_SAYS_THE_SAME,
    SAVE_HAS_LESS,
    Capture,
    Decision,
    Known,
    Received,
    capture_of,
    decide,
)
from wxarchive.clock import BEIJING
from wxarchive.models import (
    Article,
    ArticleRef,
    Body,
    End,
    Metadata,
    RawPage,
    State,
    StatePage,
    StoredArticle,
)

NOON = datetime(2026, 3, 4, 12, tzinfo=BEIJING)
EARLIER, LATER = NOON - timedelta(days=9), NOON + timedelta(days=9)
WATER = ArticleRef("https://mp.weixin.qq.com/s?__biz=MzA=&mid=1&idx=1", "MzA=:1:1")
STONES = ArticleRef("https://mp.weixin.qq.com/s?__biz=MzA=&mid=2&idx=1", "MzA=:2:1")
SHORT = ArticleRef("https://mp.weixin.qq.com/s/Water", None, "https://mp.weixin.qq.com/s/Water")
ARTICLE = Article("article", WATER, Metadata(title="水"), Body("<p>水</p>", "水"))
DUMP = replace(ARTICLE, origin="dump", metadata=Metadata(title="水", published_at=EARLIER))
RECORD = replace(ARTICLE, origin="record")
ENDED = replace(RECORD, end=End("deleted", "该内容已被发布者删除", None))
DELETED = StatePage("deleted", "该内容已被发布者删除", ref=WATER)
STORED = StoredArticle(
    1, "ok", None, "article", WATER, Metadata(title="水"), NOON, "ab", ARTICLE.content_hash
)
BARE = replace(ARTICLE, losses=("a picture that has no address",))
PICTURED = replace(ARTICLE.body, images=("https://mmbiz.qpic.cn/a/0",))
OF_A_PAGE, OF_A_DUMP = Known(STORED, "page"), Known(STORED, "dump")
NEVER_READ = Known(replace(STORED, content_hash=None, page_sha256=None), None)


def received(asked: ArticleRef | None = WATER, *, from_file: bool = True) -> Received:
    page = RawPage("水.html", b"", NOON, from_file=from_file, dated_by="file")
    return Received("水.html", page, asked, NOON)


def capture(result: Article | StatePage) -> Capture:
    return Capture(received(), result)


@pytest.mark.parametrize(
    ("result", "known", "expected"),
    [
        (ARTICLE, None, Decision("article", NOON)),
        (ARTICLE, OF_A_PAGE, Decision("article", NOON)),
        (DUMP, None, Decision("article", EARLIER)),
        (DUMP, OF_A_DUMP, Decision("article", EARLIER)),
        (DUMP, NEVER_READ, Decision("article", EARLIER)),
        (DUMP, OF_A_PAGE, Decision("bytes", NOON, STORED, PAGE_SAYS_MORE)),
        (RECORD, None, Decision("article", NOON)),
        (RECORD, OF_A_PAGE, Decision("bytes", NOON, STORED, RECORD_SAYS_THE_SAME)),
        # it has an end
        (ENDED, OF_A_PAGE, Decision("article", NOON, end=replace(ENDED.end, at=NOON))),  # type: ignore[type-var]
        (BARE, replace(OF_A_PAGE, body=PICTURED), Decision("bytes", NOON, STORED, SAVE_HAS_LESS)),
        (BARE, replace(OF_A_PAGE, body=BARE.body), Decision("article", NOON)),
        (BARE, replace(OF_A_PAGE, body=replace(PICTURED, text="雨")), Decision("article", NOON)),
        (StatePage("challenge"), OF_A_PAGE, Decision("ignore", NOON)),
        (StatePage("unavailable", ref=WATER), OF_A_PAGE, Decision("state", NOON)),
        (DELETED, OF_A_PAGE, Decision("state", NOON, is_permanent=True)),
    ],
)
def test_what_a_page_says_and_what_is_known_decide(
    result: Article | StatePage, known: Known | None, expected: Decision
) -> None:
    assert decide(capture(result), known) == expected


@pytest.mark.parametrize(
    ("fetched_at", "state", "action"),
    [(EARLIER, "ok", "article"), (NOON, "ok", "bytes"), (NOON, "deleted", "bytes")],
)
def test_a_record_that_says_nothing_new_is_kept_as_bytes(
    fetched_at: datetime, state: State, action: str
) -> None:
    known = replace(STORED, fetched_at=fetched_at, state=state)
    assert decide(capture(RECORD), Known(known, "page")).action == action


@pytest.mark.parametrize(("told", "at"), [(EARLIER, EARLIER), (LATER, NOON), (None, NOON)])
def test_an_end_is_never_later_than_now(told: datetime | None, at: datetime) -> None:
    ended = replace(RECORD, end=End("deleted", None, told))
    assert decide(capture(ended), None).end == End("deleted", None, at)


@pytest.mark.parametrize(
    ("served_at", "from_file", "expected"),
    [
        (EARLIER, True, (EARLIER, "page")),
        (LATER, True, (NOON, "file")),
        (None, True, (NOON, "file")),
        (EARLIER, False, (NOON, "file")),
    ],
)
def test_a_saved_page_is_dated_by_what_it_tells_unless_that_is_to_come(
    served_at: datetime | None, from_file: bool, expected: tuple[datetime, str]
) -> None:
    article = replace(ARTICLE, metadata=Metadata(served_at=served_at))
    page = capture_of(received(from_file=from_file), article).received.page
    assert (page.received_at, page.dated_by) == expected


def test_a_page_completes_its_address_by_the_one_asked_for() -> None:
    found = capture_of(received(SHORT), ARTICLE)
    assert found.result.ref == replace(WATER, short=SHORT.short)
    assert not found.is_another


def test_a_page_of_another_article_is_kept_under_its_own_address() -> None:
    found = capture_of(received(STONES), ARTICLE)
    assert (found.is_another, found.result.ref, found.received.requested) == (True, WATER, None)
    assert (found.received.page.url, found.received.page.final_url) == (WATER.url, None)


def test_what_a_moved_account_says_is_said_of_the_article_asked_for() -> None:
    found = capture_of(received(STONES), StatePage("migrated", ref=WATER))
    assert (found.is_another, found.result.ref) == (False, STONES)
