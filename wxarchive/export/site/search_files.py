r"""The files that the search of a site reads: an index, texts, and the rules of folding.

Pages that were opened as files may load scripts, and nothing else. So each file is a script that
hands over one value, in JSON that is no HTML and no end of a line to any browser::

    site.take("p12", "\n人工\tAQID\n…")     which articles have a token, for a range of tokens
    site.take("t3", [{"title": …}, …])        texts of some articles
    site.take("titles", […])                  all titles
    site.take("index", {"articles": …})       how many there are, where each part begins, and what
                                              one may narrow down by
    site.take("folding", {"from": …})         what characters become, which belong to words
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field

from wxarchive.closing import Closing
from wxarchive.export.site.postings import Postings
from wxarchive.store import search_rules, search_tokens

PLACE = "search"
_BLOCK = 64_000
"""Bytes of a part of the index; a query reads one for each of its tokens."""
_TEXTS = 100_000
"""Characters of a part: of the texts, and of the lines that show them."""


@dataclass(frozen=True, slots=True)
class SearchedArticle:
    """What is searched of an article; ``row``: the line of a list that shows it, as HTML."""

    title: str
    account: str
    author: str
    digest: str
    body: str
    row: str


@dataclass(slots=True)
class SearchFacets:
    """What the articles may be narrowed down by, an entry for each in their order: the number of
    its account, its year, ``0`` without one, and ``1`` if it is gone. ``accounts``: their names.
    """

    accounts: list[str] = field(default_factory=list)
    account: list[int] = field(default_factory=list)
    year: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


class SearchFiles(Closing):
    """Takes articles in the order of their numbers, the oldest first; gives files with their names.

    Use it in a ``with``.
    """

    def __init__(self) -> None:
        self._postings = Postings()
        self._texts: list[dict[str, object]] = []
        self._length = 0
        self._firsts: list[int] = []
        self._titles: list[str] = []

    def close(self) -> None:
        """Remove what was kept in files meanwhile."""
        self._postings.close()

    def add(self, article: SearchedArticle) -> Iterator[tuple[str, bytes]]:
        """Take the next article; yield what is full then."""
        texts = (article.title, article.account, article.author, article.digest, article.body)
        self._postings.add(len(self._titles), search_tokens(texts))
        if not self._texts:
            self._firsts.append(len(self._titles))
        self._titles.append(article.title)
        self._texts.append(asdict(article))
        # of a short post, most is the line that shows it
        self._length += sum(map(len, (*texts, article.row)))
        if self._length >= _TEXTS:
            yield self._text_file()

    def rest(self, choices: SearchFacets) -> Iterator[tuple[str, bytes]]:
        """Yield all that is left, the index last."""
        if self._texts:
            yield self._text_file()
        blocks: list[str] = []
        for number, (first, content) in enumerate(_blocks(self._postings.entries())):
            blocks.append(first)
            yield _script(f"p{number}", content)
        yield _script("titles", self._titles)
        rules = search_rules()
        changed = {one: to for one, to in rules.folding.items() if to}
        folding = {
            "from": "".join(changed),
            "to": "".join(changed.values()),
            "none": "".join(one for one, to in rules.folding.items() if not to),
            "word": rules.word,
            "han": rules.han,
        }
        yield _script("folding", folding)
        index = {
            "articles": len(self._titles),
            "texts": self._firsts,
            "blocks": blocks,
        }
        yield _script("index", index | asdict(choices))

    def _text_file(self) -> tuple[str, bytes]:
        file = _script(f"t{len(self._firsts) - 1}", self._texts)
        self._texts, self._length = [], 0
        return file


def _blocks(entries: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the first token of each part of the index, and the part."""
    first, lines, size = "", ["\n"], 0
    for token, articles in entries:
        if size == 0:
            first = token
        line = f"{token}\t{articles}\n"
        lines.append(line)
        size += len(line)
        # a browser reads a part for each word, and no more than that
        if size >= _BLOCK:
            yield first, "".join(lines)
            lines, size = ["\n"], 0
    if size:
        yield first, "".join(lines)


def _script(name: str, value: object) -> tuple[str, bytes]:
    """Return a file that hands over a value; in it nothing of the value can end a string or a
    script.
    """
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign, escape in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        content = content.replace(sign, escape)
    text = f'site.take("{name}",{content});\n'
    return f"{PLACE}/{name}.js", text.encode("utf-8", "replace")
