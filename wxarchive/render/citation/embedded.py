"""A source inside of a web page, for programs that collect sources from pages.

Sources: the names ``citation_…`` (Google Scholar, "Inclusion Guidelines for Webmasters"); Dublin
Core in HTML (DCMI, "Expressing Dublin Core metadata using HTML/XHTML meta and link elements");
PRISM 1.2; COinS (ocoins.info: an OpenURL ContextObject, Z39.88-2004, in the title of an empty
span). Zotero takes a page with ``citation_title`` alone for an article in a journal: ``DC.type``
says what it is, in Zotero's own word. It reads a name with a comma or semicolon as several.
"""

from html import escape
from urllib.parse import quote

from wxarchive.models import StoredArticle
from wxarchive.render.citation.source import source_of

_TYPE = "blogPost"
_SCHEMA = '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">'


def citation_tags(article: StoredArticle) -> str:
    """Return the tags for the head of a page, one a line; what is unknown is left out."""
    source = source_of(article)
    day = source.published
    tags = (
        ("citation_title", source.title),
        ("citation_author", source.single_author),
        (
            "citation_publication_date",
            f"{day.year:04}/{day.month:02}/{day.day:02}" if day else None,
        ),
        ("citation_public_url", source.url),
        ("citation_language", source.language),
        ("DC.type", _TYPE),
        ("DC.title", source.title),
        ("DC.creator", source.single_author),
        ("DC.date", day.isoformat() if day else None),
        ("DC.identifier", source.url),
        ("DC.language", source.language),
        ("DC.description", source.abstract),
        ("prism.publicationName", source.container),
    )
    lines = [f'<meta name="{name}" content="{escape(value)}">' for name, value in tags if value]
    return "\n".join([_SCHEMA, *lines])


def coins(article: StoredArticle) -> str:
    """Return the span for the body of a page; it shows nothing."""
    source = source_of(article)
    fields = (
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", _TYPE),
        ("rft.title", source.title),
        ("rft.au", source.single_author),
        ("rft.source", source.container),
        ("rft.date", source.published.isoformat() if source.published else None),
        ("rft.identifier", source.url),
        ("rft.language", source.language),
        ("rft.description", source.abstract),
    )
    told = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields if value)
    return f'<span class="Z3988" title="{escape(told)}"></span>'
