"""What readers did with an article, as a WeChat client was shown it: counts and comments."""

from dataclasses import dataclass
from datetime import datetime

from wxarchive.models.article import ArticleRef


@dataclass(frozen=True, slots=True)
class Counts:
    """How often an article was read and so on; ``None`` where that was not told.

    ``likes`` are 赞, ``recommended`` 在看 (docs/wechat-pages.md §6.5).
    """

    reads: int | None = None
    likes: int | None = None
    recommended: int | None = None
    shares: int | None = None
    comments: int | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment (留言), or a reply to the one ``reply_to``.

    ``author``: the name that was shown; ``is_by_account``: the account itself wrote it.
    ``location``: the province or country.
    """

    id: str
    text: str
    author: str | None = None
    is_by_account: bool = False
    written_at: datetime | None = None
    likes: int | None = None
    location: str | None = None
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Reactions:
    """What was shown of an article at a time."""

    ref: ArticleRef
    at: datetime
    counts: Counts | None = None
    comments: tuple[Comment, ...] = ()
