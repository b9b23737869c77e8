"""One article, or a graph of many, as text, or the record that programs see. Pure: no network, database or clock."""

from wxarchive.render.commonmark import markdown
from wxarchive.render.dump import document, front_matter, header
from wxarchive.render.graphs import graph_text
from wxarchive.render.records import record

__all__ = ["document", "front_matter", "graph_text", "header", "markdown", "record"]
