"""Values in a page's inline JavaScript are read, never executed (docs/wechat-pages.md §2.3)."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.smallwechat.literals import Constant, Value, literal
from wxarchive.parse.page.scripts import Variables, expression_value, object_literal, unescape
from wxarchive.parse.page.scripts import literal as read_literal

LONG = "长文" * 1_500


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", {}),
        (
            "{a: 'x', b: \"y\", 'c-d': '', \"e\": '1' * 1,}",
            {"a": "x", "b": "y", "c-d": "", "e": "1"},
        ),
        ("{a: JsDecode('\\x3cp\\x3e'), b: JsDecode( \"z\" ),}", {"a": "<p>", "b": "z"}),
        (
            "{a: true, b: false, c: null, d: undefined, e: 12, f: NaN}",
            {"a": True, "b": False, "c": None, "d": None, "e": "12", "f": "NaN"},
        ),
        ("{a: [ {b: ['1', '2',],}, [], {} ], }", {"a": [{"b": ["1", "2"]}, [], {}]}),
        ("{a: '1', a: '2'}", {"a": "2"}),
        ("{ // note\n a: 'x', /* b: 'y', */ c: 'z' }", {"a": "x", "c": "z"}),
        ("{link_type: 'LINK_TYPE_MP_APPMSG' * 1}", {"link_type": "LINK_TYPE_MP_APPMSG"}),
        ("{a: 'it\\'s', b: '\\u4e2d\\n'}", {"a": "it's", "b": "中\n"}),
        ("{a: 'x'} + rest", {"a": "x"}),
        (
            "{user_info: {a: [{b: '}]'}], c: \"it's\"}, modify_detail: [{d: '1'}], e: 'z'}",
            {"user_info": {}, "modify_detail": [], "e": "z"},
        ),
        (
            "{user_info: {a: 'x', /* } */ b: []}, c: 'z'}",
            {"user_info": {"a": "x", "b": []}, "c": "z"},
        ),
        ("{'名字': '值', a: 'x'}", {"名字": "值", "a": "x"}),
        (
            f"{{a: '{LONG}' * 1, b: JsDecode(\"{LONG}\\x3c\") , c: ['{LONG}'],}}",
            {"a": LONG, "b": LONG + "<", "c": [LONG]},
        ),
        (f"{{a: '{LONG}it\\'s \\\\\\'', b: 'y'}}", {"a": LONG + "it's \\'", "b": "y"}),
        (f"{{a: '{LONG}\\\\', b: 'y'}}", {"a": LONG + "\\", "b": "y"}),
        (f"{{a: '{LONG}", None),
        (
            "{a: '' || 'x' || 'y', b: 'x' || 'y', c: '' || '', d: '' || later, e: 'z'}",
            {"a": "x", "b": "x", "c": "", "d": "", "e": "z"},
        ),
        (
            "{a: 'u' ? (('u'.match(/[0-9]{8,}/)) ? ('u'.match(/[0-9]/))[0] : '') : '',\n b: '2' * 1, c: 'x' === 'x'}",
            {"a": None, "b": "2", "c": None},
        ),
        ("{'a' : [{b: 'x' ? 'y' : 'z'}], 'c': '1'}", {"a": [{"b": None}], "c": "1"}),
        ("{a: 'x' ? ('y'", None),
        ("['x' || 'y']", None),
        ("{a: 'x'", None),
        ("{a: 'x", None),
        ("{a: f('x')}", None),
        ("{a: 'x' + 'y'}", None),
        ("[", None),
        ("x", None),
        ("{a:" * 50 + "'x'" + "}" * 50, None),
    ],
)
def test_object_literal_is_read_or_refused(text: str, expected: dict[str, Any] | None) -> None:
    assert object_literal(text.encode())[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"x" || "";', "x"),
        ('"" || "x" || "";', "x"),
        ('"" || "";', ""),
        ("'' * 1;", ""),
        ('"1529491955"*1;', "1529491955"),
        ('htmlDecode("a&amp;b");', "a&b"),
        ("'a&lt;b'.html(false).html(false)", "a<b"),
        ("xml ? getXmlValue('title.DATA') : '题';", "题"),
        ("xml ?\n getXmlValue('h.DATA') || 'default' :\n 'own' || 'default';", "own"),
        ("window.a_value_which_never_exists || 'x'", "x"),
        ("'true' === 'true'", "true"),
        ("'' == 'true'", "false"),
        ('""\n  || "x"', "x"),
        ('""\nvar next = "y"', ""),
        ("null;", None),
        ("start + end >> 1", None),
        ("opt.sn", None),
        ("0;", None),
        ("{", None),
        ("parseInt(Date.now() / 1000)", None),
    ],
)
def test_right_side_gives_its_first_value(text: str, expected: str | None) -> None:
    assert expression_value(text, 0)[0] == expected


def test_variables_are_told_from_library_code() -> None:
    found = Variables(
        'var biz = null; var idx = 0; var mid = start + end >> 1; source_mid = "trap"; my.mid = "trap"; $mid = "trap";'
        'xvar mid="trap"; opt.window.mid = "trap"; if (window.mid == "trap") {}'
        'var mid = "" || "22"; window.idx = "1"; d.title = xml ? getXmlValue("t") : "题";'
        'var title = "号"; var sn = "";'
    )
    assert [found.get(name) for name in ("biz", "mid", "idx", "sn", "none")] == [
        None,
        "22",
        "1",
        "",
        None,
    ]
    assert (found.get("d.title"), found.get("title"), found.get("window.idx")) == ("题", "题", "1")
    assert found.get("none", "sn", "mid") == "22"


def test_variable_may_hold_an_object_or_a_list() -> None:
    found = Variables(
        "var a = f(); var a = {b: 'c'}; window.l = [{x: '1'}].slice(0, 20); var broken = {a: 'b'"
    )
    assert (found.literal("a"), found.literal("l")) == ({"b": "c"}, [{"x": "1"}])
    assert (found.literal("broken"), found.literal("none")) == (None, None)


# properties

NAMES = st.from_regex(re.compile(r"[a-z_][a-z0-9_]{0,8}", re.A), fullmatch=True)
LEAVES = st.one_of(
    st.text(), st.booleans(), st.integers(0, 10**20), st.builds(Constant, st.just("LINK_TYPE"))
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=20,
)


def as_read(value: Value) -> Any:
    """Return what the reader makes of a value: numbers stay text."""
    match value:
        case bool() | str():
            return value
        case int():
            return str(value)
        case dict():
            return {name: as_read(part) for name, part in value.items()}
    return [as_read(part) for part in value]


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_what_the_site_writes_reads_back_equal(value: dict[str, Value]) -> None:
    assert object_literal(literal(value).encode())[0] == as_read(value)


@given(st.lists(VALUES, max_size=4))
def test_lists_read_back_equal(value: list[Value]) -> None:
    assert read_literal(literal(value), 0)[0] == as_read(value)


def reference_unescape(text: str) -> str:
    """JavaScript's rules, one character at a time."""
    letters = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
    done, at = "", 0
    while at < len(text):
        if text[at] != "\\" or at + 1 == len(text):
            done, at = done + text[at], at + 1
        elif match := re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})").match(text, at + 1):
            done, at = done + chr(int(match[1] or match[2], 16)), match.end()
        else:
            done, at = done + letters.get(text[at + 1], text[at + 1]), at + 2
    return done.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


PIECES = st.sampled_from(
    [
        r"\x3c",
        r"\x5c",
        r"\x5cx3c",
        r"\x41",
        r"\u4e2d",
        r"\ud83d\ude00",
        r"\ud83d",
        r"\n",
        r"\0",
        r"\/",
        r"\'",
        r"\\",
        "中",
        "a",
        "x3c",
    ]
)


@given(st.lists(PIECES, max_size=12))
def test_escapes_are_decoded_once_as_javascript_does(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert unescape(text) == reference_unescape(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\\u{1f600}", "😀"),
        ("\\u{110000}", "\ufffd"),
        ("a\\\nb", "ab"),
        ("\\xzz", "xzz"),
        ("plain", "plain"),
    ],
)
def test_rare_escapes_are_decoded(text: str, plain: str) -> None:
    assert unescape(text) == plain


@given(st.text("{}[]'\":,\\/*xu0 \nJsDecode(", max_size=60))
def test_any_text_is_a_literal_or_none(text: str) -> None:
    assert isinstance(object_literal(("{" + text).encode("utf-8", "surrogatepass"))[0], dict | None)
    assert isinstance(expression_value(text, 0)[0], str | None)
    assert isinstance(Variables("var a = " + text).get("a"), str | None)
