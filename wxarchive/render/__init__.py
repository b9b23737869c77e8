"""One article, or a graph of many, as text, or the record that programs see. Pure: no network, database or clock."""

from wxarchive.render.dump import document, header
from wxarchive.render.graphs import graph_text
from wxarchive.render.records import record

__all__ = ["document", "graph_text", "header", "record"]
