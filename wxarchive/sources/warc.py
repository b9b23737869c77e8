"""WARC and WACZ files → the answers in them. What a ``revisit`` leaves out stands in another record
(ISO 28500 §6.7).
"""

import re
from collections.abc import Hashable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cached_property, partial
from itertools import chain
from typing import NamedTuple

from wxarchive.errors import SourceError
from wxarchive.formats.warc import Damage, Record, WarcFile, content, require_warcio
from wxarchive.sources.containers import (
    Container,
    Limits,
    plain_warc,
    spooled,
)
from wxarchive.sources.foundfile import FoundFile
from wxarchive.sources.recorded import (
    RecordedAnswer,
    cookies_sent,
    cookies_set,
    is_articles,
    is_of_wechat,
    named,
    recorded,
)
from wxarchive.sources.source import Source, Unusable

_IN_WACZ = re.compile(r"archive/[^/]+\.warc(?:\.gz)?", re.IGNORECASE)
_OTHERS = "the others are read"
_ELSEWHERE = "it is a revisit, and the record with its bytes is in no file that was given with it"


def in_warc(found: FoundFile) -> Iterator[Source]:
    """Yield the pages of a WARC file and then its media; raises :class:`SourceError`, and
    :class:`UsageError` without the extra.
    """
    require_warcio()
    file, faults = plain_warc(found.open(), found.given, Limits())
    for fault in faults:
        yield Unusable(found.given, SourceError(fault, found.given, _OTHERS))
    answers = WarcFiles([(found.given, file)]).answers
    yield from recorded(found.given, found.path, answers, len(faults))


def is_wacz(names: AbstractSet[str]) -> bool:
    """Tell whether a zip with these members is a web archive (WACZ)."""
    return "datapackage.json" in names and any(map(_IN_WACZ.fullmatch, names))


def in_wacz(archive: Container, found: FoundFile) -> Iterator[Source]:
    """Yield the pages of all WARC files in a WACZ, and then their media; raises as
    :func:`in_warc`.
    """
    require_warcio()
    files: list[tuple[str, WarcFile]] = []
    damages = 0
    for entry in archive.entries:
        given = f"{found.given}/{entry.name}"
        if not _IN_WACZ.fullmatch(entry.name):
            continue
        try:
            # read as far as it goes: a member that is damaged costs no other one
            file, faults = plain_warc(spooled(archive, entry), given, archive.limits)
        except SourceError as error:
            damages += 1
            yield Unusable(given, error)
            continue
        damages += len(faults)
        files.append((given, file))
        for fault in faults:
            yield Unusable(given, SourceError(fault, given, _OTHERS))
    yield from recorded(found.given, found.path, WarcFiles(files).answers, damages)


class _Place(NamedTuple):
    """A record, and the file it is in."""

    file: WarcFile
    record: Record


class WarcFiles:
    """The WARC files of one collection: revisits in one may refer to records in another.

    ``files``: each with what it is called.
    """

    def __init__(self, files: Iterable[tuple[str, WarcFile]]) -> None:
        self._files = tuple(files)

    def answers(self) -> Iterator[RecordedAnswer | Unusable]:
        """Yield the answers of all files in their order, and what is damaged."""
        for given, file in self._files:
            for found, cookies in _with_cookies(file.records()):
                if isinstance(found, Damage):
                    what = f"the record at byte {found.at:,} is damaged: {found.what}"
                    yield Unusable(given, SourceError(what, given, _OTHERS))
                elif found.kind == "revisit":
                    yield from self._revisited(given, found, cookies)
                elif found.kind != "other":
                    yield _answer(given, _Place(file, found), found, cookies)

    def _revisited(
        self, given: str, found: Record, cookies: tuple[str, ...]
    ) -> Iterator[RecordedAnswer | Unusable]:
        if not is_of_wechat(found.url):
            return
        places = map(self._originals.get, _names(found))
        original = next(filter(None, places), None)
        if original:
            # it need not repeat the head of the answer
            head = original.record
            if found.status is None:
                found = replace(found, status=head.status, headers=head.headers, type=head.type)
            yield _answer(given, original, found, cookies)
        elif is_articles(found.url):
            name = named(given, found.url)
            yield Unusable(name, SourceError(_ELSEWHERE, name, "give both files' folder"))

    @cached_property
    def _originals(self) -> dict[Hashable, _Place]:
        """The records that revisits refer to, by what they call them."""
        every = [file for _, file in self._files]
        wanted: set[Hashable] = set()
        for one in chain.from_iterable(file.records() for file in every):
            if isinstance(one, Record) and one.kind == "revisit" and is_of_wechat(one.url):
                wanted.update(_names(one))
        found: dict[Hashable, _Place] = {}
        for file in every:
            for one in file.records():
                if isinstance(one, Record) and one.kind in {"response", "resource"}:
                    place = (one.url, one.at)
                    names = {(place, one.digest), place, one.digest} & wanted
                    found |= {name: _Place(file, one) for name in names if name not in found}
        return found


def _names(revisit: Record) -> list[Hashable]:
    """Return by what a revisit refers to another record, the surest first."""
    names: list[Hashable] = []
    if all(revisit.refers_to):
        # two pages may have come from an address at the same time
        names += [(revisit.refers_to, revisit.digest), revisit.refers_to]
    if revisit.digest:
        names.append(revisit.digest)
    return names


def _answer(given: str, place: _Place, head: Record, cookies: tuple[str, ...]) -> RecordedAnswer:
    """Return the answer whose bytes are at a place, with what its own head says."""
    return RecordedAnswer(
        named(given, head.url),
        head.url,
        head.at,
        partial(content, place.file, place.record),
        head.status,
        head.media_type,
        head.headers,
        is_file=place.record.kind == "resource",
        secrets=(*cookies, *cookies_set(head.headers)),
    )


def _with_cookies(
    records: Iterable[Record | Damage],
) -> Iterator[tuple[Record | Damage, tuple[str, ...]]]:
    """Yield each record with the values of the cookies that its request sent: programs write that
    before the answer, or behind it.
    """
    before: Record | Damage | None = None
    one: Record | Damage | None = None
    for after in chain(records, [None]):
        if one:
            yield one, (*_sent(before, one), *_sent(after, one))
        before, one = one, after


def _sent(request: Record | Damage | None, answer: Record | Damage) -> tuple[str, ...]:
    if not isinstance(request, Record) or not isinstance(answer, Record):
        return ()
    if request.kind != "other" or request.url != answer.url:
        return ()
    return cookies_sent(request.headers)
