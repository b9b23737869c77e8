"""What a line of a page's head that may be the byline must not be: a date, the place, a mark.

Source: docs/wechat-pages.md §11.
"""

import re
import unicodedata

_LONGEST = 30
_OTHER = re.compile(
    # numbers of days and clocks
    r"\d{1,4}+ ?[-/年.月년월] ?\d|\d{1,2}:\d\d|^\d{4}$|[〇零一二三四五六七八九十]{2,9}年"
    r"|\d ?(?:[天日周週月年號号秒]|[个個]?(?:小时|小時|分钟|分鐘|星期|月))(?:[前内內]|$)"
    # days and times before now
    r"|^(?:昨[天日]|今[天日]|前天|先[週月]|一昨日|おととい)(?:[ \d]|$)|^[刚剛][刚剛才]$"
    r"|(?:[天日周週年秒]間?|小时|小時|时间|時間|分钟|分鐘|星期|[个個か]月|\d分)[之以]?前$"
    r"|^[上本这這]?(?:星期|周|週|礼拜)[一二三四五六日天]?$|^[上本这這][个個]月$"
    r"|^(?:凌晨|早上|上午|中午|下午|晚上|农历|農曆)"
    r"|^[月火水木金土日]曜日?$|^[월화수목금토일]요일$|[초분일주달년간월] ?전$"
    r"|^(?:어제|오늘|그저께|지난[주달해])$"
    r"|\b(?:second|minute|hour|day|week|month|year|min|hr)(?:s|\(s\))?\.? ago\b|ago$|\bjust now\b"
    r"|^(?:last )?(?:second|minute|hour|day|week|month|year|yesterday|today|now)(?:s|\(s\))?$"
    r"|^il y a\b|^(?:avant-)?hier$|^aujourd['’]hui|^(?:vor)?gestern$|^heute$|^vor \d"
    r"|^(?:ante)?ayer$|^hoy$|^hace \d|^há \d|^ontem$|^hoje$|^ieri$|^oggi$|\d .{2,8} fa$"
    r"|назад$|^(?:вчера|сегодня)\b|^(?:hôm (?:qua|nay)|เมื่อวาน|วันนี้)|\d .{2,8} trước$|^去年"
    # weekdays and months
    r"|^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?$"
    r"|^(?:lun|mar|mercre|jeu|vendre|same)di$"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?,? \d"
    r"|\b\d{1,2}\.?[ -](?:jan|f[eé]v?[br]|m[aä]r|a[pv]r|ma[iy]|jui?n|jui?l|a[uo][uûg]|sep|o[ck]t)"
    r"|\b\d{1,2}\.?[ -](?:nov|d[eé][cz])"
    # what stands before them, and marks
    r"|发[表布]于|[發発][表布佈]於|^[来來]自|属地|屬地|posted (?:on|from|in)|published|^modified"
    r"|^(?:gepostet|veröffentlicht|publicad[oa]|publicato|опубликовано)\b"
    r"|^(?:publié|posté|modifié)\b|^修改于|^已?(?:编辑|編輯)(?:[过過]|$)|^edited"
    r"|^已?(?:关注|關注|收藏)$|^[转轉][载載][自于]|^\d+万\+?$|^(?:阅读原文|閱讀原文|听全文|收录于.*|未知)$"
    r"|^(?:投稿|公開|更新|[発发發][表布行]|掲載)(?:日|者|場所|时间|時間)?[:：]?$|^(?:阅读|閱讀) ?\d"
    r"|^(?:原创|原創|オリジナル|원본|독창|original|转载|轉載|已修改)$",
    re.I,
)


_PROVINCES = """
    北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南
    广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 中国香港 中国澳门 中国台湾
    香港 澳门 台湾 內蒙古 遼寧 黑龍江 江蘇 廣東 廣西 重慶 貴州 雲南 陝西 甘肅 寧夏 臺灣 澳門
    中國香港 中國澳門 中國台灣 中國臺灣 beijing tianjin hebei shanxi liaoning jilin heilongjiang
    shanghai jiangsu zhejiang anhui fujian jiangxi shandong henan hubei hunan guangdong guangxi
    hainan chongqing sichuan guizhou yunnan tibet shaanxi gansu qinghai ningxia xinjiang taiwan
    macao macau
"""
_COUNTRIES = """
    中国 日本 韩国 韓國 美国 美國 英国 英國 法国 法國 德国 德國 意大利 西班牙 葡萄牙 荷兰 比利时
    瑞士 瑞典 挪威 丹麦 芬兰 俄罗斯 乌克兰 波兰 奥地利 爱尔兰 希腊 土耳其 以色列 阿联酋 沙特阿拉伯
    埃及 南非 加拿大 墨西哥 巴西 阿根廷 智利 澳大利亚 新西兰 新加坡 马来西亚 泰国 越南 缅甸 老挝
    柬埔寨 菲律宾 印度尼西亚 印度 巴基斯坦 尼泊尔 哈萨克斯坦 蒙古 朝鲜 伊朗 伊拉克 卡塔尔 科威特
    约旦 黎巴嫩 叙利亚 阿富汗 孟加拉国 斯里兰卡 马尔代夫 文莱 匈牙利 捷克 罗马尼亚 保加利亚
    塞尔维亚 克罗地亚 斯洛文尼亚 斯洛伐克 冰岛 卢森堡 白俄罗斯 立陶宛 拉脱维亚 爱沙尼亚 塞浦路斯
    马耳他 摩纳哥 摩洛哥 阿尔及利亚 突尼斯 尼日利亚 肯尼亚 埃塞俄比亚 坦桑尼亚 加纳 安哥拉 赞比亚
    卢旺达 古巴 哥伦比亚 秘鲁 委内瑞拉 厄瓜多尔 巴拿马 乌兹别克斯坦 吉尔吉斯斯坦 塔吉克斯坦
    阿塞拜疆 格鲁吉亚 斐济 china japan korea france germany italy spain canada australia singapore
    malaysia thailand vietnam india russia brazil mexico netherlands belgium switzerland sweden
    norway denmark finland poland austria ireland portugal greece turkey israel indonesia
    philippines cambodia laos myanmar
"""
# what WeChat calls the places of publication: provinces of China, else countries
_PLACES = (
    frozenset(_PROVINCES.split())
    | frozenset(_COUNTRIES.split())
    | frozenset(("hong kong", "hong kong sar", "macao sar", "inner mongolia", "united states"))
    | frozenset(("united kingdom", "new zealand", "south korea", "south africa"))
)


def may_be_byline(text: str) -> bool:
    """Tell whether a line of the head may name an author; it has single spaces. In any language."""
    text = unicodedata.normalize("NFKC", text)
    place = text.lower().removesuffix(", china")
    return 0 < len(text) <= _LONGEST and place not in _PLACES and not _OTHER.search(text)
