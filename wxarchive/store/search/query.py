"""What a user asks for, as a value: words and phrases, all of which must occur, alternatives, and
what must not.

::

    人工智能 OpenAI       both                    title:推理            in the title; also account: and author:
    "large language"     this phrase             模型 OR 算法           one of them
    agent*               words that begin so     -广告                  articles without it
    tag:研究 is:unread    marked so               note:桥               noted of it
"""  # noqa: E501 -- the drawing

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from wxarchive.errors import UsageError
from wxarchive.models import Filter
from wxarchive.store.search.choices import CHOICES, any_of, choice
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
    rf"""
    \s* (?P<minus>[-－](?=\S))?
    (?: (?P<field>title|account|author|{"|".join(CHOICES)}) [:：] \s* (?=\S) )?
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


_ALL = Filter()


@dataclass(frozen=True, slots=True)
class Query:
    """Of each clause one term must occur, of the excluded ones none, in articles that pass
    ``where``.
    """

    clauses: tuple[tuple[Term, ...], ...]
    excluded: tuple[Term, ...] = ()
    where: Filter = _ALL

    @property
    def wanted(self) -> tuple[Term, ...]:
        """Return what may be found, each once."""
        return tuple(dict.fromkeys(term for clause in self.clauses for term in clause))

    @property
    def anywhere(self) -> tuple[Term, ...]:
        """Return those of them that any text may have, not a title or name alone."""
        return tuple(term for term in self.wanted if term.field is None)


_Asked = Term | Filter


@dataclass(slots=True)
class _QueryReader:
    clauses: list[tuple[_Asked, ...]] = field(default_factory=list)
    excluded: list[_Asked] = field(default_factory=list)
    joining: bool = False

    def query(self) -> Query:
        """Return what was read; raises :class:`UsageError` for a word or a choice, for which the
        index and the filters would have to be asked at once.
        """
        words, chosen = [], []
        for clause in self.clauses:
            terms, filters = _sorted(clause)
            if terms and filters:
                what = "OR stands between a word and tag:, note:, is: or has:"
                raise UsageError(what, hint="ask for the one, then for the other")
            words += [terms] * bool(terms)
            chosen += [any_of(filters)] * bool(filters)
        excluded, left_out = _sorted(self.excluded)
        where = Filter(also=tuple(dict.fromkeys(chosen)), exclude=left_out)
        return Query(tuple(dict.fromkeys(words)), excluded, where)


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
        # at the beginning, at the end and behind another one it is a word like any
        stands_between = 0 < number < len(items) - 1 and not reading.joining
        if item[0].strip() == "OR" and stands_between:
            reading.joining = True
        else:
            _add(reading, item)
    query = reading.query()
    excerpt = text.strip()[:40]
    # to choose by marks alone is a question, to leave out alone is none
    asks_for_nothing = not query.clauses and query.where == _ALL
    if asks_for_nothing and query.excluded:
        raise UsageError("the query only says what to leave out", excerpt, "add a word to find")
    if asks_for_nothing:
        problem = "the query has no word or character to look for"
        raise UsageError(problem, excerpt, "write at least one")
    if sum(map(len, {*reading.clauses})) + len({*reading.excluded}) > MOST:
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


def tags_of(text: str) -> list[str]:
    """Return the tags that a query names, each once."""
    named = (item for item in _ITEM.finditer(text.strip()) if item["field"])
    tags = [item["word"] or item["phrase"] for item in named if item["field"].lower() == "tag"]
    return [tag for tag in dict.fromkeys(tags) if tag]


def _add(reading: _QueryReader, item: re.Match[str]) -> None:
    """Add an item to what was read; an ``OR`` before it makes it an alternative to the item
    before.
    """
    asked, joining = _asked(item), reading.joining
    # an OR joins the next item only
    reading.joining = False
    if joining and item["minus"]:
        hint = "write the words that OR joins side by side"
        raise UsageError("OR stands before an excluded word", item[0].strip(), hint)
    if asked is None:
        return
    if item["minus"]:
        reading.excluded.append(asked)
    elif joining and reading.clauses:
        reading.clauses[-1] += (asked,)
    else:
        reading.clauses.append((asked,))


def _sorted(asked: Iterable[_Asked]) -> tuple[tuple[Term, ...], tuple[Filter, ...]]:
    """Return the words and the choices, each once."""
    every = dict.fromkeys(asked)
    terms = tuple(one for one in every if isinstance(one, Term))
    return terms, tuple(one for one in every if isinstance(one, Filter))


def _asked(item: re.Match[str]) -> _Asked | None:
    """Return what an item asks for; ``None`` for lone punctuation, which stands between words of
    many a query.
    """
    if item["phrase"] is not None and not item["end"]:
        hint = 'write a phrase as "…"'
        raise UsageError("the quotation mark is not closed", item[0].strip(), hint)
    words = item["phrase"]
    if words is None:
        words = item["word"]
    name = (item["field"] or "").lower()
    if name in CHOICES:
        return choice(name, " ".join(words.split()))
    # some authors write a space between Chinese and a word, some do not
    text = _TOUCHING.sub("", " ".join(fold(words).split()))
    if is_silent(text):
        return None
    where = next((one for one in FIELDS if one == name), None)
    # a star in a phrase, or behind punctuation, is a sign like any
    bare = text.rstrip("*")
    if item["word"] and bare != text and bare[-1].isalnum():
        return Term(bare, where, prefix=is_word(bare[-1]))
    return Term(text, where)
