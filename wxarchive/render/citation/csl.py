"""A source as an item of CSL-JSON, which Zotero, Pandoc and citeproc read (CSL 1.0.2, appendices
III and IV; the schema csl-data.json).

The type is ``post-weblog``: styles print the name of the blog with it, which is the account, and
the ``genre`` where they would say "blog". Which part of a Chinese name is the family's is not
known, so that names are ``literal``.
"""

from datetime import date

from wxarchive.models import StoredArticle
from wxarchive.render.citation.source import WEBSITE_TYPE, source_of


def csl(article: StoredArticle) -> dict[str, object]:
    """Return the item, ready for JSON; what is unknown is left out."""
    source = source_of(article)
    fields: dict[str, object] = {
        "id": source.name,
        "type": "post-weblog",
        "title": source.title,
        "author": [{"literal": source.author}] if source.author else None,
        "container-title": source.container,
        "genre": WEBSITE_TYPE,
        "issued": _date(source.published),
        "accessed": _date(source.accessed),
        "URL": source.url,
        "language": source.language,
        "abstract": source.abstract,
        "archive": "wxarchive" if source.key else None,
        "archive_location": source.key,
        "note": source.note,
    }
    return {name: value for name, value in fields.items() if value}


def _date(day: date | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None
