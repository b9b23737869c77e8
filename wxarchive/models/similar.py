"""Articles that share text: reprints, edits that became articles of their own, and the same
article saved twice.
"""

from dataclasses import dataclass, replace
from typing import Literal, Self

from wxarchive.models.stored import StoredArticle

Who = Literal["this", "other"]


@dataclass(frozen=True, slots=True)
class SharedText:
    """What two articles share.

    ``inside``: how much of this article's letters and digits stand in the other, 0 to 1, in runs
    of eight or more; ``contains``: how much of the other's stand in this one. ``letters``,
    ``other_letters``: how many these are. ``version``, ``other_version``: the numbers of the
    earlier versions that are meant; ``None``: the newest.
    """

    article_id: int
    other_id: int
    letters: int
    other_letters: int
    inside: float
    contains: float
    version: int | None = None
    other_version: int | None = None

    @property
    def most(self) -> float:
        """How much of one of the two stands in the other: of the one of which it is more."""
        return max(self.inside, self.contains)

    @property
    def order(self) -> tuple[float, float, int]:
        """A key that sorts by how much is shared, least first."""
        return self.most, min(self.inside, self.contains), self.letters

    def turned(self) -> Self:
        """Return the same as the other article has it."""
        return replace(
            self,
            article_id=self.other_id,
            other_id=self.article_id,
            letters=self.other_letters,
            other_letters=self.letters,
            inside=self.contains,
            contains=self.inside,
            version=self.other_version,
            other_version=self.version,
        )


@dataclass(frozen=True, slots=True)
class SimilarArticle:
    """Another article that shares text with a given one.

    ``first``: which of the two was published first, ``None`` where that is not known.
    ``may_be_same``: one of the two has no address, and title, account and text hardly differ: they
    may be one article.
    """

    article: StoredArticle
    shared: SharedText
    first: Who | None = None
    may_be_same: bool = False

    @property
    def is_readable(self) -> bool:
        """Whether the other one could be read at WeChat when it was seen last."""
        return self.article.gone_at is None and self.article.ref is not None


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Articles that share text with each other, directly or through others of them.

    The first published comes first, reprints after the others, undated ones last. ``similar``: the
    others, each with the one that it shares most with, ``shared.article_id``: one before it in the
    group, if it shares anything with those.
    """

    first: StoredArticle
    similar: tuple[SimilarArticle, ...]

    @property
    def articles(self) -> tuple[StoredArticle, ...]:
        """All articles of the group."""
        return (self.first, *(one.article for one in self.similar))
