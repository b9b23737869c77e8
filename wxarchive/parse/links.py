"""Links to other articles, and which of them make up a 往期回顾 section (docs/wechat-pages.md §3.9,
§3.10).

A section is recognised by shape and heading together: a run of links with little text between them,
and a short line before it that says what follows. A link inside a sentence is ``inline``. The text
is never cut.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import Any

from wxarchive.address import article_ref
from wxarchive.models import ArticleRef, Link, Section
from wxarchive.parse import phrases
from wxarchive.parse.body import Block, Paragraph, paragraphs
from wxarchive.parse.page import Page, plain
from wxarchive.parse.reprint import reprint_url

MOST_LINKS = 2_000
"""Links of one article that are listed; the article known with most has 31."""
TOO_MANY_LINKS = f"all but the first {MOST_LINKS:,} entries of its list of links"

_NUMBERING = re.compile(
    # one look at what any of them begins with takes half the time of trying each
    r"(?=[阅\d第一二三四五六七八九十百①-⒛⓪-⓿❶-➓㈠-㈩㊀-㊉vnedr\W_])(?:"
    r"阅读\s*\d*|\d{1,4}[-./年月]\d{1,2}(?:[-./月](?:\d{1,4})?)?[日号]?|第?\d+[期篇章回集辑讲课]?"
    r"|第[一二三四五六七八九十百零〇]{1,5}[期篇章回集辑讲课]|[一二三四五六七八九十百]{1,4}(?=[、.．)）])"
    r"|[①-⒛⓪-⓿❶-➓㈠-㈩㊀-㊉]|\b(?:vol|no|ep|day)\b\.?\s*\d+|[\W_]+|read\s*more|end)",
    re.I,
)
_HEADING_LENGTH = 30
# characters, signs and spaces counted, within which a heading stands, or a label before a link
_LABEL_LENGTH = 300
_INSIDE_SENTENCE = re.compile("[，。；？！]")
_LETTERS = 6
_CARD_LABEL = re.compile(r"^\[\w+\]\s*")
_GAP = 40
# lines within which a heading stands above its links, empty ones counted
_FAR = 100


class _LinkLine:
    """A paragraph and what is asked of it for every link in it, each computed once."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.paragraph = paragraph

    @cached_property
    def text(self) -> str:
        return self.paragraph.text

    @cached_property
    def length(self) -> int:
        """Characters of the text, numbering and dates not counted."""
        return len(_bare(self.text))

    @cached_property
    def other(self) -> str:
        """The text outside of links, with its line ends; of ``推荐阅读：<link>`` the label."""
        runs = (run for run in self.paragraph.runs if not run.href)
        return "".join(
            "\n" if r.kind == "break" else r.text
            for r in runs
            if r.kind in ("text", "code", "break")
        )

    @cached_property
    def other_length(self) -> int:
        return len(_bare(self.other))

    @cached_property
    def is_catalogued(self) -> bool:
        """Whether the text outside of links is a label, or is little beside several links."""
        several = sum(run.href is not None for run in self.paragraph.runs) > 1
        return _is_label(self.other) or (several and self.other_length * 3 < self.length)


@dataclass(slots=True)
class _FoundLink:
    """A link as it stands in the body: its target, its words, and the place of its paragraph; what
    is ``before`` it.
    """

    ref: ArticleRef
    text: str
    before: str
    place: int
    picture: bool
    own_share: float
    section: Section = "inline"
    places: list[int] = field(default_factory=list)


def links_of(page: Page, own: ArticleRef | None, blocks: list[Block]) -> tuple[Link, ...]:
    """Return every link to another article, in reading order, one per target; then album neighbours
    and origin.
    """
    titles = _true_titles(page)
    links = links_in(blocks, own, titles)
    known = {link.key or link.url for link in links} | ({own.key or own.url} if own else set())
    for link in (*_missed(page), *_album_neighbours(page), *_origin(page)):
        name = link.key or link.url
        if name not in known:
            known.add(name)
            links.append(replace(link, title=link.title or titles.get(name)))
    return tuple(links)


def links_in(blocks: list[Block], own: ArticleRef | None, titles: Mapping[str, str]) -> list[Link]:
    """Return the links in a body; ``titles``: the targets' true titles, by key or address, where
    they are known.
    """
    lines = [_LinkLine(paragraph) for paragraph in paragraphs(blocks)]
    places = _merged(_in_lines(lines), own)
    if not places:
        return []  # as in most articles: no line is measured
    _find_sections(places, lines)
    found = _first_of_each(places)
    return [
        Link(f.ref.url, f.ref.key, f.text or None, titles.get(f.ref.key or f.ref.url), f.section)
        for f in found
    ]


def _in_lines(lines: list[_LinkLine]) -> Iterator[_FoundLink]:
    for place, line in enumerate(lines):
        before = ""
        for run in line.paragraph.runs:
            ref = article_ref(run.href) if run.href else None
            if ref and (run.kind == "picture" or run.text.strip()):
                text = _own_words(run.text, line.paragraph.tag) if run.kind != "picture" else ""
                share = len(_bare(text)) / (line.length or 1)
                yield _FoundLink(
                    ref,
                    text,
                    before if text else "",
                    place,
                    run.kind == "picture",
                    share,
                    places=[place],
                )
            before = (before + run.readable)[-_LABEL_LENGTH - 1 :]


def _own_words(text: str, tag: str) -> str:
    """The words of a link; of a card's line without the label that we put before them."""
    return (_CARD_LABEL.sub("", text) if tag == "card" else text).strip()


def _merged(found: Iterable[_FoundLink], own: ArticleRef | None) -> list[_FoundLink]:
    """Make one of anchors that stand together: a list item is often two, or a picture and its
    caption (§3.9).
    """
    merged: list[_FoundLink] = []
    latest: dict[str, _FoundLink] = {}
    own_names = {own.key, own.url, own.short} if own else set()
    for link in found:
        name = link.ref.key or link.ref.url
        if name in own_names:
            continue
        first = latest.get(name)
        if first is None or link.place - first.places[-1] > 1:
            latest[name] = link
            merged.append(link)
            continue
        if not (first.text and link.text and link.text in first.text):
            first.text = (first.text + link.text).strip()
        if link.place == first.place:
            first.own_share = min(1.0, first.own_share + link.own_share)
        first.picture = first.picture or link.picture
        first.places.append(link.place)
    return merged


def _first_of_each(found: Iterable[_FoundLink]) -> Iterator[_FoundLink]:
    seen: set[str] = set()
    for link in found:
        name = link.ref.key or link.ref.url
        if name not in seen:
            seen.add(name)
            yield link


def _find_sections(found: list[_FoundLink], lines: list[_LinkLine]) -> None:
    half = _second_half(lines)
    for group in _groups(found, lines):
        if _is_section(group, lines, half):
            for link in group:
                link.section = "previous"


def _groups(found: list[_FoundLink], lines: list[_LinkLine]) -> Iterator[list[_FoundLink]]:
    """Give maximal runs of links with little other text between neighbours (§3.10, rule 2)."""
    group: list[_FoundLink] = []
    for link in found:
        if group and _between(group[-1], link, lines) >= _GAP:
            yield group
            group = []
        group.append(link)
    if group:
        yield group


def _between(first: _FoundLink, second: _FoundLink, lines: list[_LinkLine]) -> int:
    """Count the characters of other text between two links, numbering and dates not counted."""
    start, end = max(first.places[-1], first.place), second.place
    inner = sum(lines[place].length for place in range(start + 1, end) if lines[place].other_length)
    return inner + sum(lines[place].other_length for place in {start, end})


def _is_section(group: list[_FoundLink], lines: list[_LinkLine], half: int) -> bool:
    headed = _has_heading(group[0], lines)
    alone = _mostly(
        link.picture or link.own_share > 0.6 or lines[link.place].is_catalogued for link in group
    )
    if headed and (len(group) >= 2 or alone):
        return alone or _other_share(group, lines) < 0.5
    pictures_only = all(link.picture and not link.text for link in group)
    if len(group) >= 2 and pictures_only and group[0].place >= half:
        return True
    return len(group) >= 3 and alone and _other_share(group, lines) < 0.3


def _mostly(told: Iterable[bool]) -> bool:
    """Tell whether all of a few links say so, or nearly all of many: a catalogue has remarks
    between (§11).
    """
    answers = list(told)
    return sum(answers) >= min(len(answers), max(2, math.ceil(len(answers) * 0.8)))


def _second_half(lines: list[_LinkLine]) -> int:
    """Return the place of the first line in the second half, counted in lines or in characters."""
    lengths = list(accumulate((line.length for line in lines), initial=0))
    return min(math.ceil(len(lines) * 0.5), bisect_right(lengths, lengths[-1] * 0.5))


def _has_heading(first: _FoundLink, lines: list[_LinkLine]) -> bool:
    if _is_label(first.before):
        return True
    seen = 0
    for place in range(first.place - 1, max(first.place - _FAR, 0) - 1, -1):
        line = lines[place]
        if _is_heading_line(line.text) or (
            len(line.text) <= 2 and _is_heading_line(_spelled(place, lines))
        ):
            return True
        if not line.length:
            continue
        seen += 1
        if seen >= 2 or line.length > _HEADING_LENGTH:
            return False
    return False


def _spelled(last: int, lines: list[_LinkLine]) -> str:
    """Return what lines of a letter or two spell together: designs give every letter of a heading
    its own block.
    """
    texts = [line.text for line in lines[max(0, last + 1 - _LETTERS) : last + 1]]
    start = max((place + 1 for place, text in enumerate(texts) if len(text) > 2), default=0)
    return "".join(texts[start:])


def _is_label(text: str) -> bool:
    """Tell whether words in a link's paragraph say that earlier articles follow:
    ``推荐阅读：<link>``.
    """
    return _is_heading(text) or (
        text.rstrip(" ").endswith((":", "：", "\n")) and _is_heading_line(text)
    )


def _is_heading_line(text: str) -> bool:
    """Tell whether a line of its own says so; what is a heading there may be part of a sentence
    elsewhere.
    """
    last = next(reversed(text[-_LABEL_LENGTH:].rstrip().splitlines()), "")
    bare = _letters_of(last)
    if _is_heading(last):
        return True
    return (
        len(bare) in phrases.SHORT_HEADING_LENGTHS
        and not _INSIDE_SENTENCE.search(last)
        and (
            bare.endswith(phrases.SHORT_HEADING_ENDS)
            or any(word in bare for word in phrases.SHORT_HEADING_WORDS)
        )
    )


def _is_heading(text: str) -> bool:
    bare = _letters_of(text) if len(text) <= _LABEL_LENGTH else ""
    return 0 < len(bare) <= _HEADING_LENGTH and any(word in bare for word in phrases.HEADING_WORDS)


def _letters_of(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower().translate(phrases.SIMPLIFIED)


def _other_share(group: list[_FoundLink], lines: list[_LinkLine]) -> float:
    places = range(group[0].place, group[-1].place + 1)
    total = sum(lines[place].length for place in places) or 1
    return sum(lines[place].other_length for place in places) / total


def _bare(text: str) -> str:
    return _NUMBERING.sub("", text)


def _true_titles(page: Page) -> dict[str, str]:
    titles: dict[str, str] = {}
    for item in _listed(page):
        ref = article_ref(str(item.get("url") or ""))
        if ref and plain(item.get("title")):
            titles.setdefault(ref.key or ref.url, plain(item.get("title")))
    return titles


def _listed(page: Page) -> Iterator[dict[str, Any]]:
    """The page's own list of linked articles: ``ainfos``, in other templates ``jumpInfo``
    (§3.10).
    """
    told = page.data.get("ainfos")
    listed: list[Any] | dict[str, Any] | None = told if isinstance(told, list) else None
    if listed is None and not page.data:
        listed = page.variables.literal("jumpInfo")
    yield from (item for item in listed or [] if isinstance(item, dict))


def _missed(page: Page) -> Iterator[Link]:
    """Links the page lists that stand in no line: in elements without text or picture of their
    own.
    """
    for item in _listed(page):
        ref = article_ref(str(item.get("url") or ""))
        if ref and page.data.get("item_show_type") not in (None, "0"):
            yield Link(ref.url, ref.key, None, plain(item.get("title")) or None, "inline")


def _album_neighbours(page: Page) -> Iterator[Link]:
    album = (
        page.data.get("appmsgalbuminfo")
        if page.data
        else page.variables.literal("album_keep_read_info")
    )
    sides: tuple[tuple[str, Section], ...] = (("pre", "album_previous"), ("next", "album_next"))
    for side, section in sides:
        given = album.get(f"{side}_article_link") if isinstance(album, dict) else None
        ref = article_ref(given) if isinstance(given, str) else None
        if ref and isinstance(album, dict):
            yield Link(
                ref.url, ref.key, None, plain(album.get(f"{side}_article_title")) or None, section
            )


def _origin(page: Page) -> Iterator[Link]:
    url = reprint_url(page)
    ref = article_ref(url) if url else None
    if ref:
        yield Link(ref.url, ref.key, None, None, "reprint")
