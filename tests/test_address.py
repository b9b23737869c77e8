"""Addresses: one identity behind many forms, and no credential gets through (docs/wechat-pages.md
§1).
"""

import string
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxarchive.address import (
    article_ref,
    clean,
    has_credentials,
    is_address,
    long_ref,
    picture_url,
    unescape,
    without_session,
)
from wxarchive.guarded import split
from wxarchive.models import ArticleRef

BIZ = "MzA5OTg3NjU0MQ=="
LONG = f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=2247483701&idx=2&sn=0a1b"
SHORT = "https://mp.weixin.qq.com/s/Kz7Qm2Xw9Rt4Yb6Nc8Vd1A"
REF = ArticleRef(LONG, f"{BIZ}:2247483701:2", None)


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        LONG + "&chksm=fe12&scene=21#wechat_redirect",
        LONG + "&key=SECRET&uin=MTIz&pass_ticket=abc",
        LONG.replace("https:", "http:"),
        LONG.replace("https:", ""),
        LONG.removeprefix("https://"),
        LONG.replace("mp.weixin.qq.com", "MP.Weixin.QQ.com"),
        LONG.replace("&", "&amp;"),
        LONG.replace("&", "&amp;amp;"),
        LONG.replace("&mid", "\u2223"),
        LONG.replace("&", r"\x26amp;"),
        LONG.replace("&", r"\u0026"),
        LONG.replace("&", "%26amp%3B"),
        LONG.replace("/", r"\/"),
        LONG.replace("&", r"\&").replace("=", r"\=").replace("?", r"\?"),
        LONG.replace("==", "%3D%3D"),
        LONG.replace("==", ""),
        LONG.replace("/s?", "/s/?"),
        LONG.replace("idx=2", "idx=02"),
        f"https://mp.weixin.qq.com/s?sn=0a1b&idx=2&mid=2247483701&__biz={BIZ}",
        f"http://mp.weixin.qq.com/mp/appmsg/show?__biz={BIZ}&appmsgid=2247483701&itemidx=2&sign=0a1b#wechat_redirect",
        f"https://mp.weixin.qq.com/mp/rumor?action=info&__biz={BIZ}&mid=2247483701&idx=2&sn=0a1b",
        f"https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=SECRET&target_url={quote(LONG, safe='')}",
        f"看看这篇：{LONG}，很好",
        f"  {LONG}\n",
    ],
)
def test_every_form_of_a_long_address_is_one_article(text: str) -> None:
    assert article_ref(text) == REF


@pytest.mark.parametrize(
    "text",
    [
        SHORT,
        SHORT + "?scene=1&key=SECRET",
        SHORT + "#rd",
        SHORT + "/",
        SHORT.removeprefix("https:"),
        f"见 {SHORT} 。",
    ],
)
def test_short_address_has_no_key(text: str) -> None:
    assert article_ref(text) == ArticleRef(SHORT, None, SHORT)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (
            "https://mp.weixin.qq.com/s?src=11&timestamp=1700000000&ver=4000&signature=AbC*dE-&new=1&key=SECRET",
            "https://mp.weixin.qq.com/s?src=11&timestamp=1700000000&ver=4000&signature=AbC%2AdE-&new=1",
        ),
        (
            f"http://mp.weixin.qq.com/s?__biz={BIZ}&tempkey=MTA%3D&uin=1#rd",
            f"https://mp.weixin.qq.com/s?__biz={BIZ}&tempkey=MTA=",
        ),
    ],
)
def test_temporary_address_has_no_identity(text: str, url: str) -> None:
    assert article_ref(text) == ArticleRef(url)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "article.html",
        "https://example.com/s?__biz=MzA5OTg3NjU0MQ==&mid=1&idx=1",
        "https://mp.weixin.qq.com/",
        "https://mp.weixin.qq.com/s",
        f"https://mp.weixin.qq.com/s?__biz={BIZ}",
        f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=0&idx=1",
        "https://mp.weixin.qq.com/s?__biz=!!&mid=1&idx=1",
        f"https://mp.weixin.qq.com/mp/appmsgalbum?__biz={BIZ}&action=getalbum&album_id=314",
        f"https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz={BIZ}",
        "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x",
        "https://mp.weixin.qq.com/s/short",
        "https://channels.weixin.qq.com/web/pages/feed?eid=1",
    ],
)
def test_other_addresses_are_no_articles(text: str) -> None:
    assert article_ref(text) is None


def test_missing_index_is_one() -> None:
    assert long_ref("MzA5OTg3NjU0MQ%3D%3D", " 7 ", None) == ArticleRef(
        f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=7&idx=1", f"{BIZ}:7:1"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LONG, True),
        ("mp.weixin.qq.com/s/abc", True),
        ("//mp.weixin.qq.com/s/abc", True),
        (r"https:\/\/mp.weixin.qq.com\/s", True),
        ("https://example.com", True),
        ("pages/article.html", False),
        ("./mp.weixin.qq.com", False),
        (r"C:\pages\a.html", False),
        ("C:/pages/a.html", False),
    ],
)
def test_addresses_are_told_from_paths(text: str, *, expected: bool) -> None:
    assert is_address(text) is expected


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        (LONG + "&key=SECRET&scene=1#rd", LONG),
        ("http://example.com/a?b=1&token=SECRET&c=#top", "https://example.com/a?b=1&c="),
        ("//example.com/a", "https://example.com/a"),
        ("https://user:SECRET@example.com/a", "https://example.com/a"),
        ("example.com:8080/a?KEY=SECRET", "https://example.com:8080/a"),
        ("mailto:a@example.com", "mailto:a@example.com"),
        (
            "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=SECRET&target_url="
            + quote(LONG + "&key=SECRET", safe=""),
            "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?target_url="
            + quote(LONG, safe="=:/,"),
        ),
    ],
)
def test_cleaning_drops_what_may_not_be_kept(url: str, cleaned: str) -> None:
    assert clean(url) == cleaned


def test_credentials_are_seen() -> None:
    assert has_credentials("https://mp.weixin.qq.com/s/x?pass_ticket=a")
    assert has_credentials("https://user@example.com/")
    assert has_credentials(r"https://example.com/?a=1\x26amp;uin=2")
    assert not has_credentials("https://example.com/?uin=&a=1")


@pytest.mark.parametrize(
    ("url", "original"),
    [
        (
            "http://mmbiz.qpic.cn/mmbiz_png/Ab1/640?wx_fmt=png&amp;tp=webp&from=appmsg#imgIndex=3",
            "https://mmbiz.qpic.cn/mmbiz_png/Ab1/0?wx_fmt=png",
        ),
        ("//MMBIZ.qpic.cn/mmbiz/Ab1/300", "https://mmbiz.qpic.cn/mmbiz/Ab1/0"),
        ("https://mmbiz.qlogo.cn/mmbiz/Ab1/0", "https://mmbiz.qlogo.cn/mmbiz/Ab1/0"),
        ("https://img.example.com/a/640?x=1#y", "https://img.example.com/a/640?x=1"),
        ("https://mmbiz.qpic.cn/mmbiz_gif/Ab1", "https://mmbiz.qpic.cn/mmbiz_gif/Ab1"),
    ],
)
def test_pictures_are_asked_for_in_original_size(url: str, original: str) -> None:
    assert picture_url(url) == original


def test_only_ampersands_are_decoded_as_html() -> None:
    assert (
        unescape("https://example.com/?a=1&copy=2&amp;lt=3")
        == "https://example.com/?a=1&copy=2&lt=3"
    )


# properties

BASE64 = string.ascii_letters + string.digits + "+/"
NAMES = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=12)
CREDENTIALS = ("key", "uin", "pass_ticket", "appmsg_token", "exportkey", "token", "poc_token")
TRACKING = ("scene", "chksm", "from", "sharer_shareid")
ESCAPES = ("&", "&amp;", "&amp;amp;", r"\x26", r"\x26amp;amp;", r"\u0026", r"\&", "%26amp%3B")


@st.composite
def identities(draw: st.DrawFn) -> tuple[str, int, int, str]:
    biz = draw(st.text(BASE64, min_size=8, max_size=16))
    biz += "=" * (-len(biz) % 4) if len(biz) % 4 != 1 else "AA="
    return (
        biz,
        draw(st.integers(1, 10**12)),
        draw(st.integers(1, 9)),
        draw(st.text("0123456789abcdef", min_size=1, max_size=32)),
    )


@st.composite
def noisy(draw: st.DrawFn, identity: tuple[str, int, int, str]) -> str:
    """Write the address of an identity as a page, a chat or a log might."""
    biz, mid, idx, sn = identity
    old = draw(st.booleans())
    names = ("__biz", "appmsgid", "itemidx", "sign") if old else ("__biz", "mid", "idx", "sn")
    bizzes = (quote(biz, safe=""), biz.replace("+", "%2B"), quote(biz.rstrip("="), safe=""))
    values = (draw(st.sampled_from(bizzes)), str(mid), str(idx), sn)
    pairs = [f"{name}={value}" for name, value in zip(names, values, strict=True)]
    noise = draw(st.lists(st.sampled_from(CREDENTIALS + TRACKING), max_size=4, unique=True))
    pairs += [f"{name}=SECRET" for name in noise]
    pairs = draw(st.permutations(pairs))
    start = draw(st.sampled_from(["https://", "http://", "//", ""]))
    path = "/mp/appmsg/show" if old else draw(st.sampled_from(["/s", "/s/"]))
    end = draw(st.sampled_from(["", "#rd", "#wechat_redirect", " ", "\n"]))
    return f"{start}mp.weixin.qq.com{path}?" + draw(st.sampled_from(ESCAPES)).join(pairs) + end


@given(st.data(), identities())
def test_noise_changes_no_identity(
    data: st.DataObject, identity: tuple[str, int, int, str]
) -> None:
    biz, mid, idx, _ = identity
    ref = article_ref(data.draw(noisy(identity)))
    assert ref is not None
    assert ref.key == f"{biz}:{mid}:{idx}"
    assert "SECRET" not in ref.url
    assert article_ref(ref.url) == ref


@given(st.text(string.ascii_letters + string.digits + "_-", min_size=8, max_size=40))
def test_canonical_short_address_is_its_own_canonical_form(token: str) -> None:
    ref = article_ref(f"http://mp.weixin.qq.com/s/{token}?scene=1")
    assert ref is not None
    assert ref == article_ref(ref.url) == ArticleRef(ref.url, None, ref.url)


@given(
    st.lists(
        st.tuples(st.one_of(st.sampled_from(CREDENTIALS + TRACKING), NAMES), NAMES), max_size=8
    ),
    st.sampled_from(ESCAPES[:-1]),
)
def test_cleaning_lets_no_credential_through_and_keeps_the_rest(
    pairs: list[tuple[str, str]], joint: str
) -> None:
    url = "https://example.com/a?" + joint.join(f"{name}={value}" for name, value in pairs)
    kept = parse_qsl(urlsplit(clean(url)).query)
    assert not {name.lower() for name, _ in kept} & set(CREDENTIALS)
    assert clean(clean(url)) == clean(url)
    assert not has_credentials(clean(url))


@given(st.text(max_size=200))
def test_any_text_is_an_address_or_none(text: str) -> None:
    ref = article_ref(text)
    assert ref is None or article_ref(ref.url) == ref
    is_address(text)
    unescape(text)


@given(
    st.text(string.printable + "中℀", max_size=80),
    st.sampled_from(["https://", "http://", "//", "ftp://", ""]),
)
def test_any_text_can_be_cleaned(text: str, scheme: str) -> None:
    assert "@" not in split(clean(scheme + text)).netloc
    picture_url(scheme + text)


@pytest.mark.parametrize(
    "url", ["https://[", "https://[::1/a", "http://a]b/c", "https://℀.example.com/"]
)
def test_what_only_looks_like_an_address_can_be_split(url: str) -> None:
    assert split(url).scheme in {"http", "https"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"看 {LONG}&key=HIDDEN&uin=HIDDEN#rd，很好", f"看 {LONG}#rd，很好"),
        (f"({LONG}&pass_ticket=HID%2FDEN).", f"({LONG})."),
        (
            "https://mp.weixin.qq.com/s?key=HIDDEN&amp;mid=1&amp;uin=HIDDEN&gt;",
            "https://mp.weixin.qq.com/s?mid=1&gt;",
        ),
        (
            r"mp.weixin.qq.com/s?mid=1\x26amp;key=HIDDEN\x26idx=1",
            r"mp.weixin.qq.com/s?mid=1\x26idx=1",
        ),
        ("/s?__biz=a&k%65y=HIDDEN&wxtoken=HIDDEN", "/s?__biz=a"),
        (
            "https://h/?u=https%3A%2F%2Fmp.weixin.qq.com%2Fs%3Fkey%3DHIDDEN%26mid%3D1",
            "https://h/?u=https%3A%2F%2Fmp.weixin.qq.com%2Fs%3Fmid%3D1",
        ),
        ("https://mp.weixin.qq.com/?u=%252Fs%253Fa%253D1%2526key%253DHIDDEN&b=1", None),
        ("`pass_ticket=HIDDEN`, appmsg_token=HIDDEN;", "``, ;"),
    ],
)
def test_addresses_in_a_text_lose_their_session(text: str, kept: str | None) -> None:
    assert "HIDDEN" not in without_session(text)
    assert kept in {None, without_session(text)}


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/api?key=theirs&token=theirs",
        "sorted(x, key=len); pass_ticket= is empty, so is https://mp.weixin.qq.com/s?key=&mid=1",
        "https://mp.weixin.qq.com/s?monkey=1&mid=1",
        "键=值",
    ],
)
def test_what_is_no_session_stays_in_a_text(text: str) -> None:
    assert without_session(text) == text


@given(
    st.text(),
    st.sampled_from(CREDENTIALS),
    st.text("abcXYZ019_-%", min_size=1).map(lambda value: f"HIDDEN{value}"),
)
def test_no_text_around_an_address_keeps_its_session(text: str, name: str, secret: str) -> None:
    assert "HIDDEN" not in without_session(
        f"{text}https://mp.weixin.qq.com/s?{name}={secret}&{text}"
    )


def test_captchas_inside_of_each_other_end() -> None:
    captcha, short = (
        "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?target_url=",
        "https://mp.weixin.qq.com/s/aaaaaaaa",
    )
    assert article_ref(captcha * 3 + short) == ArticleRef(short, None, short)
    assert article_ref(captcha * 2_000 + short) is None
    assert len(clean(captcha * 2_000 + short + "?key=secret")) < 1_000
