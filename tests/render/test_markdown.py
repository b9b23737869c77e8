"""What each element becomes, as whole values; test_markdown_roundtrip.py shows that nothing is
lost.
"""

import time

import pytest

from tests.render.reading import parsed
from wxarchive.render.markdown.commonmark import markdown

LINES = [
    ("<p>春天，<strong>茶</strong>树发芽。</p>", "春天，**茶**树发芽。"),
    ("<p><strong>重点。</strong>后文</p>", "**重点**。后文"),
    ("<p>是<strong>“重点”</strong>后</p>", "是“**重点**”后"),
    ("<p>是 <strong>“重点”</strong>，后</p>", "是 **“重点”**，后"),
    ("<p>见<strong>→</strong>此</p>", "见→此"),
    ("<p>a<strong> b </strong>c</p>", "a **b** c"),
    ("<p><strong>甲</strong><strong>乙</strong></p>", "**甲乙**"),
    ("<p><strong><br>甲<br></strong>乙</p>", "**甲**\\\n乙"),
    ("<p>甲<strong><em>乙</em></strong>丙</p>", "甲***乙***丙"),
    ("<p>甲<strong><em>乙</em>丙</strong>丁</p>", "甲<strong><em>乙</em>丙</strong>丁"),
    ("<p><strong>甲</strong><em>乙</em>丙</p>", "**甲**<em>乙</em>丙"),
    ("<p>中<strong><code>x</code></strong>文</p>", "中<strong>`x`</strong>文"),
    ("<p>中<strong><a href='https://e.cn/'>链</a></strong>文</p>", "中[**链**](https://e.cn/)文"),
    (
        "<p>中<strong><a href='https://e.cn/'>链</a>接</strong>文</p>",
        "中<strong>[链](https://e.cn/)接</strong>文",
    ),
    (
        "<p><a href='https://e.cn/'><strong>《茶》</strong></a>后</p>",
        "[**《茶》**](https://e.cn/)后",
    ),
    (
        "<p><del>旧</del>新<sup>[1]</sup>H<sub>2</sub>O<u>线</u></p>",
        "~~旧~~新<sup>[1]</sup>H<sub>2</sub>O<u>线</u>",
    ),
    ("<p><strong><img src='https://e.cn/1.png'>图</strong></p>", "![](https://e.cn/1.png)**图**"),
    (
        "<p><a href='https://e.cn/'><img src='1.png' alt='茶[园]'></a></p>",
        "[![茶\\[园\\]](1.png)](https://e.cn/)",
    ),
    ("<p>看!<a href='https://e.cn/'>这里</a></p>", "看\\![这里](https://e.cn/)"),
    (
        "<p><a href='https://e.cn/'>甲</a><a href='https://e.cn/'>乙</a></p>",
        "[甲乙](https://e.cn/)",
    ),
    ("<p>空<a href='https://e.cn/'> </a>链</p>", "空 链"),
    ("<p><a>无</a><a href='javascript:x()'>址</a></p>", "无址"),
    (
        "<p><a href='https://e.cn/a (b)?x&amp;lt;=1'>链</a></p>",
        "[链](https://e.cn/a%20%28b%29?x&amp;lt;=1)",
    ),
    ("<p><img alt='没有地址'></p>", "没有地址"),
    ("<p>用 <code> a  `b` </code>吧</p>", "用 `` a `b` `` 吧"),
    ("<p><code>a</code><code>b</code><code> </code></p>", "`ab`"),
    ("<p>质能 <code class='math-inline'> E=mc^2 </code>，$5</p>", "质能 $E=mc^2$，\\$5"),
    ("<p>甲<br>乙</p>", "甲\\\n乙"),
    ("<p>甲<br> <br>乙</p>", "甲\n\n乙"),
    ("<p><br>甲 <br></p><p><br></p>", "甲"),
    ("<p>未知<font>元素</font><script>x()</script><!-- 注 -->的字</p>", "未知元素的字"),
]
HARMLESS = [
    "a_b 3~5天 *注：1.5-2 倍 [1] #话题 50% (x) A&B 1<2 C:\\dir ! 100$ `",
    "1.甲",
    "-5 度",
    "+86",
    "a | b",
]
MISREAD = [
    ("# 井", "\\# 井"),
    ("- 减", "\\- 减"),
    ("+ 加", "\\+ 加"),
    ("* 星", "\\* 星"),
    ("1. 一", "1\\. 一"),
    ("12) 二", "12\\) 二"),
    ("&gt; 引", "\\> 引"),
    ("---", "\\---"),
    ("甲<br>===", "甲\\\n\\==="),
    ("甲|乙<br>:-|-:", "甲|乙\\\n\\:-|-:"),
    ("[注]: https://e.cn", "\\[注]: https://e.cn"),
    ("[ ] 待办", "\\[ ] 待办"),
    ("[x](y)", "[x]\\(y)"),
    ("![x](y)", "![x]\\(y)"),
    ("a*b*c", "a\\*b\\*c"),
    ("_a_", "\\_a\\_"),
    ("`a`", "\\`a\\`"),
    ("~~~", "\\~\\~\\~"),
    ("&lt;b&gt; &lt;!-- &amp;amp; a &lt; b", "\\<b> \\<!-- &amp;amp; a < b"),
    ("\\* \\", "\\\\* \\\\"),
    ("甲<strong>*</strong>*", "甲\\*\\*"),
]
BLOCKS = [
    ("<h1>一</h1><h3>三<br>行</h3><h2> </h2>", "# 一\n\n### 三 行"),
    ("<h2>C# ##</h2><h2>C#</h2><h2>#</h2>", "## C# \\##\n\n## C#\n\n## \\#"),
    ("<h2>题<ul><li>项</li></ul></h2>", "## 题\n\n- 项"),
    ("<p>甲</p><hr><p>乙</p>", "甲\n\n***\n\n乙"),
    ("<ul><li>甲<ul><li>乙</li></ul></li><li>丙</li><li> </li></ul>", "- 甲\n  - 乙\n- 丙"),
    ("<ul><li><p>甲</p><p>乙</p></li><li>丙</li></ul>", "- 甲\n\n  乙\n\n- 丙"),
    (
        "<ol start='9'><li>甲</li><li>乙<ol start='3'><li>丙</li></ol></li></ol>",
        "9. 甲\n\n10. 乙\n\n    3. 丙",
    ),
    (
        "<ol start='-1'><li>甲</li></ol><ol><li>乙</li></ol><ol><li>丙</li></ol>",
        "1. 甲\n\n1) 乙\n\n1. 丙",
    ),
    ("<ul><li>甲</li></ul><ul><li>乙</li></ul>", "- 甲\n\n+ 乙"),
    ("<ul>文<li>甲</li><ul><li>乙</li></ul>尾</ul>", "- 文\n\n- 甲\n\n  - 乙\n\n  尾"),
    ("<ul><li> </li></ul>", ""),
    ("<ul><li><hr></li></ul>", "- ***"),
    ("<blockquote><p>甲</p><blockquote><p>乙</p></blockquote></blockquote>", "> 甲\n>\n> > 乙"),
    ("<blockquote> </blockquote>", ""),
    (
        "<blockquote><ul><li>甲</li></ul><pre>a\n\nb</pre></blockquote>",
        "> - 甲\n>\n> ```\n> a\n>\n> b\n> ```",
    ),
    ("<pre><code class='language-c++'>a\n\n  b\n</code></pre>", "```c++\na\n\n  b\n```"),
    ("<pre>\na<br>```<b>b</b> c</pre>", "````\na\n```b c\n````"),
    ("<pre> \n </pre>", ""),
    ("<pre class='math-display'>\na \\\\\n\nb\n</pre>", "$$\na \\\\\nb\n$$"),
    ("<figure><img src='1.png'><figcaption>图一</figcaption></figure>", "![](1.png)\n\n图一"),
    (
        "<p class='card'><a href='https://e.cn/'>[音频] 听茶</a></p>",
        "[\\[音频\\] 听茶](https://e.cn/)",
    ),
    ("<section>甲<div>乙</div>丙</section>", "甲\n\n乙\n\n丙"),
    ("<strong><p>甲</p><p>乙</p></strong>", "**甲**\n\n**乙**"),
    ("散文<p>段</p>尾", "散文\n\n段\n\n尾"),
    ("", ""),
]
TABLES = [
    (
        "<table><caption>表一</caption><thead><tr><th>甲</th><th>乙</th></tr></thead>"
        "<tbody><tr><td>a|b<br>c</td><td><code>x|y</code></td></tr><tr><td><p>段</p><p>落</p></td></tr></tbody></table>",
        "表一\n\n| 甲 | 乙 |\n| --- | --- |\n| a\\|b<br>c | `x\\|y` |\n| 段<br>落 |  |",
    ),
    ("<table><tr><td># 甲</td></tr></table>", "\\# 甲"),
    ("<table><tr><td></td><td> </td></tr></table>", ""),
    (
        "<table style='x'><tr><td colspan='2' class='y'>甲</td></tr><tr><td>乙\n丙</td><td>1*2*3</td></tr></table>",
        '<table>\n<tr><td colspan="2">甲</td></tr>\n<tr><td>乙 丙</td><td>1*2*3</td></tr>\n</table>',
    ),
    (
        "<table><tr><td><style>x</style><font><ul><li>甲</li></ul></font></td><td><pre><code>a\n\nb</code></pre></td></tr></table>",
        "<table>\n<tr><td><ul><li>甲</li></ul></td><td><pre><code>a&#10;&#10;b</code></pre></td></tr>\n</table>",
    ),
    (
        "<table><tr><td><code class='math-inline'>\\|x\\|</code></td><td>b</td></tr></table>",
        '<table>\n<tr><td><code class="math-inline">\\|x\\|</code></td><td>b</td></tr>\n</table>',
    ),
]


@pytest.mark.parametrize(("html", "expected"), [*LINES, *BLOCKS, *TABLES])
def test_markdown_of_each_element(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_characters_are_not_escaped(text: str) -> None:
    html = f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"
    assert markdown(html) == text


@pytest.mark.parametrize(("text", "expected"), MISREAD)
def test_what_would_be_misread_is_escaped(text: str, expected: str) -> None:
    assert markdown(f"<p>{text}</p>") == expected


def test_a_script_address_is_no_link_in_a_raw_table_either() -> None:
    html = "<table><tr><td colspan='2' onclick='x()'><a href='javascript:x()'>甲</a></td><td>乙</td></tr></table>"
    assert markdown(html) == '<table>\n<tr><td colspan="2"><a>甲</a></td><td>乙</td></tr>\n</table>'


def test_lists_one_after_the_other_stay_two_lists() -> None:
    read = parsed(
        markdown("<ul><li>甲</li></ul><ul><li>乙</li></ul><ol><li>丙</li></ol><ol><li>丁</li></ol>")
    )
    assert (read.count("<ul>"), read.count("<ol>")) == (2, 2)


@pytest.mark.parametrize(
    "tag", ["blockquote", "em", "span", "div", "ul", "pre", "code", "table><tr><td>x</td><td"]
)
def test_text_nested_too_deep_is_kept_without_its_structure(tag: str) -> None:
    html = f"<p>前</p>{f'<{tag}>' * 600}深"
    read = markdown(html)
    assert (read.startswith("前\n\n"), read.count("深")) == (True, 1)


@pytest.mark.slow  # paragraphs of many thousand parts
@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "甲<strong>乙<a href='https://e.cn/'>丙</a></strong>" * 2000 + "</p>",
        "<p>"
        + "".join(f"<a href='https://e.cn/{number}'>链</a>，" for number in range(3000))
        + "</p>",
        "<p>" + "*a_`[&amp;-" * 20000 + "</p>",
        "<p>" + "-" * 100_000 + "x</p>",
        "<p>" + "甲<br>" * 10000 + "</p>",
    ],
    ids=["strong links", "many links", "special characters", "dashes", "breaks"],
)
def test_a_large_paragraph_takes_time_in_proportion(html: str) -> None:
    started = time.process_time()
    markdown(html)
    assert time.process_time() - started < 3


def test_a_table_of_most_unequal_rows_takes_space_in_proportion() -> None:
    html = f"<table><tr>{'<td>x</td>' * 1_000}</tr>{'<tr><td>x</td></tr>' * 1_000}</table>"
    assert len(markdown(html)) < 2 * len(html)


@pytest.mark.parametrize("shape", ["<blockquote>", '<ol start="999999999"><li>', "<ul><li>"])
def test_what_is_nested_deeper_than_any_article_takes_space_in_proportion(shape: str) -> None:
    html = shape * 90 + "<p>x</p>" * 1_000 + '<p><img src="https://a.cn/a.png"></p>'
    written = markdown(html)
    assert len(written) < 20 * len(html)
    assert (written.count("x"), written.count("![](https://a.cn/a.png)")) == (1_000, 1)


def test_text_below_the_parsers_own_limit_of_levels_is_kept() -> None:
    assert "后" in markdown("<blockquote>" * 3_000 + "深" + "</blockquote>" * 3_000 + "<p>后</p>")
