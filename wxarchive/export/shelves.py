"""Which articles make which book: all of them one, or one for each account or album."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wxarchive.export.folder import Folder
from wxarchive.export.names import marked, part_of_path
from wxarchive.export.options import ExportOptions
from wxarchive.export.plan import Plan, PlannedFile, account_name

_FORMS = {"epub": "epub", "pdf": "pdf-book"}
"""What books are called in the manifest; the PDF files of articles are another form there."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A book to be written: its name in the manifest, its file, what it is called, and its articles
    in their order.
    """

    name: str
    file: str
    title: str
    articles: Sequence[PlannedFile]


def folder_and_file(path: Path, options: ExportOptions) -> tuple[Path, str | None]:
    """Return the folder that books are written into, and the name of the only one's file: ``path``
    is that file where it ends as such books do and no folder has its name.
    """
    is_file = path.suffix.lower() == f".{options.form}" and not path.is_dir()
    if is_file and options.books in {None, "selection"}:
        return path.parent, path.name
    return path, None


def shelves(
    plan: Plan, folder: Folder, options: ExportOptions, single: str | None
) -> Iterator[Shelf]:
    """Yield the books, each with its file; ``single``: that of the only one, where it has a name
    already.
    """
    groups: dict[str, tuple[str, list[PlannedFile]]]
    if options.books == "account":
        groups = {
            name: (account_name(name, articles), articles)
            for name, articles in plan.by_account().items()
        }
        rest = [one for one in plan.in_time() if not one.account]
    elif options.books == "album":
        groups = {
            name: (plan.album_titles[name], articles) for name, articles in plan.by_album().items()
        }
        rest = [one for one in plan.in_time() if not one.albums]
    else:
        groups, rest = {}, plan.in_time()
    # articles of no account, or of no album, are a book of their own
    if rest:
        groups[""] = (title_of(rest), rest)
    for identity, (title, articles) in groups.items():
        name = f"{_FORMS[options.form]} {single or options.books or 'selection'} {identity}"
        files = marked(part_of_path(title), identity, f".{options.form}")
        if single:
            files = iter([single])
        yield Shelf(name, folder.reserve([name], files), title, articles)


def title_of(articles: Sequence[PlannedFile]) -> str:
    """Call a book by its account if there is only one, else 公众号文章 (articles of public
    accounts).
    """
    return only_account(articles) or "公众号文章"


def only_account(articles: Sequence[PlannedFile]) -> str | None:
    """Return the name of the account that all are of, ``None`` if they are of several."""
    names = {one.account_name for one in articles}
    if len(names) == 1:
        return names.pop()
    return None
