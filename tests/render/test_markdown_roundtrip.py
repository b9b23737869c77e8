"""Whatever clean HTML holds, a CommonMark reader finds the same text and structure in the
Markdown.
"""

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from tests.render.reading import PARSER, parsed, seen, words
from wxarchive.render.markdown.commonmark import markdown

NASTY = """
    # ## ### - + * ** *** _ __ ` `` ``` ~ ~~ ~~~ = === --- - - | |---| :-: > >> 1. 2) 10. <b> <b </b> <!-- <?x
    & &amp; &lt; &#35; \\ \\\\ \\* [x](y) [x]: [x] [^1]: ![ ![x](y) [ ] ( ) ! #tag a_b _a_ *a* a*b $x$ $ <http://e.cn>
    。 ， “ ” 《 》 （ ） ： ！ … — · ＋ ★ → € 中 文 字 重点 word x 1 é 😀 [x] http://e.cn/a_b_c
"""
SPACES = ("", "", "", " ", "\n", "\u00a0", "\u3000", "\u200b", "  ")
TOKENS = [escape(token + space, quote=False) for token in NASTY.split() for space in SPACES]
ADDRESSES = (
    "https://e.cn/a?b=1&c=2",
    "https://e.cn/(x",
    "图 1.png",
    "https://e.cn/a_b*c",
    "https://e.cn/?a=&lt;b",
    "a`b",
)
IMAGES = [
    f'<img src="{escape(src)}" alt="{alt}">'
    for src in ADDRESSES
    for alt in ("", "图", "a]b", "x*y", "a `b", "[x](")
]

Html = st.SearchStrategy[str]


def wrapped(tag: str, inside: Html) -> Html:
    return inside.map(lambda html: f"<{tag}>{html}</{tag}>")


def joined(parts: Html, least: int = 1, most: int = 3) -> Html:
    return st.lists(parts, min_size=least, max_size=most).map("".join)


def in_some(tags: tuple[str, ...], inside: Html) -> Html:
    return st.tuples(st.sampled_from(tags), inside).map(
        lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].split()[0]}>"
    )


texts = joined(st.integers(0, len(TOKENS) - 1).map(lambda number: TOKENS[number]))
simple = st.one_of(
    texts, texts, texts, wrapped("code", texts), st.sampled_from([*IMAGES, "<br>", "<br>"])
)
marked = st.recursive(
    simple,
    lambda inside: in_some(("strong", "strong", "em", "del", "sup", "u"), joined(inside)),
    max_leaves=6,
)
links = st.tuples(st.sampled_from(ADDRESSES), marked).map(
    lambda pair: f'<a href="{escape(pair[0])}">{pair[1]}</a>'
)
lines = joined(
    st.one_of(marked, marked, links, wrapped("strong", joined(st.one_of(marked, links))))
)
short = joined(st.one_of(simple, wrapped("strong", simple)), most=2)
leaves = st.one_of(
    in_some(("p", "p", "h2"), short),
    short,
    st.just("<hr>"),
    wrapped("pre", wrapped("code", joined(texts))),
)


def containers(inside: Html) -> Html:
    items = joined(wrapped("li", joined(inside)))
    rows = joined(wrapped("tr", joined(wrapped("td", joined(inside, 0, 2)), 2, 2)))
    return st.one_of(
        in_some(("ul", "ol", 'ol start="3"', 'ol start="0"'), items),
        in_some(("blockquote", "figure"), joined(inside)),
        wrapped("table", rows),
        wrapped("table", joined(wrapped("tr", joined(wrapped("td", short), 2, 2)))),
    )


bodies = joined(st.recursive(leaves, containers, max_leaves=4))


@given(lines)
def test_a_line_keeps_its_text_its_spaces_and_its_marks(line: str) -> None:
    html = f"<p>{line}</p>"
    read = parsed(markdown(html))
    assert (seen(read), words(read)) == (seen(html), words(html))


@given(bodies)
def test_a_body_keeps_its_text_and_structure(html: str) -> None:
    assert seen(parsed(markdown(html))) == seen(html)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=30))
def test_code_comes_back_byte_for_byte(code: str) -> None:
    read = PARSER.parse(markdown(f"<ul><li><pre><code>{escape(code)}</code></pre></li></ul>"))
    fences = [token.content for token in read if token.type == "fence"]
    assert fences == ([code.removesuffix("\n") + "\n"] if code.strip() else [])
