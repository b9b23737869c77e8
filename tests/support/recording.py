"""WARC files made in code, as programs write them, and WACZ around them."""

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from tests.smallwechat.pages import Post
from tests.support.importing import served, zipped

FIRST, SECOND = "2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z"
HTML = "text/html; charset=UTF-8"


def url_of(post: Post) -> str:
    """Return the short address of a post."""
    return f"https://mp.weixin.qq.com/s/{post.token}"


def record(kind: str, fields: Mapping[str, str], block: bytes = b"") -> bytes:
    """Return one record; ``fields`` are added to those that each has, and replace them."""
    head = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{UUID(bytes=hashlib.md5(repr((kind, fields)).encode()).digest())}>",
        "WARC-Date": FIRST,
        "Content-Length": str(len(block)),
    } | dict(fields)
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def http(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """Return an answer; names of headers have ``_`` for their dashes."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def answered(
    url: str, body: bytes, at: str = FIRST, content_type: str = HTML, **headers: str
) -> bytes:
    """Return the record of an answer."""
    fields = {"WARC-Target-URI": url, "WARC-Date": at, "Content-Type": "application/http"}
    fields["WARC-Payload-Digest"] = digest(body)
    return record("response", fields, http(body, Content_Type=content_type, **headers))


def page_record(post: Post, at: str = FIRST) -> bytes:
    """Return the record of a post's page."""
    return answered(url_of(post), served(post), at)


def digest(body: bytes) -> str:
    """Return a payload's digest as nearly all programs write it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()


def warc(*records: bytes) -> bytes:
    """Return a WARC file that is not compressed."""
    return b"".join((record("warcinfo", {}, b"software: test\r\n"), *records))


def members(*records: bytes) -> bytes:
    """Return one that is, each record by itself."""
    return b"".join(map(gzip.compress, (record("warcinfo", {}, b"software: test\r\n"), *records)))


def wacz(files: Mapping[str, bytes], pages: Iterable[Mapping[str, str]] = ()) -> bytes:
    """Return a WACZ with these files in ``archive/``."""
    lines = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}, *pages]
    listed = "\n".join(map(json.dumps, lines)).encode()
    archive = {f"archive/{name}": content for name, content in files.items()}
    return zipped({"datapackage.json": b"{}", "pages/pages.jsonl": listed, **archive})
