"""Graphs as text: real parsers read what we write, whatever titles and names hold."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxarchive.characters import printable
from wxarchive.models import GRAPH_FORMATS, Edge, Graph, GraphFormat, Node
from wxarchive.render.graph import graph_text

NODE_FACTS = {"url": str, "articles": int, "archived": bool}
EDGE_FACTS = {"section": str, "weight": int}
GEXF = "{http://gexf.net/1.3}"

hostile = st.text(max_size=20) | st.sampled_from(
    [
        '"',
        "\\",
        '\\"',
        '"];}//',
        "\\N",
        "]]>",
        "<b>&amp;</b>",
        "\x00",
        "\x0b",
        "\ufffe",
        "\U0001f375",
        "a\nb",
        "'",
        "",
    ]
)


def graph_of(labels: Sequence[str], pairs: Sequence[tuple[int, int]]) -> Graph:
    nodes = [
        Node(
            str(number),
            label,
            {"url": label or None, "articles": number, "archived": number % 2 == 0},
        )
        for number, label in enumerate(labels)
    ]
    edges = [
        Edge(
            str(one % len(labels)),
            str(other % len(labels)),
            number,
            {"section": labels[0] or None, "weight": 2},
        )
        for number, (one, other) in enumerate(pairs if labels else ())
    ]
    return Graph(NODE_FACTS, EDGE_FACTS, iter([*nodes, *edges]))


def written(graph: Graph, form: GraphFormat) -> str:
    return "\n".join(graph_text(graph, form)) + "\n"


def in_a_line(text: str) -> str:
    """What a title is in DOT: in one line, without what no file for other programs may hold."""
    return " ".join("".join(one for one in text if one in "\t\n\r" or legal(one)).split())


def legal(character: str) -> bool:
    """XML 1.0, production 2."""
    code = ord(character)
    return (
        code in {9, 10, 13} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
    )


labels = st.lists(hostile, max_size=4)
pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=5)


@given(labels, pairs)
def test_json_gives_every_label_back(
    given_labels: list[str], given_pairs: list[tuple[int, int]]
) -> None:
    read = json.loads(written(graph_of(given_labels, given_pairs), "json"))
    assert [node["label"] for node in read["nodes"]] == given_labels
    assert len(read["edges"]) == (len(given_pairs) if given_labels else 0)


@given(labels, pairs)
def test_gexf_is_xml_whatever_the_labels(
    given_labels: list[str], given_pairs: list[tuple[int, int]]
) -> None:
    root = ET.fromstring(written(graph_of(given_labels, given_pairs), "gexf"))
    nodes = root.findall(f".//{GEXF}node")
    assert [node.get("label") for node in nodes] == [
        "".join(filter(legal, printable(label))) for label in given_labels
    ]
    ids = {node.get("id") for node in nodes}
    edges = root.findall(f".//{GEXF}edge")
    assert all({edge.get("source"), edge.get("target")} <= ids for edge in edges)
    assert (
        len({edge.get("id") for edge in edges})
        == len(edges)
        == (len(given_pairs) if given_labels else 0)
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pydot's own use of pyparsing
@given(labels, pairs)
def test_dot_gives_every_label_back_in_a_line(
    given_labels: list[str], given_pairs: list[tuple[int, int]]
) -> None:
    pydot = pytest.importorskip(
        "pydot", reason="the DOT parser of the dev dependencies is not installed"
    )
    [read] = pydot.graph_from_dot_data(written(graph_of(given_labels, given_pairs), "dot"))
    labels_read = [node.get("label") for node in read.get_nodes() if node.get_name() != "node"]
    expected = [
        in_a_line(printable(label)).replace("\\", "\\\\").replace('"', '\\"')
        for label in given_labels
    ]
    assert labels_read == [f'"{label}"' for label in expected]
    assert len(read.get_edges()) == (len(given_pairs) if given_labels else 0)


def test_networkx_reads_json_and_gexf() -> None:
    networkx = pytest.importorskip(
        "networkx", reason="the graph library of the dev dependencies is not installed"
    )
    from io import BytesIO

    by_json = networkx.node_link_graph(
        json.loads(written(graph_of(["茶", "桥"], [(0, 1), (0, 1)]), "json")), edges="edges"
    )
    assert dict(by_json.nodes(data="label")) == {"0": "茶", "1": "桥"}
    assert sorted(by_json.edges(keys=True)) == [("0", "1", 0), ("0", "1", 1)]
    gexf = written(graph_of(["茶", "桥"], [(0, 1)]), "gexf").encode()
    by_gexf = networkx.read_gexf(BytesIO(gexf), version="1.3")
    assert by_gexf.nodes["1"] == {"label": "桥", "url": "桥", "articles": 1, "archived": False}
    assert by_gexf.edges["0", "1"]["section"] == "茶"
    assert by_gexf.edges["0", "1"]["weight"] == 2


def test_dot_dashes_what_is_not_archived_and_links_to_its_address() -> None:
    assert written(graph_of(["茶", "桥"], [(0, 1)]), "dot") == (
        "digraph links {\n"
        "  node [shape=box];\n"
        '  "0" [label="茶", URL="茶", articles="0", archived="true"];\n'
        '  "1" [label="桥", URL="桥", articles="1", archived="false", style="dashed"];\n'
        '  "0" -> "1" [section="茶", weight="2"];\n'
        "}\n"
    )


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_elements_are_written_as_they_come(form: GraphFormat) -> None:
    read = 0

    def counted() -> Iterator[Node]:
        nonlocal read
        for number in range(1000):
            read += 1
            yield Node(str(number), "茶", {})

    lines = graph_text(Graph({}, {}, counted()), form)
    while '"5"' not in next(lines):
        assert read < 10
