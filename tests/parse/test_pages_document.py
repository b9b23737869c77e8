"""``docs/wechat-pages.md`` names every wording and every element by which the reader knows
something.
"""

import re
from collections.abc import Iterable

import pytest

from tests.support.places import ROOT
from wxarchive.parse import phrases, selectors

DOCUMENT = (ROOT / "docs" / "wechat-pages.md").read_text("utf-8")
KNOWN = {
    "messages": [phrase for phrase, _ in phrases.STATE_OF_PHRASE],
    "headings": (*phrases.HEADING_WORDS, *phrases.SHORT_HEADING_WORDS, *phrases.SHORT_HEADING_ENDS),
    "cards": [*phrases.CARD_LABELS, *selectors.DRAWN_CARDS, *selectors.CARD_TITLES],
    "titles": (*phrases.TITLE_PLACEHOLDERS, *phrases.AGREEMENTS),
    "kinds": (*selectors.KIND_OF_BODY_CLASS, *selectors.KIND_OF_ELEMENT),
    "states": (
        *selectors.NOT_ARTICLE_MIDS,
        *selectors.NOT_ARTICLE_MARKS,
        *selectors.MESSAGE_SELECTORS,
        *selectors.ARTICLE_ELEMENTS,
    ),
    "heads": (
        *selectors.TITLE_ELEMENTS,
        *selectors.ACCOUNT_ELEMENTS,
        *selectors.AUTHOR_ELEMENTS,
        *selectors.DATE_ELEMENTS,
        selectors.POST_PICTURES,
        selectors.REPRINT_ELEMENTS,
    ),
    "furniture": (*selectors.DROPPED_IDS, *selectors.DROPPED_CLASSES),
    "players": (
        *selectors.AUDIO_TAGS,
        *selectors.MUSIC_TAGS,
        *selectors.CHANNEL_VIDEO_TAGS,
        *selectors.PLAYER_ELEMENTS,
        *selectors.VIDEO_DESCRIPTIONS,
    ),
    "emoji": (*selectors.EMOJI_MARKS, *selectors.EMOJI_CLASSES),
}


@pytest.mark.parametrize("table", KNOWN)
def test_the_document_has_all_that_the_reader_knows(table: str) -> None:
    assert _lacking(KNOWN[table]) == []


def _lacking(names: Iterable[str]) -> list[str]:
    """Return what does not stand there, each part of a selector for itself."""
    parts = {part for name in names for part in re.findall(r"[\w-]{3,}|.+", name) if part.strip()}
    return sorted(part for part in parts if part not in DOCUMENT)
