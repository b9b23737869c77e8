"""A citation as an item of CSL-JSON, which Zotero, Pandoc and citeproc read (CSL 1.0.2, appendices
III and IV; the schema csl-data.json).

The type is ``post-weblog``: styles print the name of the blog with it, which is the account, and
the ``genre`` where they would say "blog". Which part of a Chinese name is the family's is not
known, so that names are ``literal``.
"""

from datetime import date

from wxarchive.models import StoredArticle
from wxarchive.render.citation.cited import WEBSITE_TYPE, as_cited


def csl(article: StoredArticle) -> dict[str, object]:
    """Return the item, ready for JSON; what is unknown is left out."""
    cited = as_cited(article)
    fields: dict[str, object] = {
        "id": cited.name,
        "type": "post-weblog",
        "title": cited.title,
        "author": [{"literal": cited.author}] if cited.author else None,
        "container-title": cited.container,
        "genre": WEBSITE_TYPE,
        "issued": _date(cited.published),
        "accessed": _date(cited.accessed),
        "URL": cited.url,
        "language": cited.language,
        "abstract": cited.abstract,
        "archive": "wxarchive" if cited.key else None,
        "archive_location": cited.key,
        "note": cited.note,
    }
    return {name: value for name, value in fields.items() if value}


def _date(day: date | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None
