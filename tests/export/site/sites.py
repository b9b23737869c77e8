"""Sites in tests: made of an archive, and read as a browser would."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from lxml import html

from tests.web.reading import tree
from wxarchive.export import ExportOptions, ExportOutcome, ExportSelection
from wxarchive.export import export as exported
from wxarchive.models import Filter
from wxarchive.store.database import Store

_ADDRESSES = ("href", "src", "action", "poster", "data-fill")


@dataclass(frozen=True)
class Site:
    """A site in a folder, and what became of each file."""

    path: Path
    done: tuple[ExportOutcome, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many files had which end."""
        return dict(Counter(one.status for one in self.done))

    @property
    def files(self) -> set[str]:
        """Return all files but those that remember the export."""
        found = {str(one.relative_to(self.path)) for one in self.path.rglob("*") if one.is_file()}
        return {name for name in found if not name.startswith(".")}

    def page(self, file: str) -> html.HtmlElement:
        """Return a page as a tree."""
        return tree((self.path / file).read_text("utf-8"))

    def pages(self) -> Iterator[tuple[str, html.HtmlElement]]:
        """Yield all pages with their files."""
        for name in sorted(self.files):
            if name.endswith(".html"):
                yield name, self.page(name)

    def broken_links(self) -> list[str]:
        """Name what pages lead to, or show, that is not in the folder, and every place in a page
        that is not in it.
        """
        files, top = self.files, self.path.resolve()
        names = {name: {str(one) for one in page.xpath("//@id")} for name, page in self.pages()}
        found = []
        for name, page in self.pages():
            for address in (str(one) for kind in _ADDRESSES for one in page.xpath(f"//@{kind}")):
                whole, place = urldefrag(address)
                path = whole.partition("?")[0]
                if urlsplit(path).scheme:
                    continue
                target = (self.path / name).parent / unquote(path)
                file = str(target.resolve().relative_to(top)) if path else name
                is_there = file in files and (not place or place in names.get(file, set()))
                if not is_there and not place.startswith(("hit-", "rail")):
                    found.append(f"{name}: {address}")
        return found


def export(db: Path, path: Path, where: Filter | None = None, **options: object) -> Site:
    """Make a site of an archive."""
    with Store(db, read_only=True) as store:
        selection = ExportSelection.of_store(store, where or Filter())
        # any of its fields
        chosen = ExportOptions("site", **options)  # type: ignore[arg-type]
        return Site(path, tuple(exported(selection, path, chosen)))
