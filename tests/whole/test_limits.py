"""The limits that docs/limits.md tells are those of the code, and what is beyond them is said."""

import json
import re
from datetime import UTC, datetime

import pytest

from tests.golden import PAGES
from tests.parse.reading import article, link, page
from tests.support.dumping import dump
from tests.support.places import ROOT
from wxarchive import differences, markup
from wxarchive.archive.media import recorded
from wxarchive.browser import pipe
from wxarchive.fetch import FetchSettings
from wxarchive.formats import har, reactions
from wxarchive.formats.warc import reading
from wxarchive.models import Article, RawPage, StatePage
from wxarchive.parse import links, metadata, parse, selectors
from wxarchive.parse.body import building, content_of
from wxarchive.parse.dump import article as dumps
from wxarchive.parse.page import Page, mhtml, scripts, webarchive
from wxarchive.parse.work import MOST_WORK, TOO_MUCH_WORK
from wxarchive.sources import companions, files, sheets, tables
from wxarchive.sources.containers import members

_MEGABYTE = 2**20
FIGURES = {
    "elements inside of each other": markup.DEEPEST,
    "start and end tags of a body": markup.MOST_TAGS,
    "attributes of an element": markup.MOST_ATTRIBUTES,
    "listed links of an article": links.MOST_LINKS,
    "kinds of losses that are named": building.MOST_LOSSES,
    "signs of Markdown and lines of a dump": dumps.MOST_SIGNS,
    "steps of reading a page, a tag or a value in a script each": MOST_WORK,
    "objects in each other in the data script": scripts.DEEPEST_DATA,
    "bytes of an inline script that holds variables": selectors.DATA_SCRIPT_LIMIT,
    "tags around the body": selectors.FRAME_TAGS,
    "a page, dump or record": f"{files.PAGE_LIMIT // _MEGABYTE} MB",
    "parts in each other of a page saved as MHTML": mhtml.DEEPEST_PARTS,
    "parts beside each other of a page saved as MHTML": mhtml.MOST_PARTS,
    "a picture beside a saved page": f"{companions.PICTURE_LIMIT // _MEGABYTE} MB",
    "a list": f"{tables.LIST_LIMIT // _MEGABYTE} MB",
    "a spreadsheet, unpacked": f"{sheets.MOST_UNPACKED // _MEGABYTE} MB",
    "cells of a spreadsheet": sheets.MOST_CELLS,
    "bytes of one line in the head of a WARC record": reading.LONGEST_LINE,
    "bytes of all heads of a WARC record": reading.LONGEST_HEAD,
    "damaged places of a WARC file that are named": reading.MOST_DAMAGES,
    "a picture, audio or video in a WARC file": f"{recorded.MOST_BYTES // _MEGABYTE} MB",
    "an entry of a HAR file": f"{har.LARGEST_ENTRY // _MEGABYTE} MB",
    "a page": f"{FetchSettings().page_limit // _MEGABYTE} MB",
    "the whole answer of a page": f"{FetchSettings().total_timeout:g} s",
    "a page or file through a browser's window, if its length is not announced": (
        f"{pipe.LARGEST_MESSAGE * 3 // 4 // _MEGABYTE} MB"
    ),
    "comments of one answer": reactions.MOST_COMMENTS,
    "characters of a name in an archive": members.LONGEST_NAME,
    "resources of a page that Safari saved": webarchive.MOST_RESOURCES,
}


def test_the_figures_are_those_of_the_code() -> None:
    text = (ROOT / "docs" / "limits.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+) \| (\d[^|]*) \|", text, re.M)
    assert dict(rows) == {
        what: f"{figure:,}" if isinstance(figure, int) else figure
        for what, figure in FIGURES.items()
    }
    assert f"{differences.MOST_PAIRS:,} pairs" in text
    assert FetchSettings().page_limit == files.PAGE_LIMIT


def test_a_page_that_takes_too_much_work_is_broken_and_is_what_its_address_says() -> None:
    short = "https://mp.weixin.qq.com/s/aaaaaaaa"
    data = "window.cgiDataNew = {" + "a:1," * (MOST_WORK + 1) + "};"
    found = page(f"<html><body><script>{data}</script><div id=js_content>字</div></body>", short)
    assert isinstance(found, StatePage)
    assert (found.state, found.losses) == ("broken", (TOO_MUCH_WORK,))
    assert found.ref is not None
    assert found.ref.url == short


def test_a_dump_of_nothing_but_signs_is_broken_and_is_what_its_header_says() -> None:
    body = dump("![" * dumps.MOST_SIGNS).encode()
    found = parse(RawPage("1.md", body, datetime(2026, 1, 1, tzinfo=UTC), from_file=True))
    assert isinstance(found, StatePage)
    assert (found.state, found.losses) == ("broken", (dumps.TOO_MANY_SIGNS,))
    assert found.metadata.title == "渡口的早晨"


def test_front_matter_of_nothing_but_brackets_tells_nothing() -> None:
    source = "source: https://mp.weixin.qq.com/s/aaaaaaaa"
    body = f"---\n{source}\nalbums: {'[' * 5_000}\n---\n字".encode()
    found = parse(RawPage("1.md", body, datetime(2026, 1, 1, tzinfo=UTC), from_file=True))
    assert isinstance(found, Article)
    assert (found.body.text, found.metadata.albums) == ("字", ())


def test_html_of_a_record_is_read_within_the_limits() -> None:
    html = "<div>" * 5_000 + "中<p>间" + "</p></div>" * 5_000
    told = {"state": "ok", "reason": None, "kind": "article", "html": html, "text": "中间"}
    body = json.dumps(told).encode()
    found = parse(RawPage("1.jsonl", body, datetime(2026, 1, 1, tzinfo=UTC), from_file=True))
    assert isinstance(found, Article)
    assert (found.body.html, found.losses) == ("中<p>间</p>", (markup.TOO_DEEP,))


@pytest.mark.parametrize("name", ["article_current", "article_classic_2025", "article_tables"])
def test_an_article_of_two_megabytes_is_far_below_the_bound(name: str) -> None:
    library = b"<script>" + b"!function(e,t){return e.a=t,e}(window);" * 50_000 + b"</script>"
    whole = PAGES[name].body.replace(b"</body>", library + b"</body>")
    assert len(whole) > 1_900_000
    read = Page(RawPage("test", whole, datetime(2026, 1, 1, tzinfo=UTC)))
    content_of(read, "article")
    metadata.metadata(read, metadata.identity(read))
    assert 0 < read.work.done < MOST_WORK / 100


def test_links_beyond_the_first_are_a_loss_and_stay_in_the_text() -> None:
    found = article(
        "".join(f"<p>{link(number + 1, '链')}</p>" for number in range(links.MOST_LINKS + 1))
    )
    assert len(found.body.links) == links.MOST_LINKS
    assert links.TOO_MANY_LINKS in found.losses
    assert found.body.html.count("<a ") == links.MOST_LINKS + 1


def test_losses_of_kinds_beyond_the_first_are_counted_together() -> None:
    frames = (f'<iframe src="https://example.com/{number}"></iframe>' for number in range(500))
    told = article("字" + "".join(frames)).losses
    assert f"{building.MORE_LOSSES}, {500 - building.MOST_LOSSES} times" in told
    assert len(told) < building.MOST_LOSSES + 5
