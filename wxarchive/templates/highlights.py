"""Highlights as a page shows them: marks in its text, and a list with what was noted of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from wxarchive import anchoring
from wxarchive.models import PlacedHighlight, StoredArticle, Version
from wxarchive.templates.marking import MarkedSpan, Spans


@dataclass(frozen=True, slots=True)
class ShownHighlight:
    """A highlight in the list. ``place``: the name of its first mark in the page; empty of an
    orphan, then ``version`` is the number of the version that has it, if that is kept.
    """

    uuid: str
    exact: str
    note: str
    place: str = ""
    version: int | None = None


def highlight_spans(found: StoredArticle) -> Spans:
    """Return what marks the highlights of an article in its body."""

    def spans(body: str) -> Sequence[MarkedSpan]:
        marked: list[MarkedSpan] = []
        if found.content is None:
            return marked
        for one in found.highlights:
            if one.start is None or one.end is None:
                continue
            # a page has other line breaks than the text, and words of ours where pictures are
            # missing
            where = anchoring.Span(one.start, one.end)
            passage = anchoring.quoted(found.content.text, where)
            look = "own"
            if one.highlight.note:
                look = "own noted"
            # the same words may stand again further on
            if places := anchoring.found(passage, body):
                at = places[0]
                marked.append(MarkedSpan(at.start, at.end, _name(one), look))
        return marked

    return spans


def listed_highlights(
    highlights: Sequence[PlacedHighlight], versions: Callable[[], Sequence[Version]]
) -> tuple[list[ShownHighlight], list[ShownHighlight]]:
    """Return the highlights that a text has, in its order, and the orphans. ``versions``: gives
    those in which orphans are looked for.
    """
    numbers: dict[str | None, int] = {}
    # seldom, and versions are large
    if any(one.start is None for one in highlights):
        numbers = {one.content_hash: one.number for one in versions()}
    here: list[ShownHighlight] = []
    orphans: list[ShownHighlight] = []
    for one in highlights:
        told = one.highlight
        if one.start is None:
            number = numbers.get(told.content_hash)
            orphans.append(ShownHighlight(told.uuid, told.exact, told.note, version=number))
        else:
            here.append(ShownHighlight(told.uuid, told.exact, told.note, _name(one)))
    return here, orphans


def _name(one: PlacedHighlight) -> str:
    """Return the name of a highlight in the page; another archive may have called it anything."""
    return f"highlight-{quote(one.highlight.uuid, safe='')}"
