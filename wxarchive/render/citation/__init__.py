"""Citations: entries for a list of references, and what reference managers read."""

from wxarchive.render.citation.bibtex import bibtex
from wxarchive.render.citation.csl import csl
from wxarchive.render.citation.embedded import citation_tags, coins
from wxarchive.render.citation.ris import ris
from wxarchive.render.citation.styles import STYLES, CitationStyle, citation

__all__ = ["STYLES", "CitationStyle", "bibtex", "citation", "citation_tags", "coins", "csl", "ris"]
