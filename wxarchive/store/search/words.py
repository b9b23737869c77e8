"""How often words are used in the articles of each month, year or account.

What the filter lets pass is counted in SQL, and so is what the query finds, where the index tells
how often: it knows the place of each pair of characters and of each word. Of other queries the
texts are read, one at a time.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from sqlite3 import Row

from wxarchive.errors import DamagedRow
from wxarchive.models import CountBy, WordUse
from wxarchive.store.conditions import Condition
from wxarchive.store.counted import GROUPS, Group, in_order
from wxarchive.store.search.entries import entries
from wxarchive.store.search.fts_query import PHRASES, IndexSelection
from wxarchive.store.search.matching import Texts, count, matches
from wxarchive.store.search.query import Query, Term
from wxarchive.store.search.tokens import is_word
from wxarchive.store.search.tokens import tokens as cut_up
from wxarchive.store.sqlite import Connection, Value

_ALL = """
    SELECT
        {group} AS of,
        coalesce(c.name, a.account) AS account,
        count(*) AS articles,
        total(a.characters) AS characters
    FROM articles a
    LEFT JOIN accounts c ON c.id = a.account_id
    WHERE {passing}
    GROUP BY 1
    ORDER BY articles DESC, account
"""
_COUNTED = """
    SELECT {group} AS of, count(*) AS number
    FROM (SELECT d.article_id {chosen}) f
    CROSS JOIN articles a ON a.id = f.article_id
    GROUP BY 1
"""
_SUMMED = """
    SELECT {group} AS of, sum(o.times) AS number
    FROM ({occurrences}) o
    CROSS JOIN search_documents d ON d.docid = o.doc
    CROSS JOIN articles a ON a.id = d.article_id
    WHERE o.doc IN (SELECT f.rowid {chosen})
    GROUP BY 1
"""
_OCCURRENCES = "SELECT doc, count(*) AS times FROM ({places}) GROUP BY doc"
_PLACES = """
    SELECT doc, offset - {at} AS place
    FROM {entries}
    WHERE {token} AND col = 'body'
"""
_WHOLE = "term = :{name}"
_BEGUN = "term >= :{name} AND term < :{name} || char(0x10FFFF)"
_FOUND = """
    SELECT
        {group} AS of,
        a.id, a.title, a.account, a.author, a.digest,
        v.text AS body
    FROM (SELECT d.article_id {chosen}) f
    CROSS JOIN articles a ON a.id = f.article_id
    LEFT JOIN versions v ON v.id = a.version_id
"""


@dataclass(frozen=True, slots=True)
class _Group:
    """What a filter lets pass of a group; ``name``: what people call it."""

    name: str | None
    articles: int
    characters: int


def word_uses(
    db: Connection, query: Query, chosen: IndexSelection, passing: Condition, by: CountBy
) -> list[WordUse]:
    """Count what a query finds: months and years in their order and without gaps, accounts by how
    many of their articles it finds; what is undated or nameless comes last.

    ``chosen``: the query's documents; ``passing``: the filter's condition.
    """
    group = GROUPS[by]
    if chosen.exact and _are_apart(query.anywhere):
        articles, occurrences = _by_index(db, query, chosen, group)
    else:
        articles, occurrences = _by_texts(db, query, chosen, group)
    sql, values = passing
    rows = db.rows(_ALL.format(group=group, passing=sql), values)
    every: dict[Group, _Group] = {}
    for row in rows:
        name = row["of"]
        # people know an account by its name, not by its number
        if by == "account":
            name = row["account"]
        every[row["of"]] = _Group(name, row["articles"], int(row["characters"]))
    uses = []
    for one in in_order(every, by, lambda one: articles[one]):
        # a month between others may have no article at all
        whole = every.get(one, _Group(str(one), 0, 0))
        # a query for titles and names alone looks for nothing in the texts
        times = None
        if query.anywhere:
            times = occurrences[one]
        uses.append(WordUse(whole.name, articles[one], whole.articles, times, whole.characters))
    return uses


def _by_index(
    db: Connection, query: Query, chosen: IndexSelection, group: str
) -> tuple[Counter[Group], Counter[Group]]:
    """Return how many articles of each group are found, and how often they have the words."""
    told = {"group": group, "chosen": chosen.sql}
    rows = db.rows(_COUNTED.format(**told), chosen.values)
    articles = Counter[Group]({row["of"]: row["number"] for row in rows})
    times, tokens = _occurrences(query.anywhere, entries(db, PHRASES))
    rows = db.rows(_SUMMED.format(**told, occurrences=times), {**chosen.values, **tokens})
    return articles, Counter[Group]({row["of"]: row["number"] for row in rows})


def _by_texts(
    db: Connection, query: Query, chosen: IndexSelection, group: str
) -> tuple[Counter[Group], Counter[Group]]:
    """Return the same, text by text; what cannot be read is left out, and noted as damage."""
    articles: Counter[Group] = Counter()
    occurrences: Counter[Group] = Counter()

    def read(row: Row) -> Texts:
        names = ("title", "account", "author", "digest", "body")
        return Texts(*(row[name] or "" for name in names))

    for row in db.rows(_FOUND.format(group=group, chosen=chosen.sql), chosen.values):
        with suppress(DamagedRow):
            texts = db.value_of("articles", row, read)
            # the index may have given more than has the words
            if chosen.exact or matches(query, texts):
                articles[row["of"]] += 1
                occurrences[row["of"]] += count(query, texts.body)
    return articles, occurrences


def _are_apart(terms: Sequence[Term]) -> bool:
    """Tell whether the index tells how often texts have these terms: it does not know single
    characters by their places, nor which of two hits counts that lie across each other.
    """
    if any(len(term.text) == 1 and not is_word(term.text) for term in terms):
        return False
    # a word that goes on may be another one
    if len(terms) > 1 and any(term.prefix for term in terms):
        return False
    chinese = [term.text for term in terms if not is_word(term.text[0])]
    # 山水 and 水色 lie across each other in 山水色, and so does 哈哈 with itself in 哈哈哈
    return not any(
        one.endswith(other[:length]) and not (one is other and length == len(one))
        for one in chinese
        for other in chinese
        for length in range(1, len(other) + 1)
    )


def _occurrences(terms: Sequence[Term], index: str) -> tuple[str, dict[str, Value]]:
    """Return the SQL of how often each document has these terms, and what it binds: a phrase stands
    where its pairs follow each other.
    """
    values: dict[str, Value] = {}
    phrases = []
    for number, term in enumerate(terms):
        cut = cut_up(term.text)
        pairs = []
        tokens = (cut.pairs or cut.words).split()
        for at, token in enumerate(tokens):
            name = f"token{number}_{at}"
            values[name] = token
            form = _WHOLE
            if term.prefix and at == len(tokens) - 1:
                form = _BEGUN
            which = form.format(name=name)
            pairs.append(_PLACES.format(at=at, entries=index, token=which))
        # each pair at its place from the beginning of the phrase: where all agree, it stands
        phrases.append(f"SELECT * FROM ({' INTERSECT '.join(pairs)})")
    places = " UNION ALL ".join(phrases) or "SELECT NULL AS doc WHERE false"
    return _OCCURRENCES.format(places=places), values
