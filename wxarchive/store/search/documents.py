"""What is indexed of an article or of one of its versions, and its cutting up into tokens."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b

from wxarchive.store.search.folding import fold
from wxarchive.store.search.matching import Texts
from wxarchive.store.search.tokens import Tokens, tokens

MARKS = {"title": "t", "account": "a", "author": "u"}
"""The letter before the single characters of a field that can be asked for by its name."""


@dataclass(frozen=True)
class IndexedText:
    """What is indexed of an article, or of an earlier version of it; ``published`` in seconds since
    1970.
    """

    article_id: int
    published: int | None
    texts: Texts
    version_id: int | None = None

    @cached_property
    def hash(self) -> int:
        """Return a number that changes with what is indexed."""
        texts = (getattr(self.texts, name) for name in Texts.__slots__)
        text = "\x1f".join((str(self.published), *texts))
        # as large as a number of SQLite's, and of either sign
        digest = blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True)

    @property
    def owner(self) -> tuple[str, int]:
        """Return the column and number by which a document is the article's, or the version's."""
        if self.version_id is None:
            return "article_id", self.article_id
        return "version_id", self.version_id


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A document as its two indexes take it: tokens of phrases for each field, and single
    characters.
    """

    document: IndexedText
    phrases: tuple[str, ...]
    characters: str


def prepare(document: IndexedText) -> IndexEntry:
    """Fold and cut up what is indexed of an article."""
    texts = document.texts
    cut = {
        name: _tokens_of_field(getattr(texts, name))
        for name in ("title", "account", "author", "digest")
    }
    cut["body"] = tokens(fold(texts.body))
    # a character of a title or name is marked, so that it can be looked for there alone
    marked = (
        f"{mark}{one}" for name, mark in MARKS.items() for one in cut[name].characters.split()
    )
    characters = " ".join([*(one.characters for one in cut.values()), *marked])
    phrases = tuple(f"{one.words} {one.pairs}" for one in cut.values())
    return IndexEntry(document, phrases, characters)


@lru_cache(1000)
def _tokens_of_field(text: str) -> Tokens:
    """Return the tokens of a title, account, author or digest: many articles have the same."""
    return tokens(fold(text))
