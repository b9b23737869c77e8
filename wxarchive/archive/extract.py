"""Some articles of an archive → a new archive that has all that is theirs."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from wxarchive.archive.ingest import Parse
from wxarchive.archive.merge import PIECE, attempt, content_of
from wxarchive.models import Outcome
from wxarchive.store import Store, new_archive


def extract(
    ids: Sequence[int], path: Path, *, store: Store, parse: Parse, with_lists: bool = False
) -> Iterator[Outcome]:
    """Copy articles into a new archive, and report what became of each; the archive appears when
    all are reported, whole or not at all.

    ``parse`` as of :func:`merge`. ``with_lists``: also the lists that name one of them. Raises
    :class:`UsageError` where there is a file already.
    """
    with new_archive(path) as target, store.snapshot():
        intake = target.intake(store, (content_of(target, parse), content_of(store, parse)))
        intake.begin(ids)
        # some in one transaction, as merging does
        for start in range(0, len(ids), PIECE):
            piece = ids[start : start + PIECE]
            with target.atomic():
                outcomes = [attempt(f"#{one}", one, intake, target) for one in piece]
            yield from outcomes
        if with_lists:
            intake.take_lists(ids)
