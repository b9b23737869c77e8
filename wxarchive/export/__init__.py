"""Many articles → a folder of Markdown files that can be exported again and again.

A manifest in the folder remembers which file belongs to which article, and what was written. So a file keeps its name
for good, whatever is added or renamed later; a second run writes only what changed; and a file that someone else
wrote or edited is never overwritten: it is reported and left alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from wxarchive import render
from wxarchive.export.folder import Fate, Folder, opened
from wxarchive.models import StoredArticle

__all__ = ["Exported", "Fate", "export_markdown"]


@dataclass(slots=True)
class Exported:
    """What an export did; the counts add up to the articles given. ``messages`` names what was not written, and why."""

    written: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    messages: list[str] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """The number of articles given."""
        return self.written + self.unchanged + self.skipped + self.failed

    def count(self, fate: Fate, message: str | None = None) -> None:
        """Count one article, with what there is to say about it."""
        setattr(self, fate, getattr(self, fate) + 1)
        if message:
            self.messages.append(message)


def export_markdown(
    articles: Iterable[StoredArticle],
    folder: Path,
    *,
    front_matter: bool = False,
    on_article: Callable[[StoredArticle, Fate], None] | None = None,
) -> Exported:
    """Write each article as ``YYYY-MM-DD TITLE.md`` into the folder, which is made if it is missing.

    The articles are taken one at a time. A title taken by another article gets a short id; an untitled one is
    ``无标题``. ``on_article`` hears of each as soon as it is done. An article without a body is skipped. Raises
    ExportError where the folder cannot be written; what was written until then is remembered.
    """
    exported = Exported()
    with opened(folder) as target:
        for article in articles:
            fate, message = _put(article, target, front_matter=front_matter)
            exported.count(fate, message)
            if on_article:
                on_article(article, fate)
    return exported


def _put(article: StoredArticle, target: Folder, *, front_matter: bool) -> tuple[Fate, str | None]:
    if article.content is None:
        name = article.metadata.title or (article.ref.url if article.ref else f"article {article.id}")
        return "skipped", f"{name}: the archive holds no text of it (state: {article.state})"
    return target.put(article, render.document(article, front_matter=front_matter))
