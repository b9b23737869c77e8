"""What stands behind the name of a credential, in a parameter or an assignment."""

import re

from wxarchive.credentials import NAMES
from wxarchive.scrub.assigned import Assignments
from wxarchive.scrub.parameters import Parameters
from wxarchive.scrub.values import Tally

_CORES = ("ticket", "token", "key", "uin", "session", "sid", "webwx")
"""Each name has one of them: a search for each of a few is faster than one for all names."""
_ENDS = r"(?=[=:%&\\\"'\]\s])"
"""What a name is followed by where it has a value: signs and their escapes, quotes, spaces."""
_PARTS = {
    core: [
        name.partition(core)
        for name in NAMES.split("|")
        if next(filter(name.__contains__, _CORES)) == core
    ]
    for core in _CORES
}
_SEARCHES = {
    core: re.compile(f"{core}(?:{'|'.join(tail for _, _, tail in parts)}){_ENDS}", re.A)
    for core, parts in _PARTS.items()
}
_HEADS = {
    core: sorted((head for head, _, _ in parts), key=len, reverse=True)
    for core, parts in _PARTS.items()
}
"""What names have before their core, the longest first."""
_WITHIN = frozenset("_acdeghijklmnopqrstuvwxyzACDEGHIJKLMNOPQRSTUVWXYZ0134589")
"""What is before the end of another name. The other letters and digits may end the escape of a
sign: ``%26``, ``\\x3f``, ``%5B``, ``\\x27``.
"""


def without_named(text: str, tally: Tally) -> str:
    """Replace the values of what has the name of a credential."""
    # programs are full of such words: each is judged by what is around it before more is asked
    places: list[int] = []
    for core, heads in _HEADS.items():
        for found in _SEARCHES[core].finditer(text):
            at = found.start()
            # of several names that end alike the longest is there
            head = next((head for head in heads if text.endswith(head, 0, at)), None)
            place = at - len(head or "")
            is_apart = place == 0 or text[place - 1] not in _WITHIN
            if head is not None and is_apart:
                places.append(place)
    parameters, assignments = Parameters(text, tally), Assignments(text, tally)
    pieces: list[str] = []
    end = 0
    for place in sorted(places):
        # within a value that is replaced
        if place < end:
            continue
        for start, stop, instead in parameters.at(place) or assignments.at(place):
            pieces += [text[end:start], instead]
            end = stop
    return "".join([*pieces, text[end:]])
