"""HTML pages of articles: the page, its style, and addresses rewritten to where things are."""

from wxarchive.render.html.page import Kept, Neighbour, page, webpage
from wxarchive.render.html.rewrite import Addresses, Player, relative, rewritten
from wxarchive.render.html.style import FONTS

__all__ = ["FONTS", "Addresses", "Kept", "Neighbour", "Player", "page", "relative", "rewritten", "webpage"]
