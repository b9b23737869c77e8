"""Answers: JSON within a budget, each article cited, what it says quoted.

Text of an archive stands in JSON strings under names that begin with ``quoted_``, so that no
article can end the quotation and speak for itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wxarchive.api import to_json
from wxarchive.models import Entry, StoredArticle

Record = dict[str, object]
SCHEME = "wxarchive://article/"
_LONGEST_TITLE = 150
_LONGEST_VALUE = 250
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Items:
    """What was asked for: the records behind an ``offset``, of which at most ``limit`` are shown.

    ``total``: how many there are in all; ``None`` if that is not known.
    """

    name: str
    records: Iterable[object]
    offset: int
    limit: int
    total: int | None


def cited(article: StoredArticle, versions: int | None) -> Record:
    """Return what every answer says of an article: what it is, whose, of when, where, how it is.

    ``versions``: how many contents are kept, of which the last is cited; ``sha256`` is that of the
    page it was read of.
    """
    about, ref = article.metadata, article.ref
    told: Record = {
        "id": article.id,
        "title": cut(about.title, _LONGEST_TITLE),
        "account": cut(about.account, _LONGEST_TITLE),
        "date": about.published_at,
        "state": article.state,
        "url": cut(ref.url, _LONGEST_VALUE) if ref else None,
        "key": cut(ref.key, _LONGEST_TITLE) if ref else None,
        "version": versions or None,
        "sha256": article.page_sha256,
        "resource": f"{SCHEME}{article.id}",
    }
    if article.gone_at:
        told["gone_at"] = article.gone_at
        told["reason"] = cut(article.reason, _LONGEST_VALUE)
    return told


def cited_line(entry: Entry) -> Record:
    """Return what a list says of an article; ``text_kept``: whether the archive has what it
    said.
    """
    return {**cited(entry.article, entry.versions), "text_kept": entry.versions > 0}


def cut(text: str | None, most: int) -> str | None:
    """Return a text on one line, without what is not to be seen, and without its end if it is too
    long.
    """
    if text is None:
        return None
    clean = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return f"{clean[: most - 1]}…" if len(clean) > most else clean


def page_of(head: Mapping[str, object], items: Items, budget: int) -> str:
    """Write as many of the items as the budget allows, and where to go on: one at least, with its
    texts cut if it is too long alone. Without a ``next_offset`` there are no more.
    """
    written: list[str] = []
    room = budget - len(_frame(head, items, written, goes_on=True))
    goes_on = False
    for record in items.records:
        text = to_json(record) if written else _fitted(record, room - 1)
        room -= len(text) + 1
        if len(written) == items.limit or (written and room < 0):
            goes_on = True
            break
        written.append(text)
    return _frame(head, items, written, goes_on=goes_on)


def _fitted(record: object, room: int) -> str:
    """Write a record, its texts cut until it fits as far as that goes."""
    text, most = to_json(record), _LONGEST_VALUE * 8
    while len(text) > room and most > _SHORTEST:
        most //= 2
        text = to_json(_with_shorter_texts(record, most))
    return text


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
    place = {
        **head,
        "total": items.total if items.total is not None or goes_on else end,
        "offset": items.offset,
        "next_offset": end if goes_on else None,
    }
    return f'{to_json(place)[:-1]},"{items.name}":[{",".join(written)}]}}'


def text_page(head: Mapping[str, object], text: str, offset: int, budget: int) -> str:
    """Write as much of a text from ``offset`` on as the budget allows, and where to go on;
    characters are counted as in the text.
    """
    rest = text[offset:]

    def written(length: int) -> str:
        goes_on = offset + length < len(text)
        place = {
            "total": len(text),
            "offset": offset,
            "next_offset": offset + length if goes_on else None,
        }
        return to_json({**head, **place, "quoted_text": rest[:length]})

    length = min(len(rest), budget)
    # escapes make a text longer than it is: each try takes off what is too much
    while length > 1 and (over := len(written(length)) - budget) > 0:
        length = max(1, length - max(over // 6, 1))
    return written(length)
