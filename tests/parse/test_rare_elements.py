"""Text in elements that articles hardly ever have is kept, or named as a loss."""

import pytest

from tests.parse.reading import article

OBJECT = "an embedded object (https://example.org/a.swf)"


@pytest.mark.parametrize(
    ("inner", "text", "losses"),
    [
        ("<button>按钮</button>", "前按钮后", ()),
        ("<button><p>按</p><p>钮</p></button>", "前\n按\n钮\n后", ()),
        ("<nav>目录</nav>", "前\n目录\n后", ()),
        ("<nav><ul><li>目录</li></ul></nav>", "前\n目录\n后", ()),
        ("<textarea>所写</textarea>", "前\n所写\n后", ()),
        ("<select><option>一</option><option>二</option></select>", "前\n一\n二\n后", ()),
        ('<select><optgroup label="数"><option>一</option></optgroup></select>', "前\n一\n后", ()),
        ('<input value="值">', "前值后", ()),
        ('<input type="SUBMIT" value="提交">', "前提交后", ()),
        ('<input type="hidden" value="藏">', "前后", ()),
        ('<input type="checkbox" value="on">', "前后", ()),
        ('<object data="https://example.org/a.swf">代替</object>', "前代替后", (OBJECT,)),
        (
            '<object><param name="a" value="b"><p>代替</p></object>',
            "前\n代替\n后",
            ("an embedded object (no address)",),
        ),
        ('<embed src="https://example.org/a.swf">', "前后", (OBJECT,)),
        (
            "<noscript>无脚本</noscript>",
            "前后",
            ("text in a part that browsers do not show (noscript)",),
        ),
        (
            "<template><p>模板</p></template>",
            "前后",
            ("text in a part that browsers do not show (template)",),
        ),
        ("<noscript> </noscript><template></template>", "前后", ()),
        (
            '<div style="display:none"><noscript>无脚本</noscript><button>钮</button></div>',
            "前后",
            (),
        ),
        ("<label>标签</label>", "前标签后", ()),
        ("<fieldset><legend>图例</legend>内</fieldset>", "前\n图例\n内\n后", ()),
        ("<details><summary>概要</summary>细节</details>", "前\n概要\n细节\n后", ()),
        ("<dialog>对话</dialog>", "前对话后", ()),
        ("<canvas>画布</canvas>", "前画布后", ()),
        ("<math><mi>x</mi><mo>=</mo><mn>2</mn></math>", "前x=2后", ()),
        (
            "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>",
            "前12后",
            ("the layout of a formula: the page has no TeX of it",),
        ),
        (
            '<iframe src="https://example.org/">后备</iframe>',
            "前后",
            ("an embedded frame (https://example.org/)",),
        ),
        ("<audio>后备</audio>", "前后", ("a sound (no address)",)),
        ("<video>后备</video>", "前后", ("a video (no address)",)),
    ],
)
def test_text_in_rare_elements_is_kept_or_a_loss(
    inner: str, text: str, losses: tuple[str, ...]
) -> None:
    found = article(f"<section>前{inner}后</section>")
    without = article("<section>前后</section>").losses
    assert (found.body.text, found.losses) == (text, (*losses, *without))


def test_a_link_and_a_picture_in_a_button_are_kept() -> None:
    found = article(
        '<button><a href="https://mp.weixin.qq.com/s/StoneBridgesStoneBrid_">石桥</a>'
        '<img data-src="https://mmbiz.qpic.cn/mmbiz_png/Pic/640"></button>'
    )
    assert [link.text for link in found.body.links] == ["石桥"]
    assert found.body.images == ("https://mmbiz.qpic.cn/mmbiz_png/Pic/0",)
