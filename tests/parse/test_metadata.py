"""What a page says of itself, where it says it oddly (docs/wechat-pages.md §2.2)."""

from datetime import datetime

import pytest

from tests.golden.building import (
    BIZ,
    MID,
    OTHER_BIZ,
    PUBLISHED,
    SHORT_URL,
    classic,
    classic_variables,
    common_data,
    current,
    raw,
)
from tests.parse.reading import page
from tests.smallwechat.literals import Value
from wxarchive.clock import BEIJING
from wxarchive.models import Album, Article, Metadata
from wxarchive.parse import parse


def told(**data: Value) -> Metadata:
    return parse(raw(current(common_data() | {"content_noencode": "<p>字</p>"} | data))).metadata


def told_by_variables(head: str = "", **variables: str) -> Metadata:
    return parse(raw(classic({"nickname": '"河边笔记"'} | variables, "<p>字</p>", head))).metadata


@pytest.mark.parametrize(
    ("variables", "moment"),
    [
        ({"ct": '"1762747210"'}, datetime(2025, 11, 10, 12, 0, 10, tzinfo=BEIJING)),
        ({"create_time": '"1762747210" * 1'}, datetime(2025, 11, 10, 12, 0, 10, tzinfo=BEIJING)),
        ({"createTime": "'2025-11-10 12:00'"}, datetime(2025, 11, 10, 12, 0, tzinfo=BEIJING)),
        ({"publish_time": '"2016-10-28" || ""'}, datetime(2016, 10, 28, tzinfo=BEIJING)),
        ({"publish_time": '"2016年10月8日 9:05"'}, datetime(2016, 10, 8, 9, 5, tzinfo=BEIJING)),
        ({"publish_time": '"2016-13-45"'}, None),
        ({"publish_time": '"2016-10-28 3:05 PM"'}, datetime(2016, 10, 28, 15, 5, tzinfo=BEIJING)),
        (
            {"publish_time": '"2016年10月8日 下午3:05"'},
            datetime(2016, 10, 8, 15, 5, tzinfo=BEIJING),
        ),
        (
            {"publish_time": '"2016年10月8日 星期六 15:05"'},
            datetime(2016, 10, 8, 15, 5, tzinfo=BEIJING),
        ),
        ({"publish_time": '"October 8, 2016 15:05"'}, datetime(2016, 10, 8, 15, 5, tzinfo=BEIJING)),
        ({"publish_time": '"8 Oct 2016"'}, datetime(2016, 10, 8, tzinfo=BEIJING)),
        ({"publish_time": '"45832.5"'}, None),
        ({"ct": '"0"', "publish_time": '"昨天"'}, None),
    ],
)
def test_time_is_beijing_time(variables: dict[str, str], moment: datetime | None) -> None:
    assert told_by_variables(**variables).published_at == moment


@pytest.mark.parametrize(
    ("wording", "place"),
    [
        ({"country_name": "中国", "country_id": "156", "province_name": "浙江"}, "浙江"),
        ({"country_name": "中国", "country_id": "156", "province_name": ""}, "中国"),
        ({"country_name": "日本", "country_id": "392", "province_name": "东京"}, "日本"),
        ({"province_name": "浙江"}, "浙江"),
        ("浙江", None),
    ],
)
def test_location_is_the_province_or_the_foreign_country(wording: Value, place: str | None) -> None:
    assert told(ip_wording=wording).location == place


def test_location_of_a_page_without_data() -> None:
    found = told_by_variables(
        ip_wording="{countryName: '中国', countryId: '156', provinceName: '四川',}"
    )
    assert found.location == "四川"


def test_albums_of_a_page_without_data() -> None:
    tag = (
        '<div class="article-tag__item-wrp" data-url="https://mp.weixin.qq.com/mp/appmsgalbum?album_id=2718281828459045235'
        '&amp;__biz=x"><span class="article-tag__item">#水</span></div>'
    )
    found = told_by_variables(
        tag, album_info_list="[{title: '河边', albumId: '3141592653589793238',}, 'x']"
    )
    assert found.albums == (
        Album("3141592653589793238", "河边"),
        Album("2718281828459045235", "水"),
    )


def test_album_whose_entry_computes_a_field_is_read() -> None:
    entry = "{title: '河边', albumId: '3141592653589793238', id: 'u' ? (('u'.match(/[0-9]{8,}/))[0]) : '', on: '1' * 1,}"
    assert told_by_variables(album_info_list=f"[{entry},]").albums == (
        Album("3141592653589793238", "河边"),
    )


@pytest.mark.parametrize(
    ("value", "expected"), [('"1" * 1', True), ('"0" * 1', False), ('"" * 1', None)]
)
def test_price_mark_of_a_page_without_data(value: str, expected: bool | None) -> None:
    assert told_by_variables(is_pay_subscribe=value).is_paid is expected


def test_flags_are_unknown_where_the_page_cannot_tell() -> None:
    found = told_by_variables()
    assert (found.is_original, found.is_reprint, found.is_paid) == (None, None, None)


def test_original_mark_in_the_head_counts() -> None:
    assert told_by_variables('<span id="copyright_logo">原创</span>').is_original is True


@pytest.mark.parametrize("link", [SHORT_URL, ""])
def test_identity_comes_from_variables_where_data_lacks_it(link: str) -> None:
    lacking = {
        "bizuin": "",
        "mid": "",
        "idx": "",
        "sn": "",
        "link": link,
        "content_noencode": "<p>字</p>",
    }
    text = current(common_data() | lacking).replace(
        "</body>",
        f'<script>var biz = "" || "{BIZ}"; var mid = "" || "{MID}"; var idx = "1";</script></body>',
    )
    ref = parse(raw(text)).ref
    assert ref is not None
    assert (ref.key, ref.short) == (f"{BIZ}:{MID}:1", link or None)


def test_identity_is_told_by_the_address_in_the_data_before_variables() -> None:
    named = f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid={MID}&idx=2&sn=ab"
    lacking = {"bizuin": "", "mid": "", "idx": "", "sn": "", "link": named}
    text = current(common_data() | lacking | {"content_noencode": "<p>字</p>"}).replace(
        "</body>", f'<script>var biz = "{OTHER_BIZ}"; var mid = "7"; var idx = "1";</script></body>'
    )
    ref = parse(raw(text)).ref
    assert ref is not None
    assert (ref.url, ref.key) == (named, f"{BIZ}:{MID}:2")


@pytest.mark.parametrize("libraries", [0, 490_000, 499_950, 600_000])
def test_data_is_read_wherever_it_stands(libraries: int) -> None:
    """Also where a text in it, or a script before, shows how data are assigned."""
    quoted = "<p>window.cgiDataNew = {title: 1}</p>"
    text = current(common_data() | {"title": "真的", "content_noencode": quoted}).replace(
        "<head>", f"<head><script>{'/' * libraries};window.cgiDataNew = {{}}</script>"
    )
    found = parse(raw(text))
    assert isinstance(found, Article)
    assert (found.metadata.title, found.body.text) == ("真的", "window.cgiDataNew = {title: 1}")


def test_account_number_of_old_pages_is_the_last_resort() -> None:
    ref = parse(
        raw(
            classic(
                {"appuin": f'"" || "{BIZ}"', "appmsgid": f'"{MID}"', "msg_title": '"题"'},
                "<p>字</p>",
            )
        )
    ).ref
    assert ref is not None
    assert ref.key == f"{BIZ}:{MID}:1"


def test_placeholder_is_no_title() -> None:
    assert told(title="分享图片").title is None


def test_reprint_without_an_address_names_its_source_by_identity() -> None:
    source: dict[str, Value] = {
        "copyright_stat": 2,
        "source_encode_biz": BIZ,
        "source_mid": "7",
        "source_idx": 2,
        "reprint_url": "",
    }
    assert (
        told(copyright_info=source).reprint_url
        == f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=7&idx=2"
    )


def test_credentials_of_the_original_address_are_dropped() -> None:
    assert (
        told(source_url="https://example.com/?pass_ticket=SECRET&a=1").source_url
        == "https://example.com/?a=1"
    )
    assert (
        told(source_url="https://example.com/?a=1#top").source_url == "https://example.com/?a=1#top"
    )


def test_kind_of_a_page_with_nothing_but_a_title() -> None:
    found = page('<html><body><h1 id="activity-name">题</h1></body></html>')
    assert (getattr(found, "state", None), found.kind) == ("broken", "article")


def test_body_in_another_element_is_found_to_its_end() -> None:
    found = parse(
        raw('<html><body><section id="js_content"><p>字</p></section><p>外</p></body></html>')
    )
    assert isinstance(found, Article)
    assert found.body.text == "字"


def test_variables_alone_fill_the_whole_record() -> None:
    found = parse(raw(classic(classic_variables(), "<p>字</p>"))).metadata
    assert (found.account, found.author, found.digest) == ("河边笔记", "柳条", "两句话&一张图")


AVATAR = "http://mmbiz.qpic.cn/mmbiz_png/Avatar/300?wx_fmt=png"


@pytest.mark.parametrize(
    "found",
    [
        told(round_head_img=AVATAR),
        told(hd_head_img=AVATAR, ori_head_img_url="http://wx.qlogo.cn/mmhead/Other/0"),
        told_by_variables(round_head_img=f'"{AVATAR}"'),
    ],
)
def test_the_accounts_picture_is_told_in_original_size(found: Metadata) -> None:
    assert found.avatar_url == "https://mmbiz.qpic.cn/mmbiz_png/Avatar/0?wx_fmt=png"


@pytest.mark.parametrize("given", ["", "0", "javascript:alert(1)"])
def test_what_is_no_address_is_no_picture_of_the_account(given: str) -> None:
    assert told(round_head_img=given).avatar_url is None


MOMENT = datetime(2025, 11, 10, 12, 0, 10, tzinfo=BEIJING)


def data_without(*keys: str, more: dict[str, Value] | None = None, script: str = "") -> Metadata:
    """What a page tells whose data lacks ``keys``; ``script`` holds its classic variables."""
    data = {name: value for name, value in common_data().items() if name not in keys}
    text = current(data | {"content_noencode": "<p>字</p>"} | (more or {}))
    return parse(raw(text.replace("</body>", f"<script>{script}</script></body>"))).metadata


@pytest.mark.parametrize(
    ("key", "script", "field", "expected"),
    [
        ("title", "var msg_title = '渡口'.html(false);", "title", "渡口"),
        ("title", "window.msg_title = window.title = '渡口' || '';", "title", "渡口"),
        ("nick_name", 'var nickname = htmlDecode("山里笔记");', "account", "山里笔记"),
        ("user_name", 'var user_name = "gh_1";', "account_id", "gh_1"),
        ("alias", 'var user_name = "x"; var alias = "river_2";', "account_alias", "river_2"),
        ("desc", 'var msg_title = ""; var msg_desc = "摘要";', "digest", "摘要"),
        (
            "is_pay_subscribe",
            'var msg_title = ""; var is_pay_subscribe = "1" * 1;',
            "is_paid",
            True,
        ),
        ("svr_time", f'var nickname = ""; var svr_time = "{PUBLISHED}" * 1;', "served_at", MOMENT),
        ("create_timestamp", f'var ct = "{PUBLISHED}";', "published_at", MOMENT),
        ("copyright_info", 'var msg_title = ""; var _copyright_stat = "1";', "is_original", True),
        ("copyright_info", "", "is_original", False),
        (
            "cdn_url",
            'var msg_title = ""; var msg_cdn_url = "http://mmbiz.qpic.cn/mmbiz_jpg/C/0";',
            "cover_url",
            "https://mmbiz.qpic.cn/mmbiz_jpg/C/0",
        ),
    ],
)
def test_what_the_data_lacks_is_asked_of_the_variables(
    key: str, script: str, field: str, expected: object
) -> None:
    assert (
        getattr(data_without(key, "ori_create_time", "create_time", script=script), field)
        == expected
    )


def test_what_the_data_leaves_empty_is_empty() -> None:
    found = data_without(
        more={"alias": "", "author": ""},
        script='var user_name = ""; var alias = "a"; var author="b"',
    )
    assert (found.account_alias, found.author) == (None, None)


def test_reprint_without_data_names_its_source_by_variables() -> None:
    source = {"source_encode_biz": f'"{OTHER_BIZ}"', "source_mid": '"7"', "source_idx": '"2"'}
    told = told_by_variables(
        '<div id="js_share_author">山里笔记</div>', _copyright_stat='"2"', **source
    )
    assert told.reprint_url == f"https://mp.weixin.qq.com/s?__biz={OTHER_BIZ}&mid=7&idx=2"
    assert (told.is_reprint, told.reprint_account) == (True, "山里笔记")


def test_own_article_has_no_source() -> None:
    found = told_by_variables(
        _copyright_stat='"1"', source_encode_biz=f'"{BIZ}"', source_mid='"7"', source_idx='"1"'
    )
    assert (found.is_reprint, found.reprint_url, found.reprint_account) == (False, None, None)


@pytest.mark.parametrize(
    "body",
    ["<p>山里的雾。</p>", '<script id="content_tpl" type="text/html"><p>山里的雾。</p></script>'],
)
def test_words_of_the_sharer_stand_above_a_share_without_data(body: str) -> None:
    head = (
        "<p id=\"js_share_notice\"><script>document.getElementById('js_share_notice').innerHTML = "
        r'"写得\"好\"。\x0a转给大家。".replace(/\n/g,"<br>");</script></p>'
    )
    variables = {"nickname": '"河边笔记"', "_copyright_stat": '"2"', "reprint_type": "'2' * 1"}
    found = parse(raw(classic(variables, body, head)))
    assert isinstance(found, Article)
    assert found.body.text == '写得"好"。\n转给大家。\n山里的雾。'


@pytest.mark.parametrize("address", ["javascript:;", "javascript:void(0);", "JavaScript:;"])
def test_address_that_leads_nowhere_is_no_source(address: str) -> None:
    assert told(source_url=address).source_url is None
    assert told_by_variables(msg_source_url=f"'{address}'").source_url is None
