"""HTML pages of articles: the page, its style, and addresses rewritten to where things are."""

from wxarchive.render.html.page import Neighbour, StandalonePage, facts_html, page, webpage
from wxarchive.render.html.rewrite import (
    NOT_XML,
    Addresses,
    Player,
    as_address,
    data_address,
    relative,
    rewritten,
)

__all__ = [
    "NOT_XML",
    "Addresses",
    "Neighbour",
    "Player",
    "StandalonePage",
    "as_address",
    "data_address",
    "facts_html",
    "page",
    "relative",
    "rewritten",
    "webpage",
]
