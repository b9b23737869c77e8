"""A search without an index, by the same rules: each text is folded and looked through. The index
has to equal it.
"""

import re
from collections.abc import Mapping

from wxarchive.store.search.folding import HAN, WORD, fold
from wxarchive.store.search.query import Query, Term, parse

_TOUCHING = re.compile(f"(?<={WORD}) (?=[{HAN}])|(?<=[{HAN}]) (?={WORD})")


def scan(query: str, articles: dict[int, dict[str, str]]) -> set[int]:
    """Return the articles a query finds, each a text for each field."""
    asked = parse(query)
    return {number for number, fields in articles.items() if answers(asked, plain_fields(fields))}


def plain_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """Fold the texts of an article."""
    return {name: plain(text) for name, text in fields.items()}


def plain(text: str) -> str:
    """Fold a text and its spaces."""
    return re.sub(r"\s+", " ", _TOUCHING.sub("", fold(text)))


def answers(asked: Query, folded: Mapping[str, str]) -> bool:
    """Tell whether an article with these folded texts is what a query asks for."""
    wanted = all(any(_occurs(term, folded) for term in clause) for clause in asked.clauses)
    return wanted and not any(_occurs(term, folded) for term in asked.excluded)


def _occurs(term: Term, folded: Mapping[str, str]) -> bool:
    texts = [folded[term.field]] if term.field else folded.values()
    return any(_stands_in(term, text) for text in texts)


def _stands_in(term: Term, text: str) -> bool:
    start = text.find(term.text)
    while start >= 0:
        end = start + len(term.text)
        begins = not (_is_word(term.text[0]) and _is_word(text[start - 1 : start]))
        if begins and (
            term.prefix or not (_is_word(term.text[-1]) and _is_word(text[end : end + 1]))
        ):
            return True
        start = text.find(term.text, start + 1)
    return False


def _is_word(character: str) -> bool:
    return bool(re.fullmatch(WORD, character))
