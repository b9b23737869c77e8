"""The words WeChat, its authors and other tools write, as data: messages, headings, labels. No
code.

Elements and markers stand in :mod:`wxarchive.parse.selectors`. Sources: docs/wechat-pages.md, the
sections named beside each table.
"""

from wxarchive.models import State

# Chinese letters: Traditional as Simplified, 帐 as 账 (messages §5.2, headings §3.10)

SIMPLIFIED = str.maketrans(
    "帳賬帐該內發佈刪違規無檢視訴經審權號註銷鎖眾遷據隱設連結過鏈參數錯誤環異暫時統頻戶請驗證後訪問於關營騷擾敗僅見凍開繼續"
    "閱讀薦歷熱門擴點擊傳歡還許興顧選編輯為聯",
    "账账账该内发布删违规无检视诉经审权号注销锁众迁据隐设连结过链参数错误环异暂时统频户请验证后访问于关营骚扰败仅见冻开继续"
    "阅读荐历热门扩点击传欢还许兴顾选编辑为联",
)

# messages of state pages (§5.2)

STATE_OF_PHRASE: tuple[
    tuple[str, State], ...
] = (  # normalised: no spaces or punctuation, Simplified; first hit wins
    ("冒名侵权", "infringement"),
    ("涉嫌侵权无法查看", "infringement"),
    ("涉嫌侵权此账号已注销", "account_gone"),
    ("账号已注销", "account_gone"),
    ("自主注销", "account_gone"),
    ("账号已被屏蔽", "account_gone"),
    ("账号已被封", "account_gone"),
    ("账号已被永久封", "account_gone"),
    ("公众号已注销", "account_gone"),
    ("公众号已被封", "account_gone"),
    ("公众号已被屏蔽", "account_gone"),
    ("账号已冻结", "account_gone"),
    ("被冻结", "account_gone"),
    ("账号在冻结期", "account_gone"),
    ("迁移流程被回收", "account_gone"),
    ("已被停止使用", "account_gone"),
    ("已限制跳转到小主页", "account_gone"),
    ("accounthasbeenblocked", "account_gone"),
    ("accounthasbeencancel", "account_gone"),
    ("accounthasbeendeactivated", "account_gone"),
    ("accounthasbeensuspended", "account_gone"),
    ("accountisblocked", "account_gone"),
    ("账号迁移流程中", "unavailable"),
    ("公众号迁移中", "unavailable"),
    ("公众号已迁移", "migrated"),
    ("账号已迁移", "migrated"),
    ("accounthasbeenmigrated", "migrated"),
    ("已被发布者删除", "deleted"),
    ("已被作者删除", "deleted"),
    ("contenthasbeendeleted", "deleted"),
    ("deletedbytheauthor", "deleted"),
    ("违规无法", "violation"),
    ("涉嫌过度营销", "violation"),
    ("涉嫌违反", "violation"),
    ("违反相关法律", "violation"),
    ("此内容违反", "violation"),
    ("发送失败无法查看", "violation"),
    ("被多人投诉", "violation"),
    ("相关的内容无法进行查看", "violation"),
    ("violat", "violation"),
    ("被投诉且经审核涉嫌侵权", "infringement"),
    ("侵权", "infringement"),
    ("涉嫌侵犯", "infringement"),
    ("侵犯著作权", "infringement"),
    ("infring", "infringement"),
    ("隐私设置", "private"),
    ("仅限朋友可见", "private"),
    ("仅好友可见", "private"),
    ("此内容不可见", "private"),
    ("privacysettings", "private"),
    ("链接已过期", "expired"),
    ("链接已失效", "expired"),
    ("连结已过期", "expired"),
    ("连结已失效", "expired"),
    ("linkexpired", "expired"),
    ("linkhasexpired", "expired"),
    ("linkisexpired", "expired"),
    ("参数错误", "invalid"),
    ("parametererror", "invalid"),
    ("invalidparameter", "invalid"),
    ("incorrectparameter", "invalid"),
    ("wrongparameter", "invalid"),
    ("环境异常", "challenge"),
    ("完成验证后", "challenge"),
    ("访问过于频繁", "challenge"),
    ("操作频繁", "challenge"),
    ("操作过于频繁", "challenge"),
    ("toofrequent", "challenge"),
    ("toomanyattempts", "challenge"),
    ("请在微信客户端打开", "challenge"),
    ("请在微信打开", "challenge"),
    ("openthislinkinwechat", "challenge"),
    ("openthelinkinwechat", "challenge"),
    ("openthelinkinthewechat", "challenge"),
    ("openinwechat", "challenge"),
    ("openinweixin", "challenge"),
    ("验证身份", "challenge"),
    ("environmentabnormal", "challenge"),
    ("environmentisabnormal", "challenge"),
    ("abnormalenvironment", "challenge"),
    ("暂时无法查看", "unavailable"),
    ("temporarilyunavailable", "unavailable"),
    ("viewedtemporarily", "unavailable"),
    ("系统出错", "unavailable"),
    ("系统繁忙", "unavailable"),
    ("systemerror", "unavailable"),
    ("systembusy", "unavailable"),
    ("systemisbusy", "unavailable"),
    ("未知错误", "unavailable"),
    ("unknownerror", "unavailable"),
    ("内容已被删除", "deleted"),
    ("文章已被删除", "deleted"),
)

AGREEMENTS = (
    "协议",
    "服务条款",
    "使用条款",
    "平台规范",
    "Agreement",
    "Terms of Service",
    "Terms of Use",
)
"""How the titles of the platform's own agreements end (§11)."""

# metadata of pages without script data (§2.2)

TITLE_PLACEHOLDERS = frozenset(
    {"分享图片", "视频", "分享视频", "图片", "分享一篇文章", "分享语音", "无标题"}
)
LABELS: dict[
    str, tuple[str, ...]
] = {  # what backup scripts write above a body they kept, in front of a colon
    "account": ("来源", "公众号", "公众号名称", "账号"),
    "author": ("作者",),
    "published_at": ("发布时间", "发表时间", "时间", "日期"),
    "url": ("原文链接", "原文地址", "原文", "链接"),
}

# body (§3)

CARD_LABELS: dict[str, str] = {  # tag of a card → the word in front of its line (§3.8)
    "mp-common-profile": "公众号",
    "mpprofile": "公众号",
    "mp-miniprogram": "小程序",
    "mp-common-miniprogram": "小程序",
    "mp-weapp": "小程序",
    "mp-common-product": "商品",
    "mp-wxaproduct": "商品",
    "mpproduct": "商品",
    "mpcps": "商品",
    "mp-common-cpsad": "商品",
    "mpshop": "小店",
    "mp-common-shopprofile": "小店",
    "mp-common-shoptag": "小店",
    "mpgongyi": "公益",
    "redpacketcover": "红包封面",
    "mp-common-redpacket": "红包封面",
    "mp-common-bluepacket": "红包封面",
    "mppoi": "地点",
    "mp-common-poi": "地点",
    "mpsearch": "搜索",
    "mp-common-search": "搜索",
    "mp-common-article": "文章",
    "mp-common-read": "文章",
    "mp-common-gameprofile": "游戏",
    "mp-common-vote": "投票",
    "mpvote": "投票",
    "mp-common-blockquote": "引用",
}
JUNK_ALTS = frozenset({"图片", "image", "img", "null", "undefined", "描述", "alt", "picture"})

# links (§3.10)

HEADING_WORDS = (
    "往期",
    "往年",
    "历史文章",
    "历史回顾",
    "历史推荐",
    "推荐阅读",
    "推荐文章",
    "精彩推荐",
    "精选推荐",
    "精彩回顾",
    "精选文章",
    "好文推荐",
    "相关阅读",
    "相关文章",
    "相关推荐",
    "延伸阅读",
    "扩展阅读",
    "拓展阅读",
    "更多阅读",
    "阅读更多",
    "更多精彩",
    "更多文章",
    "近期文章",
    "近期热点",
    "近期好文",
    "近期推荐",
    "最近文章",
    "热门文章",
    "热文推荐",
    "热门推荐",
    "猜你喜欢",
    "你可能还喜欢",
    "也许你还想看",
    "你可能感兴趣",
    "点击阅读",
    "系列文章",
    "本系列",
    "合集",
    "传送门",
    "上期回顾",
    "上一篇",
    "下一篇",
    "前文回顾",
    "文章推荐",
    "精华文章",
    "精选阅读",
    "继续阅读",
    "好文",
    "回顾",
    "previous",
    "recommend",
    "readmore",
    "relatedarticles",
    "relatedreading",
    "furtherreading",
    "morearticles",
    "youmayalsolike",
    "youmightalsolike",
    "pastarticles",
    "pastissues",
    "latestarticles",
)
SHORT_HEADING_LENGTHS = range(4, 11)
"""Characters of a line that is a heading for the words below: a longer one is a sentence that uses
them.
"""
SHORT_HEADING_ENDS = ("推荐", "热文", "阅读")
SHORT_HEADING_WORDS = (
    "都在看",
    "还在看",
    "还想看",
    "还喜欢",
    "还看了",
    "最新文章",
    "精彩文章",
    "经典文章",
    "热点文章",
    "原创文章",
    "爆款文章",
    "必读文章",
    "高赞文章",
    "过往文章",
    "近期精选",
    "历史精选",
    "历史推送",
    "精彩内容",
    "更多内容",
    "上期内容",
    "往日精彩",
    "相关链接",
)
