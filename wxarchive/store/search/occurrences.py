"""Finding a term in a text as it is, not folded: so the places of hits are known.

A folded character stands for all that fold to it, of which a letter has a hundred. Nearly always
one of a few is meant: these are looked for first, which is fast, and where none of them is found,
all.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache

from wxarchive.store.search.folding import HAN, IGNORED, SPACES, WORD, fold, variants
from wxarchive.store.search.query import Term
from wxarchive.store.search.tokens import is_word

_UNIT = re.compile(f"(?P<space> )|(?P<han>[{HAN}])|(?P<word>{WORD})|(?P<mark>.)", re.DOTALL)
_PARTS = re.compile(f" |(?<={WORD})(?=[{HAN}])|(?<=[{HAN}])(?={WORD})")
_TOUCHING = {"han", "word"}
_UNSEEN = f"[{IGNORED}]"
_FIELD = 200
"""Characters: few titles, names and digests have more."""
_FULL_WIDTH = ord("！") - ord("!")


@lru_cache(256)
def finder(term: Term) -> "Finder":
    """Return what finds a term."""
    return Finder(term)


class Finder:
    """Finds one term in texts."""

    def __init__(self, term: Term) -> None:
        self._term = term

    def first(self, text: str) -> int | None:
        """Return where a text has the term first."""
        found = self._pattern(text).search(text)
        if found:
            return found.start()
        return None

    def spans(self, text: str, start: int = 0) -> Iterator[tuple[int, int]]:
        """Yield places of the term in a text from ``start`` on; rare forms of it only where that
        has no usual one.
        """
        return (found.span() for found in self._pattern(text, start).finditer(text, start))

    def every(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield all places of the term in a text, in every form."""
        pattern = self._whole
        # to look for all forms of a letter is slow, of Chinese it is not
        if self._has_letters and not self._rare.search(text):
            pattern = self._usual
        return (found.span() for found in pattern.finditer(text))

    def count(self, text: str) -> int:
        """Return about how often a text has the term: at least once if it has it."""
        if is_word(self._term.text[0]):
            plain = 0
        else:
            plain = text.count(self._term.text)
        return plain or sum(1 for _ in self.spans(text))

    def _pattern(self, text: str, start: int = 0) -> re.Pattern[str]:
        """Return what finds the term in a text; the pattern of all forms is made only for a text
        that may need it.
        """
        # a text that has it once in a usual form is not folded
        if self._usual.search(text, start) or self._longest not in _folded(text):
            return self._usual
        return self._whole

    @cached_property
    def _longest(self) -> str:
        """The longest part of the term that has no space in any text."""
        return max(_PARTS.split(self._term.text), key=len)

    @cached_property
    def _usual(self) -> re.Pattern[str]:
        """Find the usual forms, with nothing invisible among them: scanning for one of few
        characters is fast.
        """
        start = ""
        if self._begins_word:
            start = f"(?<!{WORD}.)(?<!{_UNSEEN}.)"
        end = ""
        if self._ends_word:
            end = f"(?!{WORD}|{_UNSEEN})"
        first, rest = _split(self._term, _usual_forms, skipped="", space=" ")
        return re.compile(f"{first}{start}{rest}{end}", re.DOTALL)

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        start = ""
        if self._begins_word:
            start = f"(?<!{WORD})(?<!{_UNSEEN}){_UNSEEN}*+"
        end = ""
        if self._ends_word:
            end = f"(?!{_UNSEEN}*+{WORD})"
        first, rest = _split(self._term, variants, skipped=f"{_UNSEEN}*+", space=f"[ {SPACES}]")
        return re.compile(f"{start}{first}{rest}{end}")

    @cached_property
    def _has_letters(self) -> bool:
        return any(map(is_word, self._term.text))

    @cached_property
    def _rare(self) -> re.Pattern[str]:
        """Find a character that only forms of the term have which are not usual; all beyond the
        basic plane, which keeps the class a fast one.
        """
        rare = {other for one in self._term.text for other in variants(one)}
        rare -= {usual for one in self._term.text for usual in _usual_forms(one)}
        basic = re.escape("".join(sorted(one for one in rare if one < "\uffff")))
        return re.compile(f"[{IGNORED}{SPACES}{basic}\U00010000-\U0010ffff]")

    @property
    def _begins_word(self) -> bool:
        return is_word(self._term.text[0])

    @property
    def _ends_word(self) -> bool:
        return is_word(self._term.text[-1]) and not self._term.prefix


def _folded(text: str) -> str:
    if len(text) > _FIELD:
        return fold(text)
    return _folded_field(text)


@lru_cache(1000)
def _folded_field(text: str) -> str:
    """Fold a title, a name or a digest, which every term is looked for in, once to rank an article
    and once to show it.
    """
    return fold(text)


def _split(term: Term, forms: Callable[[str], str], skipped: str, space: str) -> tuple[str, str]:
    """Return what finds the first character of a term, and what finds the others.

    ``skipped`` may stand between any two, and one ``space`` between Chinese and a word. Nothing is
    tried twice: a text may hold a hundred thousand invisible characters in a row.
    """
    parts: list[str] = []
    before = ""
    for unit in _UNIT.finditer(term.text):
        kind = unit.lastgroup or ""
        # some authors write a space between Chinese and a word, some do not
        if {before, kind} == _TOUCHING:
            parts.append(f"{skipped}(?:{space}{skipped})?")
        elif "space" not in {before, kind}:
            parts.append(skipped)
        if kind == "space":
            parts.append(rf"{skipped}(?:\s{skipped})++")
        else:
            characters = re.escape(forms(unit[0]))
            parts.append(characters if len(forms(unit[0])) == 1 else f"[{characters}]")
        before = kind
    return parts[1], "".join(parts[2:])


def _usual_forms(folded: str) -> str:
    """Return the character, a capital, full width; of Chinese and punctuation all forms, they are
    few.
    """
    if not (folded.isascii() and folded.isalnum()):
        return variants(folded)
    wide = "".join(chr(ord(one) + _FULL_WIDTH) for one in folded + folded.upper())
    return f"{folded}{folded.upper()}{wide}"
