"""What readers did with an article, as WeChat showed it to a client: counts and comments."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How often an article was read and so on; ``None`` where that was not shown.

    ``likes`` are 赞, ``recommended`` 在看 (docs/wechat-pages.md §6.5). ``seen_at``: when that was
    shown; ``None`` where it is not told with them.
    """

    reads: int | None = None
    likes: int | None = None
    recommended: int | None = None
    shares: int | None = None
    comments: int | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment (留言), or a reply to the one ``reply_to``.

    ``author``: the name that was shown; ``is_by_account``: the account itself wrote it.
    ``location``: the province or country. ``first_seen`` and ``last_seen`` are those of an archive,
    whose author may be a pseudonym.
    """

    id: str
    text: str
    author: str | None = None
    is_by_account: bool = False
    written_at: datetime | None = None
    likes: int | None = None
    location: str | None = None
    reply_to: str | None = None
    first_seen: datetime | None = None
    last_seen: datetime | None = None
