"""A citation as a record of RIS, which EndNote, NoteExpress, Mendeley and Zotero read (Research
Information Systems, "RIS Format Specifications": a tag of two characters, two spaces, a hyphen and
a space; one value a line).
"""

from datetime import date

from wxarchive.models import StoredArticle
from wxarchive.render.citation.cited import as_cited


def ris(article: StoredArticle) -> str:
    """Return the record, ``TY`` to ``ER``; lines end with CR and LF."""
    cited = as_cited(article)
    # of several words programs make a given name and a family's, but where a comma ends them
    author = cited.single_author
    if author and " " in author:
        author += ","
    tags = (
        ("TY", "BLOG"),
        ("ID", cited.name),
        ("TI", cited.title),
        ("AU", author),
        ("T2", cited.container),
        ("PY", f"{cited.published.year:04}" if cited.published else None),
        ("DA", _date(cited.published)),
        ("Y2", _date(cited.accessed)),
        ("UR", cited.url),
        ("LA", cited.language),
        ("AB", cited.abstract),
        ("DB", "wxarchive" if cited.key else None),
        ("AN", cited.key),
        ("N1", cited.note),
    )
    lines = [f"{tag}  - {value}\r\n" for tag, value in tags if value]
    return "".join([*lines, "ER  - \r\n"])


def _date(day: date | None) -> str | None:
    return day.isoformat().replace("-", "/") if day else None
