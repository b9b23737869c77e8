"""A graph of links as text, piece by piece: DOT for Graphviz, GEXF 1.3 for Gephi, node-link JSON
for networkx.

Titles come from outside: whatever is in them, the result is valid.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from xml.sax.saxutils import quoteattr

from wxarchive.characters import escaped, printable
from wxarchive.models import Edge, Fact, Graph, GraphFormat, Node

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, not even escaped (XML 1.0, production 2)."""
_TYPES = {str: "string", int: "integer", bool: "boolean"}


def graph_text(graph: Graph, form: GraphFormat) -> Iterator[str]:
    """Yield a graph in one of the formats, line by line, without line ends."""
    writers: dict[GraphFormat, Callable[[Graph], Iterator[str]]] = {
        "dot": _dot,
        "json": _json,
        "gexf": _gexf,
    }
    return writers[form](graph)


def _dot(graph: Graph) -> Iterator[str]:
    """The DOT language (graphviz.org/doc/info/lang.html); articles that are not archived are
    dashed.
    """
    yield "digraph links {"
    yield "  node [shape=box];"
    for one in graph.elements:
        if isinstance(one, Node):
            facts: dict[str, Fact] = {"label": one.label, **one.facts}
            if one.facts.get("archived") is False:
                facts["style"] = "dashed"
            yield f"  {_quoted(one.id)} [{_dot_facts(facts)}];"
        else:
            yield f"  {_quoted(one.source)} -> {_quoted(one.target)} [{_dot_facts(one.facts)}];"
    yield "}"


def _dot_facts(facts: Mapping[str, Fact]) -> str:
    parts: list[str] = []
    for name, value in facts.items():
        # Graphviz makes a link in SVG and PDF of what it calls so
        key = "URL" if name == "url" else name
        if value is not None:
            parts.append(f"{key}={_quoted(_written(value))}")
    return ", ".join(parts)


def _quoted(text: str) -> str:
    """A quoted string: a backslash begins an escape in labels, and a NUL ends the file for
    Graphviz.
    """
    one_line = " ".join(_ILLEGAL.sub("", printable(text)).split())
    return '"' + one_line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _json(graph: Graph) -> Iterator[str]:
    """What ``networkx.node_link_graph`` reads: a directed graph that may have several edges between
    two nodes.
    """
    head = {"directed": True, "multigraph": True, "graph": {}}
    nodes, edges = _parted(graph.elements)
    # piece by piece, for a graph may be larger than memory
    yield json.dumps(head)[:-1] + ', "nodes": ['
    yield from _list({"id": node.id, "label": node.label, **node.facts} for node in nodes)
    yield '], "edges": ['
    yield from _list(
        {"source": one.source, "target": one.target, "key": one.number, **one.facts}
        for one in edges
    )
    yield "]}"


def _list(records: Iterator[Mapping[str, object]]) -> Iterator[str]:
    before = ""
    for record in records:
        yield before + escaped(json.dumps(record, ensure_ascii=False))
        before = ","


def _gexf(graph: Graph) -> Iterator[str]:
    """GEXF 1.3 (gexf.net/schema.html); a section is the kind of an edge, so that parallel edges are
    kept apart.
    """
    nodes, edges = _parted(graph.elements)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" version="1.3">'
    yield '<graph defaultedgetype="directed" idtype="string" mode="static">'
    yield from _declared("node", graph.node_facts)
    yield from _declared("edge", graph.edge_facts)
    yield "<nodes>"
    for node in nodes:
        head = f"<node id={_attribute(node.id)} label={_attribute(node.label)}>"
        yield f"{head}{_values(node.facts, graph.node_facts)}</node>"
    yield "</nodes>"
    yield "<edges>"
    for number, edge in enumerate(edges):
        source, target = _attribute(edge.source), _attribute(edge.target)
        attributes = f'id="{number}" source={source} target={target}'
        # what GEXF itself has a place for
        if "weight" in edge.facts:
            attributes += f' weight="{edge.facts["weight"]}"'
        if "section" in edge.facts:
            attributes += f" kind={_attribute(_written(edge.facts['section']))}"
        yield f"<edge {attributes}>{_values(edge.facts, graph.edge_facts)}</edge>"
    yield from ("</edges>", "</graph>", "</gexf>")


def _declared(kind: str, facts: Mapping[str, type]) -> Iterator[str]:
    yield f'<attributes class="{kind}">'
    for number, (name, type_) in enumerate(facts.items()):
        yield f'<attribute id="{number}" title="{name}" type="{_TYPES[type_]}"/>'
    yield "</attributes>"


def _values(facts: Mapping[str, Fact], declared: Mapping[str, type]) -> str:
    values = ""
    for number, name in enumerate(declared):
        value = facts[name]
        if value is not None:
            values += f'<attvalue for="{number}" value={_attribute(_written(value))}/>'
    return f"<attvalues>{values}</attvalues>"


def _attribute(text: str) -> str:
    # one character that XML forbids, and the whole file is none
    return quoteattr(_ILLEGAL.sub("", printable(text)))


def _written(value: Fact) -> str:
    # XML Schema and JavaScript write true and false, Python True and False
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _parted(elements: Iterator[Node | Edge]) -> tuple[Iterator[Node], Iterator[Edge]]:
    """Return the nodes and the edges behind them; the nodes are to be read first."""
    # only the one edge is held that ends the nodes
    first: list[Node | Edge] = []

    def nodes() -> Iterator[Node]:
        for one in elements:
            if not isinstance(one, Node):
                first.append(one)
                return
            yield one

    return nodes(), (one for one in chain(first, elements) if isinstance(one, Edge))
