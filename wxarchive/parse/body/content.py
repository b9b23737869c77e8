"""What was read of a body, wherever it stood."""

from collections.abc import Iterator
from dataclasses import dataclass

from wxarchive.characters import printable
from wxarchive.models import Media
from wxarchive.parse.body.blocks import Block, Group, Paragraph, Verbatim, paragraphs
from wxarchive.parse.body.cards import card_line, video_facts
from wxarchive.parse.body.reading import BodyReader
from wxarchive.parse.page import Page


@dataclass(slots=True)
class Content:
    """What was read of the body: blocks in reading order, what plays, and what was lost."""

    blocks: list[Block]
    media: list[Media]
    losses: list[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read, see or play: characters that nobody sees are
        nothing.
        """
        is_readable = any(printable(text).strip() for text in _texts(self.blocks))
        return not (is_readable or self.media or self.images)

    @property
    def images(self) -> tuple[str, ...]:
        """The pictures' addresses in reading order, each once."""
        runs = (run for line in paragraphs(self.blocks) for run in line.runs)
        return tuple(dict.fromkeys(run.src for run in runs if run.kind == "picture"))

    def put_above(self, blocks: list[Block]) -> None:
        """Put blocks above those that were read."""
        self.blocks = blocks + self.blocks

    def put_players(self, media: list[Media]) -> None:
        """Put a line above the others for everything that plays and has none yet."""
        lines: list[Block] = []
        known = {item.id for item in self.media}
        for item in media:
            if item.id not in known:
                known.add(item.id)
                self.media.append(item)
                lines.append(card_line(item))
        # the last stands first, as the pages show them
        self.put_above(lines[::-1])


def read(page: Page, html: str) -> Content:
    """Read HTML of a page: an element with its content, or a piece of a body."""
    facts = video_facts(page.data.get("video_page_infos"))
    body = BodyReader(facts, page.work).read(html)
    return Content(body.blocks, body.media, body.losses)


def _texts(blocks: list[Block]) -> Iterator[str]:
    """Give every text in reading order, however deep."""
    for block in blocks:
        if isinstance(block, Paragraph | Verbatim):
            yield block.text
        elif isinstance(block, Group):
            yield from _texts(block.children)
