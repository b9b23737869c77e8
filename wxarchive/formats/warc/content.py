"""What a record holds: its payload without encodings, held against the digest it tells."""

from wxarchive.formats.payload import TooMuch, decoded, unchunked
from wxarchive.formats.warc.reading import Record, WarcFile

OTHER_BYTES = "the WARC tells another digest of it: it is damaged, or was changed"
_ENCODED = 1024 * 1024
"""Bytes that an encoding may add to what is within the limit."""


def content(file: WarcFile, record: Record, limit: int) -> tuple[bytes, str | None]:
    """Return the bytes of a record, and why they may be others than were received.

    Raises :class:`ValueError` for more than ``limit`` bytes, and for an encoding that is not read.
    """
    _, size = record.payload
    if size > limit + _ENCODED:
        raise TooMuch(f"it has {size / 1_000_000:,.0f} MB")
    raw = file.payload(record, size)
    body = decoded(raw, record.headers, limit)
    if record.truncated:
        return body, f"the WARC tells that it was cut off ({record.truncated[:40]})"
    # programs take it of what came, and of what that is without its encodings
    digest = record.digest
    if digest and not any(digest.fits(one) for one in (raw, body, unchunked(raw))):
        return body, OTHER_BYTES
    return body, None
