"""An article's clean HTML as a page of ours shows it: its pictures and players where they are, own
links, marked hits and highlights.

The archive may come from anyone. So what is shown is made of the clean vocabulary anew, and
sanitised at last.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import nh3
from lxml import etree

from wxarchive.markup import tree
from wxarchive.models import MediaUse, StoredArticle, picture_identity
from wxarchive.render import Addresses, rewritten
from wxarchive.templates.marking import BLOCKS, MarkedSpan, Spans, mark
from wxarchive.templates.words import Say

Places = Callable[[str], Sequence[tuple[int, int]]]
"""Returns where a text has what was looked for."""
MOST_MARKS = 1_000
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
GAPS_SAID = {
    "picture": "Pictures that are not here: {n}; their addresses stand in their places",
    "audio": "Audio that is not here: {n}; their addresses stand in their places",
    "video": "Videos that are not here: {n}; their addresses stand in their places",
    "cover": "Covers that are not here: {n}; their addresses stand in their places",
}
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "code": {"class"},
    "pre": {"class"},
    "p": {"class"},
    "span": {"class"},
    "mark": {"id", "class", "data-of"},
    **{name: {"id"} for name in _HEADINGS},
}
_TAGS = BLOCKS | {
    "a", "img", "audio", "video", "code", "caption", "thead", "tbody", "tfoot", "tr", "strong",
    "em", "del", "sup",
    "sub", "u", "span", "mark",
}  # fmt: skip


def no_places(_: str) -> Sequence[tuple[int, int]]:
    """Return that a text has nothing that was looked for."""
    return ()


def no_highlights(_: str) -> Sequence[MarkedSpan]:
    """Return that a text has no highlights."""
    return ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body: its level from 1, the name of its place in the page, what it says."""

    level: int
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownBody:
    """A body as HTML that may stand in a page of ours. ``hits``: how many are marked."""

    html: str
    headings: tuple[Heading, ...] = ()
    hits: int = 0


def shown_body(
    html: str,
    addresses: Addresses,
    files: Mapping[str, MediaUse],
    places: Places = no_places,
    highlights: Spans = no_highlights,
) -> ShownBody:
    """Make a body fit for a page. ``files``: the pictures by the addresses that they get;
    ``places``: the hits that are marked; ``highlights``: what a reader marked.
    """
    box = tree(f"<div>{rewritten(html, addresses)}</div>")
    if box is None:
        return ShownBody("")
    _size_pictures(box, files)
    headings = []
    for number, heading in enumerate(box.iter(*_HEADINGS), 1):
        place = f"part-{number}"
        heading.set("id", place)
        level = _HEADINGS.index(str(heading.tag)) + 1
        # one that holds a picture alone has nothing to list
        if text := " ".join("".join(map(str, heading.itertext())).split()):
            headings.append(Heading(level, place, text))

    def found(text: str) -> list[MarkedSpan]:
        numbered = enumerate(places(text)[:MOST_MARKS], 1)
        return [MarkedSpan(start, end, f"hit-{number}") for number, (start, end) in numbered]

    # hits inside of highlights: those stay as long as a reader wants, these for one search
    mark(box, highlights)
    hits = mark(box, found)
    # last: whatever was made above, nothing runs
    clean = nh3.clean(
        etree.tostring(box, encoding="unicode", method="html"),
        tags=set(_TAGS) | {"div"},
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "data"},
        link_rel="noopener noreferrer",
        clean_content_tags={"script", "style", "template"},
    )
    return ShownBody(clean, tuple(headings), hits)


def gaps(problems: Mapping[tuple[str, str], int], say: Say) -> Iterator[str]:
    """Say how many files are not here, and why, as far as that is known; they are counted by role
    and reason.
    """
    for (role, why), count in problems.items():
        # the page says "not here" in its own language; the reason is as it was noted
        said = say(GAPS_SAID[role], n=count)
        if reason := why.removeprefix("not archived").strip(" ()"):
            said += f" ({reason})"
        yield said


def pictures(found: StoredArticle, uses: Sequence[MediaUse]) -> tuple[MediaUse, ...]:
    """Return the kept pictures of a picture post in their order; none for any other article."""
    if found.kind != "image" or found.content is None:
        return ()
    kept = {
        picture_identity(use.address): use
        for use in uses
        if use.role == "picture" and use.state == "kept"
    }
    wanted = map(picture_identity, found.content.images)
    return tuple(kept[name] for name in wanted if name in kept)


def _size_pictures(box: etree._Element, files: Mapping[str, MediaUse]) -> None:
    """Say how large each picture is, so that nothing moves when it comes."""
    for picture in box.iter("img"):
        picture.set("loading", "lazy")
        picture.set("decoding", "async")
        use = files.get(picture.get("src") or "")
        if use and use.width and use.height:
            picture.set("width", str(use.width))
            picture.set("height", str(use.height))
    for player in box.iter("audio"):
        player.set("preload", "none")
    # of a video its size, so that nothing moves
    for player in box.iter("video"):
        player.set("preload", "metadata")
