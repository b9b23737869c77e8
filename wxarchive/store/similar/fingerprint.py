"""Fingerprints: a sample of the shingles of a text, each chosen by nothing but what it says.

A shingle is :data:`SHINGLE` letters in a row, of the folded text without punctuation and spaces.
Two texts that share a shingle either both have it in their samples or neither, so the samples tell
how much the texts share, and which texts to compare at all.

All shingles are ranked in one multiplication of large numbers: a text is written as one number
whose digits, of 64 bits each, are its letters. Its product with the number whose digits are eight
constants has at each digit the sum of eight letters in a row, each times its constant. That is
twenty times as fast as hashing them one by one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from wxarchive.store.search import fold, folding_rules

SHINGLE = 8
"""Letters of a shingle."""
LEAST = 24
"""So many shingles of a short text are kept, those of the lowest ranks."""
LEAST_LETTERS = 40
"""A text with fewer letters is compared with none: a greeting is nobody's."""
DIGEST = 5
"""Bytes of a shingle's digest."""
RULES = "1"
"""Counts the ways of making fingerprints: with another one, they are of no use."""

_SILENT = re.compile(r"[\W_]+")
_LANE = 8
"""Bytes of a digit: a letter has 21 bits, a constant 39, and eight products fit without a carry."""
_CONSTANTS = (
    0x51ED270B35, 0x2545F4914F, 0x6C62272E07, 0x14650FB073,
    0x7A3D2B9A61, 0x3C6EF372FF, 0x5BE0CD1913, 0x1F83D9ABFB,
)  # fmt: skip
_FACTOR = sum(constant << (8 * _LANE * at) for at, constant in enumerate(_CONSTANTS))
_RANK = slice(2, 6)
"""The bytes of a digit that rank its shingle; the last of them counts most."""
_CHOSEN = re.compile(rb"[\x00-\x07]")
"""The first byte of the ranks that are in the sample of any text: one of 32."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The digests of sampled shingles, in order, one after another; ``pieces``: how many of them
    are in a sample whatever the length of its text.
    """

    digests: bytes
    pieces: int

    @property
    def tokens(self) -> str:
        """Return the digests as the index takes them: hexadecimal, with spaces between."""
        return self.digests.hex(" ", DIGEST)


def letters(text: str) -> str:
    """Return the part of a text that is compared: letters and digits, folded as for the search."""
    return _SILENT.sub("", fold(text))


def fingerprint(texts: Iterable[str]) -> Fingerprint:
    """Return the fingerprint of what an article says: the :func:`letters` of its versions."""
    chosen: set[bytes] = set()
    lowest: set[bytes] = set()
    for text in texts:
        ranks = _ranks(text)
        first = ranks[_RANK.stop - 1 :: _LANE]
        places = [found.start() for found in _CHOSEN.finditer(first)]
        chosen |= _digests(text, places)
        # a short text has too few of these to be found by
        if len(places) < LEAST:
            lowest |= _digests(text, _lowest(ranks))
    return Fingerprint(b"".join(sorted(chosen | lowest)), len(chosen))


def whole(text: str) -> bytes | None:
    """Return a digest of all letters of a text; ``None`` of one that is compared with none."""
    if len(text) < LEAST_LETTERS:
        return None
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def rules() -> str:
    """Return a name of the rules: fingerprints by other rules cannot be compared with ours."""
    return f"{RULES}-{folding_rules()}"


def _ranks(text: str) -> bytes:
    """Return a digit of :data:`_LANE` bytes for each shingle, in order."""
    size = len(text)
    if size < SHINGLE:
        return b""
    # each letter becomes the lowest three bytes of a digit
    codes = text.encode("utf-32-le", "replace")
    lanes = bytearray(_LANE * size)
    for at in range(3):
        lanes[at::_LANE] = codes[at::4]
    product = int.from_bytes(lanes, "little") * _FACTOR
    # the first digits are of fewer than eight letters, and so are those beyond the text
    digits = product.to_bytes(_LANE * (size + SHINGLE), "little")
    return digits[_LANE * (SHINGLE - 1) : _LANE * size]


def _lowest(ranks: bytes) -> list[int]:
    """Return the places of the shingles with the lowest ranks."""
    every = range(0, len(ranks), _LANE)

    # little-endian: the last byte counts most
    def rank(at: int) -> bytes:
        return ranks[at + _RANK.start : at + _RANK.stop][::-1]

    return [at // _LANE for at in sorted(every, key=rank)[:LEAST]]


def _digests(text: str, places: Iterable[int]) -> set[bytes]:
    shingles = {text[at : at + SHINGLE].encode("utf-8", "replace") for at in places}
    return {blake2b(one, digest_size=DIGEST).digest() for one in shingles}
