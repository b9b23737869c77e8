"""Running text → one string of Markdown, whatever letters and punctuation stand around its marks.

CommonMark believes ``**`` only beside the right characters: the *flanking* rules, made for
languages with spaces between words. ``pieces`` has moved punctuation out of the way; where that was
not enough (a strong link between two letters) the mark is written as inline HTML, which always
holds.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from wxarchive.render.markdown.escape import (
    WIKILINK,
    code_span,
    destination,
    escape,
    formula,
    specials,
    title,
)
from wxarchive.render.markdown.pieces import (
    FLANKED,
    Mark,
    Piece,
    is_punctuation,
    is_space,
    is_symbol,
)

_LIVE_IN_WIKILINK = re.compile(r"[<`|\[\]\n]")


@dataclass(slots=True)
class _Token:
    text: str
    mark: Mark | None = None
    opens: bool = False
    partner: int = 0

    @property
    def delimiter(self) -> str | None:
        """The character a delimiter consists of."""
        if self.mark and self.text == FLANKED.get(self.mark.name):
            return self.text[0]
        return None


def inline(pieces: list[Piece], line_break: str = "\\\n") -> str:
    """Write tidy running text as Markdown; ``line_break`` is written for each break in it."""
    special = specials(pieces)
    sources = [_source(piece, special, line_break) for piece in pieces]
    # most paragraphs: nothing is nested
    if not any(piece.marks for piece in pieces):
        return "".join(sources)
    tokens: list[_Token] = []
    _nest(pieces, sources, (0, len(pieces)), frozenset(), tokens)
    _settle(tokens)
    written = ""
    for token in tokens:
        # or the link would be read as a picture
        if token.text.startswith("[") and token.mark and written.endswith("!"):
            written = written[:-1] + "\\!"
        written += token.text
    return written


def _source(piece: Piece, special: str, line_break: str) -> str:
    match piece.kind:
        case "text":
            in_link = any(mark.name == "a" for mark in piece.marks)
            return escape(piece.text, special, in_brackets=in_link)
        case "code":
            return code_span(piece.text)
        case "math":
            return f"${formula(piece.text)}$"
        case "image":
            return f"![{escape(piece.text, special, in_brackets=True)}]({destination(piece.url)})"
        case _:
            return line_break


def _nest(
    pieces: list[Piece],
    sources: list[str],
    span: tuple[int, int],
    done: frozenset[Mark],
    tokens: list[_Token],
) -> None:
    """Append the tokens of a span of pieces; of marks that begin together the one that reaches
    furthest is outside.
    """
    index, end = span
    while index < end:
        marks = pieces[index].marks - done
        if not marks:
            tokens.append(_Token(sources[index]))
            index += 1
            continue
        # how far each mark reaches that begins here
        reach = dict.fromkeys(marks, index)
        for mark in marks:
            while reach[mark] < end and mark in pieces[reach[mark]].marks:
                reach[mark] += 1
        # sorted, a link is before others that reach as far
        mark = max(sorted(marks), key=lambda mark: reach[mark])
        opening, closing = _literals(mark)
        start = len(tokens)
        tokens.append(_Token(opening, mark, opens=True))
        _nest(pieces, sources, (index, reach[mark]), done | {mark}, tokens)
        tokens.append(_Token(closing, mark, partner=start))
        tokens[start].partner = len(tokens) - 1
        index = reach[mark]


def _literals(mark: Mark) -> tuple[str, str]:
    if mark.name == "a" and mark.href.startswith(WIKILINK):
        file = mark.href.removeprefix(WIKILINK)
        file = _LIVE_IN_WIKILINK.sub(lambda match: quote(match[0]), file)
        return f"[[{file}|", "]]"
    if mark.name == "a":
        return "[", f"]({destination(mark.href)}{title(mark.title)})"
    if mark.name in FLANKED:
        return FLANKED[mark.name], FLANKED[mark.name]
    return f"<{mark.name}>", f"</{mark.name}>"


def _settle(tokens: list[_Token]) -> None:
    """Write as HTML what CommonMark would not believe, until the rest holds: each change moves its
    neighbours.
    """
    openers = [index for index, token in enumerate(tokens) if token.opens and token.delimiter]
    # `*` first: of two neighbours the emphasis gives way
    openers.sort(key=lambda index: tokens[index].text)
    changed = True
    # ends: each round writes at least one delimiter as HTML, for good
    while changed:
        changed = False
        for index in openers:
            opener, closer = tokens[index], tokens[tokens[index].partner]
            # written as HTML in a round before
            if opener.mark is None or not opener.delimiter:
                continue
            if _holds(tokens, index) and _holds(tokens, opener.partner):
                continue
            name = opener.mark.name
            opener.text, closer.text = f"<{name}>", f"</{name}>"
            changed = True


def _holds(tokens: list[_Token], index: int) -> bool:
    """Tell whether the delimiter flanks what it belongs to (CommonMark 0.31.2 §6.2) in a run of one
    purpose.
    """
    inner, outer = _beside(tokens, index, 1), _beside(tokens, index, -1)
    if not tokens[index].opens:
        inner, outer = outer, inner
    if inner is None or outer is None or is_space(inner):
        return False
    return not is_symbol(inner) or is_space(outer) or is_punctuation(outer)


def _beside(tokens: list[_Token], index: int, step: int) -> str | None:
    """Return the character next to the run of delimiters.

    ``None`` if the run both closes and opens, or if its delimiters part at the other end: of `***`
    either may be meant.
    """
    first, place = tokens[index], index + step
    while 0 <= place < len(tokens):
        token = tokens[place]
        if token.delimiter != first.delimiter:
            return token.text[min(step, 0)]
        if token.opens != first.opens or token.partner - first.partner != index - place:
            return None
        place += step
    # CommonMark takes both ends of a text for white space
    return " "
