"""What a body becomes: nothing lost, nothing invented (docs/wechat-pages.md §3)."""

import pytest

from tests.parse.reading import article, html, page, picture
from wxarchive.models import Article, Media

PIC = '<img src="https://mmbiz.qpic.cn/mmbiz_png/Pic/0?wx_fmt=png" alt="">'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # code
        (
            "<p>前</p><p>ounter(line</p><p>counter(line)<br>ounter(line</p><ul><li>eounter(line</li></ul>"
            "<pre><code>a</code><code>b</code></pre>",
            "<p>前</p>\n<pre><code>a\nb</code></pre>",
        ),
        (
            "<p>counter(line) 是一个函数</p><pre>a</pre>",
            "<p>counter(line) 是一个函数</p>\n<pre><code>a</code></pre>",
        ),
        ("<p>ounter(line</p><p>字</p>", "<p>ounter(line</p>\n<p>字</p>"),
        (
            '<pre><code>print("<img class="emoji" alt="😂">")\n  x</code></pre>',
            '<pre><code>print("😂")\n  x</code></pre>',
        ),
        ('<pre><img class="emoji" alt="😂">\n  x</pre>', "<pre><code>😂\n  x</code></pre>"),
        (
            '<pre><span style="display:block;height:30px"></span><code><span style="display:block">a</span>'
            '<span style="display: block">  b</span>\n<span style="display:block">c</span></code></pre>',
            "<pre><code>a\n  b\nc</code></pre>",
        ),
        ("<pre><ol><li><p>a</p></li><li><p>b</p></li></ol></pre>", "<pre><code>a\nb</code></pre>"),
        (
            "<pre><p>a</p><p><br></p><p>b</p><p></p><p>c</p></pre>",
            "<pre><code>a\n\nb\n\nc</code></pre>",
        ),
        # what could end a body too soon
        ("<p>甲</p><!-- </div> --><p>乙</p>", "<p>甲</p>\n<p>乙</p>"),
        ("<p>甲</p><!-- <div> --><p>乙</p>", "<p>甲</p>\n<p>乙</p>"),
        ("<p>甲</p><!--><p>乙</p>", "<p>甲</p>\n<p>乙</p>"),
        # white space
        ("<p><span>Hello</span>\n<span>world</span></p>", "<p>Hello world</p>"),
        (
            "<p>\n  <span>\n   中文\n  </span>\n  <b>\n  继续\n  </b>\n</p>",
            "<p>中文<strong>继续</strong></p>",
        ),
        ("<p>中文 <span>English</span> 中文</p>", "<p>中文 English 中文</p>"),
        ("<p>&nbsp;&nbsp;缩进</p><p>　　全角</p><p>&nbsp;<br></p>", "<p>缩进</p>\n<p>全角</p>"),
        (
            "<p>ze\u200bro\u2060 宽\u200d度 👨\u200d👩\u200d👧</p>",
            "<p>zero 宽度 👨\u200d👩\u200d👧</p>",
        ),
        ("<p>空\0字\x01</p>", "<p>空字</p>"),
        ("<p>一<br><br>二<br>三<br></p>", "<p>一</p>\n<p>二<br>三</p>"),
        # marks
        (
            "<p><b>粗</b><strong>体</strong><span style='font-weight:700'>字</span></p>",
            "<p><strong>粗体字</strong></p>",
        ),
        ("<p>前<b> 粗 </b>后<em></em></p>", "<p>前 <strong>粗</strong> 后</p>"),
        (
            "<p><strong>添加：&nbsp;</strong><span><b>yan&nbsp;</b></span><b>，回复</b> <i>甲</i></p>",
            "<p><strong>添加： yan ，回复</strong> <em>甲</em></p>",
        ),
        ("<b>粗<span style='font-weight: normal'>细</span></b>", "<p><strong>粗</strong>细</p>"),
        (
            "<p><span style='text-decoration: line-through'>删</span><ins>增</ins></p>",
            "<p><del>删</del><u>增</u></p>",
        ),
        (
            "<p>H<span style='vertical-align: sub'>2</span>O<span style='vertical-align:super'>[1]</span></p>",
            "<p>H<sub>2</sub>O<sup>[1]</sup></p>",
        ),
        ("<h2><b>题</b></h2><h3></h3><h4>" + picture() + "</h4>", f"<h2>题</h2>\n<p>{PIC}</p>"),
        # blocks
        (
            "<p><span style='display: block'>一行</span><strong style='display:flex'>又一行</strong></p>",
            "<p>一行</p>\n<p><strong>又一行</strong></p>",
        ),
        (
            "<span style='display:flex'><span>[1] </span><p style='display: inline;'>注</p></span><p>后</p>",
            "<p>[1] 注</p>\n<p>后</p>",
        ),
        (
            "<h2><span style='display:none'>藏</span><span style='display:block'>上</span><span>下</span></h2>",
            "<h2>上下</h2>",
        ),
        (
            "<section><section>甲</section>乙<section><p>丙</p></section></section>",
            "<p>甲</p>\n<p>乙</p>\n<p>丙</p>",
        ),
        (
            "<ul><section>头</section><li>一</li>散</ul>",
            "<ul><li>头</li><li><p>一</p><p>散</p></li></ul>",
        ),
        (
            '<ol start="3"><li>三<ul><li>子</li></ul></li></ol>',
            '<ol start="3"><li>三<ul><li>子</li></ul></li></ol>',
        ),
        ('<ol start="x"><li></li></ol><ul></ul><blockquote> </blockquote>字', "<p>字</p>"),
        ("<details><summary>摘要</summary>内容</details>", "<p>摘要</p>\n<p>内容</p>"),
        ("<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>", "<p>汉(hàn)</p>"),
        ("<dl><dt>词</dt><dd>义</dd></dl><center>中</center>", "<p>词</p>\n<p>义</p>\n<p>中</p>"),
        # hidden and not hidden
        (
            "<p style='display:none'>废</p><p style='opacity: 0'>显</p><p style='height:0;overflow:hidden'>展</p>",
            "<p>显</p>\n<p>展</p>",
        ),
        ("<p hidden>废</p><p>显</p>", "<p>显</p>"),
        (
            "<svg><title>图</title><desc>Created with Sketch.</desc><text>字</text></svg>",
            "<p>字</p>",
        ),
        (
            "<p>软\u00ad连\u2061字\U000e0041\U000e0042 \U0001f3f4\U000e0067\U000e007f</p>",
            "<p>软连字 \U0001f3f4\U000e0067\U000e007f</p>",
        ),
        (
            "<p>می\u200cخواهم ᠬᠠᠨ\u180eᠠ 字\u200c\u180e字\u200d a\u200d</p>",
            "<p>می\u200cخواهم ᠬᠠᠨ\u180eᠠ 字字 a</p>",
        ),
        ("<p><a href='/s/about'>甲</a><a href='/s?wd=x'>乙</a></p>", "<p>甲乙</p>"),
        (
            "<p><a href='//a.example/x'>甲</a><a href='a.example'>乙</a></p>",
            '<p><a href="https://a.example/x">甲</a>乙</p>',
        ),
        ("<p style='font-size:0'>零<span style='font-size: 14px'>见</span></p>", "<p>见</p>"),
        ("<p style='font-size:0.9em;max-width:0'>见</p>", "<p>见</p>"),
        (
            "<p style='color:#fff;font-size:10px'>白</p><p style='color:#fff;font-size:10px;background:#f00'>钮</p>",
            "<p>钮</p>",
        ),
        ("<p>字<script>x</script><style>y</style><!-- z --><button>按</button></p>", "<p>字按</p>"),
        (
            "<mp-style-type data-value='3'></mp-style-type><p>字</p><section class='_135editor_copyright'>x</section>",
            "<p>字</p>",
        ),
        # tables
        ("<table><tr><td><p>一格</p><p>布局</p></td></tr></table>", "<p>一格</p>\n<p>布局</p>"),
        ("<table><tr></tr><tr>散<td>一格</td></tr></table>", "<p>散</p>\n<p>一格</p>"),
        ("<table><tr><td style='display:none'>废</td></tr></table>字", "<p>字</p>"),
        ("<table><tr><td></td><td> </td></tr></table>字", "<p>字</p>"),
        (
            "<table><tr><td>A</td><td><table><tr><td>1</td><td>2</td></tr></table></td></tr></table>",
            "<table><tbody><tr><td>A</td><td><table><tbody><tr><td>1</td><td>2</td></tr></tbody></table></td></tr></tbody></table>",
        ),
        (
            "<table><tr><td>x<ul><li>y</li></ul></td><td><pre>a\nb</pre></td></tr></table>",
            "<table><tbody><tr><td><p>x</p><ul><li>y</li></ul></td><td><pre><code>a\nb</code></pre></td></tr></tbody></table>",
        ),
        (
            '<table><tr><th><b>头</b></th><th rowspan="0">二</th></tr><tr><td colspan="2">合</td></tr></table>',
            "<table><thead><tr><th><strong>头</strong></th><th>二</th></tr></thead><tbody>"
            '<tr><td colspan="2">合</td></tr></tbody></table>',
        ),
        (
            "<table><thead style='font-weight:bold'><tr><td>甲</td><td>乙</td></tr></thead>"
            "<tr><td>1</td><td>2</td></tr></table>",
            "<table><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        ),
        (
            '<table><tr><th rowspan="2">甲</th><th>乙</th></tr><tr><td>丙</td></tr></table>',
            '<table><tbody><tr><th rowspan="2">甲</th><th>乙</th></tr><tr><td>丙</td></tr></tbody></table>',
        ),
        (
            "<table style='color:#fff;font-size:12px'><tr style='background:#139bbe'><td>甲</td></tr>"
            "<tr><td bgcolor='red'>乙</td></tr><tr><td style='background-color:#139bbe'><p>丙</p></td></tr></table>",
            "<table><tbody><tr><td>甲</td></tr><tr><td>乙</td></tr><tr><td>丙</td></tr></tbody></table>",
        ),
        (
            "<table><tr><td style='display:none'>藏</td><td style='font-weight:bold'>甲</td>"
            "<td style='background-image:url(//mmbiz.qpic.cn/mmbiz_png/Pic/640?wx_fmt=png)'></td></tr>"
            "<tr style='display:none'><td>藏</td></tr><tbody style='display:none'><tr><td>藏</td></tr></tbody></table>",
            f"<table><tbody><tr><td><strong>甲</strong></td><td>{PIC}</td></tr></tbody></table>",
        ),
        (
            "<table>散<tr><td>甲</td><td>乙</td></tr>落<tfoot><tr><td>脚</td></tr><p>外</p></tfoot></table>",
            "<p>散落</p>\n<p>外</p>\n<table><tbody><tr><td>甲</td><td>乙</td></tr><tr><td>脚</td></tr></tbody></table>",
        ),
        (
            "<table><tr><td><pre>9<br>10<br></pre></td>"
            "<td><pre><code data-lang='lua'>a<br>  b<br></code></pre></td></tr></table>",
            '<pre><code class="language-lua">a\n  b</code></pre>',
        ),
        (
            "<table><tr><td><pre>1\n3</pre></td><td><pre>a</pre></td></tr></table>",
            "<table><tbody><tr><td><pre><code>1\n3</code></pre></td><td><pre><code>a</code></pre></td></tr></tbody></table>",
        ),
        ("<ol><li value='7'>七</li><li>八</li></ol>", '<ol start="7"><li>七</li><li>八</li></ol>'),
        (
            "<ol><li>一</li><li value='5'>五</li><li>六</li></ol>",
            '<ol><li>一</li></ol>\n<ol start="5"><li>五</li><li>六</li></ol>',
        ),
        (
            "<ol reversed><li>二</li><li>一</li></ol>",
            '<ol start="2"><li>二</li></ol>\n<ol><li>一</li></ol>',
        ),
        ("<ul><li value='3'>三</li></ul>", "<ul><li>三</li></ul>"),
        # code
        ("<p>用 <code>a  = 1</code>。</p><code></code>", "<p>用 <code>a = 1</code>。</p>"),
        ("<p>前<code>a<br>b</code>后</p>", "<p>前</p>\n<pre><code>a\nb</code></pre>\n<p>后</p>"),
        (f"<code>{picture()}</code>", f"<p>{PIC}</p>"),
        (f"<pre>{picture()}字</pre>", f"<p>{PIC}字</p>"),
        ("<pre>  \n</pre><p>字</p>", "<p>字</p>"),
        (
            "<pre class='brush:cpp'>\ncounter(line\n  x\u00a0y\n\n</pre>",
            '<pre><code class="language-cpp">  x y</code></pre>',
        ),
        ("<pre><ol><li>一</li><li>二</li></ol></pre>", "<pre><code>一\n二</code></pre>"),
        (
            "<ul><li>项<pre><code class='language-py'>if a:\n  b</code></pre></li></ul>",
            '<ul><li><p>项</p><pre><code class="language-py">if a:\n  b</code></pre></li></ul>',
        ),
        (
            "<pre><code><section><section style='user-select:none'><section>1</section><section>2</section>"
            "</section><section><div>a<br>&nbsp;b</div></section></section></code></pre>",
            "<pre><code>a\n b</code></pre>",
        ),
        (
            "<pre><code><section style='user-select: none'><section>1</section></section>"
            "<section>a</section></code></pre>",
            "<pre><code>a</code></pre>",
        ),
        (
            "<pre><code><div><p>1</p><p>3</p></div><p>a</p></code></pre>",
            "<pre><code>1\n3\na</code></pre>",
        ),
        # formulas
        ("<span data-formula='12M-'><svg></svg></span>", "<p>12M-</p>"),
        (
            "<p>在<span data-latex='x^2'></span>里</p>",
            '<p>在<code class="math-inline">x^2</code>里</p>',
        ),
        (
            "<span class='katex-display katex'><math>"
            "<annotation encoding='application/x-tex'>\\frac ab</annotation></math></span>",
            '<pre class="math-display">\\frac ab</pre>',
        ),
        (
            "<p><img data-latex='e^x' data-src='https://mmbiz.qpic.cn/a/b/0'></p>",
            '<p><code class="math-inline">e^x</code></p>',
        ),
        (
            "<p><span data-formula='$x^2$'></span>或<span data-formula='\\(y_1\\)'></span></p>"
            "<section data-formula='$$\\frac ab$$'></section><p><span data-latex='\\[z\\]'></span></p>",
            '<p><code class="math-inline">x^2</code>或<code class="math-inline">y_1</code></p>\n'
            '<pre class="math-display">\\frac ab</pre>\n<pre class="math-display">z</pre>',
        ),
        ("<p><math><mi>x</mi></math></p>", "<p>x</p>"),
    ],
)
def test_body_becomes_clean_html(body: str, expected: str) -> None:
    assert html(body) == expected


@pytest.mark.parametrize(
    ("element", "media"),
    [
        (
            "<mpvoice voice_encode_fileid='MzA%3D_1' name='夜&amp;nbsp;声' play_length='66000' cover='http://mmbiz.qpic.cn/a/b/0'></mpvoice>",
            Media(
                "audio",
                "MzA=_1",
                "夜 声",
                "https://res.wx.qq.com/voice/getvoice?mediaid=MzA=_1",
                "https://mmbiz.qpic.cn/a/b/0",
                66.0,
            ),
        ),
        ("<mp-common-mpaudio name='insertaudio'></mp-common-mpaudio>", Media("audio", None)),
        (
            "<iframe class='res_iframe js_editor_audio' voice_encode_fileid='MzA_1' name='夜声'></iframe>",
            Media("audio", "MzA_1", "夜声", "https://res.wx.qq.com/voice/getvoice?mediaid=MzA_1"),
        ),
        (
            "<iframe class='qqmusic_iframe' mid='m1' music_name='曲' singer='人' play_length='4000'></iframe>",
            Media("music", "m1", "曲 - 人", duration=4.0),
        ),
        ("<qqmusic musicid='7' music_name='曲'></qqmusic>", Media("music", "7", "曲")),
        (
            "<mpvideosnap data-nonceid='9' data-desc='说'></mpvideosnap>",
            Media("channel_video", "9", "说"),
        ),
        (
            "<video vid='wxv_12' poster='//mmbiz.qpic.cn/a/b/0'></video>",
            Media("video", "wxv_12", None, None, "https://mmbiz.qpic.cn/a/b/0"),
        ),
    ],
)
def test_player_becomes_media(element: str, media: Media) -> None:
    assert article(element * 2).body.media == (media,)


def test_what_cannot_be_kept_is_named() -> None:
    found = article(
        "<p>字</p><img src='./files/1.png'><iframe src='https://example.com/f?token=SECRET'></iframe><iframe></iframe>"
        "<mp-common-novelty data-title='新'>里面的字</mp-common-novelty><img src='data:image/png;base64,AA'>"
    )
    assert found.body.text == "字\n[卡片] 新\n里面的字"
    assert found.losses[:4] == (
        "a picture kept only under a local name (./files/1.png)",
        "an embedded frame (https://example.com/f)",
        "an embedded frame (no address)",
        "a card of a kind not known (mp-common-novelty)",
    )


def test_player_of_no_known_kind_is_a_loss() -> None:
    found = article(
        "<p>字</p><video src='https://example.com/a.mp4?token=SECRET'></video><audio></audio>"
    )
    assert (found.body.text, found.losses[:2]) == (
        "字",
        ("a video (https://example.com/a.mp4)", "a sound (no address)"),
    )


def test_formula_that_is_only_drawn_keeps_its_letters() -> None:
    letters = '<path data-c="1D438"></path><use data-c="3D"></use><path data-c="?"></path>'
    drawn = f'<svg><g data-mml-node="math">{letters}</g></svg>'
    found = article(
        f"<p>按{drawn}算</p><p><mjx-container>{drawn}<math><mi>E</mi></math></mjx-container></p>"
    )
    assert found.body.text == "按E=算\nE"
    assert found.losses[0] == "the TeX of a formula: the page has only its drawing"


def test_emoji_without_a_name_is_a_loss_and_no_picture() -> None:
    found = article(
        "<p>笑<img src='https://res.wx.qq.com/mpres/htmledition/images/icon/emotion/0.gif'></p>"
    )
    assert (found.body.html, found.losses[0]) == ("<p>笑</p>", "an emoji picture that has no name")


def test_body_of_code_alone_is_an_article() -> None:
    assert (
        html("<table><tr><td><pre>a</pre></td><td><pre>b</pre></td></tr></table>").count("<pre>")
        == 2
    )


@pytest.mark.parametrize(
    "body", ["", " \n", "<p><br></p>", "<!-- x -->", "<section style='display:none'>x</section>"]
)
def test_body_of_nothing_is_broken(body: str) -> None:
    found = page(
        f'<html><body><div id="js_article"><div id="js_content">{body}</div></div></body></html>'
    )
    assert not isinstance(found, Article)
    assert (found.state, found.kind, found.losses) == (
        "broken",
        "article",
        ("the article has no body in this page",),
    )


def test_scripts_are_sanitised_last() -> None:
    dirty = "<p onclick='x()'>字</p><a href='https://example.com/\"onclick=x'>链</a><pre>&lt;script&gt;</pre>"
    assert html(dirty) == (
        '<p>字</p>\n<p><a href="https://example.com/&quot;onclick=x">链</a></p>\n<pre><code>&lt;script&gt;</code></pre>'
    )


def test_leading_blank_lines_of_code_are_dropped_and_inner_ones_kept() -> None:
    assert article("<pre>\n\n\na\n\n\nb\n\n</pre>").body.text == "a\n\n\nb"


@pytest.mark.parametrize(
    ("shape", "times"),
    [
        ("<table><tr><td>a</td><td>", 120),
        ("<table>", 400),
        ("<pre><b>", 1_000),
        ("<pre>" + "<span>" * 1_000, 1),
        ("<mp-common-profile><section>", 800),
        ("<ul><li>", 600),
        ("<blockquote>", 2_500),
        ("<svg><g>", 3_000),
    ],
)
def test_parts_nested_too_deep_keep_their_text_and_say_so(shape: str, times: int) -> None:
    found = article(shape * times + "深")
    assert found.body.text.endswith("深")
    assert any(loss.startswith("how elements are nested below") for loss in found.losses)


def test_drawn_cards_inside_of_each_other_are_looked_at_for_a_while_only() -> None:
    found = article('<section class="weapp_display_element">' * 90 + "<i></i>" * 20_000 + "深")
    assert found.body.text == "深"


def test_cells_without_a_row_keep_their_text() -> None:
    assert (
        article("<table><td>a</td><tbody><td>b</td></tbody><tr><td>c</td></tr></table>").body.text
        == "ab\nc"
    )
