"""The body between reading and writing: blocks that hold runs. Plain data, no HTML.

A :class:`Paragraph` holds runs of text, pictures and breaks; a :class:`Group` (list, quote, table
…) holds blocks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from wxarchive.guarded import number

_CHINESE = re.compile(
    "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201d\u2026\u2014]"
)
_SPACES = re.compile(r"\s+")
# neither occurs in a body's text: control characters are dropped on reading
_BETWEEN, _NO_TEXT = "\x1f", "\ue000"
# what one reads of a run, where that is not its text
_TEXT_OF = {"break": "\n", "picture": ""}

Mark = Literal["strong", "em", "del", "sup", "sub", "u"]
NUMBER, COUNTS_BACK = "number", "reversed"
"""Attributes in which a group keeps what the page says of the numbers of a list and of its items,
until it is :func:`settled`.
"""
RunKind = Literal["text", "break", "picture", "code", "math"]
NO_MARKS: frozenset[Mark] = frozenset()


@dataclass(slots=True)
class Run:
    """A piece of a line. ``text``: the text, a picture's alternative text, or a formula's TeX."""

    kind: RunKind
    text: str = ""
    marks: frozenset[Mark] = NO_MARKS
    href: str | None = None
    src: str = ""
    size: tuple[int, int] | None = None

    @property
    def readable(self) -> str:
        """The text that one reads here: a break is a line end, a picture nothing."""
        return _TEXT_OF.get(self.kind, self.text)


@dataclass(slots=True)
class Paragraph:
    """A paragraph, heading or caption. ``tag``: ``p``, ``h1`` … ``h6``, ``figcaption``, ``caption``
    or ``card``.
    """

    runs: list[Run]
    tag: str = "p"

    @property
    def text(self) -> str:
        """The readable text of the line."""
        return "".join([run.readable for run in self.runs]).strip()


@dataclass(slots=True)
class Verbatim:
    """Lines kept as they are: a code block, or a displayed formula (``tag`` ``math``)."""

    text: str
    language: str | None = None
    tag: Literal["code", "math"] = "code"


@dataclass(slots=True)
class Rule:
    """A horizontal line."""


@dataclass(slots=True)
class Group:
    """Blocks inside a block: ``ul ol li blockquote figure table tr td th``."""

    tag: str
    children: "list[Block]" = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)


Block = Paragraph | Verbatim | Rule | Group


def paragraphs(blocks: list[Block]) -> Iterator[Paragraph]:
    """Give every paragraph in reading order, however deep."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Group):
            yield from paragraphs(block.children)


def settled(group: Group) -> list[Block]:
    """Bring a group into a shape that writing can rely on: items in lists, a caption in a
    figure.
    """
    if group.tag in ("ul", "ol"):
        items: list[Group] = []
        for child in group.children:
            if isinstance(child, Group) and child.tag == "li":
                items.append(child)
            elif items:
                items[-1].children.append(child)
            else:
                items.append(Group("li", [child]))
        return list(_numbered(group, items))
    # a figure without a caption is only its pictures
    if group.tag == "figure":
        lines = (child for child in group.children if isinstance(child, Paragraph))
        if all(line.tag != "figcaption" for line in lines):
            return group.children
    return [group]


def _numbered(group: Group, items: list[Group]) -> Iterator[Group]:
    """Yield a list, as several where an item has not the number after the one before: clean HTML
    has a number for the first item alone.
    """
    due, step = 1, 1
    if COUNTS_BACK in group.attributes:
        due, step = len(items), -1
    first = number(group.attributes.get(NUMBER))
    if first is not None:
        due = first
    part = Group(group.tag)
    following = due
    for item in items:
        own = number(item.attributes.pop(NUMBER, None))
        if own is not None:
            due = own
        if group.tag == "ol" and due != following and part.children:
            yield part
            part = Group("ol")
        if group.tag == "ol" and due != 1 and not part.children:
            part.attributes["start"] = str(due)
        part.children.append(item)
        following, due = due + 1, due + step
    if part.children:
        yield part


def is_filled(row: Group) -> bool:
    """Whether a row has a cell with something in it."""
    return any(isinstance(cell, Group) and cell.children for cell in row.children)


def tidy(runs: list[Run]) -> list[Run]:
    """Fold white space, join neighbours of the same look, strip the ends; ``[]`` if nothing
    readable is left.
    """
    # most lines: no detour
    if len(runs) == 1 and runs[0].kind == "text" and "\n" not in runs[0].text:
        only = runs[0]
        only.text = " ".join(only.text.split())
        return runs if only.text else []
    if any("\n" in run.text for run in runs):
        runs = _without_source_breaks(runs)
    joined: list[Run] = []
    for run in runs:
        if run.kind != "text":
            joined.append(run)
        elif run.marks or run.href:
            for part in _outside_marks(run):
                _join(joined, part)
        elif run.text:
            _join(joined, run)
    _fold_spaces(joined)
    return _strip([run for run in joined if run.kind != "text" or run.text])


def _without_source_breaks(runs: list[Run]) -> list[Run]:
    """Drop line ends next to Chinese characters: a pretty-printer put them there, they are no
    spaces.
    """
    # in one text, for what stands before or after may be in another run
    whole = _BETWEEN.join(run.text if run.kind == "text" else _NO_TEXT for run in runs)
    texts = _SPACES.sub(_spaces_or_nothing, whole).split(_BETWEEN)
    joined: list[Run] = []
    for run, text in zip(runs, texts, strict=True):
        if run.kind == "text":
            joined.append(Run("text", text, run.marks, run.href))
        else:
            joined.append(run)
    return joined


def _spaces_or_nothing(match: re.Match[str]) -> str:
    """Return white space as it is; if it ends a line next to a Chinese character, nothing."""
    spaces = match[0]
    if "\n" not in spaces:
        return spaces
    before = match.string[max(match.start() - 1, 0) : match.start()]
    after = match.string[match.end() : match.end() + 1]
    if _CHINESE.search(before + after):
        return _BETWEEN * spaces.count(_BETWEEN)
    return spaces


def _join(joined: list[Run], run: Run) -> None:
    """Add a text, to the run before if that looks the same: a space between two such belongs to
    both.
    """
    if joined and _look_same(joined[-1], run):
        joined[-1] = Run("text", joined[-1].text + run.text, run.marks, run.href)
    elif len(joined) > 1 and joined[-1].text.isspace() and _look_same(joined[-2], run):
        between = joined.pop().text
        joined[-1] = Run("text", joined[-1].text + between + run.text, run.marks, run.href)
    else:
        joined.append(Run("text", run.text, run.marks, run.href))


def _look_same(first: Run, second: Run) -> bool:
    return first.kind == "text" and first.marks == second.marks and first.href == second.href


def _outside_marks(run: Run) -> Iterator[Run]:
    """Split spaces off the ends of marked text, so that ``** a**`` never comes to be."""
    core = run.text.strip()
    # nearly always
    if core == run.text and core:
        yield run
        return
    if not core:
        if run.text:
            yield Run("text", run.text)
        return
    before, _, after = run.text.partition(core)
    if before:
        yield Run("text", before)
    yield Run("text", core, run.marks, run.href)
    if after:
        yield Run("text", after)


def _fold_spaces(runs: list[Run]) -> None:
    """Make one space of several, and none at the beginning of a line."""
    at_start = True
    for run in runs:
        if run.kind != "text":
            at_start = run.kind == "break"
            continue
        folded = " ".join(run.text.split())
        if folded:
            if run.text[0].isspace() and not at_start:
                folded = f" {folded}"
            if run.text[-1].isspace():
                folded = f"{folded} "
        elif not at_start:
            folded = " "
        run.text = folded
        at_start = run.text.endswith(" ") or (at_start and not run.text)


def _strip(runs: list[Run]) -> list[Run]:
    """Drop breaks and blanks at both ends."""
    filled = [place for place, run in enumerate(runs) if not _is_blank(run)]
    if not filled:
        return []
    runs = runs[filled[0] : filled[-1] + 1]
    if runs[0].kind == "text":
        runs[0].text = runs[0].text.lstrip()
    if runs[-1].kind == "text":
        runs[-1].text = runs[-1].text.rstrip()
    return runs


def _is_blank(run: Run) -> bool:
    return run.kind == "break" or (run.kind == "text" and not run.text.strip())


def split_at_gaps(runs: list[Run]) -> Iterator[list[Run]]:
    """Split a line at two breaks in a row: authors part paragraphs so."""
    part: list[Run] = []
    gap = 0
    for run in runs:
        # blanks between two breaks are no text
        if run.kind == "break":
            gap += 1
        elif not _is_blank(run):
            gap = 0
        part.append(run)
        if gap == 2:
            yield part
            part, gap = [], 0
    yield part
