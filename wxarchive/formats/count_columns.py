"""Which column or field holds how often an article was read and so on: the exports of other tools
have them.
"""

from collections.abc import Iterable

from wxarchive.formats.columns import key_of
from wxarchive.guarded import number
from wxarchive.models import Counts

_NAMES = {
    "reads": "阅读 阅读数 阅读量 阅读次数 阅读人数 readnum readcount readcnt reads views",
    "likes": "赞 点赞 点赞数 点赞量 赞数 oldlikenum oldlikecount likes likecount",
    "recommended": "在看 在看数 在看量 喜欢 喜欢数 likenum lookingnum wownum",
    "shares": "分享 分享数 分享量 转发 转发数 sharenum sharecount shares",
    "comments": "留言 留言数 留言量 评论数 评论量 commentnum commentcount comments",
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split()}


def counts_of(cells: Iterable[tuple[str, str]]) -> Counts | None:
    """Return the counts that the cells of a row tell, by the names of their columns; ``None`` if
    they tell none. What is no whole number, such as 10万+, is not known.
    """
    told: dict[str, int] = {}
    for name, words in cells:
        field = _FIELDS.get(key_of(name))
        value = number(words.replace(",", ""))
        if field and value is not None:
            told.setdefault(field, value)
    return Counts(**told) if told else None
