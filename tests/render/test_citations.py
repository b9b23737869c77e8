"""Citations: entries of three styles, and items of CSL-JSON."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.render.samples import METADATA, REF, stored
from wxarchive.models import ArticleRef, Metadata
from wxarchive.render import CitationStyle, citation, csl

SEEN = datetime(2024, 5, 1, 20, tzinfo=UTC)  # the second of May in Beijing
URL = "https://mp.weixin.qq.com/s/abcDEF1234"
WHOLE = stored(last_seen_alive=SEEN)
NO_BYLINE = stored(metadata=replace(METADATA, author=None))
NOTHING = stored(7, ref=None, metadata=Metadata(), fetched_at=None, page_sha256=None, content=None)
GONE = stored(
    state="deleted",
    reason="该内容已被发布者删除",
    last_seen_alive=SEEN,
    gone_at=datetime(2024, 6, 1, 1, tzinfo=UTC),
)
HOSTILE_TITLE = '100% {of} "it" \\cite{x}\nTY  - BOOK\r\nER  - \u2028TY  - JOUR }{ _$#&~^ \x1b[31m'
SHOWN_TITLE = '100% {of} "it" \\cite{x} TY - BOOK ER - TY - JOUR }{ _$#&~^'
HOSTILE = stored(
    metadata=replace(METADATA, title=HOSTILE_TITLE, author="A, B and C; {D}\nTY  - X"),
    ref=ArticleRef("https://mp.weixin.qq.com/s?a={b}%20&c=\\d e", REF.key),
)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("gbt", f"阿青. 春茶 记*[EB/OL]. 山中笔记, 2024(2024-03-05)[2024-05-02]. {URL}."),
        ("apa", f"阿青. (2024, March 5). 春茶 记*. 山中笔记. {URL}"),
        (
            "chicago",
            f"阿青. “春茶 记*.” 山中笔记 (WeChat official account), March 5, 2024. {URL}.",
        ),
    ],
)
def test_an_article_is_cited_with_byline_account_and_days(
    style: CitationStyle, expected: str
) -> None:
    assert citation(WHOLE, style) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("gbt", f"山中笔记. 春茶 记*[EB/OL]. (2024-03-05)[2024-03-05]. {URL}."),
        ("apa", f"山中笔记. (2024, March 5). 春茶 记*. {URL}"),
        ("chicago", f"山中笔记. “春茶 记*.” WeChat official account, March 5, 2024. {URL}."),
    ],
)
def test_without_a_byline_the_account_is_the_author_and_named_once(
    style: CitationStyle, expected: str
) -> None:
    assert citation(NO_BYLINE, style) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("gbt", f"阿青. 春茶 记*[EB/OL]. 山中笔记(日期不详)[2024-05-02]. {URL}."),
        ("apa", f"阿青. (n.d.). 春茶 记*. 山中笔记. {URL}"),
        (
            "chicago",
            f"阿青. “春茶 记*.” 山中笔记 (WeChat official account). Accessed May 2, 2024. {URL}.",
        ),
    ],
)
def test_an_unknown_day_of_publication_is_said_as_each_style_wants_it(
    style: CitationStyle, expected: str
) -> None:
    undated = replace(WHOLE, metadata=replace(METADATA, published_at=None))
    assert citation(undated, style) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("gbt", "无题名[EB/OL]. (日期不详)."),
        ("apa", "[Untitled]. (n.d.)."),
        ("chicago", "“[Untitled].” WeChat official account, n.d."),
    ],
)
def test_an_article_that_nothing_is_known_of_is_cited(style: CitationStyle, expected: str) -> None:
    assert citation(NOTHING, style) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("gbt", "L. Lee. “Tea”, 还是茶？[EB/OL]. 山中笔记, 2024(2024-03-05)[2024-03-05]."),
        ("apa", "L. Lee. (2024, March 5). “Tea”, 还是茶？ 山中笔记."),
        (
            "chicago",
            "L. Lee. “‘Tea’, 还是茶？” 山中笔记 (WeChat official account), March 5, 2024.",
        ),
    ],
)
def test_marks_at_the_end_of_a_title_and_quotes_in_it_are_not_doubled(
    style: CitationStyle, expected: str
) -> None:
    about = replace(METADATA, title="“Tea”, 还是茶？", author="L. Lee")
    assert citation(stored(metadata=about, ref=None), style) == expected


def test_a_long_title_stays_whole_and_a_hostile_one_stays_one_line() -> None:
    long = replace(METADATA, title="茶" * 3000)
    assert citation(stored(metadata=long), "apa").count("茶") == 3000
    cited = citation(HOSTILE, "gbt")
    assert cited == (
        f"A, B and C; {{D}} TY - X. {SHOWN_TITLE}[EB/OL]. 山中笔记, 2024(2024-03-05)[2024-03-05]."
        " https://mp.weixin.qq.com/s?a={b}%20&c=\\d%20e."
    )


def test_an_address_that_runs_something_is_left_out() -> None:
    live = stored(ref=replace(REF, url="javascript:alert(1)", short=None))
    assert citation(live, "apa") == "阿青. (2024, March 5). 春茶 记*. 山中笔记."


def test_an_article_that_was_gone_before_it_was_kept_was_accessed_on_no_day() -> None:
    never = replace(GONE, last_seen_alive=None, content_hash=None, content=None)
    assert "accessed" not in csl(never)


NOTE = (
    "This article is gone (deleted by its author): first seen gone 2024-06-01 09:00, last seen alive"
    " 2024-05-02 04:00 (Beijing time). WeChat says: 该内容已被发布者删除 · archived page sha256:00ff"
)


def test_a_csl_item_has_every_fact() -> None:
    assert csl(GONE) == {
        "id": "wx-MzA-7-1",
        "type": "post-weblog",
        "title": "春茶 记*",
        "author": [{"literal": "阿青"}],
        "container-title": "山中笔记",
        "genre": "微信公众号",
        "issued": {"date-parts": [[2024, 3, 5]]},
        "accessed": {"date-parts": [[2024, 5, 2]]},
        "URL": URL,
        "language": "zh-CN",
        "archive": "wxarchive",
        "archive_location": "MzA=:7:1",
        "note": NOTE,
    }
    assert csl(NOTHING) == {"id": "wx-7", "type": "post-weblog", "genre": "微信公众号"}


def test_a_byline_is_no_account_where_that_is_unknown() -> None:
    of_nobody = stored(metadata=replace(METADATA, account=None))
    assert "container-title" not in csl(of_nobody)
    assert citation(of_nobody) == f"阿青. 春茶 记*[EB/OL]. (2024-03-05)[2024-03-05]. {URL}."


@pytest.mark.parametrize(
    ("title", "language"),
    [("头发和发现", "zh-CN"), ("頭髮與發現", "zh-TW"), ("山", "zh-CN"), ("Tea", None)],
)
def test_the_script_tells_the_language(title: str, language: str | None) -> None:
    about = Metadata(title=title)
    assert csl(stored(metadata=about, content=None)).get("language") == language


def test_names_of_entries_are_ascii_whatever_the_key_is() -> None:
    odd = stored(9, ref=replace(REF, key="茶, {:7:1"))
    assert csl(odd)["id"] == "wx-9"
