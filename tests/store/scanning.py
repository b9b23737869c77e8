"""A search without an index, by the same rules: each text is folded and looked through. The index has to equal it."""

import re

from wxarchive.store.folding import HAN, WORD, fold
from wxarchive.store.query import Query, Term, parse

_TOUCHING = re.compile(f"(?<={WORD}) (?=[{HAN}])|(?<=[{HAN}]) (?={WORD})")


def scan(query: str, articles: dict[int, dict[str, str]]) -> set[int]:
    """Return the articles a query finds, each a text for each field."""
    asked = parse(query)
    return {number for number, fields in articles.items() if _wanted(asked, fields)}


def plain(text: str) -> str:
    """Fold a text and its spaces."""
    return re.sub(r"\s+", " ", _TOUCHING.sub("", fold(text)))


def _wanted(asked: Query, fields: dict[str, str]) -> bool:
    wanted = all(any(_occurs(term, fields) for term in clause) for clause in asked.clauses)
    return wanted and not any(_occurs(term, fields) for term in asked.excluded)


def _occurs(term: Term, fields: dict[str, str]) -> bool:
    texts = [fields[term.field]] if term.field else list(fields.values())
    return any(_stands_in(term, plain(text)) for text in texts)


def _stands_in(term: Term, text: str) -> bool:
    start = text.find(term.text)
    while start >= 0:
        end = start + len(term.text)
        begins = not (_is_word(term.text[0]) and _is_word(text[start - 1 : start]))
        if begins and (term.prefix or not (_is_word(term.text[-1]) and _is_word(text[end : end + 1]))):
            return True
        start = text.find(term.text, start + 1)
    return False


def _is_word(character: str) -> bool:
    return bool(re.fullmatch(WORD, character))
