"""Answers: JSON within a budget, each article cited, what it says quoted.

Text of an archive stands in JSON strings under names that begin with ``quoted_``, so that no
article can end the quotation and speak for itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from wxarchive.api import Archive, to_json
from wxarchive.models import StoredArticle

_Item = TypeVar("_Item")

Record = dict[str, object]
SCHEME = "wxarchive://article/"
_LONGEST_TITLE = 150
_LONGEST_VALUE = 250
_SHORTEST = 8
_BATCH = 50


@dataclass(frozen=True, slots=True)
class Items:
    """The answer's records from an ``offset`` on, of which at most ``limit`` are shown.

    ``total``: how many there are in all; ``None`` if that is not known.
    """

    name: str
    records: Iterable[object]
    offset: int
    limit: int
    total: int | None


def batches(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Yield the items some at a time: what an answer says besides is read once for a batch."""
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def cited(article: StoredArticle, version: int | None) -> Record:
    """Return how every answer cites an article: its title, account, date, state and addresses.

    ``version``: the number of the version that is cited, 0 or ``None`` if there is no text;
    ``sha256`` is that of the page it was read from.
    """
    about = article.metadata
    url = key = None
    if article.ref:
        url, key = article.ref.url, article.ref.key
    # in every answer alike, so that any of them can be cited
    record: Record = {
        "id": article.id,
        "title": cut(about.title, _LONGEST_TITLE),
        "account": cut(about.account, _LONGEST_TITLE),
        "date": about.published_at,
        "state": article.state,
        "url": cut(url, _LONGEST_VALUE),
        "key": cut(key, _LONGEST_TITLE),
        "version": version or None,
        "sha256": article.page_sha256,
        "resource": f"{SCHEME}{article.id}",
    }
    if article.gone_at:
        record["gone_at"] = article.gone_at
        record["reason"] = cut(article.reason, _LONGEST_VALUE)
    return record


def cited_line(article: StoredArticle, versions: int) -> Record:
    """Return a list's line of an article; ``text_kept``: whether the archive holds its text."""
    return {**cited(article, versions), "text_kept": versions > 0}


def versions_of(archive: Archive, articles: Sequence[StoredArticle]) -> dict[int, int]:
    """Return how many versions articles have, by their ids; 0 of one whose text is damaged."""
    found = dict.fromkeys((one.id for one in articles), 0)
    return found | {one.article.id: one.versions for one in archive.entries(articles)}


def cut(text: str | None, most: int) -> str | None:
    """Return a text on one line, without invisible characters, cut to ``most`` characters."""
    if text is None:
        return None
    # what is invisible could say one thing to people and another to an agent
    for character in {one for one in text if not one.isprintable()}:
        text = text.replace(character, " ")
    line = " ".join(text.split())
    if len(line) > most:
        return f"{line[: most - 1]}…"
    return line


def page_of(head: Mapping[str, object], items: Items, budget: int) -> str:
    """Write as many of the items as the budget allows, and where to go on: one at least, with its
    texts cut if it is too long alone. Without a ``next_offset`` there are no more.

    ``budget``: characters of the answer.
    """
    written: list[str] = []
    room = budget - len(_frame(head, items, written, goes_on=True))
    goes_on = False
    for record in items.records:
        text = to_json(record)
        # an answer without any record would never get its reader further: its texts are cut until
        # it fits, or until they are too short to cut
        most = _LONGEST_VALUE * 8
        while not written and len(text) >= room and most > _SHORTEST:
            most //= 2
            text = to_json(_with_shorter_texts(record, most))
        room -= len(text) + 1
        if len(written) == items.limit or (written and room < 0):
            goes_on = True
            break
        written.append(text)
    return _frame(head, items, written, goes_on=goes_on)


def _with_shorter_texts(value: object, most: int) -> object:
    if isinstance(value, str):
        return cut(value, most)
    if isinstance(value, dict):
        return {name: _with_shorter_texts(one, most) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_with_shorter_texts(one, most) for one in value]
    return value


def _frame(
    head: Mapping[str, object], items: Items, written: Sequence[str], *, goes_on: bool
) -> str:
    end = items.offset + len(written)
    total, next_offset = items.total, None
    if goes_on:
        next_offset = end
    elif total is None:
        # where nothing follows, all have been counted
        total = end
    place = {"total": total, "offset": items.offset, "next_offset": next_offset}
    start = to_json({**head, **place}).removesuffix("}")
    # put together by hand: the records are JSON already
    return f'{start},"{items.name}":[{",".join(written)}]}}'


def text_page(head: Mapping[str, object], text: str, offset: int, budget: int) -> str:
    """Write as much of a text from ``offset`` on as the budget allows, and where to go on;
    characters are counted as in the text.
    """
    rest = text[offset:]

    def written(length: int) -> str:
        next_offset = None
        if offset + length < len(text):
            next_offset = offset + length
        place = {"total": len(text), "offset": offset, "next_offset": next_offset}
        return to_json({**head, **place, "quoted_text": rest[:length]})

    length = min(len(rest), budget)
    # JSON escapes a character by up to six: each try takes off what is surely too much
    while length > 1 and (over := len(written(length)) - budget) > 0:
        length = max(1, length - max(over // 6, 1))
    return written(length)
