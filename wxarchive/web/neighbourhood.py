"""The neighbourhood of an article in the graph of links: who is in it, and where each stands in the
picture.

What links to the article stands to its left, what it links to on its right, their neighbours one
ring further out.
"""

import math
from dataclasses import dataclass, field
from itertools import chain

from wxarchive.api import Archive
from wxarchive.models import StoredLink

MOST = 300
SIZE = 900
"""Of the picture, in its own units."""
_RINGS = (0, 210, 400)
_COLOURS = 8
_MARGIN = 200


@dataclass(slots=True)
class NeighbourNode:
    """An article in the picture. ``id``: ``None`` if it is not archived, then ``url`` leads to it.

    ``ring``: links away from the middle; ``side``: -1 for what links here, 1 for what is linked;
    ``x``, ``y``: its place in units of the picture; ``colour``: the number of its account's.
    """

    name: str
    title: str
    id: int | None
    url: str | None
    ring: int
    side: int
    account: str | None = None
    is_gone: bool = False
    x: float = SIZE / 2
    y: float = SIZE / 2
    colour: int = 0


@dataclass(slots=True)
class Neighbourhood:
    """The articles around one, and the links between them. ``is_cut``: there are more than the
    picture holds.
    """

    nodes: dict[str, NeighbourNode] = field(default_factory=dict)
    links: dict[tuple[str, str], None] = field(default_factory=dict)
    is_cut: bool = False

    @property
    def accounts(self) -> list[tuple[str, int]]:
        """The accounts and their colours, in the order of the picture."""
        colours = {node.account: node.colour for node in self.nodes.values() if node.account}
        return list(colours.items())

    @property
    def window(self) -> tuple[float, float, float, float]:
        """Where the nodes are, with room for their titles: left, top, width, height."""
        xs = [node.x for node in self.nodes.values()]
        ys = [node.y for node in self.nodes.values()]
        left, top = min(xs) - _MARGIN, min(ys) - _MARGIN / 3
        return left, top, max(xs) + _MARGIN - left, max(ys) + _MARGIN / 3 - top


def around(archive: Archive, article_id: int) -> Neighbourhood:
    """Return the neighbourhood of an article: two links away, at most :data:`MOST` articles."""
    found = Neighbourhood()
    name = str(article_id)
    middle = archive.article(article_id)
    found.nodes[name] = NeighbourNode(name, middle.metadata.title or name, article_id, None, 0, 0)
    # ring by ring, so that an article stands as near to the middle as it is
    for ring in (1, 2):
        inner = [node for node in found.nodes.values() if node.ring == ring - 1 and node.id]
        for node in inner:
            links = chain(archive.links(node.id or 0), archive.backlinks(node.id or 0))
            for link in links:
                _add(found, node, link, ring)
    _add_details(archive, found)
    _lay_out(found)
    return found


def _add(found: Neighbourhood, node: NeighbourNode, link: StoredLink, ring: int) -> None:
    """Add a link and the article at its other end."""
    if str(link.from_id) == node.name:
        name = str(link.target_id or link.link.key or link.link.url)
        title = link.target_title or link.link.title or link.link.text or link.link.url
        other = NeighbourNode(name, title, link.target_id, link.link.url, ring, node.side or 1)
        ends = (node.name, name)
    else:
        name = str(link.from_id)
        title = link.from_title or name
        other = NeighbourNode(name, title, link.from_id, None, ring, node.side or -1)
        ends = (name, node.name)
    if name not in found.nodes and len(found.nodes) >= MOST:
        found.is_cut = True
        return
    found.nodes.setdefault(name, other)
    # an article may link to itself
    if ends[0] != ends[1]:
        found.links[ends] = None


def _add_details(archive: Archive, found: Neighbourhood) -> None:
    """Add to the archived articles their account, its colour, and whether they are gone."""
    ids = [node.id for node in found.nodes.values() if node.id]
    for article in archive.articles(ids):
        node = found.nodes[str(article.id)]
        node.account, node.is_gone = article.metadata.account, article.gone_at is not None
    accounts = list(dict.fromkeys(node.account for node in found.nodes.values() if node.account))
    for node in found.nodes.values():
        # the last colour is that of no account
        node.colour = _COLOURS
        if node.account:
            node.colour = accounts.index(node.account) % _COLOURS


def _lay_out(found: Neighbourhood) -> None:
    """Put the nodes of each ring and side on half a circle, in equal steps."""
    for ring in (1, 2):
        for side in (-1, 1):
            place = (ring, side)
            nodes = [node for node in found.nodes.values() if (node.ring, node.side) == place]
            for at, node in enumerate(nodes, 1):
                angle = math.pi * (at / (len(nodes) + 1) - 0.5)
                node.x = SIZE / 2 + side * _RINGS[ring] * math.cos(angle)
                node.y = SIZE / 2 + _RINGS[ring] * math.sin(angle)
