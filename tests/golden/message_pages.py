"""Pages that are no readable article (docs/wechat-pages.md §5), and bytes that are no page."""

from urllib.parse import quote

from tests.golden.building import BIZ, LONG_URL, SHORT_URL, common_data, current, earlier, raw
from tests.smallwechat import states
from tests.smallwechat.literals import escaped, html_escaped
from tests.smallwechat.pages import Account, Album
from wxarchive.models import RawPage

_ACCOUNT = Account("河边笔记", 3098765431, "gh_0123456789ab", "riverside_notes")
_CAPTCHA = f"https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=SECRET&target_url={quote(LONG_URL)}"
_BODY = "<p>" + "水一直流，" * 40 + "</p>"
_PAGE = current(common_data(content_noencode=_BODY), _BODY)
_VERIFY_CSS = "//res.wx.qq.com/mmbizwap/zh_CN/htmledition/style/page/secitptpage/verify0.css"
_EMPTY_VERIFY = f"""<html><head><title></title><link rel="stylesheet" href="{_VERIFY_CSS}"></head>
<body><div id="app"></div><script>document.getElementById("js_content").innerHTML = '<div id="js_content">';</script>
<script>window.cgiData = {{ target_url: '{escaped(html_escaped(LONG_URL))}' }};</script></body></html>"""
_HISTORY = """<html><body><div class="profile_info_area"><strong class="profile_nickname">河边笔记</strong></div>
<div id="history"><div class="weui_media_box" hrefs="/s?timestamp=1">旧文</div></div>
<script>var msgList = {"list":[]};</script></body></html>"""


def message(title: str, description: str = "", page_class: str = "weui-msg__title") -> RawPage:
    """A message page as the site shows it, asked for by the article's short address."""
    text = f'<div class="weui-msg__desc"><p>{description}</p></div>' if description else ""
    return raw(
        '<html><head><meta charset="utf-8"><title></title></head><body id="activity-detail"><div class="weui-msg">'
        f'<div class="weui-msg__text-area"><h2 class="{page_class}">\n  {title}\n</h2>{text}</div></div>'
        "<script>var biz = '' || ''; var mid = '' || '' || '';</script></body></html>",
        SHORT_URL,
    )


MESSAGES: dict[str, RawPage] = {
    "deleted": raw(states.deleted(), LONG_URL),
    "deleted_english": raw(states.deleted_english(), SHORT_URL),
    "violation": raw(states.violation(_ACCOUNT)),
    "violation_half_english": message(
        "此内容因违规无法查看",
        "接相关投诉，此内容违反 Regulations on Public Accounts, view the rules",
    ),
    "violation_english": message("Unable to view this content because it violates regulations"),
    "violation_many_complaints": message("此内容被多人投诉，相关的内容无法进行查看。"),
    "violation_send_failed": message("此内容发送失败无法查看"),
    "infringement": raw(states.infringement(), LONG_URL),
    "infringement_impersonation": message("投诉类型", "冒名侵权"),
    "account_gone": raw(states.account_gone()),
    "account_blocked": message("此帐号已被屏蔽, 内容无法查看"),
    "account_frozen": message("该帐号已冻结"),
    "account_cancelled_after_complaint": message(
        "此帐号被投诉且经审核涉嫌侵权。此帐号已注销，内容无法查看。"
    ),
    "migrated": raw(states.migrated(earlier(7)), LONG_URL),
    "migrated_without_target": message("该公众号已迁移"),
    "migrating": message("此帐号处于帐号迁移流程中"),
    "private": raw(states.private(), LONG_URL),
    "private_friends_only": message("仅限朋友可见"),
    "expired": raw(states.expired()),
    "invalid": raw(states.invalid()),
    "unavailable": raw(states.unavailable(), SHORT_URL),
    "unavailable_system_error": raw(states.system_error()),
    "challenge": raw(states.challenge(escaped(html_escaped(LONG_URL)))),
    "challenge_by_final_address": raw(
        "<html><body></body></html>", SHORT_URL, _CAPTCHA, from_file=False
    ),
    "challenge_text_filled_by_script": raw(_EMPTY_VERIFY),
    "challenge_too_frequent": message("访问过于频繁，请稍后再试"),
    "challenge_needs_client": message("请在微信客户端打开链接"),
    "not_article_account": raw(states.account_info(_ACCOUNT)),
    "not_article_album": raw(
        states.album_page(_ACCOUNT, Album("3141592653589793238", "河边散步"), ())
    ),
    "not_article_history": raw(_HISTORY),
    "broken_head": raw(_PAGE[: _PAGE.index("<title>")], LONG_URL),
    "broken_body": raw(_PAGE[: _PAGE.index("水一直流") + 60], LONG_URL),
    "broken_body_missing": raw(current(common_data()), SHORT_URL),
    "broken_empty": raw(b"", SHORT_URL),
    "broken_binary": raw(bytes(range(256)) * 20),
    "broken_plain_text": raw("这只是一段文字，不是网页。"),
    "unknown": raw(
        f"<html><body><h1>欢迎</h1><p>{BIZ}</p><p>{'什么也不是。' * 60}</p></body></html>"
    ),
}
