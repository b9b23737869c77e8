"""What other programs noted of articles that the archive holds → the same in the archive."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from wxarchive.address import article_ref
from wxarchive.anchoring import Quote
from wxarchive.archive.outcomes import failed_address
from wxarchive.containment import contained, ends_the_run
from wxarchive.errors import NotFound, SourceError, UsageError, WxArchiveError
from wxarchive.formats import NotedElsewhere, NotedPassage, RecordedNotes, noted_elsewhere
from wxarchive.models import Marks, Outcome
from wxarchive.sources import read_limited
from wxarchive.store import NewHighlight, Store

_LIMIT = 200_000_000
"""Bytes of a file; it is read whole."""


def take_notes(paths: Iterable[Path], *, store: Store, now: datetime) -> Iterator[Outcome]:
    """Take in tags, stars, what was read, notes and highlights, and tell of each article what
    came; one that the archive does not hold is ``skipped``.

    What is of other sites is passed over. What came before is left alone, also where it was
    deleted since. A passage that the text does not have is kept as an orphan. Raises
    :class:`SourceError` for a file that is no such export, before anything is taken.
    """
    noted: list[NotedElsewhere] = []
    for path in paths:
        found = noted_elsewhere(read_limited(path, _LIMIT, "export"))
        if found is None:
            what = "this is no export of karakeep, wallabag or Readwise"
            hint = "export as JSON, or from Readwise as CSV"
            raise SourceError(what, str(path), hint)
        noted += found

    def outcomes() -> Iterator[Outcome]:
        for one in noted:
            # a bookmark of another site
            if one.addresses and not any(map(article_ref, one.addresses)):
                continue
            given = next(iter(one.addresses), None) or one.title or "?"
            try:
                with contained("take these notes in"):
                    outcome = _taken(one, given, store, now)
            except WxArchiveError as error:
                if ends_the_run(error):
                    raise
                outcome = failed_address(given, None, error)
            yield outcome

    return outcomes()


def take_recorded(noted: RecordedNotes, article_id: int, store: Store, now: datetime) -> None:
    """Take in what a record of another archive says was noted of its article."""
    store.marks.take_in(article_id, noted.marks, now)
    for made in noted.notes:
        # longer than what is kept
        with suppress(UsageError):
            store.notes.take_in(article_id, made)


def _article(one: NotedElsewhere, store: Store) -> int | None:
    """Return the article that an address leads to; of what has no address the only one with just
    this title.
    """
    for address in one.addresses:
        ref = article_ref(address)
        if ref and (found := store.articles.number_of(ref)):
            return found
    if one.addresses or not one.title:
        return None
    with suppress(NotFound):
        found = store.articles.find(one.title)
        # a title that is a number, or a part of another one, finds more than that title
        if store.articles.get(found).metadata.title == one.title:
            return found
    return None


def _taken(one: NotedElsewhere, given: str, store: Store, now: datetime) -> Outcome:
    """Take in what is new, and report what it was."""
    article_id = _article(one, store)
    if article_id is None:
        return Outcome(given, "skipped", title=one.title, message="not in the archive")
    marks = Marks(is_starred=one.is_starred, is_read=one.is_read, tags=one.tags)
    with store.atomic():
        new = store.marks.take_in(article_id, marks, now)
        written = [_written(passage, article_id, store, now) for passage in one.passages]
    came = []
    if new.tags:
        came.append(f"{len(new.tags)} tag{'s' * (len(new.tags) > 1)}")
    if new.is_starred:
        came.append("a star")
    if new.is_read:
        came.append("read")
    if notes := sum(written):
        came.append(f"{notes} note{'s' * (notes > 1)}")
    outcome = Outcome(given, "unchanged", id=article_id, title=one.title)
    if came:
        return replace(outcome, status="updated", message=f"new: {', '.join(came)}")
    return outcome


def _written(passage: NotedPassage, article_id: int, store: Store, now: datetime) -> bool:
    """Write a note or a highlight, unless it is here or was deleted here."""
    key = store.articles.get(article_id).key or str(article_id)
    # the same passage has the same name each time, so that nothing comes in twice
    name = f"{key}\n{passage.exact[:50]}\n{passage.name}"
    uuid = str(uuid5(NAMESPACE_URL, name))
    if store.notes.knows(uuid):
        return False
    # longer than what is kept, or empty
    with suppress(UsageError):
        note, made_at = passage.note, passage.made_at
        if not passage.exact:
            store.notes.add(article_id, note, made_at or now, uuid=uuid)
            return True
        quote = Quote(passage.exact)
        new = NewHighlight(quote, note, uuid, made_at, is_kept=True)
        store.notes.highlight(article_id, new, now)
        return True
    return False
