"""Articles → one file or stream for programs (JSON Lines), spreadsheets (CSV) or readers of feeds
(Atom).
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wxarchive.characters import escaped
from wxarchive.containment import contained
from wxarchive.errors import Bug, DamagedRow, NotFound
from wxarchive.export.feed import write_feed
from wxarchive.export.folder import WriteResult, opened
from wxarchive.export.options import ExportOptions, ExportOutcome, Form
from wxarchive.export.selection import ExportSelection
from wxarchive.formats import START, cell, csv_line
from wxarchive.models import StoredArticle
from wxarchive.render import record

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

COLUMNS = (
    "id", "published_at", "account", "title", "author", "state", "reason", "gone_at", "kind", "url",
    "short_url", "key",
    "account_id", "account_alias", "biz", "modified_at", "location", "digest", "cover_url",
    "is_original",
    "is_reprint", "reprint_url", "reprint_account", "source_url", "is_paid", "albums", "images",
    "media", "links",
    "characters", "losses", "content_hash", "fetched_at", "page_sha256",
    "told_by",
)  # fmt: skip
"""The record of docs/record.md; of lists how many, or their titles. No texts: a cell holds 32,767
characters.
"""

_PLACE = "articles"


def export_table(
    selection: ExportSelection, path: Path, wanted: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write the articles into one file, whole or not at all; a folder gets ``articles.jsonl``,
    ``articles.csv`` or ``articles.atom``.
    """
    form = wanted.form
    path = path / f"{_PLACE}.{form}" if path.is_dir() else path
    with opened(path.parent) as folder:
        name = f"{form} {path.name}"
        folder.reserve([name], [path.name])
        done: list[ExportOutcome] = []
        put = folder.fill(
            name, lambda file: done.extend(written(selection, wanted, file))
        ).as_only_file()
        yield from (_as(put, one) for one in done)
        yield ExportOutcome(put.fate, put.file, message=put.message)


def written(
    selection: ExportSelection, wanted: ExportOptions, file: "SupportsWrite[bytes]"
) -> Iterator[ExportOutcome]:
    """Write the articles into an open file as they come."""
    if wanted.form == "atom":
        return write_feed(selection, wanted, file)
    return _lines(selection, wanted.form, file)


def _lines(
    selection: ExportSelection, form: Form, file: "SupportsWrite[bytes]"
) -> Iterator[ExportOutcome]:
    start, line_of = _FORMS[form]
    file.write(start)
    selection = selection.harmless()
    for listed in selection.listed():
        key = listed.ref.key if listed.ref else None
        try:
            with contained("export this article"):
                line = line_of(selection.whole(listed.id)).encode("utf-8", "backslashreplace")
        except (DamagedRow, NotFound, Bug) as error:
            yield ExportOutcome("failed", None, listed.id, key, listed.metadata.title, str(error))
            continue
        file.write(line)
        yield ExportOutcome("written", None, listed.id, key, listed.metadata.title)


def _as(put: WriteResult, one: ExportOutcome) -> ExportOutcome:
    """Tell what became of an article's line: what became of the file."""
    if one.status != "written":
        return one
    return ExportOutcome(put.fate, put.file, one.id, one.key, one.title)


def _json_line(article: StoredArticle) -> str:
    return escaped(json.dumps(record(article), ensure_ascii=False)) + "\n"


def _csv_line(article: StoredArticle) -> str:
    fields = {
        **record(article, full=False),
        "characters": len(article.content.text) if article.content else None,
    }
    return csv_line(cell(_told(name, fields.get(name))) for name in COLUMNS)


def _told(name: str, value: object) -> object:
    match name, value:
        case "albums", list(albums):
            return "；".join(str(album["title"]) for album in albums)
        case "losses", list(losses):
            return "；".join(map(str, losses))
        case _, list(things):
            return len(things)
        case _, str(text):
            return " ".join(text.split())
    return value


_FORMS: dict[str, tuple[bytes, Callable[[StoredArticle], str]]] = {
    "jsonl": (b"", _json_line),
    "csv": ((START + csv_line(COLUMNS)).encode(), _csv_line),
}
