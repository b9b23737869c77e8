"""From the bytes as received to HTML in UTF-8: MHTML, escaped dumps and other encodings
(docs/wechat-pages.md §2.3).
"""

import ast
import codecs
import json
import re
from contextlib import suppress
from html import escape
from html import unescape as unescape_html

from wxarchive.formats import utf8_of
from wxarchive.guarded import character, number
from wxarchive.parse import selectors
from wxarchive.parse.page.mhtml import is_mhtml, parts
from wxarchive.parse.page.scripts import unescape
from wxarchive.parse.page.webarchive import is_webarchive, resources

_DECLARED = re.compile(rb"""<meta[^<>]+charset\s*=\s*["']?([\w-]{2,20})""", re.I)
_PART_NAME = re.compile(rb"""cid:([^"'\s<>]{1,200})""")
_QUOTED = re.compile(rb"""\s*+(?:"|b["']|')(?:\s|\\[rnt])*+<""")
_DUMPED = re.compile(rb"<(?:!doctype html|html)\b[^<>]*>(?:\\r)?\\[nt]", re.I)
_LINE_OF_SOURCE = re.compile(rb'<td class="line-content">([^<]*+(?:<(?!/td>)[^<]*+)*+)')
_ANY_TAG = re.compile(rb"<[^<>]*+>")
_ESCAPED_SPACE = re.compile(rb"(?<!\\)\\[rnt]")
_CAPITALS = re.compile(rb"<(?:HTML|HEAD|BODY|META|TITLE)\b")
_AS_XML = re.compile(rb"<title\s*+/>|<script\b[^<>]*+(?<=/)>")
# what HTML does not let end so; an element of drawings may
_ENDED_AT_ONCE = re.compile(
    rb"""<(a|b|canvas|code|div|em|h[1-6]|i|iframe|label|li|mp[\w-]*|ol|p|pre|qqmusic|s|script|"""
    rb"""section|span|strong|style|td|textarea|th|title|tr|u|ul|video)(?=[\s/])"""
    rb"""((?:\s++[^\s=<>"'/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'))?+)*+)\s*+/>"""
)
_SCRIPT = re.compile(rb"<script\b[^<>]*+>(.*?)(?:</script|\Z)", re.S)
_XML_ESCAPE = re.compile(rb"&(?:lt|gt|amp|quot|#13);")
_XML_ESCAPES = {b"&lt;": b"<", b"&gt;": b">", b"&amp;": b"&", b"&quot;": b'"', b"&#13;": b"\r"}
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_HEAD = 8_000  # bytes
_CODE_POINT = re.compile(rb"&#(?:(\d{3,7})|[xX]([0-9A-Fa-f]{2,6}));")
# what the Internet Archive writes into the head of a page, and before each of its addresses
_OF_ARCHIVE = re.compile(
    rb"archive\.org/(?:_?static|includes)/|\b(?:wbhack|wombat|bundle-playback)\.js", re.I
)
_ARCHIVED = re.compile(
    rb"""(?:(?:https?:)?(?:\\?/){2}web\.archive\.org|(?<=["'(=]))"""
    rb"""\\?/web\\?/\d{4,14}(?:[a-z]{2}_)?\\?/(?=https?:)""",
    re.I,
)
_TAG_IN_CAPITALS = re.compile(rb"</?[A-Z][A-Z0-9]*+(?=[\s/>])")


def unwrap(body: bytes) -> bytes:
    """Take the HTML out of what tools wrap it in: a byte order mark, MHTML, a page dumped as an
    escaped string.
    """
    body = body.removeprefix(b"\xef\xbb\xbf")
    # an answer as JSON holds no page
    if body[:_HEAD].lstrip().startswith(b"{"):
        return body
    charset = None
    if is_mhtml(body):
        body, charset = _html_of_mhtml(body)
    elif is_webarchive(body):
        # of a damaged file nothing is looked at, for its pieces are none that the page had
        page = next(resources(body), None)
        body, charset = (page.content, page.charset) if page else (b"no page", None)
    else:
        body = utf8_of(body, is_page=True)
    body = _unescaped(body)
    head = body[:4000]
    if _OF_ARCHIVE.search(head):
        body = _ARCHIVED.sub(b"", body)
    # old browsers saved tags in capitals
    if _CAPITALS.search(head):
        body = _TAG_IN_CAPITALS.sub(lambda tag: tag[0].lower(), body)
    # scripts of HTML have the sign, those of XML never
    is_xml = head.lstrip().startswith(b"<?xml") or _AS_XML.search(head)
    if is_xml or (b"&&" not in body and _ENDED_AT_ONCE.search(body)):
        body = _as_html(body)
    # a tool that wrote nothing but ASCII wrote characters of scripts as HTML does, too
    if body.isascii() and _CODE_POINT.search(body):
        body = _CODE_POINT.sub(_character, body)
    # a message's own header tells it better
    if not charset and (declared := _DECLARED.search(head)):
        charset = declared[1].decode("ascii", "replace")
    if not charset or charset.lower() in ("utf-8", "utf8"):
        # old editors kept the words of a page in their own encoding, and what it declares
        return _in_utf8(body, "gbk") if _is_no_utf8(body) else body
    return _in_utf8(body, charset)


def _unescaped(body: bytes) -> bytes:
    """Undo what a tool escaped of a page that it printed as a string, or showed as its source."""
    if _QUOTED.match(body):
        body = _unquoted(body)
    # what is left are pages whose every quote or line end is escaped
    head = body[:4000]
    if b'=\\"' in head and b"\\n" in head and head.count(b'="') < head.count(b'=\\"'):
        text = unescape(body.decode("utf-8", "replace").strip().strip('"'))
        return text.encode("utf-8", "replace")
    if _DUMPED.search(head):
        return _ESCAPED_SPACE.sub(b"\n", body)
    # what Chromium shows as a page's source is a table with a row for each of its lines
    if b'<td class="line-content">' in head:
        lines = b"\n".join(_LINE_OF_SOURCE.findall(body))
        return unescape_html(_ANY_TAG.sub(b"", lines).decode("utf-8", "replace")).encode()
    return body


def _as_html(body: bytes) -> bytes:
    """Write a page that a tool saved as XML the way HTML is written: there, an element ends by an
    end tag, and nothing in a script is escaped.
    """
    body = _ENDED_AT_ONCE.sub(rb"<\1\2></\1>", body)
    return _SCRIPT.sub(
        lambda script: _XML_ESCAPE.sub(lambda sign: _XML_ESCAPES[sign[0]], script[0]), body
    )


def _character(match: re.Match[bytes]) -> bytes:
    """Write a character beyond ASCII as it is."""
    code = match[2] or b"%x" % (number(match[1].decode(), digits=7) or 0)
    letter = character(code.decode())
    return match[0] if letter.isascii() else letter.encode("utf-8", "replace")


def _unquoted(body: bytes) -> bytes:
    """Read a page that a tool printed as a string of JSON, or of Python (``b'…'``); what is none
    stays as it is.
    """
    text = body.strip()
    try:
        if text[:1] == b'"':
            value = json.loads(text)
        else:
            value = ast.literal_eval(text.decode())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return body
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    if isinstance(value, bytes):
        return value
    return body


def _is_no_utf8(body: bytes) -> bool:
    """Tell by its head whether a page cannot be in UTF-8: most words beyond ASCII are none. To
    decode all of it takes a sixth of all the time.
    """
    # today's pages have kilobytes of scripts before their first words
    starts = range(0, selectors.HEAD_LIMIT, _HEAD)
    start = next((start for start in starts if not body[start : start + _HEAD].isascii()), 0)
    head = body[start : start + 2 * _HEAD]
    # the head may end inside a character, which is no mistake
    with suppress(UnicodeDecodeError):
        codecs.getincrementaldecoder("utf-8")().decode(head)
        return False
    wrong = 0
    words = _BEYOND_ASCII.findall(head)
    for word in words:
        try:
            word.decode()
        except UnicodeDecodeError:
            wrong += 1
    return wrong * 2 > len(words)


def _in_utf8(body: bytes, charset: str) -> bytes:
    """Recode a page that was saved in the encoding it declares; WeChat itself sends UTF-8
    (§2.3).
    """
    with suppress(LookupError, UnicodeError):
        name = codecs.lookup(charset).name
        # what says that it is UTF-8 is believed: to decode megabytes takes a sixth of all the time
        if name == "utf-8":
            return body
        with suppress(UnicodeDecodeError):
            body.decode("utf-8")
            return body
        # by each of these names browsers mean all of GB 18030
        if name in {"gb2312", "gbk", "hz"}:
            name = "gb18030"
        return body.decode(name, "replace").encode()
    return body


def _html_of_mhtml(body: bytes) -> tuple[bytes, str | None]:
    """Return the page in a MIME message, and the charset that its part's header tells."""
    message = list(parts(body))
    # frames are other parts: as far as these tell their addresses, they stand in the page in the
    # place of their names (cid:, RFC 2392)
    addresses: dict[bytes, bytes] = {}
    for part in message:
        name = str(part.get("Content-ID") or "").strip("<> ")
        address = str(part.get("Content-Location") or "")
        if address.startswith("http"):
            addresses[name.encode()] = escape(address).encode()
    for part in message:
        content = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(content, bytes):
            page = _PART_NAME.sub(lambda name: addresses.get(name[1], name[0]), content)
            return page, part.get_content_charset()
    return body, None
