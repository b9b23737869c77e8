"""The whole graph of links, read row by row: articles that link articles, or accounts that link
accounts (table ``links``, view ``link_list``).
"""

from collections.abc import Iterator, Mapping
from sqlite3 import Row

from wxarchive.models import Edge, Graph, LinkFilter, Node
from wxarchive.store.articles.links import articles_of, chosen_links
from wxarchive.store.sqlite import Connection, Value

_ARTICLE_FACTS: Mapping[str, type] = {
    "account": str, "published_at": str, "state": str, "url": str, "key": str, "archived": bool,
}  # fmt: skip
_LINK_FACTS: Mapping[str, type] = {"section": str, "text": str}
_ACCOUNT_FACTS: Mapping[str, type] = {"biz": str, "articles": int, "gone": int, "missing": int}
_WEIGHT_FACTS: Mapping[str, type] = {"weight": int, "articles": int, "missing": int}

_FROM_ACCOUNT = "coalesce(l.from_biz, 'name:' || lower(l.from_account), '?')"
_TARGET_ACCOUNT = "coalesce(l.target_biz, 'name:' || lower(l.target_account), '?')"
"""What tells accounts apart: the biz; a name, where no page has the biz; one node for all that
nothing is known of.
"""


_MISSING = """
    SELECT
        coalesce(l.key, l.url) AS id,
        max(coalesce(l.title, l.text)) AS title,
        min(l.url) AS url,
        l.key,
        max(l.target_account) AS account
    FROM {chosen} AND l.target_id IS NULL
    GROUP BY 1
    ORDER BY 1
"""
# a link leads to the node of its target: to the number of what is archived, else to its name
_LINKS = """
    SELECT
        l.from_id,
        coalesce(l.target_id, l.key, l.url) AS target,
        l.position, l.section, l.text
    FROM {chosen}
    ORDER BY l.from_id, l.position
"""
_WEIGHTS = f"""
    SELECT
        {_FROM_ACCOUNT} AS source,
        {_TARGET_ACCOUNT} AS target,
        count(*) AS weight,
        count(DISTINCT l.from_id) AS articles,
        count(*) FILTER (WHERE l.target_id IS NULL) AS missing
    FROM {{chosen}}
    GROUP BY 1, 2
    ORDER BY 1, 2
"""
_ACCOUNTS = f"""
    WITH held AS (
        SELECT
            a.id, a.gone_at,
            coalesce(c.name, a.account) AS name,
            coalesce(
                c.biz,
                nullif(substr(a.key, 1, instr(a.key, ':') - 1), '')
            ) AS biz
        FROM articles a
        LEFT JOIN accounts c ON c.id = a.account_id
    ), counted AS (
        SELECT
            coalesce(biz, 'name:' || lower(name), '?') AS id,
            max(name) AS name,
            max(biz) AS biz,
            count(*) AS articles,
            count(gone_at) AS gone
        FROM held
        GROUP BY 1
    ), lacking AS (
        SELECT
            {_TARGET_ACCOUNT} AS id,
            max(l.target_account) AS name,
            max(l.target_biz) AS biz,
            count(DISTINCT coalesce(l.key, l.url)) AS missing
        FROM link_list l
        WHERE l.target_id IS NULL
        GROUP BY 1
    ), ends AS (
        {{ends}}
    )
    SELECT
        w.id,
        coalesce(n.name, m.name) AS name,
        coalesce(n.biz, m.biz) AS biz,
        coalesce(n.articles, 0) AS articles,
        coalesce(n.gone, 0) AS gone,
        coalesce(m.missing, 0) AS missing
    FROM ends w
    LEFT JOIN counted n USING (id)
    LEFT JOIN lacking m USING (id)
    ORDER BY w.id
"""
_ENDS = f"""
    SELECT coalesce(h.biz, 'name:' || lower(h.name), '?') AS id
    FROM held h
    JOIN articles a USING (id)
    WHERE {{passing}}
    UNION SELECT {_TARGET_ACCOUNT} FROM {{chosen}}
"""
"""The accounts at either end of the links, and those of the chosen articles."""


def graph_of_articles(connection: Connection, which: LinkFilter) -> Graph:
    """Return the articles and their links, with those that are linked but not archived."""
    return Graph(_ARTICLE_FACTS, _LINK_FACTS, _article_elements(connection, which))


def graph_of_accounts(connection: Connection, which: LinkFilter) -> Graph:
    """Return the accounts with the number of their articles, and how often they link to each other
    (``weight``).
    """
    return Graph(_ACCOUNT_FACTS, _WEIGHT_FACTS, _account_elements(connection, which))


def _article_elements(connection: Connection, which: LinkFilter) -> Iterator[Node | Edge]:
    chosen, values = chosen_links(connection, which)
    passing, _ = articles_of(connection, which)
    ends = f"SELECT l.target_id FROM {chosen}"
    # the articles the links stand in, and those they lead to
    if which.is_missing:
        passing = f"a.id IN (SELECT l.from_id FROM {chosen})"
    elif which.to_id is not None:
        ends += f" UNION SELECT l.from_id FROM {chosen} UNION SELECT value FROM json_each(:to_ids)"
        passing = f"a.id IN ({ends})"
    elif passing != "true":
        passing = f"{passing} OR a.id IN ({ends})"
    # nodes and edges of one moment, whoever writes meanwhile
    with connection.snapshot():
        yield from _archived(connection, passing, values)
        yield from _missing(connection, chosen, values)
        yield from _links(connection, chosen, values)


def _archived(connection: Connection, passing: str, values: Mapping[str, Value]) -> Iterator[Node]:
    # by their numbers: the same graph is the same file, whatever was written in between
    rows = connection.rows(
        f"""
        SELECT
            a.id, a.title, a.account, a.published_at, a.state,
            a.url, a.key
        FROM articles a
        WHERE {passing}
        ORDER BY a.id
        """,
        values,
    )

    def read(row: Row) -> Node:
        facts = {name: row[name] for name in _ARTICLE_FACTS if name != "archived"}
        number = str(row["id"])
        return Node(number, row["title"] or row["url"] or number, {**facts, "archived": True})

    return connection.values("articles", rows, read)


def _missing(connection: Connection, chosen: str, values: Mapping[str, Value]) -> Iterator[Node]:
    rows = connection.rows(_MISSING.format(chosen=chosen), values)

    def read(row: Row) -> Node:
        facts = {
            "account": row["account"],
            "published_at": None,
            "state": None,
            "url": row["url"],
            "key": row["key"],
            "archived": False,
        }
        return Node(row["id"], row["title"] or row["url"], facts)

    return connection.values("links", rows, read, key="url")


def _links(connection: Connection, chosen: str, values: Mapping[str, Value]) -> Iterator[Edge]:
    rows = connection.rows(_LINKS.format(chosen=chosen), values)

    def read(row: Row) -> Edge:
        facts = {"section": row["section"], "text": row["text"]}
        return Edge(str(row["from_id"]), str(row["target"]), row["position"], facts)

    return connection.values("links", rows, read, key="from_id position")


def _account_elements(connection: Connection, which: LinkFilter) -> Iterator[Node | Edge]:
    chosen, values = chosen_links(connection, which)
    passing, _ = articles_of(connection, which)
    if which.to_id is not None or which.is_missing:
        passing = f"a.id IN (SELECT l.from_id FROM {chosen})"
    ends = _ENDS.format(passing=passing, chosen=chosen)
    # the same, without reading all links once more
    if which == LinkFilter():
        ends = "SELECT id FROM counted UNION SELECT id FROM lacking"

    def node(row: Row) -> Node:
        facts = {name: row[name] for name in _ACCOUNT_FACTS}
        return Node(row["id"], row["name"] or row["biz"] or "(unknown account)", facts)

    def edge(row: Row) -> Edge:
        facts = {name: row[name] for name in _WEIGHT_FACTS}
        return Edge(row["source"], row["target"], 0, facts)

    with connection.snapshot():
        accounts = connection.rows(_ACCOUNTS.format(ends=ends), values)
        yield from connection.values("accounts", accounts, node)
        weights = connection.rows(_WEIGHTS.format(chosen=chosen), values)
        yield from connection.values("accounts", weights, edge, key="source target")
