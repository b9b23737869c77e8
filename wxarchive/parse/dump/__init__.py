"""Markdown dumps: their header and their Markdown, read into blocks like a page."""

from wxarchive.parse.dump.article import dumped_article

__all__ = ["dumped_article"]
