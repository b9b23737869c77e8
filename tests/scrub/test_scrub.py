r"""Values of credentials in the bytes of pages, in every form that WeChat writes them in. Each is
SECRET-… here.
"""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxarchive.scrub import scrub, without_secrets

PLACEHOLDER = "scrubbed"
SECRET = "SECRET-77aZ"
PAGE = "https://mp.weixin.qq.com/s?__biz=MzA5OTg3NjU0MQ==&mid=1"
COOKIE = "aB3/x+y=Z9"
"""A cookie's value with characters that are escaped."""


def scrubbed(text: str, *secrets: str) -> tuple[str, int]:
    found = scrub(text.encode(), secrets)
    return found.body.decode(), found.count


@pytest.mark.parametrize(
    "text",
    [
        f'<a href="{PAGE}&key={SECRET}&idx=1">',
        f'<a href="{PAGE}&amp;uin={SECRET}&amp;idx=1#rd">',
        rf"var link = 'http://mp.weixin.qq.com/s?__biz=Mw\x26amp;mid=1\x26amp;key={SECRET}\x26amp;idx=1';",
        rf'{{"url":"https:\/\/mp.weixin.qq.com\/s?__biz=Mw\u0026key={SECRET}\u0026mid=1"}}',
        f"?target_url=https%3A%2F%2Fmp.weixin.qq.com%2Fs%3F__biz%3DMw%26key%3D{SECRET}%26mid%3D1",
        f"?u=https%253A%252F%252Fmp.weixin.qq.com%252Fs%253F__biz%253DMw%2526uin%253D{SECRET}%2526mid%253D1",
        f"<p>看 /mp/profile_ext?action=home&key={SECRET}&f=json 吧</p>",
        f"<p>https://example.com/?pass_ticket={SECRET}</p>",
        f"<p>ticket: pass_ticket={SECRET}，好</p>",
        f"document.cookie = 'wap_sid2={SECRET}; path=/';",
        f'<script>window.key = "{SECRET}";</script>',
        f"<script>window.key = params['key'] || \"{SECRET}\" || '';</script>",
        f'<script>window["pass_ticket"] = "{SECRET}"</script>',
        f"<script>var uin = '{SECRET}' || '';</script>",
        f"<script>appmsg_token: JsDecode('{SECRET}'),</script>",
        f"<script>_g.pass_ticket = xml ? getXmlValue('pass_ticket.DATA') : '{SECRET}';</script>",
        f"<script>setItem('exportkey', '{SECRET}')</script>",
        f'{{"base_resp":{{"ret":0,"wxtoken":"{SECRET}"}}}}',
        f'{{"key":"{SECRET * 2}","mid":1}}',
        rf'{{"list":"{{\"key\":\"{SECRET * 2}\",\"mid\":1}}"}}',
        f"<script>x = '\\x7b\\x22webwx_data_ticket\\x22:\\x22{SECRET}\\x22\\x7d'</script>",
        f'<div data-info="{{&quot;pass_ticket&quot;:&quot;{SECRET}&quot;}}">',
        f'<div data-uin="{SECRET}">',
        f'<input type="hidden" name="key" value="{SECRET}">',
        f"<input value='{SECRET}' name='pass_ticket'/>",
        f"<error><skey>{SECRET}</skey><pass_ticket>{SECRET}</pass_ticket></error>",
    ],
)
def test_a_value_is_replaced_behind_its_name_and_nothing_else(text: str) -> None:
    found, count = scrubbed(text)
    assert found == text.replace(SECRET * 2, SECRET).replace(SECRET, PLACEHOLDER)
    assert count >= 1
    assert scrubbed(found) == (found, 0)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{PAGE}&key=<b>{SECRET}</b> 后", f"{PAGE}&key={PLACEHOLDER}<b></b> 后"),
        (f"{PAGE}&key=SEC<span class='x'>RET-</span>77，后", f"{PAGE}&key={PLACEHOLDER}<span class='x'></span>，后"),
        (
            rf"{PAGE}\x26key=SEC\x3cb\x3eRET7\x3c/b\x3e\x3c/p\x3e",
            rf"{PAGE}\x26key={PLACEHOLDER}\x3cb\x3e\x3c/b\x3e\x3c/p\x3e",
        ),
        ("<script>var user_uin = 238499879;</script>", "<script>var user_uin = 0;</script>"),
        ('{"uin":238499879,"mid":238499879}', '{"uin":0,"mid":0}'),
    ],
)  # fmt: skip
def test_a_value_in_pieces_or_of_digits_is_replaced_too(text: str, left: str) -> None:
    assert scrubbed(text)[0] == left
    assert scrubbed(left) == (left, 0)


@pytest.mark.parametrize(
    "text",
    [
        "<script>window.wxtoken = '777'; window.uin = params['uin'] || '' || ''; user_uin = '0' * 1;",
        '<script>{key: "setItem"}, {"key":"[Yeah!]"}; var key = "stream_last_read_pos"; t.key===e.key',
        "<script>s = '&exportkey='.concat(i, '&cardtype=') + `&exportkey=${e}`",
        "<script>pass_ticket=encodeURIComponent(x); sessionid = 'svr_b13a'",
        "<script>t.exportkey = Url.getQuery('exportkey'), names = ['exportkey', 'cardtype']",
        "<script>new Image().src = '/mp/jsreport?key=96&content=x'; bizuin = 'MzA5OTg3NjU0MQ=='",
        f'<p><a href="https://example.com/?key={SECRET}">别处</a></p>',
        f'<pre>self.key = "{SECRET}"; config["token"] = "{SECRET}"</pre>',
        "<p>key=, uin=？ monkey=1 turkey=22222</p>",
    ],
)  # fmt: skip
def test_what_is_no_secret_stays(text: str) -> None:
    assert scrubbed(text) == (text, 0)


@pytest.mark.parametrize(
    "written",
    [
        "aB3/x+y=Z9", "aB3%2Fx%2By%3DZ9", "aB3%2fx%2by%3dz9".replace("z", "Z"), "aB3%252Fx%252By%253DZ9",
        r"aB3\/x+y=Z9", r"aB3\x2fx\x2by\x3dZ9", r"aB3\u002fx\u002by\u003dZ9", "aB3/x&#43;y&#x3D;Z9",
        "aB<b>3/x+</b>y=Z9",
    ],
)  # fmt: skip
def test_a_cookie_is_found_however_it_is_written(written: str) -> None:
    found, count = scrubbed(f"<p>前{written}后</p>", COOKIE)
    assert found.replace("<b></b>", "") == f"<p>前{PLACEHOLDER}后</p>"
    assert count == 1
    assert scrubbed(f"<p>前{written}后</p>", "aB3%2Fx%2By%3DZ9")[0] == found


def test_a_cookie_is_found_with_markup_in_capitals_within() -> None:
    found, count = scrubbed("<p>aB<SPAN CLASS='x'>3/x+</SPAN>y=Z9</p>", COOKIE)
    assert (found, count) == (f"<p>{PLACEHOLDER}<SPAN CLASS='x'></SPAN></p>", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_characters_around_and_within_a_value_stay_whole(encoding: str) -> None:
    """Half of the bytes of Chinese characters are spaces or signs in other encodings."""
    text = "<input name=key value={0}>丅＝key＝?__biz=Mw&key={1}中&uin={1}\u2028"
    page = text.format(f"{SECRET}\u3000\xa0中", SECRET).encode(encoding)
    assert scrub(page).body == text.format(PLACEHOLDER, PLACEHOLDER).encode(encoding)


def test_a_number_is_no_part_of_a_longer_one() -> None:
    assert scrubbed("a=238499879&b=%20238499879 12384998791", "238499879") == (
        "a=0&b=%200 12384998791",
        2,
    )


def test_short_and_public_values_are_left() -> None:
    text = "zh_CN 12345 gh_0123456789ab"
    assert scrubbed(text, "zh_CN", "12345", "gh_0123456789ab", "", "undefined") == (text, 0)


def test_a_value_found_under_its_name_is_replaced_elsewhere_too() -> None:
    text = f'<script>window.appmsg_token = "{SECRET}%2Bx";</script><p>{SECRET}+x</p>'
    assert scrubbed(text) == (
        f'<script>window.appmsg_token = "{PLACEHOLDER}";</script><p>{PLACEHOLDER}</p>',
        2,
    )


@pytest.mark.parametrize(
    "encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5"]
)
def test_pages_of_any_encoding_are_scrubbed(encoding: str) -> None:
    text = f'<html><p>中文ﾊ{PAGE}&amp;key={SECRET}</p><script>var pass_ticket = "{COOKIE}"'.replace(
        "ﾊ", ""
    )
    found = scrub(text.encode(encoding), [COOKIE])
    assert found.body == text.replace(SECRET, PLACEHOLDER).replace(COOKIE, PLACEHOLDER).encode(
        encoding
    )


def test_bytes_of_no_encoding_are_scrubbed_and_else_kept() -> None:
    body = b"\xff\x80\x00&pass_ticket=" + SECRET.encode() + b"\xfe\xfa"
    assert scrub(body).body == b"\xff\x80\x00&pass_ticket=" + PLACEHOLDER.encode() + b"\xfe\xfa"
    assert scrub(b"\xff\x80\x00\xfe") == scrub(b"\xff\x80\x00\xfe")


def test_secrets_are_taken_out_of_headers_and_addresses() -> None:
    assert (
        without_secrets(f"https://h/{COOKIE}?s=aB3%2Fx%2By%3DZ9", [COOKIE])
        == "https://h/scrubbed?s=scrubbed"
    )


PIECES = (
    "key", "uin", "pass_ticket", "webwx_x", "=", ":", "%3D", "&", "&amp;", "?", r"\x26", "%26", '"', "'",
    r"\"", "&quot;", r"\x22", "<b>", "</b>", r"\x3cb\x3e", "<script>", "</script>", "__biz=Mw", "window.",
    "||", "(", ")", ",", " ", "SECRET-77aZ", "2384998791", "scrubbed", "0", ".", "/", "\\", "中", COOKIE,
    "aB3%2Fx%2By%3DZ9", "<input name=key value=", "<pass_ticket>", "data-", "\n",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_no_page_keeps_a_cookie(pieces: list[str]) -> None:
    assert COOKIE.encode() not in scrub("".join(pieces).encode(), [COOKIE]).body


@given(st.binary(max_size=60))
def test_any_bytes_can_be_scrubbed(body: bytes) -> None:
    assert scrub(body, [COOKIE]).count >= 0


SHAPES = (
    "key=", "&key=aaaa", "__biz&key=aaaa", "?key=a?key=", "%3Fkey%3Da", "__biz%3Fkey%3Da", "&pass_ticket=",
    "pass_ticket<b ", "&pass_ticket=<b ", "&pass_ticket=<b>", "<b pass_ticket=>", "pass_ticket=a.", 'key:"',
    "window.key=(", "key:key:", "key:a?", "<input name=", "<pass_ticket>", "\\", "%25", "&amp;",
    "var uin='a", '"pass_ticket","', "key:\\'",
)  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_four_times_the_page_takes_four_times_the_time(shape: str) -> None:
    """The bound is as wide as that of tests/parse/test_growth.py."""

    def seconds(size: int) -> float:
        body = ("<script>" + shape * (size // len(shape))).encode()
        begun = time.process_time()
        scrub(body, [SECRET])
        return time.process_time() - begun

    assert seconds(80_000) < 12 * seconds(20_000) + 0.5
