"""``similar``: where else an article's text stands, and who was first."""

from collections.abc import Iterable, Sequence
from math import floor

import click

from wxarchive.cli.app import example
from wxarchive.cli.article_list import title_of
from wxarchive.cli.fingerprints import comparable
from wxarchive.cli.options import as_json, reference
from wxarchive.cli.output import json_lines, message
from wxarchive.cli.tables import Column, rows, time_column, whole
from wxarchive.clock import OFFSET, in_form
from wxarchive.models import SimilarArticle, StoredArticle

_COLUMNS = (
    whole("id"),
    time_column(f"published {OFFSET}"),
    Column("account", 16),
    Column("state", 13, 9),
    whole("of this"),
    whole("of it"),
    whole("first", leaves=1),
    Column("title"),
)


@example("wxarchive similar 12", "wxarchive diff 12 --with 34")
@click.command
@reference
@as_json
def similar(ref: str, as_json: bool) -> None:
    """List the articles that share text with one: reprints, edited copies, the same article saved
    twice; how much of this one stands in them, and how much of them in this one.
    """
    store = comparable()
    article = store.articles.get(store.articles.find(ref))
    found = store.similar.of(article)
    if as_json:
        json_lines(similar_record(one) for one in found)
        return
    lines = []
    for one in found:
        about, shared = one.article.metadata, one.shared
        title = title_of(one.article)
        # the newest version may say something else by now
        if shared.other_version:
            title += f" (version {shared.other_version})"
        time = in_form(about.published_at, "%Y-%m-%d %H:%M") or ""
        shares = (percent(shared.inside), percent(shared.contains))
        first = {"this": "this", "other": "it", None: ""}[one.first]
        known = (str(one.article.id), time, about.account or "", one.article.state)
        lines.append((*known, *shares, first, title))
    rows(lines, _COLUMNS)
    for text in _notes(article, found):
        message(text)


def similar_record(one: SimilarArticle) -> dict[str, object]:
    """Return a similar article for programs: its record, and what is shared."""
    from wxarchive.render import record

    shared = one.shared
    return {
        "with": shared.article_id,
        "inside": round(shared.inside, 4),
        "contains": round(shared.contains, 4),
        "letters": shared.letters,
        "version": shared.version,
        "other_version": shared.other_version,
        "first": one.first,
        "may_be_same": one.may_be_same,
        "article": record(one.article, full=False),
    }


def percent(share: float) -> str:
    """Write a share as people read it; all of it only where nothing is missing."""
    return f"{floor(share * 100)} %"


def joining(one: SimilarArticle) -> str:
    """Say how two rows that may be one article are joined."""
    ids = f"{one.shared.article_id} {one.shared.other_id}"
    return f"may be one article, saved once without its address; join them: wxarchive join {ids}"


def _notes(article: StoredArticle, found: Sequence[SimilarArticle]) -> Iterable[str]:
    if not found:
        yield "no other article here shares half of its text, or has half of it"
    for one in found:
        if one.may_be_same:
            yield f"#{article.id} and #{one.article.id} {joining(one)}"
    # where to read on what WeChat shows no longer
    readable = next((one for one in found if one.is_readable), None)
    if article.gone_at and readable and readable.article.ref:
        much = percent(readable.shared.inside)
        yield (
            f"#{article.id} is gone; {much} of it can still be read in #{readable.article.id}: "
            f"{readable.article.ref.url}"
        )
