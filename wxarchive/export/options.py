"""What an export is to be, and what became of each part of it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Literal

from wxarchive.errors import UsageError
from wxarchive.export.folder import WriteResult, WriteStatus
from wxarchive.export.names import DEFAULT_TEMPLATE, check_template
from wxarchive.models import require_known

Form = Literal[
    "md", "html", "site", "epub", "pdf",
    "jsonl", "csv", "parquet", "atom", "warc", "wacz", "csl", "ris", "bibtex",
    "highlights",
]  # fmt: skip
Images = Literal["local", "remote", "embed", "none"]
PageLanguage = Literal["zh", "en"]
Books = Literal["selection", "account", "album"]

TABLES: frozenset[Form] = frozenset({
    "jsonl", "csv", "parquet", "atom", "csl", "ris", "bibtex", "highlights",
})  # fmt: skip
"""The forms that are one file, written article by article."""

WEB_ARCHIVES: frozenset[Form] = frozenset({"warc", "wacz"})

_IMAGES_OF: dict[Form, tuple[Images, ...]] = {
    "md": ("local", "remote", "embed", "none"),
    "html": ("embed", "none"),
    "site": ("local", "none"),
    "epub": ("embed", "none"),
    "pdf": ("embed", "none"),
    "atom": ("remote", "embed", "none"),
}
"""Where the pictures of a form may be, its default first; other forms have no choice."""
_GOES_WITH: dict[Form, tuple[str, ...]] = {
    "md": ("names", "front_matter", "wikilinks", "prune"),
    "html": ("names", "prune"),
    "site": ("language", "base_url", "indexable", "prune"),
    "epub": ("books", "prune"),
    "pdf": ("names", "books", "prune"),
    "atom": ("events",),
}
"""The options of a form besides those of every form."""
_OF_EVERY_FORM = ("form", "images", "browser_path")
_OPTIONS = {
    "base_url": "base-url",
    "front_matter": "front-matter",
    "names": "name-template",
}


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What an export is to be.

    ``images``: beside the files, at their addresses, inside, or not at all; ``None``: what suits
    the form. ``names``: a template (:mod:`wxarchive.export.names`). ``prune``: remove the files of
    articles that left the selection. ``books``: what one book holds; ``None``: what suits the form,
    which is no book at all for PDF. ``events``: what happened to articles, not the articles. Of a
    site, ``language``: of its pages; ``base_url``: where it will be, for its feed; ``indexable``:
    whether search engines may list it. ``browser_path``: the program that prints; by default what
    is found. Raises :class:`UsageError` for what does not go together.
    """

    form: Form = "md"
    images: Images | None = None
    names: str = DEFAULT_TEMPLATE
    front_matter: bool = False
    wikilinks: bool = False
    prune: bool = False
    books: Books | None = None
    events: bool = False
    language: PageLanguage = "zh"
    base_url: str = ""
    indexable: bool = False
    browser_path: str | None = None

    def __post_init__(self) -> None:
        require_known([self.form], Form, "form of an export")
        require_known([self.language], PageLanguage, "language of a site")
        require_known(filter(None, [self.books]), Books, "kind of book")
        check_template(self.names)
        if self.base_url and not self.base_url.startswith(("https://", "http://")):
            hint = "write it as https://example.org/articles/"
            raise UsageError("no address of a place on the web", self.base_url, hint)
        possible = _IMAGES_OF.get(self.form, ())
        if self.images and self.images not in possible:
            what = f"--images {self.images} does not go with --{self.form}"
            raise UsageError(what, hint=f"there is {', '.join(possible) or 'no choice'}")
        changed = {one.name for one in fields(self) if getattr(self, one.name) != one.default}
        # where the browser is holds for all that may need one
        if wrong := changed.difference(_GOES_WITH.get(self.form, ()), _OF_EVERY_FORM):
            names = ", ".join(f"--{_OPTIONS.get(name, name)}" for name in sorted(wrong))
            raise UsageError(f"{names} does not go with --{self.form}")
        if self.books and "names" in changed:
            raise UsageError("--name-template names the files of articles, and --books makes books")

    @property
    def pictures(self) -> Images:
        """Where pictures go."""
        default, *_ = _IMAGES_OF.get(self.form, ("remote",))
        return self.images or default


@dataclass(frozen=True, slots=True)
class ExportOutcome:
    """What became of one article or page: ``file`` inside the target, ``message`` where not all is
    well.

    ``id`` is ``None`` for what is no article: an index page, a book, a removed file. ``kept`` and
    ``missing`` count the pictures, audio and videos it shows. ``differs``: the file that was left
    in its place does not say what the archive says.
    """

    status: WriteStatus
    file: str | None = None
    id: int | None = None
    key: str | None = None
    title: str | None = None
    message: str | None = None
    kept: int = 0
    missing: int = 0
    differs: bool = False


def as_part(outcome: ExportOutcome, file: WriteResult) -> ExportOutcome:
    """Return what became of an article that is a part of a file: what became of the file, unless
    the article failed before.
    """
    if outcome.status == "written":
        return replace(outcome, status=file.status, file=file.file)
    return replace(outcome, file=file.file)


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of an export: articles by what became of them, what they show, and the files
    beside them.

    ``left``: the files that were left as they are and do not say what the archive says.
    """

    articles: dict[str, int]
    media: dict[str, int]
    files: dict[str, int]
    left: tuple[str, ...] = ()

    @property
    def failed(self) -> int:
        """How much could not be written."""
        return self.articles["failed"] + self.files["failed"]


def summary(done: Iterable[ExportOutcome]) -> Summary:
    """Count what was done; the first of each counts is the sum of the others."""
    statuses: tuple[WriteStatus, ...] = ("written", "unchanged", "skipped", "failed")
    articles: dict[str, int] = dict.fromkeys(statuses, 0)
    files: dict[str, int] = dict.fromkeys((*statuses, "removed"), 0)
    kept = missing = 0
    left: list[str] = []
    # what has an id is an article, all else is a file
    for one in done:
        if one.differs and one.file:
            left.append(one.file)
        if one.id is None:
            files[one.status] += 1
        else:
            articles[one.status] += 1
        kept, missing = kept + one.kept, missing + one.missing
    return Summary(
        {"articles": sum(articles.values()), **articles},
        {"media": kept + missing, "kept": kept, "missing": missing},
        {"files": sum(files.values()), **files},
        tuple(dict.fromkeys(left)),
    )
