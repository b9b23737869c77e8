"""Articles as one HTML document that is made to be printed; a browser makes pages of it."""

from wxarchive.render.paper.document import (
    TALL,
    Contents,
    PrintedArticle,
    anchor,
    contents_page,
    foot,
    paper,
    printed_article,
)

__all__ = [
    "TALL",
    "Contents",
    "PrintedArticle",
    "anchor",
    "contents_page",
    "foot",
    "paper",
    "printed_article",
]
