"""Which page of what an account published comes next: as few calls as the editor allows
(docs/wechat-pages.md §6.4).
"""

from dataclasses import dataclass
from datetime import datetime

from wxarchive.address import list_begin, list_page
from wxarchive.models import ListPage, ListProgress, ListRef, Rules

_LIMIT = 200_000
"""Articles of one account: a newspaper publishes thousands a year."""


@dataclass(frozen=True, slots=True)
class Step:
    """What comes after a page of a list: another one, else why not. ``is_whole``: nothing that the
    list names was left out.

    ``whole_from``: nothing newer than that was. ``to_end``: it was read from its front to where it
    says it ends. ``lacks``: why something may be missing.
    """

    next: str | None = None
    is_whole: bool = False
    whole_from: datetime | None = None
    to_end: bool = False
    lacks: str | None = None


def next_call(
    ref: ListRef,
    reading: ListProgress,
    listing: ListPage,
    rules: Rules,
    total_before: int | None,
    room: int | None,
) -> Step:
    """Say what comes after a page, whose address still is the one in ``reading.next``.

    Messages are counted from the newest on, and move while they are read. Behind new ones some are
    named twice, which does no harm. Where there are fewer than ``total_before``, as many were not
    shown, and are asked for first. ``room``: how many more articles may be fetched.
    """
    begin = list_begin(reading.next)
    before = total_before or 0
    lost = before - (listing.total or before)
    # what moved forward was not shown: it stands before this page now
    if begin and lost > 0:
        return Step(list_page(ref, max(0, begin - lost), None))
    if not listing.goes_on:
        # an empty answer before the end is no end
        if listing.messages == 0 and begin < (listing.total or 0):
            return Step(lacks="it broke off early, ask for it again")
        return Step(is_whole=True, to_end=True)
    enough = _enough(reading, listing, rules, room)
    return enough or Step(list_page(ref, begin + listing.messages, None))


def is_known(reading: ListProgress, rules: Rules) -> bool:
    """Tell whether the front of a list that is here whole, or as far back as the rules want it, has
    nothing new any more.
    """
    if rules.known is None or reading.is_behind:
        return False
    if reading.known < rules.known:
        return False
    since, whole_from = rules.since, reading.whole_from
    return reading.is_whole or bool(since and whole_from and whole_from <= since)


def _enough(
    reading: ListProgress, listing: ListPage, rules: Rules, room: int | None
) -> Step | None:
    """Return the end of a reading that needs nothing of what follows."""
    times = [item.published_at for item in listing.articles]
    since = rules.since
    # messages come newest first: whatever follows is older still
    if since and times and all(time and time < since for time in times):
        return Step(whole_from=since)
    if is_known(reading, rules):
        return Step(is_whole=reading.is_whole, whole_from=reading.whole_from)
    # what may not be fetched now need not be listed now
    if room is not None and reading.new >= room:
        return Step()
    if reading.seen >= _LIMIT:
        return Step(is_whole=True, lacks=f"it is longer than {_LIMIT:,}, the rest is not read")
    return None
