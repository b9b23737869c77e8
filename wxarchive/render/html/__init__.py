"""HTML pages of articles: the page, its style, and addresses rewritten to where things are."""

from wxarchive.render.html.page import Kept, Neighbour, page, webpage
from wxarchive.render.html.rewrite import NOT_XML, Addresses, Player, relative, rewritten
from wxarchive.render.html.style import FONTS

__all__ = ["FONTS", "NOT_XML", "Addresses", "Kept", "Neighbour", "Player", "page", "relative", "rewritten", "webpage"]
