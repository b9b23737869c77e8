"""Makes ``store/search/folding.txt`` of Unicode's data and OpenCC's: ``python -m
tests.store.folding_table``.
"""

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

from wxarchive.store.search import folding

FILE = Path(folding.__file__).with_name("folding.txt")
HEAD = """\
# What a search counts as the same: a character, a tab, the characters that fold to it.
# Made by tests/store/folding_table.py from Unicode {unicode} (case, compatibility forms, accents) and from OpenCC's
# table of traditional and simplified characters (https://github.com/BYVoid/OpenCC, Apache License 2.0).
# Punctuation of one meaning is listed there by hand.
"""
_PUNCTUATION = {
    "'": '"“”„‟«»「」『』〝〞〟‘’‚‛‹›′″´ʼ',
    "-": "‐‒–—―−⁃─",
    "·": "•・‧∙⋅⸱",
    "~": "〜∼",
    ":": "∶",
    "/": "∕⁄",
}
"""Marks that authors and keyboards put for one another: a character, those that mean the same."""
_SAME = {mark: one for one, marks in _PUNCTUATION.items() for mark in marks}
_LEFT_OUT = re.compile(f"[{folding.IGNORED}{folding.SPACES}\\s]|[\ud800-\udfff\ue000-\uf8ff]")
_CLASSES = (re.compile(f"[{folding.HAN}]"), re.compile(folding.WORD))


def build() -> dict[str, str]:
    """Return every character that folds to another one, with that."""
    every = [chr(code) for code in range(0x110000)]
    plain = {
        one: _plain(one)
        for one in every
        if not _LEFT_OUT.match(one) and unicodedata.category(one) != "Cn"
    }
    simplified = _simplified(sorted({one for one in plain.values() if one >= "⺀"}))
    folded = {one: _SAME.get(other) or simplified.get(other, other) for one, other in plain.items()}
    folded |= {one: one.lower() for one, other in folded.items() if _kind(one) != _kind(other)}
    return {one: other for one, other in folded.items() if one != other}


def text(table: dict[str, str], unicode: str = unicodedata.unidata_version) -> str:
    """Return the table as the file has it."""
    lines: defaultdict[str, str] = defaultdict(str)
    for one in sorted(table):
        lines[table[one]] += one
    return HEAD.format(unicode=unicode) + "".join(
        f"{folded}\t{lines[folded]}\n" for folded in sorted(lines)
    )


def _plain(one: str) -> str:
    """Fold compatibility forms, accents and case, as far as one character stays one."""
    one = _single(unicodedata.normalize("NFKC", one)) or one
    parts = unicodedata.normalize("NFD", one)
    base, marks = parts[0], parts[1:]
    if base.isalpha() and all("\u0300" <= mark <= "\u036f" for mark in marks):
        one = base
    return _single(one.casefold()) or _single(one.lower()) or one[0].lower()[0]


def _single(text: str) -> str | None:
    return text if len(text) == 1 else None


def _simplified(characters: list[str]) -> dict[str, str]:
    """Fold until nothing changes: OpenCC simplifies some characters to ones it simplifies again."""
    from opencc import OpenCC

    converter, found = OpenCC("t2s"), characters
    for _ in range(3):  # one by one: in a line of their own no phrase of OpenCC's applies
        found = converter.convert("\n".join(found)).split("\n")
    return {one: other for one, other in zip(characters, found, strict=True) if len(other) == 1}


def _kind(one: str) -> list[bool]:
    return [bool(pattern.match(one)) for pattern in _CLASSES]


if __name__ == "__main__":
    FILE.write_text(text(build()), encoding="utf-8")
