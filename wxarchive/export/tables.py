"""Articles → one file or stream for programs (JSON Lines, Parquet), spreadsheets (CSV), readers of
feeds (Atom) or reference managers (CSL-JSON, RIS, BibTeX).
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wxarchive.characters import escaped
from wxarchive.containment import contained
from wxarchive.errors import Bug, DamagedRow, NotFound
from wxarchive.export.feed import write_feed
from wxarchive.export.folder import opened
from wxarchive.export.options import ExportOptions, ExportOutcome, Form, as_part
from wxarchive.export.parquet import write_parquet
from wxarchive.export.selection import ExportSelection
from wxarchive.formats import START, cell, csv_line
from wxarchive.models import StoredArticle
from wxarchive.render import (
    NOTED_COLUMNS,
    bibtex,
    csl,
    noted_markdown,
    noted_record,
    noted_rows,
    record,
    ris,
)

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
    "told_by", "tags", "is_starred", "is_read",
)  # fmt: skip
"""The record of docs/record.md; of lists how many, or their titles. No texts: a cell holds 32,767
characters.
"""

_PLACE = "articles"
_SUFFIXES: dict[Form, str] = {"csl": "json", "bibtex": "bib", "highlights": "md"}
"""How the name of a file ends, where not with that of its form."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """How an article is written, and what stands before the first, between two and after the
    last.
    """

    of: Callable[[StoredArticle], str]
    start: bytes = b""
    between: bytes = b""
    end: bytes = b""


def export_table(
    selection: ExportSelection, path: Path, options: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write the articles into one file, whole or not at all; a folder gets ``articles.jsonl``,
    ``articles.csv``, ``articles.bib`` ….
    """
    form = options.form
    if path.is_dir():
        path = path / f"{_PLACE}.{_SUFFIXES.get(form, form)}"
    with opened(path.parent) as folder:
        name = f"{form} {path.name}"
        folder.reserve([name], [path.name])
        done: list[ExportOutcome] = []

        def write(file: BinaryIO) -> None:
            done.extend(write_table(selection, options, file, path))

        result = folder.fill(name, write).as_only_file()
        for one in done:
            # an article that failed before is in no file
            if one.status == "written":
                yield as_part(one, result)
            else:
                yield one
        yield ExportOutcome(result.status, result.file, message=result.message)


def write_table(
    selection: ExportSelection,
    options: ExportOptions,
    file: "SupportsWrite[bytes]",
    path: Path | None = None,
) -> Iterator[ExportOutcome]:
    """Write the articles into an open file as they come. ``path``: what it will be called, which
    says how highlights are written: ``.json``, ``.csv``, else Markdown.
    """
    if options.form == "atom":
        return write_feed(selection, options, file)
    if options.form == "parquet":
        return write_parquet(selection, file)
    lines = _FORMS[options.form]
    if options.form == "highlights" and path:
        lines = _HIGHLIGHTS.get(path.suffix.lower(), lines)
    return _lines(selection, lines, file)


def _lines(
    selection: ExportSelection, lines: _Lines, file: "SupportsWrite[bytes]"
) -> Iterator[ExportOutcome]:
    file.write(lines.start)
    before = b""
    selection = selection.harmless()
    for listed in selection.listed():
        outcome = ExportOutcome("written", None, listed.id, listed.key, listed.metadata.title)
        try:
            with contained("export this article"):
                line = lines.of(selection.whole(listed.id)).encode("utf-8", "backslashreplace")
        except (DamagedRow, NotFound, Bug) as error:
            yield replace(outcome, status="failed", message=str(error))
            continue
        # nothing was noted of it
        if not line:
            continue
        file.write(before + line)
        before = lines.between
        yield outcome
    file.write(lines.end)


def _json(value: object) -> str:
    return escaped(json.dumps(value, ensure_ascii=False))


def _csv_row(article: StoredArticle) -> str:
    fields = record(article, full=False)
    if article.content:
        fields["characters"] = len(article.content.text)
    cells = [cell(_in_a_cell(name, fields.get(name))) for name in COLUMNS]
    return csv_line(cells)


def _in_a_cell(name: str, value: object) -> object:
    # people read these cells: of long lists they want the number
    match name, value:
        case "albums", list(albums):
            return "；".join(str(album["title"]) for album in albums)
        case "losses" | "tags", list(texts):
            return "；".join(map(str, texts))
        case _, list(things):
            return len(things)
        case _, str(text):
            return " ".join(text.split())
    return value


def _noted_item(article: StoredArticle) -> str:
    if not (article.notes or article.highlights):
        return ""
    return _json(noted_record(article))


_FORMS: dict[Form, _Lines] = {
    "highlights": _Lines(noted_markdown),
    "jsonl": _Lines(lambda article: _json(record(article)) + "\n"),
    "csv": _Lines(_csv_row, start=(START + csv_line(COLUMNS)).encode()),
    "csl": _Lines(lambda article: _json(csl(article)), b"[\n", b",\n", b"\n]\n"),
    "ris": _Lines(ris, between=b"\r\n"),
    "bibtex": _Lines(bibtex, between=b"\n"),
}
_HIGHLIGHTS: dict[str, _Lines] = {
    ".json": _Lines(_noted_item, b"[\n", b",\n", b"\n]\n"),
    ".csv": _Lines(
        lambda article: "".join(csv_line(map(cell, row)) for row in noted_rows(article)),
        start=(START + csv_line(NOTED_COLUMNS)).encode(),
    ),
}
