"""As many posts as a test or a measurement wants, each linking to the two before it."""

from datetime import datetime, timedelta

from tests.smallwechat.pages import BEIJING, Account, Post
from tests.smallwechat.site import Site
from tests.smallwechat.writing import paragraph, previous

ACCOUNT = Account("数字小镇", 3300778899, "gh_5ma11wecha73", "number_town", "每天一篇，写一个数。")
_FIRST_DAY = datetime(2024, 1, 1, 7, 0, tzinfo=BEIJING)
_DIGITS = "零一二三四五六七八九"


def crowd(count: int, boilerplate_kb: int = 40) -> Site:
    """Return a site of ``count`` posts of one account."""
    posts: list[Post] = []
    for number in range(1, count + 1):
        posts.append(_post(number, posts[-2:]))
    return Site(tuple(posts), accounts=(ACCOUNT,), boilerplate_kb=boilerplate_kb)


def _post(number: int, before: list[Post]) -> Post:
    name = "".join(_DIGITS[int(digit)] for digit in str(number))
    links = tuple(post.reference for post in before)
    lines = [
        f"镇上的第{name}户人家，门牌上写着{number}。",
        f"他们说，{number}加一是{number + 1}，日子也是这样一天天加上去的。",
        f"第{name}盏灯亮的时候，我正好路过。",
    ]
    return Post(
        ACCOUNT,
        f"第{name}户人家",
        2247490000 + number,
        f"NumberTown{number:012d}",
        _FIRST_DAY + timedelta(days=number),
        author="门牌先生",
        digest=f"{number}号的故事。",
        province="江苏",
        sn=f"{number:032x}",
        links=links,
        body_html="".join([*map(paragraph, lines), previous(links) if links else ""]),
    )
