"""A citation inside of a web page, where reference managers find it.

Sources: the names ``citation_…`` (Google Scholar, "Inclusion Guidelines for Webmasters"); Dublin
Core in HTML (DCMI, "Expressing Dublin Core metadata using HTML/XHTML meta and link elements");
PRISM 1.2; COinS (ocoins.info: an OpenURL ContextObject, Z39.88-2004, in the title of an empty
span). Zotero takes a page with ``citation_title`` alone for an article in a journal: ``DC.type``
says what it is, in Zotero's own word. It reads a name with a comma or semicolon as several.
"""

from html import escape
from urllib.parse import quote

from wxarchive.models import StoredArticle
from wxarchive.render.citation.cited import as_cited

_TYPE = "blogPost"
_SCHEMA = '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">'


def citation_tags(article: StoredArticle) -> str:
    """Return the tags for the head of a page, one a line; what is unknown is left out."""
    cited = as_cited(article)
    day = cited.published
    # Google Scholar writes a day with slashes, Dublin Core as ISO 8601
    published = day.isoformat() if day else None
    tags = (
        ("citation_title", cited.title),
        ("citation_author", cited.single_author),
        ("citation_publication_date", published and published.replace("-", "/")),
        ("citation_public_url", cited.url),
        ("citation_language", cited.language),
        ("DC.type", _TYPE),
        ("DC.title", cited.title),
        ("DC.creator", cited.single_author),
        ("DC.date", published),
        ("DC.identifier", cited.url),
        ("DC.language", cited.language),
        ("DC.description", cited.abstract),
        ("prism.publicationName", cited.container),
    )
    lines = [f'<meta name="{name}" content="{escape(value)}">' for name, value in tags if value]
    return "\n".join([_SCHEMA, *lines])


def coins(article: StoredArticle) -> str:
    """Return the span for the body of a page; it shows nothing."""
    cited = as_cited(article)
    fields = (
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", _TYPE),
        ("rft.title", cited.title),
        ("rft.au", cited.single_author),
        ("rft.source", cited.container),
        ("rft.date", cited.published.isoformat() if cited.published else None),
        ("rft.identifier", cited.url),
        ("rft.language", cited.language),
        ("rft.description", cited.abstract),
    )
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields if value)
    return f'<span class="Z3988" title="{escape(query)}"></span>'
