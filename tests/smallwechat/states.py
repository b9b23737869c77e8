"""Pages that are no articles (docs/wechat-pages.md §5), and pages of other sorts."""

from collections.abc import Sequence
from html import escape

from tests.smallwechat.literals import quoted
from tests.smallwechat.pages import Account, Album, Post, fill, head

_ASSETS = "//res.wx.qq.com/mmbizappmsg/zh_CN/htmledition/js/assets"


def deleted() -> str:
    return _message("error", '        <div class="weui-msg__title warn">该内容已被发布者删除</div>')


def deleted_english() -> str:
    return _message(
        "error",
        '        <div class="weui-msg__title warn">The content has been deleted by the author.</div>',
    )


def invalid() -> str:
    title = '        <div class="weui-msg__title warn">参数错误</div>'
    return _message("error", title, "    var ret = '-2' * 1;")


def violation(account: Account, reason: str = "涉嫌过度营销、骚扰用户") -> str:
    script = f"""    window.cgiData = {{
        del_reason_id: '10001',
        del_reason: {quoted(reason)},
        user_name: '{account.user_name}',
        nick_name: {quoted(account.name)},
    }}"""
    return _message(
        "del", _titled("此内容因违规无法查看", f"由用户投诉并经平台审核，{reason}"), script
    )


def infringement() -> str:
    return _message("del", _titled("此内容被投诉且经审核涉嫌侵权，无法查看。"))


def account_gone() -> str:
    return _message("error", _titled("此帐号已自主注销，内容无法查看"))


def migrated(new_address: str) -> str:
    return _message(
        "error", _titled("该公众号已迁移"), f"    var transferTargetLink = {quoted(new_address)};"
    )


def expired() -> str:
    return _message("error", _titled("链接已过期"))


def system_error() -> str:
    return _message("error", '        <div class="global_error_msg warn">系统出错</div>')


def private() -> str:
    return fill("private", {})


def unavailable() -> str:
    return fill("unavailable", {})


def challenge(target: str, token: str = "SmallWechatPocToken") -> str:
    return fill("verify", {"target": target, "token": token})


def account_info(account: Account) -> str:
    return fill(
        "account",
        {
            "account_html": escape(account.name),
            "account_js": quoted(account.name),
            "alias": account.alias,
            "biz": account.biz,
            "user_name": account.user_name,
        },
    )


def album_page(account: Account, album: Album, posts: Sequence[Post]) -> str:
    items = "\n".join(_album_item(post) for post in posts)
    names = {
        "album_html": escape(album.title),
        "account_html": escape(account.name),
        "items": items,
    }
    return fill("album", names)


def _album_item(post: Post) -> str:
    link = escape(post.long_url.replace("https:", "http:"))
    return f"""            <li class="album__list-item js_album_item" data-msgid="{post.mid}" data-itemidx="{post.idx}"
                data-link="{link}" data-title="{escape(post.title)}">
                <span class="album__item-title-wrp">{escape(post.title)}</span>
                <span class="js_article_create_time album__item-info-item">{int(post.published.timestamp())}</span>
            </li>"""


def _titled(title: str, description: str = "") -> str:
    text = (
        f'        <div class="weui-msg__desc"><p class="tips">{description}</p></div>'
        if description
        else ""
    )
    return f"        <h2 class='weui-msg__title title'>\n            {title}\n        </h2>\n{text}"


def _message(asset: str, message: str, script: str = "") -> str:
    extra = f'    <script type="module" crossorigin src="{_ASSETS}/{asset}.small000.js" nonce=""></script>'
    return head("", extra=extra) + fill("message", {"message": message, "script": script})
