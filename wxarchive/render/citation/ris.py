"""A source as a record of RIS, which EndNote, NoteExpress, Mendeley and Zotero read (Research
Information Systems, "RIS Format Specifications": a tag of two characters, two spaces, a hyphen and
a space; one value a line).
"""

from datetime import date

from wxarchive.models import StoredArticle
from wxarchive.render.citation.source import source_of


def ris(article: StoredArticle) -> str:
    """Return the record, ``TY`` to ``ER``; lines end with CR and LF."""
    source = source_of(article)
    tags = (
        ("TY", "BLOG"),
        ("ID", source.name),
        ("TI", source.title),
        ("AU", source.single_author),
        ("T2", source.container),
        ("PY", f"{source.published.year:04}" if source.published else None),
        ("DA", _date(source.published)),
        ("Y2", _date(source.accessed)),
        ("UR", source.url),
        ("LA", source.language),
        ("AB", source.abstract),
        ("DB", "wxarchive" if source.key else None),
        ("AN", source.key),
        ("N1", source.note),
    )
    lines = [f"{tag}  - {value}\r\n" for tag, value in tags if value]
    return "".join([*lines, "ER  - \r\n"])


def _date(day: date | None) -> str | None:
    return f"{day.year:04}/{day.month:02}/{day.day:02}" if day else None
