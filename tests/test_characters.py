"""Characters that rule a terminal or hide are taken away, those that belong to how a text is
written are not.
"""

import json

import pytest

from wxarchive.characters import escaped, printable

HIDING = "\u00ad\u034f\u061c\u115f\u200b\u200e\u200f\u202a\u202e\u2060\u2064\u2066\u2069\u206f\u3164\ufeff\uffa0\ufff9"
HOSTILE = (
    "\x00\x07\x08\x0b\x0c\r\x1b\x7f\x80\x85\x9b\x9d\x9f"
    + HIDING
    + "\U000e0001\U000e0041\U000e007f\U000e01f0"
)


@pytest.mark.parametrize("char", HOSTILE, ids=lambda char: f"U+{ord(char):04X}")
def test_what_rules_a_terminal_or_hides_is_taken_away(char: str) -> None:
    assert printable(f"茶{char}山") == "茶山"


@pytest.mark.parametrize(
    ("sequence", "left"),
    [
        ("\x1b[2J", ""),
        ("\x1b]0;title\x07", ""),
        ("\x1b]8;;https://evil.example\x1b\\", ""),
        ("\x1bP1;2|x\x1b\\", ""),
        ("\x1b_secret\x07", ""),
        ("\x1b(B", ""),
        ("\x1bc", ""),
        ("\x1b]52;c;never ends", "52;c;never ends"),
        ("\x9b31m", "31m"),
        ("\u200d", ""),
        ("\u200c\u200d", ""),
        ("\ufe0f\ufe0f\ufe01", "\ufe0f"),
    ],
)
def test_sequences_are_taken_away_whole(sequence: str, left: str) -> None:
    assert printable(f"茶{sequence}山") == f"茶{left}山"


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d👩\u200d👧",
        "❤\ufe0f",
        "👍🏽\u200d♂\ufe0f",
        "می\u200cخواهم",
        "क्\u200dष",
        "葛\U000e0100城市",
        "a\tb\nc",
        "é́",
    ],
)
def test_what_belongs_to_a_text_stays(text: str) -> None:
    assert printable(text) == text


def test_a_selector_needs_a_character_to_vary() -> None:
    assert printable("\ufe0f茶 \U000e0100山") == "茶 山"


@pytest.mark.parametrize(
    "title", [f"茶{HOSTILE}👩\u200d👧\u200d山", f"tea{HOSTILE}", "tea \x7f\x7f"]
)
def test_in_json_they_are_escaped_and_the_value_is_the_same(title: str) -> None:
    value = {"title": title}
    written = escaped(json.dumps(value, ensure_ascii=False))
    assert printable(written) == written
    assert title[0] in written
    assert json.loads(written) == value
