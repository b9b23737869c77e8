"""Web pages that ``export --html`` wrote → the articles they name.

A page of an article names that one; a list of articles links to files next to it, and names those
that have no file.
"""

from lxml import etree

from wxarchive.address import article_ref
from wxarchive.errors import SourceError
from wxarchive.formats import ADDRESS_TERM, PUBLISHED_TERM, merged, moment, title_of
from wxarchive.models import ListItem
from wxarchive.sources.lists import articles_linked

_FACT = "string(//footer/dl/dt[.='{}']/following-sibling::dd[1])"
_GIVE_FOLDER = "give the folder it was exported to"
_TO_RECORDS = (
    "if you have the archive: wxarchive --db FILE export --jsonl -o records.jsonl, and import that"
)


def articles_named(body: bytes) -> list[ListItem]:
    """Return the article that an exported page is of, or those without a file that an exported list
    names.
    """
    root = etree.fromstring(body, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    if root is None:
        return []
    ref = article_ref(str(root.xpath(_FACT.format(ADDRESS_TERM))))
    if ref is None:
        return merged(articles_linked(root))
    title = title_of(str(root.xpath("string(//header/h1)")))
    published = moment(str(root.xpath(_FACT.format(PUBLISHED_TERM))))
    return [ListItem(ref, title, published)]


def is_list_of_files(body: bytes) -> bool:
    """Tell whether an exported page lists articles, most of them by their files; else it is one
    article's.
    """
    return b"<footer>" not in body


def of_no_use(body: bytes, given: str) -> SourceError:
    """Return what to say of an exported page that names no article."""
    what = "this is a page that wxarchive exported, and it tells no article's address"
    hint = _TO_RECORDS
    if is_list_of_files(body):
        hint = _GIVE_FOLDER
    return SourceError(what, given, hint)
