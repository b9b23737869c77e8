"""One page: decoded, its credentials replaced, encoded again."""

from collections.abc import Iterable
from dataclasses import dataclass

from wxarchive.scrub.assigned import without_fields
from wxarchive.scrub.named import without_named
from wxarchive.scrub.values import Tally, without_values

_MARKED = {
    b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be",
}  # fmt: skip
"""First bytes → the encoding they tell."""
_AS_BYTES = "latin-1"
"""A text in which each character is a byte of the page."""


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
    if encoding == _AS_BYTES:
        written = (secret.encode("utf-8", "replace") for secret in secrets)
        secrets = [secret.decode(_AS_BYTES) for secret in written]
    tally = Tally()
    text = without_values(text, secrets, tally)
    text = without_named(text, tally)
    text = without_fields(text, tally)
    # a value that was found under its name may stand elsewhere without it
    text = without_values(text, tuple(tally.echoes), tally)
    if not tally.count:
        return Scrubbed(body, 0)
    return Scrubbed(text.encode(encoding), tally.count)


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Replace secrets in any text, however they are escaped in it."""
    return without_values(text, secrets, Tally())


def _decoded(body: bytes) -> tuple[str, str]:
    """Decode a page by the first encoding that gives the same bytes back; Latin-1 always does."""
    for encoding in filter(None, (_MARKED.get(body[:2]), "utf-8", "gb18030")):
        try:
            text = body.decode(encoding)
        except UnicodeError:
            continue
        # in UTF-8 no byte of another character is ASCII, and all that is looked for is: the bytes
        # themselves are searched in half the time
        if encoding == "utf-8":
            break
        try:
            if text.encode(encoding) == body:
                return text, encoding
        except UnicodeError:
            continue
    return body.decode(_AS_BYTES), _AS_BYTES
