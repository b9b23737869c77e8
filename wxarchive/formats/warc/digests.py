"""The digest that a record tells of its payload, such as ``sha1:`` and 32 letters of base 32."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import partial

_base16 = partial(base64.b16decode, casefold=True)
_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}
"""Algorithm → bytes of its digests. Names are written with a dash, too."""


@dataclass(frozen=True, slots=True)
class Digest:
    """An algorithm and what it gave; programs write that in base 32, base 16 or base 64."""

    algorithm: str
    value: bytes

    def fits(self, content: bytes) -> bool:
        """Tell whether it is the digest of these bytes."""
        made = hashlib.new(self.algorithm, content, usedforsecurity=False)
        return made.digest() == self.value


def read_digest(told: str | None) -> Digest | None:
    """Read a digest; ``None`` if there is none, or of an algorithm that nobody uses."""
    name, _, text = (told or "").strip().partition(":")
    algorithm = name.lower().replace("-", "")
    size = _SIZES.get(algorithm)
    if size is None or not text.isascii():
        return None
    # the number of bytes tells which of them it is
    for read in (_base16, _base32, base64.b64decode):
        try:
            value = read(text)
        except (binascii.Error, ValueError):
            continue
        if len(value) == size:
            return Digest(algorithm, value)
    return None


def _base32(text: str) -> bytes:
    padding = "=" * (-len(text) % 8)
    return base64.b32decode(text + padding, casefold=True)
