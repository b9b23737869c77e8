"""The fixed parts of an EPUB 3 as strings; :mod:`wxarchive.export` puts them into a file."""

from wxarchive.render.book.parts import (
    CONTAINER,
    PLACEHOLDER,
    STYLE,
    Book,
    Chapter,
    Item,
    chapter,
    cover_page,
    cover_picture,
    navigation,
    package,
    unreadable,
)

__all__ = [
    "CONTAINER",
    "PLACEHOLDER",
    "STYLE",
    "Book",
    "Chapter",
    "Item",
    "chapter",
    "cover_page",
    "cover_picture",
    "navigation",
    "package",
    "unreadable",
]
