"""What was read of a body so far: finished blocks, and the line that is not finished."""

from collections import Counter
from collections.abc import Iterable

from lxml.etree import _Element as Element

from wxarchive.address import picture_url, unescape
from wxarchive.models import Media
from wxarchive.parse.body.blocks import (
    NO_MARKS,
    Block,
    Paragraph,
    Run,
    split_at_gaps,
    tidy,
)
from wxarchive.parse.body.cards import hidden_loss
from wxarchive.parse.body.invisible import visible
from wxarchive.parse.body.pictures import alt_of, is_web_address, local_name_loss, size_of
from wxarchive.parse.body.text_style import TextStyle, lines_of

MOST_LOSSES = 200
"""Kinds of losses of one body that are named."""
MORE_LOSSES = "parts of further kinds"


class BodyBuilder:
    """Blocks, media and losses, in reading order.

    ``into``: the lists of blocks that are open, the innermost last; ``line``: the runs of the
    paragraph that is being read.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.playing: dict[object, Media] = {}
        self.into: list[list[Block]] = [self.blocks]
        self.line: list[Run] = []
        self._losses: Counter[str] = Counter()
        self._hidden: dict[object, Media] = {}

    @property
    def media(self) -> list[Media]:
        """What plays, each once, in reading order."""
        return list(self.playing.values())

    @property
    def losses(self) -> list[str]:
        """What could not be kept, each said once, and how often; then what plays nowhere but in a
        part that is hidden.
        """
        named: list[str] = []
        for loss, times in self._losses.items():
            named.append(f"{loss}, {times} times" if times > 1 else loss)
        hidden = (media for key, media in self._hidden.items() if key not in self.playing)
        return named + list(dict.fromkeys(map(hidden_loss, hidden)))

    def text(self, text: str | None, look: TextStyle) -> None:
        """Go on in the line; none begins with a space."""
        if not text or (not self.line and text.isspace()) or look.hidden:
            return
        shown = visible(text)
        if look.keeps_lines and "\n" in shown:
            self.line += lines_of(shown, look)
        else:
            self.line.append(Run("text", shown, look.marks, look.href))

    def picture(self, source: str, element: Element, look: TextStyle) -> None:
        """Put a picture into the line, or a loss if it has no address on the web."""
        source = unescape(source)
        if is_web_address(source):
            address, size = picture_url(source), size_of(element)
            self.line.append(Run("picture", alt_of(element), NO_MARKS, look.href, address, size))
        elif loss := local_name_loss(source):
            self.lose(loss)

    def close_line(self, look: TextStyle) -> None:
        """Make paragraphs of the line: wide gaps part it."""
        if not self.line:
            return
        parts = [self.line]
        # two breaks in a row need a third run to stand between
        if len(self.line) > 2:
            parts = list(split_at_gaps(self.line))
        self.line = []
        for part in parts:
            if runs := tidy(part):
                self.into[-1].append(Paragraph(runs, look.tag))

    def block(self, block: Block, look: TextStyle) -> None:
        """Add a block after the line."""
        self.close_line(look)
        self.into[-1].append(block)

    def hide(self, players: Iterable[Media]) -> None:
        """Note what plays in a part that the page hides: the first of them, as with losses."""
        for media in players:
            if len(self._hidden) < MOST_LOSSES:
                self._hidden.setdefault(media.id or media, media)

    def lose(self, what: str) -> None:
        """Note what cannot be kept; of many kinds the first are named."""
        if what not in self._losses and len(self._losses) >= MOST_LOSSES:
            what = MORE_LOSSES
        self._losses[what] += 1
