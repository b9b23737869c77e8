"""How words are used: counted by month, year or account, and hit by hit."""

from dataclasses import dataclass
from typing import Literal

from wxarchive.models.stored import StoredArticle

PER_CHARACTERS = 10_000
"""Characters of text that a rate is for (每万字)."""
ConcordanceSort = Literal["newest", "oldest", "relevance", "left", "right"]


@dataclass(frozen=True, slots=True)
class WordUse:
    """How the words of a query are used in the articles of one month, year or account.

    ``name``: ``2024-10``, ``2024`` or the account's; ``None`` where that is unknown. ``articles``:
    those that the query finds, of ``articles_in_all`` that the filter lets pass. ``occurrences``:
    how often the texts of those found have its words; ``None`` for a query that looks in titles,
    accounts or bylines only. ``characters``: the length of all texts that the filter lets pass.
    """

    name: str | None
    articles: int
    articles_in_all: int
    occurrences: int | None
    characters: int

    @property
    def share(self) -> float | None:
        """The part of the articles that the query finds, from 0 to 1; ``None`` of no articles."""
        if not self.articles_in_all:
            return None
        return self.articles / self.articles_in_all

    @property
    def rate(self) -> float | None:
        """The occurrences in each 10,000 characters of text; ``None`` where there is no text."""
        if self.occurrences is None or not self.characters:
            return None
        return PER_CHARACTERS * self.occurrences / self.characters


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """One place where an article's text has what a query looks for (keyword in context).

    ``start``: where in the text, in characters. ``left`` and ``right`` are what stands around it,
    white space as single spaces; ``hit`` is as the text writes it.
    """

    article: StoredArticle
    start: int
    left: str
    hit: str
    right: str
