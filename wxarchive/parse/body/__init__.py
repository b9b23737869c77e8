"""The body of an article: where it stands in a page, and its blocks, as clean HTML and as text."""

from wxarchive.parse.body.blocks import Block, Paragraph, paragraphs
from wxarchive.parse.body.building import MORE_LOSSES, MOST_LOSSES
from wxarchive.parse.body.content import Content
from wxarchive.parse.body.kinds import content_of
from wxarchive.parse.body.pictures import LEAST_DATA, is_web_address, stated_sizes
from wxarchive.parse.body.reading import BodyReader
from wxarchive.parse.body.writing import sanitised, to_html, to_text

__all__ = [
    "LEAST_DATA",
    "MORE_LOSSES",
    "MOST_LOSSES",
    "Block",
    "BodyReader",
    "Content",
    "Paragraph",
    "content_of",
    "is_web_address",
    "paragraphs",
    "sanitised",
    "stated_sizes",
    "to_html",
    "to_text",
]
