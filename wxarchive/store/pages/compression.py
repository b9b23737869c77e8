"""How a received page becomes few bytes and comes back exactly. Pure: no SQL, no files.

Nearly all of a page is boilerplate of the site's current release, so an earlier page serves as a
*raw-content dictionary*: zstd then finds the same boilerplate in it. A page of the same release
shrinks 35 to 500 times, one of another release 14 to 30 times, without a dictionary 8 times.
Long-distance matching is left off on purpose: with a digested dictionary it costs time and, by
cutting long matches into pieces, a third of the ratio (measured by ``benchmarks/rawpages.py``). The
window of 2^23 bytes covers a page and its dictionary.
"""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import zstandard
from zstandard import (
    ZstdCompressionDict,
    ZstdCompressionParameters,
    ZstdCompressor,
    ZstdDecompressor,
    ZstdError,
)

SMALL = 100_000
"""Bytes below which a dictionary does not pay: error pages and pages of before 2018."""
CANDIDATES = 3
"""How many dictionaries are tried for a page."""

# bytes of any page, four times what is taken in: a frame that claims more is not unpacked
_LARGEST = 64 * 2**20
_DICTIONARY_FROM = 200_000  # bytes: smaller pages would be poor dictionaries
_POOR = 30.0  # a ratio below it says that no dictionary is of the page's release
_FREE = 3  # dictionaries a group of similar pages may start at once …
# … and how many pages pay for another one, so that odd pages cannot fill the file
_PAGES_FOR_ONE_MORE = 50
_WINDOW_LOG = 23
# level, and the logarithms of the sizes of its two tables
_Tables = tuple[int, int, int]
# the level's own, 21 and 20, win some % of the ratio for twice the memory
_ALONE: _Tables = (7, 19, 18)
# the quick strategy of this level finds the long matches of a dictionary as well. Of that, zstd
# takes the last 8 bytes for each place of the larger table: here 4 MiB, more than a page has
_AGAINST: _Tables = (3, 19, 17)
# where a page is taken to pieces: scripts, styles, addresses are full of it
_PARTED = bytes.maketrans(b",}", b"//")
_SAMPLES, _SAMPLE = 64, 1024  # places and bytes of a page that tell which dictionary fits it

Traits = frozenset[int]


class DamagedBytes(Exception):
    """Compressed bytes do not give back the page that was packed."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A page made small, in whichever process: its bytes' SHA-256 and what is to be stored.

    ``size``: of the bytes. ``dictionary``: the SHA-256 of the dictionary it needs; ``tried``: those
    of all that were at hand.
    """

    sha256: str
    size: int
    data: bytes
    dictionary: str | None = None
    tried: frozenset[str] = frozenset()


class Dictionary:
    """An earlier page, ready to pack and unpack pages of its kind; digested when first packing,
    about 6 MB.
    """

    def __init__(self, body: bytes) -> None:
        self._content = ZstdCompressionDict(body, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        self._compressor: ZstdCompressor | None = None

    def pack(self, body: bytes) -> bytes:
        """Compress a page against this dictionary."""
        if self._compressor is None:
            parameters = _parameters(_AGAINST)
            self._content.precompute_compress(compression_params=parameters)
            self._compressor = ZstdCompressor(
                dict_data=self._content, compression_params=parameters
            )
        return self._compressor.compress(body)

    def unpack(self, data: bytes, size: int, sha256: str) -> bytes:
        """Return the page of this size and hash; raises :class:`DamagedBytes`."""
        return _unpack(ZstdDecompressor(dict_data=self._content), data, size, sha256)


def pack(body: bytes) -> bytes:
    """Compress a page on its own."""
    return ZstdCompressor(compression_params=_parameters(_ALONE)).compress(body)


def unpack(data: bytes, size: int, sha256: str) -> bytes:
    """Return the page of this size and hash that was packed on its own; raises
    :class:`DamagedBytes`.
    """
    return _unpack(ZstdDecompressor(), data, size, sha256)


def traits(body: bytes) -> Traits:
    """Return what a page consists of: numbers for a sixteenth of its pieces, the same ones in any
    page.
    """
    pieces = body.translate(_PARTED).split(b"/")
    return frozenset(number for number in map(zlib.crc32, pieces) if not number & 15)


def best(body: bytes, dictionaries: Mapping[str, Traits]) -> str | None:
    """Return the name of the dictionary that has most of a page's pieces, judged by samples of the
    page.

    Nearly as good as packing the page with each (97 % of the ratio of the best of three), and no
    other dictionary needs to be digested for it.
    """
    if len(dictionaries) < 2:
        return next(iter(dictionaries), None)
    step = max(len(body) // _SAMPLES, _SAMPLE)
    samples = (body[start : start + _SAMPLE] for start in range(0, len(body), step))
    own = traits(b"".join(samples))
    return max(dictionaries, key=lambda name: len(own & dictionaries[name]))


def similar_sizes(size: int) -> tuple[int, int]:
    """Return the sizes of pages that may be of one template: pages of other eras are ten times
    smaller.
    """
    return size // 2, size * 2


def wants_dictionary(size: int, packed: int) -> bool:
    """Tell whether a page that shrank from ``size`` to ``packed`` bytes should start a new
    dictionary.
    """
    return size >= _DICTIONARY_FROM and size / packed < _POOR


def may_start(dictionaries: int, pages: int) -> bool:
    """Tell whether ``pages`` pages of similar size may have one dictionary more."""
    return dictionaries < _FREE + pages // _PAGES_FOR_ONE_MORE


def _parameters(tables: _Tables) -> ZstdCompressionParameters:
    level, hash_log, chain_log = tables
    return ZstdCompressionParameters.from_level(
        level, window_log=_WINDOW_LOG, hash_log=hash_log, chain_log=chain_log
    )


def _unpack(decompressor: ZstdDecompressor, data: bytes, size: int, sha256: str) -> bytes:
    if size > _LARGEST:
        raise DamagedBytes(f"it claims to have {size} bytes, more than any page")
    body = b""
    try:
        # asked first, so that a damaged frame cannot make us take the memory it claims to need
        if zstandard.frame_content_size(data) == size:
            body = decompressor.decompress(data)
    except ZstdError as error:
        raise DamagedBytes(str(error)) from error
    if hashlib.sha256(body).hexdigest() != sha256:
        raise DamagedBytes("it does not give back the bytes that were stored")
    return body
