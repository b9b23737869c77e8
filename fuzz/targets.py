"""What is fuzzed: each reader of bytes that come from outside, with files of ours to begin with."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import atheris
import brotli
import zstandard

with atheris.instrument_imports(include=["wxarchive"]):
    from wxarchive.address import article_ref, clean, list_ref, picture_url
    from wxarchive.errors import HostNotAllowed, SourceError
    from wxarchive.fetch.hosts import media_address, page_address, shown
    from wxarchive.formats import article_asked, decoded, read_reactions
    from wxarchive.formats.har import HarEntry, har_entries
    from wxarchive.formats.warc import Record, content
    from wxarchive.models import Article, RawPage, StatePage, picture_identity
    from wxarchive.parse import kept_pictures, parse, read_listing
    from wxarchive.render import document, record
    from wxarchive.scrub import scrub
    from wxarchive.sources.containers import Limits, plain_warc
    from wxarchive.sources.lists import articles_listed

from tests.golden import PAGES
from tests.golden.saved import SAVED
from tests.support.dumping import dump
from tests.support.recording import answered, members, warc

_COOKIE = b"aB3/x+y=Z9"
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_ADDRESS = (
    "https://mp.weixin.qq.com/s?__biz=MzMwMDExMjIzMw==&mid=2247483649&idx=1&sn=0123456789abcdef"
)


@dataclass(frozen=True, slots=True)
class Target:
    """A reader, and what it is fed first. ``largest``: bytes of an input."""

    read: Callable[[bytes], object]
    seeds: Callable[[], Iterator[bytes]]
    largest: int = 300_000


def _page(body: bytes, *, from_file: bool = False, name: str = "fuzz") -> None:
    raw = RawPage(name, body, MOMENT, from_file=from_file)
    found = parse(raw)
    if not isinstance(found, Article | StatePage):
        raise TypeError(f"parse gave {type(found).__name__}")
    if not isinstance(found, Article):
        return
    if not (found.body.text or found.body.images or found.body.media or found.metadata.title):
        raise ValueError("an article with nothing in it")
    record(found, source="fuzz", page=raw)
    for address in found.body.images:
        picture_identity(address)


def _saved(body: bytes) -> None:
    _page(body, from_file=True)
    kept_pictures(RawPage("fuzz", body, MOMENT, from_file=True))


def _scrubbed(body: bytes) -> None:
    if _COOKIE in scrub(body, [_COOKIE.decode()]).body:
        raise ValueError("a cookie is left")


def _list(body: bytes, name: str) -> None:
    try:
        articles_listed(body, name)
    except SourceError:
        return


def _warc(body: bytes) -> None:
    try:
        file, _ = plain_warc(io.BytesIO(body), "fuzz.warc", Limits())
    except SourceError:
        return
    for found in file.records():
        if isinstance(found, Record):
            with suppress(ValueError):
                content(file, found, 100_000)


def _har(body: bytes) -> None:
    for entry in har_entries(io.BytesIO(body)):
        if isinstance(entry, HarEntry) and entry.body:
            article_asked(entry.url, entry.posted)
            for name in ("getappmsgext", "appmsg_comment"):
                read_reactions(f"https://mp.weixin.qq.com/mp/{name}", entry.body)
            with suppress(ValueError):
                decoded(entry.body, entry.headers, 100_000)


def _warcs() -> Iterator[bytes]:
    page = b"<html>1</html>"
    one = answered(_ADDRESS, b"e\r\n%s\r\n0\r\n\r\n" % page, Transfer_Encoding="chunked")
    packed = {"gzip": gzip.compress, "zstd": zstandard.compress, "br": brotli.compress}
    others = [
        answered(_ADDRESS, pack(page), Content_Encoding=name) for name, pack in packed.items()
    ]
    yield warc(one, *others, one)
    yield members(one, *others)


def _answer(body: bytes) -> None:
    read_listing(RawPage("fuzz", body, MOMENT))


def _address(body: bytes) -> None:
    text = body.decode("utf-8", "replace")
    (
        article_ref(text),
        list_ref(text),
        clean(text),
        picture_url(text),
        picture_identity(text),
        shown(text),
    )
    for check in (page_address, media_address):
        try:
            check(text)
        except HostNotAllowed:
            continue


def _inside_of_spreadsheet(body: bytes) -> None:
    """Read a spreadsheet of these parts: mutations of a packed one would hardly ever get beyond its
    checksums.
    """
    sheet, _, rest = body.partition(b"\0")
    texts, _, links = rest.partition(b"\0")
    _list(_spreadsheet(sheet, texts, links), "fuzz.xlsx")


def _spreadsheet(sheet: bytes, texts: bytes, links: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr(
            "xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet r:id="a"/></sheets></workbook>'
        )
        made.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="a" Target="worksheets/a.xml"/></Relationships>',
        )
        made.writestr("xl/worksheets/a.xml", sheet)
        made.writestr("xl/sharedStrings.xml", texts)
        made.writestr("xl/worksheets/_rels/a.xml.rels", links)
    return packed.getvalue()


_SHEET = (
    '<worksheet xmlns:r="r"><sheetData><row><c r="A1" t="s"><v>0</v></c><c'
    f' r="B1"><f>HYPERLINK("{_ADDRESS}")</f></c></row><row><c t="inlineStr"><is><t>a</t></is></c><c'
    ' r="XFD9"><v>45292.5</v></c></row></sheetData><hyperlinks><hyperlink ref="A1"'
    ' r:id="b"/></hyperlinks></worksheet>'.replace("&", "&amp;").encode()
)
_TEXTS = "<sst><si><t>标题</t></si><si><r><t>桥</t></r><rPh><t>qiao</t></rPh></si></sst>".encode()
_LINKS = (
    f'<Relationships><Relationship Id="b" Target="{_ADDRESS}"'
    ' TargetMode="External"/></Relationships>'.replace("&", "&amp;").encode()
)


_ENTRY = (
    b'{"startedDateTime": "2025-01-01T00:00:00Z", "request": {"url": "https://a/", "headers": []},'
    b' "response": {"status": 200, "headers": [{"name": "Content-Encoding", "value": "gzip"}],'
    b' "content": {"mimeType": "text/html", "text": "aGE=", "encoding": "base64"}}}'
)
_TOLD = json.dumps(
    {
        "appmsgstat": {"read_num": 7, "old_like_num": 1},
        "elected_comment_total_cnt": 1,
        "elected_comment": [
            {
                "content_id": "1",
                "content": "a",
                "create_time": 1,
                "ip_wording": {"province_name": "b"},
                "reply_new": {"reply_list": [{"reply_id": 1, "content": "c", "is_from": 2}]},
            }
        ],
    }
)
_READERS = json.dumps(
    {
        "request": {
            "url": "https://mp.weixin.qq.com/mp/getappmsgext",
            "postData": {"text": "__biz=a&mid=1&idx=1"},
        },
        "response": {"status": 200, "content": {"text": _TOLD}},
    }
).encode()


def _records() -> Iterator[bytes]:
    for page in PAGES.values():
        found = parse(page)
        if isinstance(found, Article):
            yield json.dumps(record(found, source="fuzz", page=page), ensure_ascii=False).encode()


def _dumps() -> Iterator[bytes]:
    yield dump("从前渡口有两条船。").encode()
    for page in PAGES.values():
        found = parse(page)
        if isinstance(found, Article):
            yield document(found).encode()


def _given(*seeds: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: iter(seeds)


_SEEDS_OF_LISTS = {
    "json": _records,
    "csv": _given(f"标题,链接\n桥,{_ADDRESS}\n".encode()),
    "opml": _given(b'<opml><outline text="a"/></opml>'),
    "txt": _given(f"[桥]({_ADDRESS})".encode()),
    "xlsx": _given(_spreadsheet(_SHEET, _TEXTS, _LINKS)),
}
_SMALL = 50_000
TARGETS = {
    "pages": Target(_page, lambda: (page.body for page in PAGES.values())),
    "scrub": Target(_scrubbed, lambda: (page.body for page in PAGES.values())),
    "saved": Target(_saved, lambda: (page.body for page in SAVED.values())),
    "dumps": Target(lambda body: _page(body, from_file=True, name="a-b/fuzz.md"), _dumps, _SMALL),
    "records": Target(_saved, _records, _SMALL),
    "answers": Target(_answer, _given(b'{"getalbum_resp": {"article_list": []}}'), _SMALL),
    **{
        kind: Target(partial(_list, name=f"fuzz.{kind}"), seeds, _SMALL)
        for kind, seeds in _SEEDS_OF_LISTS.items()
    },
    "sheets": Target(_inside_of_spreadsheet, _given(b"\0".join([_SHEET, _TEXTS, _LINKS])), _SMALL),
    "warc": Target(_warc, _warcs, _SMALL),
    "har": Target(_har, _given(b'{"log": {"entries": [%s, %s]}}' % (_ENTRY, _READERS)), _SMALL),
    "addresses": Target(
        _address, _given(_ADDRESS.encode(), b"//[", b"https://mmbiz.qpic.cn/mmbiz_jpg/a/0"), 5_000
    ),
}
"""``saved`` has MHTML among it; ``sheets`` are the parts of an XLSX without their packing."""
