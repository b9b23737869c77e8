"""Other archives → this one, as if it had received everything in them itself, in order of time."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from wxarchive.archive.ingest import Parse, parse_contained
from wxarchive.archive.media import PLACEHOLDER
from wxarchive.archive.outcomes import failed_address
from wxarchive.containment import contained, ends_the_run
from wxarchive.errors import UsageError, WxArchiveError
from wxarchive.models import Outcome, Status
from wxarchive.store import Intake, Store, TakenArticle, another_archive

PIECE = 250
"""Articles in one transaction: one each would be slow, and all in one would be lost if it broke
off. A transaction of so many is indexed later, at the first search: indexing takes longer than all
else.
"""
_Found = tuple[str, int, int]
"""When an article was seen first, in which of the other archives, and its number there."""


@dataclass(frozen=True, slots=True)
class _Other:
    """An archive that is taken in."""

    path: Path
    store: Store
    intake: Intake


def merge(
    paths: Sequence[Path], *, store: Store, parse: Parse, is_trial: bool = False
) -> Iterator[Outcome]:
    """Take other archives in, article by article, and report what became of each; they are only
    read.

    What is reported is written; running it again goes on. ``parse`` is called where an archive
    leaves open which content a page had. ``is_trial``: nothing is written. Raises
    :class:`StoreError` for an archive that cannot be used, :class:`UsageError` for this one itself.
    """
    # before any is opened: nothing is begun that cannot be ended
    for path in paths:
        if path.exists() and store.path.exists() and path.samefile(store.path):
            raise UsageError("an archive cannot be merged into itself", str(path))
    with ExitStack() as opened:
        others = []
        for path in paths:
            source = opened.enter_context(another_archive(path))
            contents = content_of(store, parse), content_of(source, parse)
            others.append(_Other(path, source, store.intake(source, contents)))
        if is_trial:
            yield from _compare(others, store)
        else:
            yield from _take(others, store)


def content_of(store: Store, parse: Parse) -> Callable[[str], str | None]:
    """Return a function that reads a stored page of an archive again, and returns the hash of its
    content.
    """

    def read(sha256: str) -> str | None:
        page_id = store.pages.find(sha256)
        if page_id is None or store.pages.problem(page_id):
            return None
        found = parse_contained(store.pages.get(page_id), parse)
        return getattr(found, "content_hash", None)

    return read


def _in_order(others: Sequence[_Other]) -> Iterator[_Found]:
    """Yield the articles of all archives, those that were seen first first."""
    found = (
        [(at, number, article_id) for at, article_id in other.intake.in_order()]
        for number, other in enumerate(others)
    )
    return heapq.merge(*found)


def _take(others: Sequence[_Other], store: Store) -> Iterator[Outcome]:
    for other in others:
        other.intake.begin()
    found = _in_order(others)
    reported = set[str | None]()
    while piece := list(islice(found, PIECE)):
        outcomes = []
        with store.atomic():
            for _, number, article_id in piece:
                other = others[number]
                given = f"{other.path}#{article_id}"
                outcomes.append(attempt(given, article_id, other.intake, store))
        # reported only when it is written
        yield from outcomes
        reported.update(one.message for one in outcomes)
    for other in others:
        other.intake.finish(PLACEHOLDER)
    store.queue.tidy()
    yield from _damage(others, reported)


def attempt(given: str, article_id: int, intake: Intake, store: Store) -> Outcome:
    """Take an article in, and report what became of it; needs a transaction."""
    try:
        with contained("take this article in"), store.atomic():
            return _outcome(given, intake.take(article_id))
    except WxArchiveError as error:
        if ends_the_run(error):
            raise
        return _failed(given, error)


def _compare(others: Sequence[_Other], store: Store) -> Iterator[Outcome]:
    """Report what merging would do; an article that two of the archives bring is new only once."""
    new, reported = set[str](), set[str | None]()
    for _, number, article_id in _in_order(others):
        other = others[number]
        given = f"{other.path}#{article_id}"
        try:
            with contained("compare this article"):
                found = other.intake.compare(article_id)
        except WxArchiveError as error:
            if ends_the_run(error):
                raise
            reported.add(str(error))
            yield _failed(given, error)
            continue
        # nothing is written, so that the second of them would look new, too
        if found.is_new and found.key in new:
            yield _report(given, "updated", found, "another of these archives has it, too")
        else:
            yield _outcome(given, found)
        if found.is_new and found.key:
            new.add(found.key)
    for other in others:
        other.intake.look()
    yield from _damage(others, reported)


def _damage(others: Sequence[_Other], reported: AbstractSet[str | None]) -> Iterator[Outcome]:
    """Report what cannot be read of the other archives, and was not reported with an article: a
    list, a name, a host or a count stays where it is, too.
    """
    for other in others:
        for damaged in other.store.damage:
            if str(damaged) not in reported:
                yield _failed(str(other.path), damaged)


def _failed(given: str, error: WxArchiveError) -> Outcome:
    """Report an article that stays where it is: the other articles come all the same."""
    return replace(failed_address(given, None, error), exit_code=WxArchiveError.exit_code)


def _outcome(given: str, taken: TakenArticle) -> Outcome:
    """Say what an article gained."""
    counts = {
        "version": taken.versions,
        "observation": taken.observations,
        "page": taken.pages,
        "file": taken.files,
        "mark": taken.marks,
        "note": taken.notes,
        "highlight": taken.highlights,
    }
    gained = ", ".join(
        f"{number} {name}{'s' * (number > 1)}" for name, number in counts.items() if number > 0
    )
    if taken.is_new:
        return _report(given, "created", taken)
    # that it is gone matters more than what else came
    if taken.is_gone:
        return _report(given, "gone", taken, gained)
    if gained:
        return _report(given, "updated", taken, f"new: {gained}")
    if taken.has_changed:
        return _report(given, "updated", taken, "what is said of it")
    return _report(given, "unchanged", taken)


def _report(given: str, status: Status, taken: TakenArticle, message: str | None = None) -> Outcome:
    return Outcome(
        given,
        status,
        state=taken.state,
        kind=taken.kind,
        id=taken.id,
        key=taken.key,
        title=taken.title,
        message=message,
    )
