"""HTML pages of articles: the page, its style, and addresses rewritten to where things are."""

from wxarchive.render.html.page import Neighbour, StandalonePage, page, webpage
from wxarchive.render.html.rewrite import NOT_XML, Addresses, Player, relative, rewritten
from wxarchive.render.html.style import FONTS

__all__ = [
    "FONTS",
    "NOT_XML",
    "Addresses",
    "Neighbour",
    "Player",
    "StandalonePage",
    "page",
    "relative",
    "rewritten",
    "webpage",
]
