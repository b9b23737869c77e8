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
    # the texts are English: of that nothing has to be looked up
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
    for one in LANGUAGES:
        if one == chosen:
            return one
    found: Language = "zh"
    most = 0.0
    for part in accepted.split(","):
        # such as "en-GB; q=0.8"
        name, *parameters = (word.strip().lower() for word in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                weight = decimal(parameter.removeprefix("q=")) or 0.0
        language = name.partition("-")[0]
        for one in LANGUAGES:
            if one == language and weight > most:
                found, most = one, weight
    return found
