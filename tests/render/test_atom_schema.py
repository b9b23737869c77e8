"""Our grammar of RFC 4287 knows a feed, and what is none."""

import pytest
from lxml import etree

from tests.render.atom import schema

ENTRY = (
    "<entry><id>tag:a,2012:1</id><title>水</title><updated>2025-01-02T03:04:05+08:00</updated>"
    "<author><name>林间</name></author><link href='https://a/' rel='alternate' length='3'/>"
    "<category term='x'/><content type='html'>&lt;p&gt;水&lt;/p&gt;</content></entry>"
)
FEED = (
    "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:o='urn:other' xml:lang='zh-CN'>"
    "<id>tag:a,2012:0</id><title>书</title><updated>2025-01-02T03:04:05Z</updated><o:x y='1'>z</o:x>"
    f"{ENTRY}</feed>"
)


def is_feed(text: str) -> bool:
    return bool(schema().validate(etree.fromstring(text)))


def test_a_feed_is_one() -> None:
    assert is_feed(FEED), schema().error_log


@pytest.mark.parametrize(
    ("told", "instead"),
    [
        ("<id>tag:a,2012:1</id>", ""),
        ("<title>水</title>", "<title>水</title><title>水</title>"),
        ("<title>水</title>", "<title type='markdown'>水</title>"),
        ("2025-01-02T03:04:05Z", "2025-01-02"),
        ("2025-01-02T03:04:05+08:00", "2025-01-02T03:04:05"),
        ("<name>林间</name>", ""),
        ("href='https://a/'", ""),
        ("length='3'", "length='three'"),
        ("term='x'", "name='x'"),
        ("<content type='html'>", "<content type='html'><b xmlns=''/>"),
        ("<author>", "<writer/><author>"),
        ("xml:lang='zh-CN'", "version='2'"),
        (ENTRY, f"{ENTRY}<subtitle>x</subtitle>"),
    ],
)
def test_what_the_rfc_does_not_allow_is_none(told: str, instead: str) -> None:
    assert told in FEED
    assert not is_feed(FEED.replace(told, instead, 1))
