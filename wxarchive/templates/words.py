"""The languages that pages speak: templates are written in English, ``words.toml`` has the
Chinese.
"""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from wxarchive.guarded import decimal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
Say = Callable[..., str]
"""Returns an English text in the language of the page, with values in the place of ``{names}``."""


@cache
def chinese() -> Mapping[str, str]:
    """Return the Chinese for each English text of the pages."""
    text = files("wxarchive.templates").joinpath("words.toml").read_text("utf-8")
    found: dict[str, str] = tomllib.loads(text)
    return found


def speaker(language: Language) -> Say:
    """Return what says texts in a language; a text without a translation stays English."""
    known: Mapping[str, str] = {}
    if language == "zh":
        known = chinese()

    def say(text: str, **values: object) -> str:
        said = known.get(text, text)
        if values:
            return said.format(**values)
        return said

    return say


def language_of(chosen: str | None, accepted: str) -> Language:
    """Return the language somebody chose, else the first of ours in ``Accept-Language``, else
    Chinese.
    """
    if chosen in LANGUAGES:
        return "en" if chosen == "en" else "zh"
    ranked = sorted(map(_weighed, accepted.split(",")), key=lambda one: -one[1])
    names = (name for name, weight in ranked if weight > 0)
    found = next((name for name in names if name in LANGUAGES), "zh")
    return "en" if found == "en" else "zh"


def _weighed(part: str) -> tuple[str, float]:
    """Return the language of a part of the header, without its region, and how much it is
    wanted.
    """
    name, _, weight = part.partition(";q=")
    wanted = decimal(weight) if weight else 1.0
    return name.strip().lower().partition("-")[0], wanted or 0.0
