"""What pictures, links and cards of a body become (docs/wechat-pages.md §3)."""

import pytest

from tests.parse.reading import html, picture

DRAWN = (
    '<span class="weapp_display_element js_weapp_display_element"><span class="weapp_card app_context">'
    '<img src="./%E9%A1%B5_files/0.png"><span class="weapp_card_nickname">水文小站</span>'
    '<span class="weapp_card_title">水位</span><span style="background-image:url(http://mmbiz.qpic.cn/a/b/0);"></span>小程序</span></span>'
)
PIC = '<img src="https://mmbiz.qpic.cn/mmbiz_png/Pic/0?wx_fmt=png" alt="">'
LAZY = 'class="wx_imgbc_placeholder" data-lazy-bgimg="https://mmbiz.qpic.cn/mmbiz_png/Lazy/640?wx_fmt=png"'
LAZY_PICTURE = '<img src="https://mmbiz.qpic.cn/mmbiz_png/Lazy/0?wx_fmt=png" alt="">'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # background pictures that a saved page had yet to load
        (
            f'<section {LAZY} style="background-size: 100%; height: 300px"></section>',
            f"<p>{LAZY_PICTURE}</p>",
        ),
        (
            f'<svg {LAZY} viewBox="0 0 1080 1920" style="width:100%"></svg>',
            f"<p>{LAZY_PICTURE}</p>",
        ),
        (
            f"<table><tr><td {LAZY}></td><td>字</td></tr></table>",
            f"<table><tbody><tr><td>{LAZY_PICTURE}</td><td>字</td></tr></tbody></table>",
        ),
        (f'<p>字</p><section style="height: 30px" {LAZY}></section>', "<p>字</p>"),
        (f"<section {LAZY}>字</section>", "<p>字</p>"),
        # a product that stands in a line by its name; songs; what editors of today call a line
        (
            '<p>买<span class="product_card_text_wrp"><a class="product_text_link">一把伞</a>'
            '<mp-common-product data-cardtype="2" data-title="一把伞"></mp-common-product></span>吧</p>',
            "<p>买一把伞吧</p>",
        ),
        (
            '<mp-common-product data-cardtype="0" data-title="一把伞"></mp-common-product>',
            '<p class="card">[商品] 一把伞</p>',
        ),
        (
            '<mp-common-clmusic data-musicid="9" data-title="山歌" data-singer="甲"></mp-common-clmusic>',
            '<p class="card">♪ 山歌 - 甲</p>',
        ),
        ("<wx-view>甲</wx-view><wx-view>乙</wx-view>", "<p>甲</p>\n<p>乙</p>"),
        # pictures
        (
            "<p style='background: url(//mmbiz.qpic.cn/mmbiz_png/Pic/640?wx_fmt=png)'><br></p>字",
            f"<p>{PIC}</p>\n<p>字</p>",
        ),
        (
            "<p style='background-image:url(https://mmbiz.qpic.cn/a/b/0)'>有字的不算</p>",
            "<p>有字的不算</p>",
        ),
        ("<p style='height:20px;background:url(https://mmbiz.qpic.cn/a/b/0)'></p>字", "<p>字</p>"),
        ("<p style='background:repeat-x url(https://mmbiz.qpic.cn/a/b/0)'></p>字", "<p>字</p>"),
        (
            "<svg><g><image xlink:href='https://mmbiz.qpic.cn/mmbiz_png/Pic/640?wx_fmt=png'/><text>图中<tspan>字</tspan></text></g></svg>",
            f"<p>{PIC}图中字</p>",
        ),
        ("<p>笑<img class='emoji' src='x.png' alt='[笑]'></p>", "<p>笑[笑]</p>"),
        (
            "<img data-src='https://mmbiz.qpic.cn/a/b/0' data-w='x' alt='一只 猫'>",
            '<p><img src="https://mmbiz.qpic.cn/a/b/0" alt="一只 猫"></p>',
        ),
        (
            "<img data-src='https://mmbiz.qpic.cn/a/b/0' data-w='100' data-ratio='0'>",
            '<p><img src="https://mmbiz.qpic.cn/a/b/0" alt=""></p>',
        ),
        (f"<figure>{picture()}</figure>", f"<p>{PIC}</p>"),
        (
            f"<figure>{picture()}<figcaption>说明</figcaption></figure>",
            f"<figure>{PIC}<figcaption>说明</figcaption></figure>",
        ),
        # links
        (
            "<a href='https://example.com/?a=1&amp;copy=2'>外</a><a href='javascript:;'>脚</a>",
            '<p><a href="https://example.com/?a=1&amp;copy=2">外</a>脚</p>',
        ),
        (
            "<a href='https://example.com/?key=SECRET&amp;a=1'>外</a>",
            '<p><a href="https://example.com/?a=1">外</a></p>',
        ),
        (
            "<a class='weapp_image_link' data-miniprogram-appid='w' data-miniprogram-nickname='小站'></a>",
            "<p>[小程序 小站]</p>",
        ),
        # an old template led out of WeChat over an address of its own, with the session
        (
            "<a href='http://mp.weixinbridge.com/mp/wapredirect?url=http%3A%2F%2Fa.example%2F%3Fb%3D1&amp;uin=MTIz'>外</a>",
            '<p><a href="http://a.example/?b=1">外</a></p>',
        ),
        # a page beside others that wget saved
        (
            "<a href='s%3F__biz=MzA5OTg3NjU0MQ==&amp;mid=2247480001&amp;idx=1&amp;sn=ab'>旧文</a>",
            '<p><a href="https://mp.weixin.qq.com/s?__biz=MzA5OTg3NjU0MQ==&amp;mid=2247480001&amp;idx=1&amp;sn=ab">旧文</a></p>',
        ),
        # cards
        (
            "<mp-common-profile data-nickname='号'></mp-common-profile>",
            '<p class="card">[公众号] 号</p>',
        ),
        (
            "<mp-common-profile data-nickname='号'><div class='profile'>x</div><p>后文</p></mp-common-profile>",
            '<p class="card">[公众号] 号</p>\n<p>后文</p>',
        ),
        (
            "<p><mp-wxaproduct data-title='桨'>吞下的字<span class='card'>壳</span>又一些</mp-wxaproduct>后</p>",
            '<p class="card">[商品] 桨</p>\n<p>吞下的字又一些</p>\n<p>后</p>',
        ),
        (
            "<p>前<mpcps data-title='好桨'></mpcps></p>",
            '<p>前</p>\n<p class="card">[商品] 好桨</p>',
        ),
        (
            "<p><a class='js_poi_entry' data-name='河湾' data-address='路'></a>"
            "<a class='js_poi_entry' data-name='x'>渡</a></p>",
            '<p class="card">[地点] 河湾 (路)</p>\n<p>渡</p>',
        ),
        (
            "<mp-common-poi data-name='%E6%B2%B3%E6%B9%BE' data-address='%E8%B7%AF'></mp-common-poi>",
            '<p class="card">[地点] 河湾 (路)</p>',
        ),
        # cards as a browser drew them
        (
            f"<p><mp-miniprogram data-miniprogram-title='水位'></mp-miniprogram>{DRAWN}</p>",
            '<p class="card">[小程序] 水位</p>',
        ),
        (f"<p>前{DRAWN}后</p>", '<p>前</p>\n<p class="card">[小程序] 水位 水文小站</p>\n<p>后</p>'),
        (
            "<p><mpvoice name='夜声'></mpvoice><span class='db audio_area'><strong class='db audio_title'>夜声</strong>"
            "<span class='audio_length'>1:06</span></span></p>",
            '<p class="card">♪ 夜声</p>',
        ),
        (
            "<span class='db qqmusic_area'><span class='unsupport_tips'>当前浏览器不支持播放音乐</span>"
            "<span class='qqmusic_songname'>曲</span><span class='qqmusic_singername'>人</span></span>",
            '<p class="card">♪ 曲 人</p>',
        ),
        ("<section class='audio_area'>不是播放器</section>", "<p>不是播放器</p>"),
        (
            "<p>前</p><section><span class='js_audio_frame db pages_reset audio_area'><span class='db audio_card'>"
            "<strong class='audio_card_title'>夜声</strong><span class='audio_card_desc'>来自河边笔记</span>"
            "<em>00:00</em></span></span></section>",
            '<p>前</p>\n<p class="card">♪ 夜声</p>',
        ),
        (
            "<div class='appmsg_card_context wx_profile_card'><img class='wx_profile_avatar' src='//mmbiz.qpic.cn/a/b/0'>"
            "<strong class='wx_profile_nickname'> 水文小站 </strong><div class='wx_profile_desc'>每天一报</div>"
            "<div class='wx_profile_card_ft'>公众号</div></div>",
            '<p class="card">[公众号] 水文小站</p>',
        ),
        (
            "<p>前</p><span class='wx_video_context db'><button class='wx_video_play_btn'>播放</button></span>",
            "<p>前</p>",
        ),
        (
            "<iframe class='res_iframe card_iframe' data-cardid='1'></iframe>",
            '<p class="card">[卡券]</p>',
        ),
        (
            "<mp-common-article data-url='http://mp.weixin.qq.com/s/Kz7Qm2Xw9Rt4Yb6Nc8Vd1A?scene=1' "
            "data-title='%E6%96%87'></mp-common-article>",
            '<p class="card"><a href="https://mp.weixin.qq.com/s/Kz7Qm2Xw9Rt4Yb6Nc8Vd1A">[文章] 文</a></p>',
        ),
        (
            "<mpshop data-url='https://shop.example.com/1' data-name='店'></mpshop>",
            '<p class="card"><a href="https://shop.example.com/1">[小店] 店</a></p>',
        ),
    ],
)
def test_pictures_links_and_cards_become_clean_html(body: str, expected: str) -> None:
    assert html(body) == expected
