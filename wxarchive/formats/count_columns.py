"""Which column or field holds how often an article was read and so on: the exports of other tools
have them.
"""

import re
from collections.abc import Iterable
from typing import Any

from wxarchive.formats.columns import key_of
from wxarchive.guarded import number
from wxarchive.models import Counts

_NAMES = {
    "reads": """
        阅读 阅读数 阅读量 阅读次数 阅读人数 阅读数量 readnum readcount readcnt reads views
    """,
    "likes": "赞 点赞 点赞数 点赞量 点赞数量 赞数 oldlikenum oldlikecount likes likecount likecnt",
    "recommended": "在看 在看数 在看量 在看数量 好看 好看数 喜欢 喜欢数 likenum lookingnum wownum",
    "shares": """
        分享 分享数 分享量 分享数量 转发 转发数 转发量 sharenum sharecount sharecnt shares
    """,
    "comments": """
        留言 留言数 留言量 留言数量 评论 评论数 评论量 评论数量 commentnum commentcount commentcnt
        comments
    """,
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split()}
_IN_THOUSANDS = re.compile(r"[(（\[【]\s*+(?:单位\s*+[:：]?)?+\s*+[万千wk]\w?\s*+[)）\]】]", re.I)
_NO_DECIMALS = re.compile(r"\.0+\s*$")


def counts_of(cells: Iterable[tuple[str, str]]) -> Counts | None:
    """Return the counts that the cells of a row tell, by the names of their columns; ``None`` if
    they tell none. What is no whole number, such as 10万+, is not known, nor what is counted in
    thousands.
    """
    told: dict[str, Any] = {}
    for name, words in cells:
        field = _FIELDS.get(key_of(name))
        if field is None or _IN_THOUSANDS.search(name):
            continue
        # people write 1,043; programs write 1043.0 in a column with empty cells
        value = number(_NO_DECIMALS.sub("", words.replace(",", "")))
        # of two columns for the same count the first is the plainer one
        if value is not None:
            told.setdefault(field, value)
    return Counts(**told) if told else None
