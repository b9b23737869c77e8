"""Citations inside of web pages, as reference managers read them."""

from dataclasses import replace
from urllib.parse import parse_qsl

from tests.render.samples import ARTICLE, METADATA, stored
from tests.render.test_citations import HOSTILE, NOTHING, SHOWN_TITLE, URL, WHOLE
from tests.web.reading import tree
from wxarchive.models import StoredArticle
from wxarchive.render import citation_tags, coins, webpage

HOSTILE_URL = "https://mp.weixin.qq.com/s?a={b}%20&c=\\d%20e"


def in_head(page: str) -> dict[str, str]:
    named = tree(page).xpath("/html/head/meta[@name]")
    names = {str(one.get("name")): str(one.get("content")) for one in named}
    return {name: said for name, said in names.items() if "citation" in name or "." in name}


def in_body(page: str) -> dict[str, str]:
    [span] = tree(page).xpath("//span[@class='Z3988']")
    return dict(parse_qsl(span.get("title"), strict_parsing=True))


def test_an_exported_page_names_its_article_in_head_and_body() -> None:
    assert in_head(webpage(WHOLE)) == {
        "citation_title": "春茶 记*",
        "citation_author": "阿青",
        "citation_publication_date": "2024/03/05",
        "citation_public_url": URL,
        "citation_language": "zh-CN",
        "DC.type": "blogPost",
        "DC.title": "春茶 记*",
        "DC.creator": "阿青",
        "DC.date": "2024-03-05",
        "DC.identifier": URL,
        "DC.language": "zh-CN",
        "prism.publicationName": "山中笔记",
    }
    assert in_body(webpage(WHOLE)) == {
        "ctx_ver": "Z39.88-2004",
        "rft_val_fmt": "info:ofi/fmt:kev:mtx:dc",
        "rft.type": "blogPost",
        "rft.title": "春茶 记*",
        "rft.au": "阿青",
        "rft.source": "山中笔记",
        "rft.date": "2024-03-05",
        "rft.identifier": URL,
        "rft.language": "zh-CN",
    }


def test_a_hostile_title_is_one_text_and_no_markup() -> None:
    live = _titled('"><script>alert(1)</script><i a="&amp;')
    for article, title in (
        (HOSTILE, SHOWN_TITLE),
        (live, '"><script>alert(1)</script><i a="&amp;'),
    ):
        page = webpage(article)
        assert in_head(page)["citation_title"] == in_body(page)["rft.title"] == title
        assert not tree(page).xpath("//script")


def test_an_author_with_commas_stays_one() -> None:
    page = webpage(HOSTILE)
    assert in_head(page)["citation_author"] == in_body(page)["rft.au"] == "A， B and C； {D} TY - X"
    assert in_head(page)["DC.identifier"] == in_body(page)["rft.identifier"] == HOSTILE_URL


def test_what_is_unknown_is_left_out() -> None:
    assert in_head(f"<html><head>{citation_tags(NOTHING)}</head></html>") == {"DC.type": "blogPost"}
    assert set(in_body(f"<p>{coins(NOTHING)}</p>")) == {"ctx_ver", "rft_val_fmt", "rft.type"}


def test_a_page_of_what_is_not_archived_has_no_citation() -> None:
    assert in_head(webpage(ARTICLE)) == {}


def _titled(title: str) -> StoredArticle:
    return stored(metadata=replace(METADATA, title=title))
