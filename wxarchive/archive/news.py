"""What a run found to have happened to articles, for whoever is told elsewhere: a few words of it,
and what the archive keeps.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from wxarchive.archive.check import found
from wxarchive.differences import compared
from wxarchive.errors import DamagedRow, NotFound
from wxarchive.models import NEWS, Body, NewsKind, Outcome, StoredArticle
from wxarchive.store import Store

_EXCERPT = 200
_OF_STATUS: dict[str, NewsKind] = {
    "created": "new", "partial": "new", "updated": "edited", "gone": "gone",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened, and what the archive holds of the article now.

    ``excerpt``: how its text begins; of an edit, what came (``+``) and went (``-``).
    ``characters`` of its text, ``pictures`` of it that are kept, ``versions``.
    """

    kind: NewsKind
    outcome: Outcome
    article: StoredArticle | None = None
    excerpt: str | None = None
    characters: int = 0
    pictures: int = 0
    versions: int = 0

    @property
    def sentence(self) -> str:
        """Say in a line what happened, and whether the copy here is safe."""
        return f"{self.kind}: {self.outcome.title or self.outcome.source}{self._why}; {self._kept}"

    @property
    def _why(self) -> str:
        why: str | None = None
        if self.kind in {"gone", "address"}:
            why = self.outcome.message or self.outcome.state
        elif self.kind == "edited" and self.outcome.change:
            why = ", ".join(self.outcome.change.fields)
        if not why:
            return ""
        return f" ({why})"

    @property
    def _kept(self) -> str:
        if not self.versions:
            return "no text of it was ever archived"
        parts = [(self.characters, "characters"), (self.pictures, "pictures")]
        if self.versions > 1:
            parts.append((self.versions, "versions"))
        counted = ", ".join(f"{number} {name}" for number, name in parts if number)
        if not counted:
            return "your copy is safe"
        return f"your copy is safe: {counted}"


def of_check(outcome: Outcome) -> NewsKind | None:
    """Name what a check found; ``None`` if all is as it was."""
    what = found(outcome)
    if what is None:
        return None
    named: dict[str, NewsKind] = {one: one for one in NEWS} | {"metadata": "edited"}
    return named[what]


def of_reading(outcome: Outcome) -> NewsKind | None:
    """Name what became of an article that was asked for because it is new; of a list that was read
    there is no news.
    """
    if outcome.id is None:
        return None
    return _OF_STATUS.get(outcome.status)


def news(
    store: Store, outcomes: Iterable[Outcome], kind_of: Callable[[Outcome], NewsKind | None]
) -> Iterator[News]:
    """Yield what happened, as ``kind_of`` names it. A damaged row tells nothing but that."""
    for outcome in outcomes:
        if kind := kind_of(outcome):
            whole = None
            with suppress(DamagedRow, NotFound):
                whole = _news_of(store, kind, outcome)
            yield whole or News(kind, outcome)


def _news_of(store: Store, kind: NewsKind, outcome: Outcome) -> News | None:
    if outcome.id is None:
        return None
    article = store.articles.get(outcome.id)
    versions = store.versions.of(outcome.id)
    text = (article.content or Body()).text
    excerpt = text
    if kind == "edited" and len(versions) > 1:
        pieces = compared(versions[-2].body.text, versions[-1].body.text)
        marks = {"added": "+", "removed": "-"}
        changed = ((marks.get(one.kind), one.text.strip()) for one in pieces)
        excerpt = " ".join(f"{mark}{said}" for mark, said in changed if mark and said) or text
    kept = [one for one in store.media.of_article(outcome.id) if one.state == "kept"]
    pictures = sum(one.role == "picture" for one in kept)
    return News(kind, outcome, article, _short(excerpt), len(text), pictures, len(versions))


def _short(text: str) -> str | None:
    words = " ".join(text.split())
    if len(words) > _EXCERPT:
        words = f"{words[: _EXCERPT - 1]}…"
    return words or None
