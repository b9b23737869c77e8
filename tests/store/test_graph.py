"""The whole graph: of articles and of accounts, whole or chosen, of one moment."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.making import BIZ, OTHER_BIZ, article, linked, ref, short
from tests.store.test_articles import save
from tests.support.prepared import empty
from wxarchive.models import AccountLinks, Edge, Filter, LinkFilter, MissingOfAccount, Node
from wxarchive.store.database import Store

OTHER: dict[str, object] = {
    "account": "桥与书",
    "account_id": "gh_000000000002",
    "account_alias": None,
    "biz": OTHER_BIZ,
}
NAMELESS: dict[str, object] = {
    "account": None,
    "account_id": None,
    "account_alias": None,
    "biz": None,
}


@pytest.fixture
def web(store: Store) -> Store:
    """One (tea) links to two (tea), four (bridges, missing) and a short address; three (bridges) to
    one and two.
    """
    save(store, linked(ref(1), ref(2), ref(4, OTHER_BIZ), short("five")), 1)
    save(store, article(ref(2), title="二"), 2)
    made = linked(ref(3, OTHER_BIZ), ref(1), ref(2, sn=None), text="另一篇")
    save(store, replace(made, metadata=article(None, "", **OTHER).metadata), 3)
    return store


def names(
    store: Store, which: LinkFilter, *, by_account: bool = False
) -> tuple[list[str], list[tuple[str, str]]]:
    elements = list(store.graph(which, by_account=by_account).elements)
    nodes = [one.id for one in elements if isinstance(one, Node)]
    edges = [(one.source, one.target) for one in elements if isinstance(one, Edge)]
    assert elements[: len(nodes)] == [one for one in elements if isinstance(one, Node)]
    assert {end for edge in edges for end in edge} <= set(nodes)
    assert len(set(nodes)) == len(nodes)
    return nodes, edges


FOUR, FIVE = f"{OTHER_BIZ}:4:1", short("five").url
ALL_EDGES = [("1", "2"), ("1", FOUR), ("1", FIVE), ("3", "1"), ("3", "2")]


def test_all_articles_are_nodes_the_missing_ones_too(web: Store) -> None:
    assert names(web, LinkFilter()) == (["1", "2", "3", FOUR, FIVE], ALL_EDGES)
    elements = list(web.graph(LinkFilter()).elements)
    told = {
        "published_at": None,
        "state": None,
        "url": FIVE,
        "key": None,
        "account": None,
        "archived": False,
    }
    assert elements[4] == Node(FIVE, "往期", told)
    assert elements[3].facts["account"] == "桥与书"
    assert elements[5] == Edge("1", "2", 0, {"section": "previous", "text": "往期"})
    graph = web.graph(LinkFilter())
    assert all(set(one.facts) == set(graph.node_facts) for one in elements[:5])


@pytest.mark.parametrize(
    ("which", "nodes", "edges"),
    [
        (LinkFilter(from_id=1), ["1", "2", FOUR, FIVE], ALL_EDGES[:3]),
        (LinkFilter(to_id=2), ["1", "2", "3"], [("1", "2"), ("3", "2")]),
        (LinkFilter(Filter(among=(3,))), ["1", "2", "3"], ALL_EDGES[3:]),
        (LinkFilter(Filter(account="桥与书")), ["1", "2", "3"], ALL_EDGES[3:]),
        (LinkFilter(is_missing=True), ["1", FOUR, FIVE], ALL_EDGES[1:3]),
        (LinkFilter(to_id=3), ["3"], []),
        (LinkFilter(Filter(among=())), [], []),
    ],
)
def test_a_part_of_the_graph_holds_both_ends_of_its_links(
    web: Store, which: LinkFilter, nodes: list[str], edges: list[tuple[str, str]]
) -> None:
    assert names(web, which) == (nodes, edges)


def test_accounts_are_nodes_with_counts_and_links_have_weights(web: Store) -> None:
    tea = Node(BIZ, "山间茶话", {"biz": BIZ, "articles": 2, "gone": 0, "missing": 0})
    bridges = Node(OTHER_BIZ, "桥与书", {"biz": OTHER_BIZ, "articles": 1, "gone": 0, "missing": 1})
    unknown = Node("?", "(unknown account)", {"biz": None, "articles": 0, "gone": 0, "missing": 1})
    assert list(web.graph(LinkFilter(), by_account=True).elements) == [
        unknown,
        tea,
        bridges,
        Edge(BIZ, "?", 0, {"weight": 1, "articles": 1, "missing": 1}),
        Edge(BIZ, BIZ, 0, {"weight": 1, "articles": 1, "missing": 0}),
        Edge(BIZ, OTHER_BIZ, 0, {"weight": 1, "articles": 1, "missing": 1}),
        Edge(OTHER_BIZ, BIZ, 0, {"weight": 2, "articles": 1, "missing": 0}),
    ]


@pytest.mark.parametrize(
    ("which", "nodes"),
    [
        (LinkFilter(from_id=3), {BIZ, OTHER_BIZ}),
        (LinkFilter(to_id=2), {BIZ, OTHER_BIZ}),
        (LinkFilter(is_missing=True), {BIZ, OTHER_BIZ, "?"}),
        (LinkFilter(Filter(among=())), set()),
    ],
)
def test_a_part_of_the_accounts_holds_both_ends(
    web: Store, which: LinkFilter, nodes: set[str]
) -> None:
    assert set(names(web, which, by_account=True)[0]) == nodes


def test_accounts_without_biz_are_told_apart_by_name_or_pooled(store: Store) -> None:
    for number, name in enumerate(("茶", "茶", None), 1):
        made = linked(short(str(number)), short("x"), text=str(number))
        about = article(None, "", **{**NAMELESS, "account": name}).metadata
        save(store, replace(made, metadata=about), number)
    assert names(store, LinkFilter(), by_account=True) == (
        ["?", "name:茶"],
        [("?", "?"), ("name:茶", "?")],
    )
    assert [one.links for one in store.links.by_account(LinkFilter())] == [2, 1]


def test_accounts_are_listed_with_how_often_they_link(web: Store) -> None:
    assert list(web.links.by_account(LinkFilter())) == [
        AccountLinks("桥与书", OTHER_BIZ, "山间茶话", BIZ, 2, 1, 0),
        AccountLinks("山间茶话", BIZ, None, None, 1, 1, 1),
        AccountLinks("山间茶话", BIZ, "山间茶话", BIZ, 1, 1, 0),
        AccountLinks("山间茶话", BIZ, "桥与书", OTHER_BIZ, 1, 1, 1),
    ]
    assert list(web.links.missing_by_account(LinkFilter())) == [
        MissingOfAccount(None, None, 1, 1),
        MissingOfAccount("桥与书", OTHER_BIZ, 1, 1),
    ]
    view = web.ask("SELECT links, from_account, target_account FROM account_link_list", seconds=5)
    assert next(view.rows) == (2, "桥与书", "山间茶话")


def test_the_graph_is_of_one_moment(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Store(path) as writer:
        save(writer, linked(ref(1), ref(2)), 1)
        with Store(path, read_only=True) as reader:
            elements: Iterator[Node | Edge] = reader.graph(LinkFilter()).elements
            first = next(elements)
            save(writer, linked(ref(3), ref(1), ref(9)), 3)
            rest = [one.id if isinstance(one, Node) else one.target for one in elements]
            assert (first.facts["archived"], rest) == (True, [ref(2).key, ref(2).key])
            assert len(names(reader, LinkFilter())[0]) == 4


def test_a_graph_that_is_left_half_read_lets_go_of_its_moment(web: Store) -> None:
    elements = web.graph(LinkFilter()).elements
    next(elements)
    del elements
    assert save(web, article(ref(7)), 7).status == "created"


def test_a_graph_that_is_not_read_to_its_end_may_outlive_the_archive(tmp_path: Path) -> None:
    with Store(empty(tmp_path / "archive.db")) as store:
        save(store, linked(ref(1), ref(2)), 1)
        elements = store.graph(LinkFilter()).elements
        next(elements)
    with pytest.raises(RuntimeError, match="over"):
        elements.throw(RuntimeError("over"))  # type: ignore[attr-defined]  # it is a generator
