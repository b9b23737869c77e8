"""What a browser's developer tools wrote down of a session comes in out of HAR."""

import base64
import gzip
import io
import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import zstandard

from tests.smallwechat.pages import Post
from tests.smallwechat.pictures import picture_at
from tests.smallwechat.site import LEAVES, WATER
from tests.support.importing import imported, saved, served
from tests.support.recording import url_of
from wxarchive.formats import article_asked
from wxarchive.formats.har import BadHarEntry, HarEntry, har_entries
from wxarchive.models import Outcome
from wxarchive.store.database import Store

KETTLE = "https://mmbiz.qpic.cn/mmbiz_jpg/SmallWechatKettle/0?wx_fmt=jpeg"


def entry(url: str, content: Mapping[str, object], **request: object) -> dict[str, object]:
    """An entry as Chromium writes it."""
    return {
        "startedDateTime": "2025-01-01T00:00:00.123Z",
        "request": {"method": "GET", "url": url, "headers": [], **request},
        "response": {
            "status": 200,
            "headers": [
                {"name": "Content-Encoding", "value": "br"},
                {"name": "Content-Type", "value": "text/html; charset=UTF-8"},
                {"name": "set-cookie", "value": "slave_sid=4f9c2ab07e11d3; Path=/\nb=c"},
            ],
            "content": dict(content),
        },
        "timings": {},
    }


def page(post: Post) -> dict[str, object]:
    content = {"mimeType": "text/html", "text": served(post).decode()}
    return entry(url_of(post), content)


def photo() -> dict[str, object]:
    body = base64.b64encode(picture_at("/mmbiz_jpg/SmallWechatKettle/0")).decode()
    return entry(KETTLE, {"mimeType": "image/jpeg", "text": body, "encoding": "base64"})


def har(*entries: object) -> str:
    log = {"version": "1.2", "creator": {"name": "WebInspector"}, "pages": [], "entries": entries}
    return json.dumps({"log": log}, ensure_ascii=False, indent=2)


def said(outcomes: list[Outcome], path: Path) -> list[str]:
    return [(one.message or "").replace(str(path), "A") for one in outcomes if one.message]


@pytest.mark.parametrize("file", ["a.har", "session.json", "odd"])
def test_pages_come_in_at_their_times_and_pictures_with_them(
    store: Store, tmp_path: Path, file: str
) -> None:
    other = entry("https://example.com/", {"mimeType": "text/html", "text": "<html>no</html>"})
    path = saved(tmp_path / file, har(photo(), page(WATER), other, page(LEAVES)))
    assert [one.title for one in imported(store, path)] == [WATER.title, LEAVES.title]
    found = store.pages.get(1)
    assert (found.body, found.url, found.dated_by) == (served(WATER), url_of(WATER), "receipt")
    assert found.received_at.isoformat() == "2025-01-01T08:00:00.123000+08:00"
    assert found.headers == (("content-type", "text/html; charset=UTF-8"),)
    assert store.media.of_article(1)[0].fetched_from == KETTLE
    assert {one.status for one in imported(store, path)} == {"unchanged"}


def test_cookies_are_replaced_in_the_page(store: Store, tmp_path: Path) -> None:
    body = served(WATER).decode().replace("</body>", "4f9c2ab07e11d3 8c1f0e55aa7bd2</body>")
    sent = [{"name": "Cookie", "value": "wxuin=1; x=8c1f0e55aa7bd2"}]
    one = entry(url_of(WATER), {"mimeType": "text/html", "text": body}, headers=sent)
    imported(store, saved(tmp_path / "a.har", har(one)))
    kept = store.pages.get(1)
    assert (b"4f9c" in kept.body, b"8c1f" in kept.body, kept.scrubbed) == (False, False, 2)


def test_of_repeated_cookies_each_is_replaced_and_nothing_that_says_where_they_hold(
    store: Store, tmp_path: Path
) -> None:
    body = served(WATER).decode().replace("</body>", "4f9c2ab07e11d3 8c1f0e55aa7bd2</body>")
    lines = (
        "first=4f9c2ab07e11d3; Domain=mp.weixin.qq.com",
        "slave_user=mp.weixin; SameSite=Strict",
        "empty=; Path=/mp/profile_ext, second=8c1f0e55aa7bd2; Path=/mp/profile_ext",
    )
    headers = [{"name": "Set-Cookie", "value": line} for line in lines]
    content = {"mimeType": "text/html", "text": body}
    one = entry(url_of(WATER), content)
    one["response"] = {"status": 200, "headers": headers, "content": content}
    imported(store, saved(tmp_path / "a.har", har(one)))
    kept = body.replace("4f9c2ab07e11d3", "scrubbed")
    assert store.pages.get(1).body.decode() == kept.replace("8c1f0e55aa7bd2", "scrubbed")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (har(page(WATER))[:-900], "its entry 1 cannot be read: the file is cut off or damaged here"),
        (har(page(WATER), {"request": 1}), "its entry 2 cannot be read: it is no request with an answer"),
        (har(page(WATER), 7), "its entry 2 cannot be read: it is no request with an answer"),
        (har(page(WATER), page(LEAVES))[:-4_000], "its entry 2 cannot be read: the file is cut off or damaged here"),
        ('{"log": {"version": "1.2"}}', "its entry 1 cannot be read: there is no list of entries"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(store: Store, tmp_path: Path, text: str, told: str) -> None:
    path = saved(tmp_path / "a.har", text)
    assert any(told in one for one in said(imported(store, path), path))


def test_a_session_without_content_says_how_to_keep_it(store: Store, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.har", har(entry(url_of(WATER), {"mimeType": "text/html"})))
    [told] = said(imported(store, path), path)
    assert "the browser did not keep what came: save the HAR “with content”" in told


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_what_a_proxy_wrote_down_still_packed_is_unpacked(
    store: Store, tmp_path: Path, encoding: str
) -> None:
    packed = b""
    if encoding == "gzip":
        packed = gzip.compress(served(WATER))
    elif encoding == "zstd":
        packed = zstandard.compress(served(WATER))
    else:
        packed = pytest.importorskip("brotli").compress(served(WATER))
    text = base64.b64encode(packed).decode()
    one = entry(url_of(WATER), {"mimeType": "text/html", "text": text, "encoding": "base64"})
    written = har(one).replace('"value": "br"', f'"value": "{encoding}"')
    imported(store, saved(tmp_path / "a.har", written))
    assert store.pages.get(1).body == served(WATER)


def test_entries_are_read_one_at_a_time_whatever_the_size(tmp_path: Path) -> None:
    large = entry(url_of(WATER), {"mimeType": "text/html", "text": "字" * 2_500_000})
    with saved(tmp_path / "a.har", har(large, page(LEAVES), large)).open("rb") as file:
        for _ in range(2):
            found = list(har_entries(file))
            assert [len(one.body or b"") for one in found if isinstance(one, HarEntry)] == [
                7_500_000,
                len(served(LEAVES)),
                7_500_000,
            ]
            assert not any(isinstance(one, BadHarEntry) for one in found)


def test_a_page_of_which_the_browser_kept_the_beginning_says_so(
    store: Store, tmp_path: Path
) -> None:
    entries = [page(WATER), page(LEAVES)]
    for one, more in zip(entries, (2_000_000, 900), strict=True):
        content = one["response"]["content"]  # type: ignore[index] # an object, by our own page()
        content["size"] = len(content["text"].encode()) + more
    outcomes = imported(store, saved(tmp_path / "a.har", har(*entries)))
    kept = len(served(WATER)) / 1_000_000
    said = f"the browser kept the first {kept:.2f} MB of {kept + 2:.2f}; Firefox keeps all with"
    assert [(one.message or "").startswith(said) for one in outcomes] == [True, False]
    assert not outcomes[1].message


def found_in(text: str) -> list[HarEntry | BadHarEntry]:
    return list(har_entries(io.BytesIO(text.encode())))


def test_an_entry_that_is_null_does_not_end_the_list() -> None:
    none, one = found_in(har(None, page(WATER)))
    assert none == BadHarEntry(1, "it is no request with an answer")
    assert isinstance(one, HarEntry)


def test_many_small_entries_behind_a_large_one_take_no_time_to_speak_of() -> None:
    large = entry(url_of(WATER), {"text": "字" * 4_000_000})
    assert len(found_in(har(large, *[{"a": "x" * 100}] * 30_000))) == 30_001


def test_behind_damage_the_rest_is_not_read_to_say_so() -> None:
    file = io.BytesIO(b'{"log": {"entries": [{"request": oops' + b" " * 8_000_000)
    assert [*har_entries(file)] == [BadHarEntry(1, "the file is cut off or damaged here")]
    assert file.tell() < 4_000_000


def test_a_text_may_hold_its_line_ends_as_they_are() -> None:
    [one] = found_in(har(entry(url_of(WATER), {"text": "one\ntwo"})).replace(r"e\nt", "e\nt"))
    assert isinstance(one, HarEntry)
    assert one.body == b"one\ntwo"


FORM = {"__biz": "MzMwMDExMjIzMw==", "mid": "2247483649", "idx": "1"}


@pytest.mark.parametrize(
    "posted",
    [
        {"text": urlencode(FORM)},
        {"text": "", "params": [{"name": name, "value": FORM[name]} for name in FORM]},
        {"params": [{"name": name, "value": quote(FORM[name])} for name in FORM]},
        {"text": base64.b64encode(urlencode(FORM).encode()).decode(), "encoding": "base64"},
    ],
    ids=["browsers", "fields", "escaped fields", "base 64"],
)
def test_a_form_is_read_however_a_program_writes_it(posted: dict[str, object]) -> None:
    [one] = found_in(har(entry("https://mp.weixin.qq.com/mp/getappmsgext", {}, postData=posted)))
    assert isinstance(one, HarEntry)
    asked = article_asked(one.url, one.posted)
    assert asked
    assert asked.key == "MzMwMDExMjIzMw==:2247483649:1"


def test_an_address_with_half_a_character_costs_no_other_entry(
    store: Store, tmp_path: Path
) -> None:
    odd = entry("https://example.com/?a=\ud83d", {"text": "a"})
    text = json.dumps(json.loads(har(odd, page(WATER))))
    assert [one.title for one in imported(store, saved(tmp_path / "a.har", text))] == [WATER.title]
