"""A graph of links."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

GraphFormat = Literal["dot", "json", "gexf"]
GRAPH_FORMATS: tuple[GraphFormat, ...] = ("dot", "json", "gexf")
Fact = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """An article or an account in a graph of links."""

    id: str
    label: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Edge:
    """A link, or the links, from one node to another; ``number`` tells edges between the same two
    apart.
    """

    source: str
    target: str
    number: int
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph of links: which facts its nodes and edges have and of what type, then all nodes, then
    all edges.
    """

    node_facts: Mapping[str, type]
    edge_facts: Mapping[str, type]
    elements: Iterator[Node | Edge]
