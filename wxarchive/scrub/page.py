"""One page: decoded, its credentials replaced, encoded again."""

from collections.abc import Iterable
from dataclasses import dataclass

from wxarchive.credentials import WORDS
from wxarchive.scrub.assigned import Assignments, without_fields
from wxarchive.scrub.parameters import Parameters
from wxarchive.scrub.values import Tally, without_values

_MARKED = {
    b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be",
}  # fmt: skip
"""First bytes → the encoding they tell."""


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """The bytes of a page, and how many values were replaced in them."""

    body: bytes
    count: int


def scrub(body: bytes, secrets: Iterable[str] = ()) -> Scrubbed:
    """Replace the values of credentials in a page of any encoding, and the given secrets wherever
    they stand.

    Linear in the page's size. What is scrubbed once comes back as it is, with a count of 0.
    """
    text, encoding = _decoded(body)
    tally = Tally()
    text = without_values(text, secrets, tally)
    text = _without_named(text, tally)
    text = without_fields(text, tally)
    # a value that was found under its name may stand elsewhere without it
    text = without_values(text, tuple(tally.echoes), tally)
    if not tally.count:
        return Scrubbed(body, 0)
    return Scrubbed(text.encode(encoding), tally.count)


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Replace secrets in any text, however they are escaped in it."""
    return without_values(text, secrets, Tally())


def _without_named(text: str, tally: Tally) -> str:
    """Replace the values of what has the name of a credential."""
    # searching each word by itself is many times faster than one expression for all
    places = []
    for word in WORDS:
        at = text.find(word)
        while at >= 0:
            places.append(at)
            at = text.find(word, at + 1)
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


def _decoded(body: bytes) -> tuple[str, str]:
    """Decode a page by the first encoding that gives the same bytes back; Latin-1 always does."""
    for encoding in filter(None, (_MARKED.get(body[:2]), "utf-8", "gb18030")):
        try:
            text = body.decode(encoding)
            if text.encode(encoding) == body:
                return text, encoding
        except UnicodeError:
            continue
    return body.decode("latin-1"), "latin-1"
