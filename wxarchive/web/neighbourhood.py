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
class Knot:
    """An article in the picture. ``id``: ``None`` if it is not archived, then ``url`` leads to it.

    ``ring``: links away from the middle; ``side``: -1 for what links here, 1 for what is linked.
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

    knots: dict[str, Knot] = field(default_factory=dict)
    links: dict[tuple[str, str], None] = field(default_factory=dict)
    is_cut: bool = False

    @property
    def accounts(self) -> list[tuple[str, int]]:
        """The accounts and their colours, in the order of the picture."""
        told = {knot.account: knot.colour for knot in self.knots.values() if knot.account}
        return list(told.items())

    @property
    def window(self) -> tuple[float, float, float, float]:
        """Where the knots are, with room for their titles: left, top, width, height."""
        xs = [knot.x for knot in self.knots.values()]
        ys = [knot.y for knot in self.knots.values()]
        left, top = min(xs) - _MARGIN, min(ys) - _MARGIN / 3
        return left, top, max(xs) + _MARGIN - left, max(ys) + _MARGIN / 3 - top


def around(archive: Archive, article_id: int) -> Neighbourhood:
    """Return the neighbourhood of an article: two links away, at most :data:`MOST` articles."""
    found = Neighbourhood()
    middle = archive.article(article_id)
    found.knots[str(article_id)] = Knot(
        str(article_id), middle.metadata.title or str(article_id), article_id, None, 0, 0
    )
    for ring in (1, 2):
        inner = [knot for knot in found.knots.values() if knot.ring == ring - 1 and knot.id]
        for knot in inner:
            links = chain(archive.links(knot.id or 0), archive.backlinks(knot.id or 0))
            for link in links:
                _add(found, knot, link, ring)
    _tell(archive, found)
    _place(found)
    return found


def _add(found: Neighbourhood, knot: Knot, link: StoredLink, ring: int) -> None:
    """Add a link and the article at its other end."""
    if str(link.from_id) == knot.name:
        name = str(link.target_id or link.link.key or link.link.url)
        title = link.target_title or link.link.title or link.link.text or link.link.url
        other = Knot(name, title, link.target_id, link.link.url, ring, knot.side or 1)
        ends = (knot.name, name)
    else:
        name = str(link.from_id)
        title = link.from_title or name
        other = Knot(name, title, link.from_id, None, ring, knot.side or -1)
        ends = (name, knot.name)
    if name not in found.knots and len(found.knots) >= MOST:
        found.is_cut = True
        return
    found.knots.setdefault(name, other)
    if ends[0] != ends[1]:  # an article may link to itself
        found.links[ends] = None


def _tell(archive: Archive, found: Neighbourhood) -> None:
    """Note of the archived ones whose they are and whether they are gone; give each account a
    colour.
    """
    ids = [knot.id for knot in found.knots.values() if knot.id]
    for article in archive.articles(ids):
        knot = found.knots[str(article.id)]
        knot.account, knot.is_gone = article.metadata.account, article.gone_at is not None
    accounts = list(dict.fromkeys(knot.account for knot in found.knots.values() if knot.account))
    for knot in found.knots.values():
        knot.colour = _COLOURS  # of no account
        if knot.account:
            knot.colour = accounts.index(knot.account) % _COLOURS


def _place(found: Neighbourhood) -> None:
    """Put the knots of each ring and side on half a circle, as far from each other as it gives."""
    for ring in (1, 2):
        for side in (-1, 1):
            knots = [
                knot for knot in found.knots.values() if (knot.ring, knot.side) == (ring, side)
            ]
            for at, knot in enumerate(knots, 1):
                angle = math.pi * (at / (len(knots) + 1) - 0.5)
                knot.x = SIZE / 2 + side * _RINGS[ring] * math.cos(angle)
                knot.y = SIZE / 2 + _RINGS[ring] * math.sin(angle)
