"""What a user asks for, as a value: words and phrases, all of which must occur, alternatives, and
what must not.

::

    人工智能 OpenAI       both                    title:推理            in the title; also account: and author:
    "large language"     this phrase             模型 OR 算法           one of them
    agent*               words that begin so     -广告                  articles without it
"""  # noqa: E501 -- the drawing

import re
from dataclasses import dataclass, field
from typing import Literal, get_args

from wxarchive.errors import UsageError
from wxarchive.store.search.folding import HAN, WORD, fold
from wxarchive.store.search.tokens import is_exact, is_silent, is_word

Field = Literal["title", "account", "author"]
FIELDS: tuple[Field, ...] = get_args(Field)
LONGEST = 10_000
"""Characters in a query."""
MOST = 64
"""Words in a query."""
LONGEST_EXACT = 32
"""Characters; of a longer phrase the index is asked for the beginning only."""

_ITEM = re.compile(
    r"""
    \s* (?P<minus>[-－](?=\S))?
    (?: (?P<field>title|account|author) [:：] \s* (?=\S) )?
    (?: ["“”＂] (?P<phrase>[^"“”＂]*) (?P<end>["“”＂]|$) | (?P<word>\S+) )
    """,
    re.IGNORECASE | re.VERBOSE,
)

_TOUCHING = re.compile(f"(?<={WORD}) (?=[{HAN}])|(?<=[{HAN}]) (?={WORD})")


@dataclass(frozen=True, slots=True)
class Term:
    """Something to find: folded text, with single spaces, but none between Chinese and words.

    ``prefix``: its last word may go on.
    """

    text: str
    field: Field | None = None
    prefix: bool = False

    @property
    def exact(self) -> bool:
        """Tell whether the index alone answers for it; else the texts it gives must be looked
        through.
        """
        return is_exact(self.text) and len(self.text) <= LONGEST_EXACT


@dataclass(frozen=True, slots=True)
class Query:
    """Of each clause one term must occur, of the excluded ones none."""

    clauses: tuple[tuple[Term, ...], ...]
    excluded: tuple[Term, ...] = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        """Return what may be found, each once."""
        return tuple(dict.fromkeys(term for clause in self.clauses for term in clause))

    @property
    def anywhere(self) -> tuple[Term, ...]:
        """Return those of them that any text may have, not a title or name alone."""
        return tuple(term for term in self.wanted if term.field is None)


@dataclass(slots=True)
class _QueryReader:
    clauses: list[tuple[Term, ...]] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)
    joining: bool = False


def parse(text: str) -> Query:
    """Read a query; raises :class:`UsageError` for one that asks for nothing or cannot be
    understood.
    """
    if len(text) > LONGEST:
        what = f"the query has {len(text)} characters, {LONGEST} are the most"
        raise UsageError(what, hint="search for one sentence of it")
    reading = _QueryReader()
    items = list(_ITEM.finditer(text.strip()))
    for number, item in enumerate(items):
        stands_between = 0 < number < len(items) - 1 and not reading.joining
        if item[0].strip() == "OR" and stands_between:
            reading.joining = True
        else:
            _add(reading, item)
    query = Query(tuple(dict.fromkeys(reading.clauses)), tuple(dict.fromkeys(reading.excluded)))
    excerpt = text.strip()[:40]
    if not query.clauses and query.excluded:
        raise UsageError("the query only says what to leave out", excerpt, "add a word to find")
    if not query.clauses:
        problem = "the query has no word or character to look for"
        raise UsageError(problem, excerpt, "write at least one")
    if sum(map(len, query.clauses)) + len(query.excluded) > MOST:
        hint = 'search for fewer, or for a phrase: "…"'
        raise UsageError(f"the query has more than {MOST} words", f"{excerpt}…", hint)
    return query


def words_like_signs(text: str) -> list[str]:
    """Return the words of a query that people write between others as signs, and that are looked
    for here: and, or.
    """
    words = [item["word"] for item in _ITEM.finditer(text.strip())]
    return [
        word
        for word in dict.fromkeys(words[1:-1])
        if word and word != "OR" and word.upper() in {"AND", "OR"}
    ]


def _add(reading: _QueryReader, item: re.Match[str]) -> None:
    """Add an item to what was read; an ``OR`` before it makes it an alternative to the item
    before.
    """
    term, joining = _term(item), reading.joining
    reading.joining = False
    if joining and item["minus"]:
        hint = "write the words that OR joins side by side"
        raise UsageError("OR stands before an excluded word", item[0].strip(), hint)
    if term is None:
        return
    if item["minus"]:
        reading.excluded.append(term)
    elif joining and reading.clauses:
        reading.clauses[-1] += (term,)
    else:
        reading.clauses.append((term,))


def _term(item: re.Match[str]) -> Term | None:
    """Return what an item asks for; ``None`` for lone punctuation, which stands between words of
    many a query.
    """
    if item["phrase"] is not None and not item["end"]:
        hint = 'write a phrase as "…"'
        raise UsageError("the quotation mark is not closed", item[0].strip(), hint)
    words = item["phrase"]
    if words is None:
        words = item["word"]
    text = _TOUCHING.sub("", " ".join(fold(words).split()))
    if is_silent(text):
        return None
    where = next((name for name in FIELDS if item["field"] and name == item["field"].lower()), None)
    bare = text.rstrip("*")
    if item["word"] and bare != text and bare[-1].isalnum():
        return Term(bare, where, prefix=is_word(bare[-1]))
    return Term(text, where)
