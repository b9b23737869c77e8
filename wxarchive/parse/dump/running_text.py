r"""Running text as html2text writes it → HTML.

``**`` stands wherever the page had a tag: ``说**“好”** ，``, ``**a****b**``, ``****``. CommonMark
believes none of them, and the asterisks would be text; so they are read here. Text is written as it
is: ``<b>`` and ``&lt;`` are what the author typed, and a lone asterisk too. Links, pictures, code
and ``_emphasis_`` are CommonMark's, and read by markdown-it.
"""

import re
from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise

_PROTECTED = re.compile(
    r"(`{1,8})(?!`)[^\n`]{0,2000}(?<!`)\1(?!`)"  # a code span
    r"|(?<=\])\((?:[^()\s]|\([^()\s]{0,2000}\)){0,2000}\)"  # a link's address
    r"|<https?://[^<>\s]{1,2000}>|\\[!-/:-@\[-`{-~]"  # an address as a link; an escape
)
_BRACKET = re.compile(r"(?<!\\)(?:\[|\](\()?)")
# nobody sees it; within another link it would undo that
_EMPTY_LINK = re.compile(r"(?<!!)\[\]\([^()\s]{0,2000}\)")
_STARS = re.compile(r"\*+")
_TYPED = re.compile(r"<|&(?=#?\w{1,32};)")
_SPECIAL = re.compile(r"[*<&]")
_MARKDOWN = re.compile(r"[\[`\\_~]|<https?:|\]\(")


def running_html(lines: list[str], inline: Callable[[str], str]) -> str:
    """Write the lines of a paragraph, parted by hard breaks, as HTML; ``inline`` reads a line of
    CommonMark.
    """
    text = "\n".join(line.strip() for line in lines)
    # most paragraphs hold nothing that html2text left ambiguous
    if _SPECIAL.search(text) or "](" in text:
        if "[](" in text:
            text = _EMPTY_LINK.sub("", text)
        if "]](" in text:
            text = _with_whole_links(text)
        text = "".join(_with_boldness(list(_parts(text))))
    # CommonMark is read only where there is some
    if _MARKDOWN.search(text):
        return inline(text.replace("\n", "\\\n"))
    return text.replace("\n", "<br>")


def _with_whole_links(text: str) -> str:
    """Escape a bracket that the author typed and that would close a link's text too early:
    ``[a]](…)``.
    """
    opened = 0
    closed: int | None = None
    typed: list[int] = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0] == "[":
            opened += 1
        # the first that closes no link may close one too early
        elif opened:
            opened -= 1
            closed = None if bracket[1] else bracket.start()
        elif bracket[1] and closed is not None:
            typed.append(closed)
            closed = None
    return "\\".join(text[start:end] for start, end in pairwise([0, *typed, len(text)]))


def _parts(text: str) -> Iterator[str]:
    """Cut a text into runs of asterisks and what stands between them, in which what was typed is
    escaped.
    """
    end = 0
    for protected in _PROTECTED.finditer(text):
        yield from _open_parts(text[end : protected.start()])
        yield protected[0]
        end = protected.end()
    yield from _open_parts(text[end:])


def _open_parts(text: str) -> Iterator[str]:
    end = 0
    for stars in _STARS.finditer(text):
        yield _escaped(text[end : stars.start()])
        pairs, lone = divmod(len(stars[0]), 2)
        yield "**" * pairs
        yield r"\*" * lone
        end = stars.end()
    yield _escaped(text[end:])


def _escaped(text: str) -> str:
    """Write what the author typed so that it is no markup."""
    return _TYPED.sub(lambda sign: "&lt;" if sign[0] == "<" else "&amp;", text)


def _with_boldness(parts: list[str]) -> Iterator[str]:
    """Replace the runs of asterisks by the tags that html2text saw, empty and nested ones too.

    What begins in this block and does not end in it was bold up to its end; what begins inside a
    word and never ends is what the author typed.
    """
    depth = 0
    last = max((place for place, part in enumerate(parts) if part.startswith("**")), default=0)
    for place, (part, before, after) in enumerate(zip(parts, *_neighbours(parts), strict=True)):
        if not part.startswith("**"):
            yield part
            continue
        closing, opening = _change(len(part) // 2, depth, before, after)
        # what begins here never ends
        if place == last and not depth:
            # inside a word
            if opening % 2 and not before.isspace():
                yield part.replace("*", r"\*")
                continue
            if opening % 2 == 0:
                opening = 0
        # one tag for several levels: bold in bold looks no bolder
        left = depth - closing
        if depth and not left:
            yield "</strong>"
        if opening and not left:
            yield "<strong>"
        depth = left + opening
    if depth:
        yield "</strong>"


def _neighbours(parts: list[str]) -> tuple[list[str], list[str]]:
    """Return the characters before and behind each part, a space at an end; signs of emphasis are
    looked through.
    """
    bare = [part.strip("_*") for part in parts]
    before = list(accumulate(bare, lambda last, text: text[-1:] or last, initial=" "))
    behind = list(accumulate(reversed(bare), lambda last, text: text[:1] or last, initial=" "))
    return before[:-1], behind[-2::-1]


def _change(runs: int, depth: int, before: str, after: str) -> tuple[int, int]:
    """Return how many of so many ``**`` close and how many open, by the characters beside them."""
    closing = min(runs, depth)
    if after.isspace():
        opening = runs % 2 if before.isspace() and not closing else 0
        return closing, opening
    if before.isspace():
        return 0, runs
    return closing, runs - closing
