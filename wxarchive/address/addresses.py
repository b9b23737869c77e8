r"""What an article's address is.

An article has one identity, ``biz:mid:idx`` (:attr:`ArticleRef.key`), and many addresses: long ones
that carry the identity, short ones that do not, old, escaped, noisy and pasted ones
(docs/wechat-pages.md §1). This module recognises them all and gives one canonical form. It never
guesses: a short address has no key until its page was read.

Identity parameters are taken by an allow-list, so that no credential (``key``, ``uin``,
``pass_ticket`` …) can ride along; :func:`clean` does the same job for addresses of other pages with
a deny-list, :func:`without_session` for addresses that stand in a text.
"""

import re
from urllib.parse import parse_qsl, quote, quote_plus, unquote, unquote_plus, urlencode, urlunsplit

from wxarchive.credentials import is_credential, may_hold_one
from wxarchive.guarded import character, split
from wxarchive.models import ArticleRef

PAGE_HOST = "mp.weixin.qq.com"

# the parameters that name an article, each with its older name (docs/wechat-pages.md §1.1)
_IDENTITY = (("__biz", "biz"), ("mid", "appmsgid"), ("idx", "itemidx"), ("sn", "sign"))
_ARTICLE_PATHS = frozenset({"/s", "/mp/appmsg/show", "/mp/rumor", "/mp/show_refutation"})
_CAPTCHA_PATH = "/mp/wappoc_appmsgcaptcha"
_REDIRECT_PATH, _REDIRECT_HOSTS = "/mp/wapredirect", (PAGE_HOST, "mp.weixinbridge.com")
_MID_SIGN = "\u2223"
_TEMPORARY = ("__biz", "tempkey", "src", "timestamp", "ver", "signature", "new")
_TRACKING = """
    chksm scene ascene subscene srcid clicktime enterid mpshare sharer_shareid sharer_sharetime
    sharer_shareinfo sharer_shareinfo_first shareid wx_header lang version devicetype nettype
    abtest_cookie winzoom from isappinstalled rd2werd click_id realreporttime finder_biz_enter_id
    req_id
"""
_NOISE = frozenset(_TRACKING.split())
# what may be an address, in a text or in HTML: visible ASCII, up to a quote or angle bracket
_RUN = re.compile(r"(?:(?!&(?:lt|gt|quot|apos|nbsp|#39|#34|#x27);)[!#-&(-;=?-_a-~])++")
_OF_WECHAT = re.compile(r"(?:weixin|wx)\.qq\.com|__biz(?:=|%)", re.I)
# what parts the parameters of an address, and of one within its value (percent-encoded, maybe
# again and again)
_PARTING = re.compile(
    r"(\?|#|&(?:amp;|#38;|#x26;)*|%(?:25){0,4}(?:26(?:amp%(?:25){0,4}3B)?|3F|23)|\\(?:x|u00)26(?:amp;)*)",
    re.I,
)
_AMPERSAND = re.compile(r"&|%(?:25){0,4}26|\\", re.I)
_EQUALS = re.compile(r"=|%(?:25){0,4}3D", re.I)
# what may follow an address in a sentence
_AFTER = ")]}*.,;:!"
# verification pages' addresses inside of each other that are looked through
_MOST_CAPTCHAS = 5
# a scheme of one letter is a drive of Windows
_MEANT_AS_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]+:\\?/|//|(?:mp\.)?weixin\.qq\.com(?::\d+)?/", re.I
)
_SHORT_PATH = re.compile(r"/s/([A-Za-z0-9_-]{8,64})/?")
BIZ = re.compile(r"[A-Za-z0-9+/_-]{4,40}={0,2}")
NUMBER = re.compile(r"[0-9]{1,20}")
IN_TEXT = re.compile(
    r"(?:https?:)?(?://)?mp\.weixin\.qq\.com\.?(?::(?:443|80))?/[\w\-.~:/?#\[\]@!$&'()*+,;=%\\]*",
    re.I | re.A,
)
# what URL parsers write behind a host, and means nothing
_USUAL_PORT = re.compile(r"\.?:(?:443|80)$")
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u00([0-9a-fA-F]{2})|(?=[&?=/#_.:%-]))|(?i:&amp;|&#38;|&#x26;|%26amp%3b)"
)
_ESCAPE_START = re.compile(r"[\\&%]")
_ESCAPE_LENGTH = 9
_BEHIND_PROXY = re.compile(
    r"[/=:]((?:mmbiz|mmsns|mmecoa|mpcdn)\.(?:qpic|qlogo)\.cn/[\w/.-]+(?:\?[\w=&.-]*)?)", re.I | re.A
)
_SIZED_HOST = re.compile(r"(?:mmbiz|mmsns|mmecoa|mpcdn)\.(?:qpic|qlogo)\.cn")
_PICTURE = re.compile(rf"(?:https?:)?//{_SIZED_HOST.pattern}/")
_FORM = re.compile(r"(?:^|&)wx_fmt=([^&]+)")
# the size in pixels at the end of a picture's path
_SIZE = re.compile(r"/\d+$")
_ON_THE_WEB = re.compile(r"https?://[\w.-]+")
_WEB_SCHEME = re.compile(r"^(?:https?:)?//", re.I)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.I)


def article_ref(text: str) -> ArticleRef | None:
    """Recognise the article address in ``text``; ``None`` if there is none.

    The text may be the address alone or a line of chat that holds it. A temporary address (a search
    engine's or a preview's, docs/wechat-pages.md §1.1) has neither key nor short form. Source:
    docs/wechat-pages.md §1.2.
    """
    for _ in range(_MOST_CAPTCHAS):
        # parsers of HTML read "&mid" as the character of that name
        if _MID_SIGN in text:
            text = text.replace(_MID_SIGN, "&mid")
        match = IN_TEXT.search(unescape(text))
        if match is None:
            return None
        parts = split(with_https(match[0]))
        if parts.path != _CAPTCHA_PATH:
            return _ref_of(parts.path, parts.query)
        # a verification page names the address that it blocks
        text = dict(parse_qsl(parts.query)).get("target_url", "")
    return None


def _ref_of(path: str, query: str) -> ArticleRef | None:
    if short := _SHORT_PATH.fullmatch(path):
        url = f"https://{PAGE_HOST}/s/{short[1]}"
        return ArticleRef(url, None, url)
    if path.rstrip("/") not in _ARTICLE_PATHS:
        return None
    parameters = dict(parse_qsl(query))
    identity: list[str | None] = []
    for name, older_name in _IDENTITY:
        identity.append(parameters.get(name) or parameters.get(older_name))
    if ref := long_ref(*identity):
        return ref
    # a search engine's or a preview's
    if not (parameters.get("signature") or parameters.get("tempkey")):
        return None
    named = [(name, parameters[name]) for name in _TEMPORARY if parameters.get(name)]
    return ArticleRef(f"https://{PAGE_HOST}/s?{urlencode(named, safe='=')}")


def long_ref(
    biz: str | None, mid: str | None, idx: str | None, sn: str | None = None
) -> ArticleRef | None:
    """Make the reference from the parts of an identity; ``None`` if biz or mid is missing or no
    such thing.

    ``biz`` may be percent-encoded or have lost its padding; a missing ``idx`` is 1
    (docs/wechat-pages.md §1.1).
    """
    biz = padded(unquote(biz or "").strip())
    mid, idx = (mid or "").strip(), (idx or "").strip() or "1"
    if not (BIZ.fullmatch(biz) and NUMBER.fullmatch(mid) and NUMBER.fullmatch(idx)):
        return None
    # templates without an article have zeros there
    if not mid.strip("0"):
        return None
    number = idx.lstrip("0") or "0"
    url = f"https://{PAGE_HOST}/s?__biz={quote(biz, safe='=')}&mid={mid}&idx={number}"
    if sn:
        url += f"&sn={quote(sn, safe='')}"
    return ArticleRef(url, f"{biz}:{mid}:{number}")


def is_address(text: str) -> bool:
    """Tell whether the text is meant as a web address and not as a file's path."""
    return _MEANT_AS_ADDRESS.match(text.strip()) is not None


def clean(url: str) -> str:
    """Return what may be stored, shown or logged of an address: https, no credential, tracking or
    fragment.
    """
    return _clean(url, _MOST_CAPTCHAS)


def _clean(url: str, deepest: int) -> str:
    """Clean an address and those it blocks; nothing is kept of what is nested deeper than that."""
    parts = split(with_https(unescape(url)))
    of_wechat = bool(_OF_WECHAT.search(parts.netloc))
    harmless: list[tuple[str, str]] = []
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name.lower() in _NOISE or is_credential(name, of_wechat=of_wechat, of_link=True):
            continue
        # a verification page names the address that it blocks
        if name != "target_url":
            harmless.append((name, value))
        elif deepest:
            harmless.append((name, _clean(value, deepest - 1)))
    # a password stands before the host
    _, _, host = parts.netloc.rpartition("@")
    query = urlencode(harmless, safe="=:/,", errors="replace")
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


def has_credentials(url: str) -> bool:
    """Tell whether an address carries a password or one of WeChat's session parameters."""
    parts = split(unescape(url))
    if "@" in parts.netloc:
        return True
    of_wechat = bool(_OF_WECHAT.search(parts.netloc))
    names = [name for name, value in parse_qsl(parts.query) if value]
    return any(is_credential(name, of_wechat=of_wechat, of_link=True) for name in names)


def credentials_of(url: str) -> list[str]:
    """Return the values of the session parameters that an address carries."""
    parameters = parse_qsl(split(unescape(url)).query)
    return [value for name, value in parameters if is_credential(name, of_wechat=True)]


def without_session(text: str) -> str:
    """Return a text or HTML without the session parameters (§1.1) of WeChat's addresses in it;
    linear in its length.

    Of other sites' addresses only those parameters are left out whose names are WeChat's alone.
    """
    if not may_hold_one(text):
        return text
    # no address goes on over a line's end, and few lines hold one
    lines = text.split("\n")
    for place, line in enumerate(lines):
        if ("=" in line or "%" in line) and may_hold_one(line):
            lines[place] = _RUN.sub(_sessionless, line)
    return "\n".join(lines)


def target_of(href: str | None) -> str | None:
    """Return where a link leads, as it may be kept; ``None`` if that is no place in the web."""
    address = unescape(href or "")
    if ref := article_ref(address):
        return ref.url
    # without a scheme it is that of the page, which has always the same
    if address.startswith("//"):
        address = f"https:{address}"
    # an old template led links out of WeChat over an address of its own
    parts = split(address)
    if parts.path == _REDIRECT_PATH and parts.netloc.lower() in _REDIRECT_HOSTS:
        address = dict(parse_qsl(parts.query)).get("url", "")
    if not _ON_THE_WEB.match(address):
        return None
    # any other address stays as the author wrote it
    if has_credentials(address):
        return clean(address)
    return address


def unescape(text: str) -> str:
    r"""Undo the escapes an address collects on its way, to a fixed point.

    Examples: ``&amp;amp;``, ``\x26amp;``, ``\/``, a chat's backslash before ``&``.

    Only ampersands are decoded as HTML: ``&copy=`` in an address is a parameter
    (docs/wechat-pages.md §2.3).
    """
    text = text.strip()
    # nearly always: no detour; "amp" is in "timestamp", too
    is_plain = "\\" not in text and "&#" not in text and "amp" not in text.lower()
    if is_plain:
        return text
    # most others: one escape, once or twice
    text = text.replace("&amp;", "&").replace("&amp;", "&")
    if not _ESCAPE.search(text):
        return text
    # from the end: what stands behind an escape has none left, so nothing is read again
    done: list[str] = []
    end = len(text)
    places = [start.start() for start in _ESCAPE_START.finditer(text)]
    for place in reversed(places):
        done.extend(reversed(text[place + 1 : end]))
        _put_before(done, text[place])
        end = place
    return text[:end] + "".join(reversed(done))


def _put_before(done: list[str], sign: str) -> None:
    """Put a sign before a text that is written from its end; undo the escape that begins there, and
    what follows.
    """
    while sign:
        escape = _ESCAPE.match(sign + "".join(done[:-_ESCAPE_LENGTH:-1]))
        if escape is None:
            break
        del done[len(done) - len(escape[0]) + 1 :]
        # of a code its character, of a lone backslash nothing, of all others an ampersand
        if code := escape[1] or escape[2]:
            sign = character(code)
        elif sign == "\\":
            sign = ""
        else:
            sign = "&"
    done.extend(sign)


def picture_url(url: str) -> str:
    """Return the original-size form of a picture's address (``/0``, ``wx_fmt`` kept);
    docs/wechat-pages.md §3.2.
    """
    parts = split(with_https(unescape(url)))
    if not _SIZED_HOST.fullmatch(parts.netloc.lower()):
        return urlunsplit(parts._replace(fragment=""))
    path = _SIZE.sub("/0", parts.path)
    query = ""
    # the last that says something counts
    if forms := _FORM.findall(parts.query):
        form = unquote_plus(forms[-1])
        # one form has two names
        if form == "jpg":
            form = "jpeg"
        query = f"wx_fmt={quote_plus(form)}"
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, query, ""))


def secure(url: str) -> str:
    """Return an address as it is, but for its scheme, which is https, and the case of its host."""
    return with_https(unescape(url))


def behind_proxy(url: str) -> str:
    """Return the address of WeChat's picture that a tool's proxy was asked for; any other address
    as it is.

    It stands in the proxy's query or path, percent-encoded or not, with a scheme or without.
    """
    if _PICTURE.match(url):
        return url
    address = unescape(url)
    within = _BEHIND_PROXY.search(unquote(unquote(address)))
    host = split(with_https(address)).netloc.lower()
    if within is None or _SIZED_HOST.fullmatch(host):
        return url
    return f"https://{within[1]}"


def _sessionless(match: re.Match[str]) -> str:
    run = match[0]
    if not may_hold_one(run):
        return run
    of_wechat = bool(_OF_WECHAT.search(run))
    pieces = ["", *_PARTING.split(run)]
    harmless: list[str] = []
    # what a parameter that is left out began with
    opened: str | None = None
    for parting, parameter in zip(pieces[::2], pieces[1::2], strict=True):
        name, *value = _EQUALS.split(parameter, 1)
        name = unquote(unquote(name)).lstrip("([{*")
        if any(value) and is_credential(name, of_wechat=of_wechat):
            opened = parting if opened is None else opened
            continue
        # the first that stays begins the query instead of it
        is_first = opened is not None and not _AMPERSAND.match(opened)
        if opened is not None and is_first and _AMPERSAND.match(parting):
            harmless.append(opened)
        else:
            harmless.append(parting)
        harmless.append(parameter)
        opened = None
    # a sentence may end behind it
    if opened is not None:
        harmless.append(run[len(run.rstrip(_AFTER)) :])
    return "".join(harmless)


def with_https(url: str) -> str:
    """Return an address of the web with https, and its host in small letters."""
    host, slash, path = _WEB_SCHEME.sub("", url, count=1).partition("/")
    # another scheme: not ours to change
    if ":" in host and _OTHER_SCHEME.match(host):
        return url
    if "@" not in host:
        host = _USUAL_PORT.sub("", host.lower())
    return f"https://{host}{slash}{path}"


def padded(biz: str) -> str:
    """Return an account's id with the padding that copies often lack."""
    bare = biz.rstrip("=")
    return bare + "=" * (-len(bare) % 4)
