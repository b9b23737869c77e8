"""The wordings of message pages, in every language of the interface (docs/wechat-pages.md §5.2)."""

import json

import pytest

from tests.parse.reading import HEAD, article, page
from wxarchive.models import State, StatePage

WORDINGS: dict[State, tuple[str, ...]] = {
    "deleted": (
        "图文消息已被删除",
        "该内容已被发布者撤回",
        "該內容已被發佈者刪除",
        "該內容已被發布者刪除",
        "该文章已被删除",
        "The content has been deleted by the author.",
        "该内容已被其作者删除",
        "内容已删除",
        "This content was removed by the author",
    ),
    "violation": (
        "根据相关法律法规和政策，此内容无法查看",
        "由用户投诉并经平台审核，存在诱导分享",
        "该内容因违反管理规定已被删除",
        "此內容因違規無法查看",
        "此內容因違規無法檢視",
        "此內容發送失敗無法查看",
        "该文章因违规已被删除",
        "此內容因違反相關規定無法查看",
        "此文章已被封禁",
        "该内容违反《互联网用户公众账号信息服务管理规定》",
    ),
    "infringement": (
        "此内容被投诉且经审核侵犯名誉权，无法查看。",
        "此內容被投訴且經審核涉嫌侵權，無法查看。",
        "由用户投诉并经平台审核，涉嫌侵犯著作权",
        "涉嫌抄袭，无法查看",
    ),
    "account_gone": (
        "该帐号已被关闭",
        "此帐号已经注销，内容无法查看",
        "此帳號已自主註銷，內容無法查看",
        "此帳號已被屏蔽，內容無法查看",
        "此帳號已被封鎖，內容無法檢視",
        "此帐号已申请公众号帐号迁移流程，被回收，小主页暂无法访问。",
        "该公众号已注销",
        "该公众号已被封禁",
        "此帐号已被永久封禁",
        "This account has been blocked and its content cannot be viewed.",
        "This account has been cancelled. Content cannot be viewed.",
        "This account has been deactivated.",
        "此帳號處於凍結期",
        "该公众号已被永久封禁",
        "This account has been frozen.",
        "此帐号因违规被永久停用",
        "該公眾號不存在",
        "此账号已被限制使用",
        "This Official Account has been deleted.",
    ),
    "migrated": (
        "該公眾號已遷移",
        "该公众号已完成迁移",
        "此帐号已完成迁移",
        "This Official Account has been migrated",
    ),
    "private": (
        "你没有权限查看该内容",
        "根據作者隱私設置，無法查看該內容",
        "该内容仅好友可见",
        "此文章已由作者设置为仅自己可见",
        "该内容仅作者可见",
        "根據作者的私隱設定，無法檢視",
        "The author has made this private",
    ),
    "expired": (
        "連結已過期",
        "鏈接已過期",
        "链接已失效",
        "This link is expired",
        "此預覽已過期",
        "頁面已失效",
    ),
    "invalid": ("參數錯誤", "Invalid parameter", "链接有误", "参数不合法", "该文章不存在"),
    "challenge": (
        "网络环境存在异常，请完成验证",
        "環境異常",
        "操作頻繁，請稍後再試",
        "請在微信客戶端打開鏈接",
        "The current environment is abnormal.",
        "Operation too frequent. Try again later.",
        "Please open the link in the WeChat client",
        "Too many requests. Try again later.",
        "请完成安全验证",
        "拖动滑块完成拼图",
        "請輸入驗證碼",
        "操作太频繁，请稍后再试",
        "Verify your identity",
    ),
    "unavailable": (
        "内容正在审核中",
        "該內容暫時無法查看",
        "系統出錯",
        "系統繁忙，請稍後再試",
        "System is busy",
        "公众号迁移中",
        "網絡異常，請稍後重試",
        "系统维护中",
        "服务器繁忙",
    ),
}
CASES = [(wording, state) for state, wordings in WORDINGS.items() for wording in wordings]


@pytest.mark.parametrize(("wording", "state"), CASES)
def test_message_tells_the_state(wording: str, state: State) -> None:
    found = page(
        f'<html><body><div class="weui-msg"><h2 class="weui-msg__title">{wording}</h2></div></body></html>'
    )
    assert isinstance(found, StatePage)
    assert (found.state, found.reason) == (state, wording)


@pytest.mark.parametrize(
    "words",
    [
        "滑块怎么做",
        "他被侵犯的权利",
        "一条微博已被删除以后",
        "稿子还在审核中",
        "合同因违反诚信而无效",
    ],
)
def test_words_of_an_article_without_its_body_are_no_message(words: str) -> None:
    bare = page(f"<html><body><h1>{words}</h1><p>一篇短文</p></body></html>")
    shared = page(
        f'<html><head><meta property="og:title" content="该内容已被发布者删除：{words}"></head>'
        f"<body><script>share({{title: '该内容已被发布者删除：{words}'}})</script></body></html>"
    )
    assert [found.state for found in (bare, shared) if isinstance(found, StatePage)] == [
        "unknown"
    ] * 2


def test_article_that_quotes_every_message_stays_an_article() -> None:
    wordings = [wording for wording, _ in CASES]
    found = article("".join(f'<h2 class="weui-msg__title">{wording}</h2>' for wording in wordings))
    assert found.body.text.split("\n") == wordings


UNSEEN = ["\x80", "\x1b[31m\x1b[0m", "\u2066\u200b", "\ufdd0", "\u00ad\u3164"]


@pytest.mark.parametrize("text", UNSEEN)
@pytest.mark.parametrize("tag", ["p", "pre", "code", "li"])
def test_body_of_nothing_that_anyone_sees_is_no_body(tag: str, text: str) -> None:
    found = page(
        f'<html><body>{HEAD}<div id="js_content"><{tag}>{text}</{tag}></div></div></body></html>'
    )
    assert isinstance(found, StatePage)
    assert (found.state, found.losses) == ("broken", ("the article has no body in this page",))


VERIFY = "<html><head><title>验证</title></head>\n<body><p>你的访问过于频繁，需要从微信打开验证身份</p></body></html>"


@pytest.mark.parametrize(
    "printed",
    [
        VERIFY.replace("\n", "\\n"),
        VERIFY.replace("\n", "\\r\\n"),
        json.dumps(VERIFY),
        json.dumps(VERIFY, ensure_ascii=False),
        repr(VERIFY),
        repr(VERIFY.encode()),
        f"{json.dumps(VERIFY)}, and more",
    ],
)
def test_a_page_that_a_tool_printed_as_a_string_is_read(printed: str) -> None:
    found = page(printed)
    assert isinstance(found, StatePage)
    is_whole = not printed.endswith("more")
    assert found.state == ("challenge" if is_whole else "unknown")


def test_a_document_of_xml_is_read_without_the_warning_of_a_library() -> None:
    found = page('<?xml version="1.0"?><foo><body>此内容因违规无法查看</body></foo>')
    assert isinstance(found, StatePage)
    assert found.state == "violation"
