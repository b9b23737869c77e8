"""What a line of a page's head that may be the byline must not be: a date, the place, a mark.

Source: docs/wechat-pages.md §11.
"""

import re

_LONGEST = 30
_OTHER = re.compile(
    r"\d{1,4}+ ?[-/年.月] ?\d|\d{1,2}:\d\d|^(?:昨[天日]|今[天日]|前天)(?:[ \d]|$)|^[刚剛][刚剛才]$"
    r"|\d ?(?:[天日周週月年號号秒]|[个個]?(?:小时|小時|分钟|分鐘|星期|月))(?:[前内內]|$)"
    r"|^[上本]?(?:星期|周|週|礼拜)[一二三四五六日天]?$|前$"
    r"|\b(?:second|minute|hour|day|week|month|year|min|hr)(?:s|\(s\))?\.? ago\b|ago$|\bjust now\b"
    r"|^(?:last )?(?:second|minute|hour|day|week|month|year|yesterday|today|now)(?:s|\(s\))?$"
    r"|^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?$"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?,? \d"
    r"|\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|发表于|發表於|posted (?:on|from|in)|published|^修改于|^edited"
    r"|^(?:原创|原創|original|转载|轉載|已修改)$",
    re.I,
)


_PLACES = frozenset({
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江",
    "安徽", "福建", "江西",
    "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏",
    "陕西", "甘肃",
    "青海", "宁夏", "新疆", "中国香港", "中国澳门", "中国台湾", "香港", "澳门", "台湾",
})  # fmt: skip
"""What WeChat calls the places of publication in China."""


def may_be_byline(text: str) -> bool:
    """Tell whether a line of the head may name an author; it has single spaces. In any language."""
    return 0 < len(text) <= _LONGEST and text not in _PLACES and not _OTHER.search(text)
