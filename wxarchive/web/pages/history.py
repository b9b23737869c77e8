"""What became of an article: its versions, when it was seen and how, and what each edit changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from wxarchive.api import Change, DiffPiece
from wxarchive.errors import NotFound
from wxarchive.guarded import number
from wxarchive.models import HistoryEntry, StoredArticle, Version
from wxarchive.web.charts import Moment, placed
from wxarchive.web.pages.article import shown
from wxarchive.web.readers import Reader
from wxarchive.web.site import numbers, reader_of
from wxarchive.web.templating import page

_LISTS = frozenset({"images", "media", "albums"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of two texts side by side: pieces of the earlier one, and of the later one."""

    old: tuple[DiffPiece, ...]
    new: tuple[DiffPiece, ...]


def history(request: Request) -> Response:
    """Show the time line of an article."""
    with reader_of(request) as reader:
        found = reader.archive.article(request.path_params["id"])
        entries = reader.archive.history(found.id)
        context = {
            "numbers": numbers(reader),
            "article": found,
            "events": entries,
            "line": line(entries),
            "versions": sum(one.version is not None for one in entries),
        }
        return page(request, "history.html", context)


def version(request: Request) -> Response:
    """Show an article as one of its versions had it."""
    with reader_of(request) as reader:
        found = reader.archive.article(request.path_params["id"])
        versions = reader.archive.versions(found.id)
        chosen = _chosen(versions, request.path_params["number"])
        then = replace(
            found, content=chosen.body, metadata=chosen.metadata, content_hash=chosen.content_hash
        )
        entries = reader.archive.history(found.id, compare=False)
        more = {"version": chosen, "all_versions": versions, "line": line(entries)}
        return shown(request, reader, then, more)


def difference(request: Request) -> Response:
    """Show what differs between two versions, by default the last two."""
    with reader_of(request) as reader:
        found = reader.archive.article(request.path_params["id"])
        versions = reader.archive.versions(found.id)
        if len(versions) < 2:
            raise NotFound(
                "only one version of this article is kept" if versions else "no version was kept"
            )
        old = _chosen(versions, number(request.query_params.get("old")) or len(versions) - 1)
        new = _chosen(
            versions, number(request.query_params.get("new")) or min(old.number + 1, len(versions))
        )
        return page(
            request,
            "difference.html",
            _difference(request, reader, found, (old, new)) | {"versions": versions},
        )


def _difference(
    request: Request, reader: Reader, found: StoredArticle, pair: tuple[Version, Version]
) -> dict[str, object]:
    told = reader.archive.difference(found.id, pair[0].number, pair[1].number)
    text = next((one for one in told if one.field == "text"), None)
    pieces = text.pieces if text else ()
    return {
        "numbers": numbers(reader),
        "article": found,
        "old": pair[0],
        "new": pair[1],
        "fields": [_of_field(one) for one in told if one.field != "text"],
        "pieces": pieces,
        "passages": list(side_by_side(pieces)),
        "is_beside": request.query_params.get("view") == "side",
        "added": _characters(pieces, "added"),
        "removed": _characters(pieces, "removed"),
    }


def _characters(pieces: Sequence[DiffPiece], kind: str) -> int:
    """Count what came or went; the ends of lines are nobody's words."""
    return sum(len(one.text.replace("\n", "")) for one in pieces if one.kind == kind)


def _of_field(change: Change) -> tuple[str, tuple[DiffPiece, ...], bool]:
    """Return a field's name, its pieces, and whether each of them is an entry of a list."""
    return change.field, change.pieces, change.field in _LISTS


def side_by_side(pieces: Sequence[DiffPiece]) -> Iterator[Passage]:
    """Put two texts beside each other, paragraph by paragraph: those that stayed begin at the same
    height.
    """
    old: list[DiffPiece] = []
    new: list[DiffPiece] = []
    for piece in pieces:
        if piece.kind != "same":
            (old if piece.kind == "removed" else new).append(piece)
            continue
        for paragraph in piece.text.splitlines(keepends=True):
            part = DiffPiece("same", paragraph)
            old.append(part)
            new.append(part)
            if paragraph.endswith("\n"):
                yield Passage(tuple(old), tuple(new))
                old, new = [], []
    if old or new:
        yield Passage(tuple(old), tuple(new))


def line(entries: Sequence[HistoryEntry]) -> tuple[Moment, ...]:
    """Return the moments of a life: each version when it came, and when it was seen last; each end,
    each return.
    """
    told: list[tuple[datetime, str, int | None]] = []
    for one in entries:
        if one.version is not None:
            told.append((one.first_seen, "changed", one.version))
            if one.last_seen != one.first_seen:
                told.append((one.last_seen, "seen", one.version))
        elif one.life in {"gone", "back"}:
            told.append((one.first_seen, one.life, None))
    return placed(told)


def _chosen(versions: Sequence[Version], wanted: int) -> Version:
    found = next((one for one in versions if one.number == wanted), None)
    if found is None:
        raise NotFound(f"there is no version {wanted}; there are {len(versions)}")
    return found
