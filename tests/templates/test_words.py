"""Which language a page speaks: the one that was chosen, else the first that is accepted."""

import pytest

from wxarchive.templates import language_of


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, "", "zh"),
        (None, "fr, de;q=0.5", "zh"),
        (None, "en-GB,en;q=0.9,zh;q=0.5", "en"),
        (None, "zh;q=0.5,en;q=0.9", "en"),
        (None, "zh; q=0.5, en; q=0.9", "en"),
        (None, "en; q=0, fr", "zh"),
        (None, "en;q=much", "zh"),
        (None, "zh, en", "zh"),
        (None, "EN", "en"),
        ("en", "zh", "en"),
        ("zh", "en", "zh"),
        ("tlh", "en", "en"),
    ],
)
def test_the_language_that_is_wanted_most_is_spoken(
    chosen: str | None, accepted: str, language: str
) -> None:
    assert language_of(chosen, accepted) == language
