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
_SIGNS = {"added": "+", "removed": "-"}
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
        outcome = self.outcome
        what = f"{self.kind}: {outcome.title or outcome.source}"
        why: str | None = None
        if self.kind in {"gone", "address"}:
            why = outcome.message or outcome.state
        elif self.kind == "edited" and outcome.change:
            why = ", ".join(outcome.change.fields)
        if why:
            what += f" ({why})"
        if not self.versions:
            return f"{what}; no text of it was ever archived"
        parts = [(self.characters, "character"), (self.pictures, "picture")]
        # that there is one version goes without saying
        if self.versions > 1:
            parts.append((self.versions, "version"))
        counted = ", ".join(
            f"{number} {name}{'s' * (number > 1)}" for number, name in parts if number
        )
        safe = "your copy is safe"
        if counted:
            safe += f": {counted}"
        return f"{what}; {safe}"


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
    said = text
    if kind == "edited" and len(versions) > 1:
        old, new = versions[-2:]
        pieces = compared(old.body.text, new.body.text)
        marked = []
        for one in pieces:
            mark = _SIGNS.get(one.kind)
            changed = one.text.strip()
            if mark and changed:
                marked.append(f"{mark}{changed}")
        # pictures alone may have changed
        said = " ".join(marked) or text
    excerpt = " ".join(said.split())
    if len(excerpt) > _EXCERPT:
        excerpt = f"{excerpt[: _EXCERPT - 1]}…"
    kept = [one for one in store.media.of_article(outcome.id) if one.state == "kept"]
    pictures = sum(one.role == "picture" for one in kept)
    return News(kind, outcome, article, excerpt or None, len(text), pictures, len(versions))
